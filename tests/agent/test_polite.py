"""A scan gives way and keeps to its share, opens no connection, and goes on after any kill."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gotgan.agent.govern import Allowance, Limits
from gotgan.agent.progress import FILE_COSTS, Meter, Moved
from gotgan.agent.walk import Found
from gotgan.cli.main import main
from tests.shared_data import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: limits: only Linux holds them")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(24):
        (root / f"{number:03d}.csv").write_text("이름,수\n" + "가,1\n" * 500)
    return root


def run(*words: object, **more: str) -> None:
    subprocess.run([sys.executable, "-m", "gotgan", *map(str, words)], env=environment(**more), check=True)


@linux
def test_scan_runs_at_low_priority(many: Path, tmp_path: Path) -> None:
    """Asked of the running scan itself: processor and disk."""
    code = (
        "import sys, os, ctypes, platform\n"
        "from gotgan.agent import polite, scan\n"
        "ask = polite._IOPRIO_SET[platform.machine()] + 1\n"
        "scan.write_document = lambda *_, **__: print(os.nice(0), ctypes.CDLL(None).syscall(ask, 1, 0))\n"
        "from gotgan.cli.main import main\n"
        "sys.exit(main())\n"
    )
    command = [sys.executable, "-c", code, "scan", str(many / "000.csv"), "-o", str(tmp_path / "s.json")]
    for setting, expected in (("", f"10 {2 << 13 | 7}"), ("normal", f"{os.nice(0)} ")):
        done = subprocess.run(command, env=environment(GOTGAN_PRIORITY=setting), capture_output=True, text=True)
        assert done.stdout.startswith(expected), done.stderr


@linux
def test_share_of_the_processor_is_kept(many: Path, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    run("scan", many, "-o", tmp_path / "s.json", "--cpu", "0.5", GOTGAN_PRIORITY="normal")
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert json.loads((tmp_path / "s.json").read_text())["counts"]["seen"] == 24
    assert used / wall <= 0.5 * 1.25 + 0.05, "the watcher's own start is in it"


@linux
def test_reading_rate_is_kept(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.bin").write_bytes(os.urandom(40_000_000))
    began = time.monotonic()
    run("scan", tmp_path / "data", "-o", tmp_path / "s.json", "--read-rate", "20")
    assert time.monotonic() - began >= 40 / 20 - 0.6, "40 MB at 20 MB/s, a burst of half a second aside"


@linux
def test_killed_watcher_takes_the_scan_along_and_it_resumes(many: Path, tmp_path: Path) -> None:
    output, journal = tmp_path / "s.json", tmp_path / ".s.json.journal"
    words = ["scan", str(many), "-o", str(output), "--seal", f"file:{tmp_path / 'scanner.key'}"]
    run("enrol", "-o", tmp_path / "scanner.key")
    watcher = subprocess.Popen([sys.executable, "-m", "gotgan", *words, "--cpu", "0.8"], env=environment())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not journal.exists() or journal.read_bytes().count(b"\n") < 4):
        time.sleep(0.02)
    (child,) = Path(f"/proc/{watcher.pid}/task/{watcher.pid}/children").read_text().split()
    watcher.send_signal(signal.SIGKILL)
    watcher.wait()
    while time.monotonic() < deadline and Path(f"/proc/{child}").exists() and _state(child) != "Z":
        time.sleep(0.02)
    kept = journal.read_bytes().count(b"\n")
    assert 4 <= kept < 25, "the scan did not go on alone"
    assert not output.exists()
    run(*words)
    counts = json.loads(output.read_text())["counts"]
    assert (counts["seen"], counts["added"]) == (24, 24)
    run("verify", output, "--key", tmp_path / "scanner.key.pub")
    (many / "000.csv").write_text("이름,수\n나,2\n")
    (many / "001.csv").unlink()
    (many / "new.csv").write_text("이름,수\n나,2\n")
    run(*words)
    counts = json.loads(output.read_text())["counts"]
    assert [counts[name] for name in ("seen", "added", "changed", "same", "failed", "held", "removed")] == [
        24, 1, 1, 22, 0, 0, 1,
    ]  # fmt: skip
    run("verify", output, "--key", tmp_path / "scanner.key.pub")


def _state(process: str) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@linux
def test_governed_scan_answers_with_its_own_exit_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gotgan", "scan", str(tmp_path / "nothing"), "--cpu", "0.5"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("words", "place"),
    [(["--cpu", "0"], "--cpu"), (["--cpu", "much"], "--cpu"), (["--read-rate", "-1"], "--read-rate"),
     (["--memory", "10MB"], "--memory"), (["--memory", "600"], "--memory")],
)  # fmt: skip
def test_limit_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], place: str
) -> None:
    assert main(["scan", str(tmp_path), *words]) == 2
    assert capsys.readouterr().err.startswith(f"gotgan: {place}: ")


def test_allowance_grows_with_time_and_saves_up_little() -> None:
    allowance = Allowance(0.5)
    assert allowance.look(1, 0.25), "half a second was allowed, a quarter used"
    assert not allowance.look(0.1, 0.6)
    assert not allowance.look(0.3, 0.6)
    assert allowance.look(0.4, 0.6)
    assert allowance.look(1000, 0.6), "an hour of rest"
    assert not allowance.look(0.1, 1.0), "does not allow an hour of work"
    assert Allowance(None).look(0.1, 1e9)
    assert Limits(read_rate=1).any
    assert not Limits().any


def test_time_left_follows_bytes() -> None:
    seen: list[Moved] = []
    found = [Found("small", Path(), 10, 0), Found("large", Path(), 10**9, 0), Found("table", Path(), 0, 0)]
    meter = Meter(found, seen.append)
    for item in found:
        meter.begin(item)
        meter.passed(item)
    meter.end()
    assert [moved.name for moved in seen] == ["small", "large", "table", ""]
    assert [moved.work_done for moved in seen] == [
        0, 10 + FILE_COSTS, 10**9 + 10 + 2 * FILE_COSTS, 10**9 + 10 + 3 * FILE_COSTS,
    ]  # fmt: skip
    assert all(moved.work == seen[-1].work_done for moved in seen)


_GUARD = (
    "import sys\n"
    "def look(event, arguments):\n"
    "    if event in ('socket.connect', 'socket.bind', 'socket.getaddrinfo', 'socket.sendto'):\n"
    "        print('NETWORK', event, file=sys.stderr); sys.stderr.flush()\n"
    "        import os; os._exit(99)\n"
    "sys.addaudithook(look)\n"
    "from gotgan.cli.main import main\n"
    "sys.exit(main())\n"
)


def _apart() -> list[str]:
    """A world without any network, where the system lets us make one."""
    unshare = ["unshare", "--map-root-user", "--net"]
    try:
        possible = subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        possible = False
    return unshare if possible else []


def test_scan_opens_no_connection(many: Path, tmp_path: Path) -> None:
    (many / "b.json").write_text('[{"a": 1, "b": "가"}]')
    output = tmp_path / "s.json"
    command = [*_apart(), sys.executable, "-c", _GUARD, "scan", str(many), "-o", str(output)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(output.read_text())["counts"]["seen"] == 25


def test_the_guard_sees_a_connection(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _GUARD, "scan", "http://127.0.0.1:9/data.json", "-o", str(tmp_path / "s.json")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 99


def test_scan_needs_nothing_that_only_posix_has() -> None:
    code = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'): sys.modules[name] = None\n"
        "import gotgan.agent.scan, gotgan.agent.explain, gotgan.agent.seal, gotgan.agent.govern, gotgan.agent.polite\n"
        "import gotgan.cli.scan, gotgan.cli.explain, gotgan.cli.verify, gotgan.cli.enrol, gotgan.cli.bundle\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)
