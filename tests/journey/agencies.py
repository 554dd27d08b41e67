"""The catalogues of seven agencies, served as they publish them and harvested into the running hub; of a long one, as
many records as a list can be chosen from."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.journey.running import RunningHub
from tests.shared_data import SHARED

AGENCIES = SHARED / "data" / "catalogues" / "us-agencies"
CODES = {
    "consumerfinance": "8800001", "dhs": "8800002", "dol": "8800003", "energy": "8800004", "fcc": "8800005",
    "treasury": "8800006", "usaid": "8800007",
}  # fmt: skip
MOST_RECORDS = int(os.environ.get("GOTGAN_JOURNEY_RECORDS", "200"))
"""Of an agency: as they stand there are 2,659, of which two thousand are alike in what leaves them out of a list.
All of them are walked with `GOTGAN_JOURNEY_RECORDS=3000`."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the journey's own output is read."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which `{agency}/data.json` stands."""
    for name in CODES:
        (folder / name).mkdir(parents=True)
        (folder / name / "data.json").write_text(json.dumps(shortened(name)), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def shortened(name: str) -> dict[str, Any]:
    """The agency's catalogue with records from its beginning to its end."""
    catalogue: dict[str, Any] = json.loads((AGENCIES / f"{name}.json").read_text(encoding="utf-8"))
    records = catalogue["dataset"]
    every = -(-len(records) // MOST_RECORDS)
    return {**catalogue, "dataset": records[::every]}


def records() -> int:
    return sum(len(shortened(name)["dataset"]) for name in CODES)


def harvest(hub: RunningHub, folder: Path) -> None:
    """All seven, each an institution of its own."""
    with served(folder) as address:
        for name, code in CODES.items():
            made = ("--organisation", code, "--create-organisation", f"US {name}", "--publish")
            done = hub.run("add", f"{address}/{name}/data.json", *made)
            assert done.returncode == 0, done.stderr
