"""The catalogues of seven agencies, served as they publish them and harvested into the running hub."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.journey.running import RunningHub
from tests.shared_data import SHARED

AGENCIES = SHARED / "data" / "catalogues" / "us-agencies"
CODES = {
    "consumerfinance": "8800001", "dhs": "8800002", "dol": "8800003", "energy": "8800004", "fcc": "8800005",
    "treasury": "8800006", "usaid": "8800007",
}  # fmt: skip
RECORDS = 2_659


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the journey's own output is read."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which `{agency}/data.json` stands."""
    for name in CODES:
        (folder / name).mkdir(parents=True)
        shutil.copy(AGENCIES / f"{name}.json", folder / name / "data.json")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def harvest(hub: RunningHub, folder: Path) -> None:
    """All seven, each an institution of its own."""
    with served(folder) as address:
        for name, code in CODES.items():
            made = ("--organisation", code, "--create-organisation", f"US {name}", "--publish")
            done = hub.run("add", f"{address}/{name}/data.json", *made)
            assert done.returncode == 0, done.stderr
