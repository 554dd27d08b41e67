"""What `gotgan add` shows: progress while it scans, then what came of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gotgan.terms.scan import ScanState

if TYPE_CHECKING:
    from gotgan.cli.follow import Tick
    from gotgan.terms.place import Kept
    from gotgan.terms.source import ScanView

_REASONS_SHOWN = 20
_SECONDS = 0.5
_EXIT = {ScanState.HELD: 1, ScanState.FAILED: 2, ScanState.CANCELLED: 2}


def report(source: Kept, scan: ScanView, *, command: str, is_new_organisation: bool = False) -> int:
    """Print the outcome, as a table or (off a terminal) as JSON; returns the exit code."""
    outcome = {**outcome_of(source.source_id, scan, command), "organisation_added": is_new_organisation,
               "source_known": not source.is_new}  # fmt: skip
    if sys.stdout.isatty():
        _print(outcome)
    else:
        from gotgan.cli.output import write_result

        write_result("add", outcome, None)
    code = _EXIT.get(scan.state, 0)
    if code == 2:
        print(f"gotgan: {scan.problem}", file=sys.stderr)
    return code


def outcome_of(source_id: str, scan: ScanView, command: str) -> dict[str, Any]:
    """Counts, failures with their reasons, the datasets, and those kept shut because of findings."""
    from gotgan.inventory import queries

    source = queries.source(source_id)
    failed = queries.lines_of(scan.id, outcome="failed", limit=1000)
    datasets = _datasets(source_id)
    shut = [each for each in datasets if each["findings"] and not each["is_open"]]
    return {
        "organisation": source.organisation,
        "source": source.id,
        "source_kind": source.kind,
        "scan": scan.id,
        "state": scan.state.value,
        "problem": scan.problem,
        "counts": asdict(scan.counts),
        "removals_held": scan.removals_held,
        "failed": [{"id": line.remote_id, "reason": line.reason} for line in failed],
        "datasets": datasets,
        "not_opened": [each["address"] for each in shut] if source.publication == "open" else [],
        "to_open_them": command if shut and source.publication == "open" else "",
    }


def _datasets(source_id: str) -> list[dict[str, Any]]:
    from gotgan.inventory import queries
    from gotgan.share import queries as share

    records = queries.datasets_in(source_id)
    ids = [record.id for record in records]
    open_ids, versions = share.open_ids(ids), queries.versions_of_many(ids)
    return [
        {
            "address": record.address,
            "title": record.title,
            "rows": versions[record.id].rows if record.id in versions else None,
            "findings": list(versions[record.id].finding_kinds) if record.id in versions else [],
            "is_open": record.id in open_ids,
        }
        for record in records
    ]


def _print(outcome: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    counts = {**outcome["counts"], "removals held": outcome["removals_held"]}
    table = Table(*counts, title=f"{outcome['organisation']}: {outcome['state']}")
    table.add_row(*(f"{number:,}" for number in counts.values()))
    console.print(table)
    if outcome["source_known"]:
        console.print("this place was a source already; it was scanned again", markup=False)
    if outcome["organisation_added"]:
        console.print(f"{outcome['organisation']} was not known here and was added", markup=False)
    for line in outcome["failed"][:_REASONS_SHOWN]:
        console.print(f"failed  {line['id']}: {line['reason']}", markup=False)
    if outcome["problem"]:
        console.print(outcome["problem"], markup=False)
    for address in outcome["not_opened"]:
        console.print(f"kept shut, personal identifiers were found: {address}", markup=False)
    if outcome["to_open_them"]:
        console.print(f"to open them all the same, name who answers for it:\n  {outcome['to_open_them']}", markup=False)


@contextmanager
def moving(scan_id: str) -> Iterator[Tick]:
    """A line on standard error that follows the scan, also while it runs in this process."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.fields[state]}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    over = threading.Event()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("scan", total=None, state="queued")

        def look() -> None:
            from gotgan.inventory import queries

            scan = queries.scan(scan_id)
            done = scan.counts.seen - scan.waiting
            known = scan.counts.seen if scan.listing_complete is not None else None
            shown.update(task, completed=done, total=known, state=scan.state.value)

        def keep_looking() -> None:
            from django.db import connection

            while not over.wait(_SECONDS):
                look()
            connection.close()

        watcher = threading.Thread(target=keep_looking, daemon=True)
        watcher.start()
        try:
            yield lambda: None
        finally:
            over.set()
            watcher.join(timeout=2)
