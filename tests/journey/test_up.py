"""`gotgan up --empty` as a person meets it: an address, a link, a hub that is set up, kills, Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journey.running import RunningHub, free_port, gotgan, running_hub, stop

PASSWORD = "a long enough pass phrase"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """One empty hub for these tests, which run in order; the last but one ends it."""
    with running_hub(tmp_path_factory.mktemp("empty") / "data", "--empty") as hub:
        hub.wait_until_ready(120)
        yield hub


def test_set_up_link_opens_the_operators_account(empty: RunningHub) -> None:
    link = next(word for word in empty.said("set the hub up").split() if word.startswith("http"))
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as browser:
        page = browser.get(link)
        form = {"email": "op@example.org", "password": PASSWORD, "csrfmiddlewaretoken": _token_of(page.text)}
        assert browser.post(link, data=form).status_code == 200
        sign_in = browser.get(empty.address + "/accounts/login/")
        form = {"login": "op@example.org", "password": PASSWORD, "csrfmiddlewaretoken": _token_of(sign_in.text)}
        browser.post(str(sign_in.url), data=form)
        assert "op@example.org" in browser.get(empty.address + "/me/").text
        assert browser.get(link).status_code == 410


def _token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def test_up_on_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = gotgan("up", "--data", str(tmp_path / "data"), "--port", str(port), "--empty")
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_second_up_says_which_folder_is_in_use(empty: RunningHub) -> None:
    done = empty.run("up", "--port", str(free_port()), "--empty")
    assert done.returncode == 2
    assert done.stderr.startswith(f"gotgan: {empty.data}: is in use by another gotgan up")
    assert done.stderr.count("\n") == 1


def test_commands_work_while_it_runs(empty: RunningHub, tmp_path: Path) -> None:
    assert empty.status()["is_up"] is True
    added = empty.run("user", "add", "lee@example.org", "--role", "auditor")
    token = re.search(r"gtg_\S+", added.stdout)
    assert token
    assert f"{empty.address}/accounts/password/reset/key/" in added.stdout
    assert token[0] not in empty.run("user", "list").stdout
    assert empty.run("backup", str(tmp_path / "b.tar")).returncode == 0
    assert empty.run("audit", "verify").returncode == 0
    assert httpx.get(empty.address + "/static/vega/vega-bundle.js").status_code == 200


def test_killed_worker_comes_back(empty: RunningHub) -> None:
    first = waited_for(empty, "gotgan.work.worker")
    os.kill(first, signal.SIGKILL)
    assert waited_for(empty, "gotgan.work.worker", other_than=first) != first
    assert httpx.get(empty.address + "/healthz", timeout=30).status_code == 200


def test_ctrl_c_ends_every_process_and_frees_the_port(empty: RunningHub) -> None:
    below = descendants(empty.process.pid)
    assert len(below) >= 3
    assert stop(empty.process) < 40
    assert empty.process.returncode == 0
    assert not [command_of(pid) for pid in below if is_alive(pid)]
    with socket.create_server(("127.0.0.1", int(empty.address.rsplit(":", 1)[1]))):
        pass


def test_up_killed_outright_leaves_no_orphan(empty: RunningHub) -> None:
    """Begun again in the folder of the one that has ended, which has its tables already."""
    stop(empty.process)
    with running_hub(empty.data) as hub:
        waited_for(hub, "gotgan.work.worker")
        below = descendants(hub.process.pid)
        hub.process.kill()
        hub.process.wait()
        until = time.monotonic() + 40
        while any(is_alive(pid) for pid in below) and time.monotonic() < until:
            time.sleep(0.5)
        assert not [command_of(pid) for pid in below if is_alive(pid)]


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, itself not among them."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(text) for text in children.read_text().split()]
    return found[1:]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def waited_for(hub: RunningHub, words: str, other_than: int | None = None, seconds: float = 60) -> int:
    """The process below this `up` whose command line holds `words`, once there is one."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for pid in descendants(hub.process.pid):
            if pid != other_than and words in command_of(pid) and is_alive(pid):
                return pid
        time.sleep(0.5)
    raise AssertionError(f"no process {words} within {seconds} s")
