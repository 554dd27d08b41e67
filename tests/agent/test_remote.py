"""Scanning an address: fetched from a real loopback server, measured, let go."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.terms.errors import GotganError


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def server(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.csv").write_text("이름,수\n가,1\n나,2\n")
    house = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "site")))
    thread = threading.Thread(target=house.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{house.server_address[1]}"
    house.shutdown()
    thread.join()


def test_scan_of_one_file_by_its_address(server, tmp_path):
    output = tmp_path / "scan.json"
    scan_targets([f"{server}/a.csv"], output, key=SketchKey(b"k" * 32, False))
    (entry,) = json.loads(output.read_text())["files"]
    assert (entry["status"], entry["format"], entry["profile"]["rows"]) == ("read", "csv", 2)


def test_scan_of_an_address_that_is_not_there_is_refused(server, tmp_path):
    with pytest.raises(GotganError, match="check the address"):
        scan_targets([f"{server}/nothing.csv"], tmp_path / "scan.json", key=SketchKey(b"k" * 32, False))
    assert not (tmp_path / "scan.json").exists()
