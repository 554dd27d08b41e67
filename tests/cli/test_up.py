"""What `gotgan up` stands on: the ground it checks, the children it keeps, what set-up makes."""

from __future__ import annotations

import csv
import gettext
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.cli.up import ground, setup, stamp
from gotgan.cli.up.supervisor import Child, Supervisor, next_pause
from gotgan.terms.errors import Unavailable

SLEEPER = "import time; time.sleep(600)"


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ground.PortInUse, match=r"port \d+: is in use"):
            ground.check_port("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 0, 65536, 70000])
def test_port_that_is_none(port: int) -> None:
    with pytest.raises(Unavailable, match="is no port"):
        ground.check_port("127.0.0.1", port)


def test_address_of_another_machine() -> None:
    with pytest.raises(Unavailable, match="choose another --host"):
        ground.check_port("203.0.113.7", 8000)


def test_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    with pytest.raises(ground.DiskFull, match="0 MB free"):
        ground.check_disk(tmp_path / "not" / "yet")


def test_folder_held_by_another_is_refused_and_free_afterwards(tmp_path: Path) -> None:
    number = str(os.getpid())
    with ground.hold_folder(tmp_path), pytest.raises(ground.FolderInUse, match=number), ground.hold_folder(tmp_path):
        pass
    with ground.hold_folder(tmp_path):
        pass


@given(st.floats(0, 1000), st.floats(0, 59))
def test_pause_grows_and_is_bounded(pause: float, lived: float) -> None:
    longer = next_pause(pause, lived)
    assert 1 <= longer <= 30
    assert longer >= min(pause, 30)


def test_pause_after_a_long_life_is_short() -> None:
    assert next_pause(30, 61) == 1.0


@pytest.fixture
def sleeper(tmp_path: Path) -> Child:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    environment = {**os.environ, "PYTHONPATH": f"{stamp.PACKAGE.parent}:{tmp_path}"}
    return Child("sleeper", ["sleeper"], environment, tmp_path / "run" / "sleeper.log", stop_seconds=5)


def test_dead_child_is_started_again(sleeper: Child) -> None:
    house = Supervisor()
    house.add(sleeper)
    try:
        assert sleeper.process is not None
        first = sleeper.process.pid
        os.kill(first, signal.SIGKILL)
        lines: list[str] = []
        wait_for(lambda: bool(lines.extend(house.tend())) or sleeper.restarts == 1)
        assert sleeper.is_running
        assert sleeper.process.pid != first
        assert len(lines) == 1
        assert lines[0].startswith("sleeper ended (-9)")
    finally:
        house.stop()
    assert not sleeper.is_running


def test_child_that_does_not_listen_is_killed(sleeper: Child, tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('deaf', 'w').close(); "
    (tmp_path / "sleeper.py").write_text(deaf.replace("'deaf'", repr(str(tmp_path / "deaf"))) + SLEEPER)
    sleeper.stop_seconds = 0.5
    sleeper.start()
    wait_for((tmp_path / "deaf").exists)
    sleeper.stop()
    assert not sleeper.is_running


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux: PR_SET_PDEATHSIG")
def test_children_end_when_the_supervisor_is_killed_outright(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    script = (
        "import os, sys, time\n"
        "from gotgan.cli.up.supervisor import start_process\n"
        "child = start_process(['sleeper'], os.environ, 1)\n"
        "print(child.pid, flush=True); time.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{stamp.PACKAGE.parent}:{tmp_path}"}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(1.0)  # until the child has tied itself
    assert is_alive(child)
    parent.kill()
    parent.wait()
    wait_for(lambda: not is_alive(child))


def test_stamp_changes_with_what_is_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "gotgan.sqlite3").touch()
    assert not stamp.is_prepared(tmp_path)
    stamp.mark_prepared(tmp_path)
    assert stamp.is_prepared(tmp_path)
    monkeypatch.setattr(stamp, "version", lambda _name: "99")
    assert not stamp.is_prepared(tmp_path)


def test_translations_of_all_rooms_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, word, meaning in (("a", "Sign in", "로그인"), ("b", "Search", "검색")):
        folder = tmp_path / room / "locale" / "ko" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(f'msgid ""\nmsgstr ""\n\nmsgid "{word}"\nmsgstr "{meaning}"\n')
    monkeypatch.setattr(setup, "PACKAGE", tmp_path)
    (written,) = setup.compile_translations(tmp_path / "out")
    with written.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert (catalogue.gettext("Sign in"), catalogue.gettext("Search")) == ("로그인", "검색")
    assert setup.compile_translations(tmp_path / "out") == []


def test_legal_dong_table_is_whole(tmp_path: Path) -> None:
    setup.make_legal_dong_table(tmp_path / "legal_dong.csv")
    with (tmp_path / "legal_dong.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 46_000
    assert all(len(row["법정동코드"]) == 10 and row["시도명"] and len(row["생성일자"]) == 8 for row in rows)
    (found,) = [row for row in rows if row["법정동코드"] == "1111010100"]
    assert (found["시도명"], found["시군구명"], found["읍면동명"]) == ("서울특별시", "종로구", "청운동")


def test_chart_bundle_is_a_script(tmp_path: Path) -> None:
    setup.make_chart_bundle(tmp_path / "vega-bundle.js")
    assert "vegaEmbed" in (tmp_path / "vega-bundle.js").read_text(encoding="utf-8")


def prepare(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `up` does first with a data folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GOTGAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "gotgan.cli.up.prepare"], env={**environment, "GOTGAN_DATA": str(folder)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_folder_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    """What it asks the database is which migrations ran; that a folder of this version is taken is the journeys'."""
    (tmp_path / "run").mkdir()
    with closing(sqlite3.connect(tmp_path / "gotgan.sqlite3")) as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        rows = [("share", "0001_initial", "2026-01-01"), ("share", "0999_later", "2030-01-01")]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", rows)
        database.commit()
    (tmp_path / "run" / "prepared").write_text("a later program's")
    done = prepare(tmp_path)
    assert done.returncode == 2
    assert done.stdout.splitlines()[-1].startswith(f"cannot prepare: {tmp_path}: was used by a newer gotgan")
    assert (tmp_path / "run" / "prepared").read_text() == "a later program's"
    with closing(sqlite3.connect(tmp_path / "gotgan.sqlite3")) as database:
        assert database.execute("SELECT app, name, applied FROM django_migrations ORDER BY id").fetchall() == rows
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchall() == [(1,)]


def test_folder_with_a_broken_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "gotgan.sqlite3").write_bytes(b"no database" * 1000)
    done = prepare(tmp_path)
    assert done.returncode == 2
    assert (
        done.stdout.splitlines()[-1]
        == f"cannot prepare: {tmp_path}: file is not a database; correct it and run it again"
    )
    assert "Traceback" not in done.stdout + done.stderr
