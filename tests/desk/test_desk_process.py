"""The two implementations of the port answer alike; the process tells where it is and ends with its parent."""

from __future__ import annotations

import http.client
import json
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gotgan.desk.client import DeskClient, DeskDown, url_in
from gotgan.desk.korean import Analyse, Korean
from gotgan.desk.picture import Pictures
from gotgan.desk.server import DeskServer, write_url
from gotgan.desk.service import LocalDesk
from gotgan.terms.desk import Desk, PreviewQuestion
from gotgan.terms.errors import Invalid, NotFound, Unavailable

ROOT = Path(__file__).resolve().parent.parent.parent


def _halves(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [(word[: len(word) // 2], word[len(word) // 2 :]) for word in words]


@pytest.fixture
def local(tmp_path: Path) -> LocalDesk:
    desk = LocalDesk(tmp_path, korean=Korean(lambda: _halves), pictures=Pictures(tmp_path / "p", lambda _: "<svg/>"))
    desk.tokens(["가"], wait_seconds=10)
    return desk


@pytest.fixture
def server(local: LocalDesk) -> Iterator[DeskServer]:
    server = DeskServer(local)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["in process", "over loopback"])
def desk(request: pytest.FixtureRequest, local: LocalDesk, server: DeskServer) -> Desk:
    return local if request.param == "in process" else DeskClient(lambda: server.url)


def test_desk_tokens(desk: Desk) -> None:
    answer = desk.tokens(["나무도로 강", "road"])
    assert answer.of_texts == (("나무", "도로", "", "강"), ())
    assert answer.dictionary


def test_desk_picture_and_refusal(desk: Desk) -> None:
    assert desk.picture({"mark": "bar"}) == "<svg/>"
    with pytest.raises(Invalid, match="outside the spec"):
        desk.picture({"data": {"url": "x"}})


def test_desk_preview_of_an_unknown_object(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.preview(PreviewQuestion("0" * 64, "t.csv"))


def test_client_without_a_desk() -> None:
    with pytest.raises(DeskDown, match="gotgan up"):
        DeskClient(lambda: "").tokens(["가"])


def test_client_leaves_a_dead_desk_alone_for_a_while() -> None:
    asked = []

    def find() -> str:
        asked.append(1)
        return "http://127.0.0.1:1/x"

    client = DeskClient(find)
    for _ in range(2):
        with pytest.raises(DeskDown):
            client.tokens(["가"])
    assert client._rest_until > time.monotonic()


def _post(url: str, body: bytes) -> tuple[int, dict[str, object]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("POST", parts.path, body)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_server_needs_its_secret(server: DeskServer) -> None:
    wrong = server.url.rsplit("/", 1)[0] + "/guess/tokens"
    assert _post(wrong, b'{"texts": []}')[0] == 404


BODIES = [b"", b"[]", b"{}", b"not json", b'{"texts": 5}', b'{"texts": ["a"], "wait_seconds": "x"}']


@pytest.mark.parametrize("body", BODIES)
def test_server_odd_bodies_are_refused_not_fatal(server: DeskServer, body: bytes) -> None:
    assert _post(f"{server.url}/tokens", body)[0] == 400
    assert _post(f"{server.url}/tokens", b'{"texts": []}')[0] == 200


def test_server_of_a_loading_analyser_is_unavailable(tmp_path: Path) -> None:
    never = threading.Event()

    def load() -> Analyse:
        never.wait(20)
        return _halves

    server = DeskServer(LocalDesk(tmp_path, korean=Korean(load)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(Unavailable, match="loading"):
        DeskClient(lambda: server.url).tokens(["가"])
    never.set()
    server.shutdown()
    server.server_close()


def test_url_file_is_for_the_owner_only_and_read_anew(tmp_path: Path) -> None:
    assert url_in(tmp_path)() == ""
    written = write_url("http://127.0.0.1:9/a", tmp_path)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    write_url("http://127.0.0.1:9/b", tmp_path)
    assert url_in(tmp_path)() == "http://127.0.0.1:9/b"


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", "gotgan.desk", "--data", sys.argv[1]])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_process_ends_with_its_parent_and_takes_its_address_away(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, env=environment)
    address = tmp_path / "run" / "desk.url"
    assert _wait(address.exists), "the desk never told its address"
    parent.kill()
    parent.wait()
    assert _wait(lambda: not address.exists()), "the desk outlived its parent"


def _wait(condition, seconds: float = 40) -> bool:  # type: ignore[no-untyped-def]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_desk_pdf_and_refusal(desk: Desk) -> None:
    document = {
        "lang": "ko", "kind": "k", "title": "목록", "subtitle": "", "author": "", "footer": "", "date": None,
        "cover": [], "blocks": [{"kind": "text", "text": "글"}],
    }  # fmt: skip
    assert desk.pdf(document).startswith(b"%PDF-")
    with pytest.raises(Invalid, match="cannot be set"):
        desk.pdf({"title": "x"})
