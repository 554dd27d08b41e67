"""Harvest, store and index every record of the seven agencies' data.json over loopback HTTP.

    python benchmarks/harvest.py

The whole road of a source: listing read by HTTP, records cleaned and stored, entries pulled, routes
decided, index written; then once more, when nothing may change.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.run import empty_hub

ROOT = Path(__file__).resolve().parent.parent
AGENCIES = ROOT.parent / "shared" / "data" / "catalogues" / "us-agencies"
GOAL_PER_SECOND = 200


class Context:
    """A job's context that nobody watches."""

    job_id = 1

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        """Nobody asks."""

    def is_cancelled(self) -> bool:
        return False


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


def main() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(AGENCIES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with empty_hub():
        sources = add_sources(f"http://127.0.0.1:{server.server_address[1]}")
        for name in ("first harvest", "second harvest, nothing changed"):
            measure(name, sources)
    server.shutdown()
    return 0


def add_sources(address: str) -> list[str]:
    from gotgan.inventory import actions
    from gotgan.organisations.actions import add_organisation
    from gotgan.terms.role import SYSTEM

    found = []
    for number, path in enumerate(sorted(AGENCIES.glob("*.json"))):
        code = f"{9_000_000 + number}"
        add_organisation(by=SYSTEM, code=code, name=path.stem, name_en=path.stem, slug=path.stem)
        found.append(
            actions.add_source(
                by=SYSTEM, kind="datajson", location=f"{address}/{path.name}", organisation=code, publication="open"
            )
        )
    return found


def measure(name: str, sources: list[str]) -> None:
    """Run the jobs of a scan, each as the worker does, and print records a second."""
    from gotgan.catalogue import jobs as catalogue
    from gotgan.catalogue import queries
    from gotgan.inventory import actions, jobs
    from gotgan.inventory import queries as inventory
    from gotgan.share import jobs as share
    from gotgan.terms.role import SYSTEM

    steps = {"scan": 0.0, "catalogue.pull": 0.0, "share.pull": 0.0, "catalogue.index": 0.0}
    seen, changed, cpu_before = 0, 0, time.process_time()
    for source_id in sources:
        scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
        steps["scan"] += timed(lambda scan_id=scan_id: jobs.scan(scan_id, context=Context()))
        counts = inventory.scan(scan_id).counts
        seen, changed = seen + counts.seen, changed + counts.added + counts.changed
    steps["catalogue.pull"] = timed(lambda: catalogue.pull(context=Context()))
    steps["share.pull"] = timed(lambda: share.pull(context=Context()))
    steps["catalogue.index"] = timed(lambda: catalogue.index(context=Context()))
    total, cpu = sum(steps.values()), time.process_time() - cpu_before
    parts = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items())
    print(f"{name}: {seen} records, {changed} added or changed, {total:.1f} s, {seen / total:.0f} records/s "
          f"(goal {GOAL_PER_SECOND}), {seen / cpu:.0f} a CPU second; {parts}; {queries.total()} published")  # fmt: skip


def timed(step: Any) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
