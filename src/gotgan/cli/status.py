"""What runs and what waits."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from gotgan import __version__
from gotgan.cli.folder import add_data_argument, open_hub


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("status", help=__doc__)
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    folder = open_hub(args.data)
    document = {"gotgan": __version__, "kind": "status", **status_of(folder)}
    if args.json or not sys.stdout.isatty():
        print(json.dumps(document, ensure_ascii=False, default=str, indent=2))
    else:
        _print(document)
    return 0


def status_of(folder: Path) -> dict[str, Any]:
    """Whether the hub is up, its jobs, its scans, what it holds."""
    from gotgan.audit import queries as audit
    from gotgan.catalogue import queries as catalogue
    from gotgan.inventory import queries as inventory
    from gotgan.work import queries as work

    holdings, usable = inventory.holdings(), catalogue.usability()
    return {
        "data": str(folder),
        "is_up": is_up(folder),
        "running": [_job(job) for job in work.running()],
        "waiting": [_job(job) for job in work.waiting()],
        "failed": [_job(job) for job in work.recent(limit=200) if job.state == "failed"],
        "scans": len(inventory.unfinished_scans()),
        "organisations": len(holdings),
        "datasets": sum(place.datasets for place in holdings),
        "usable_now": usable.now,
        "usable_after_processing": usable.after_processing,
        "rows": sum(place.rows for place in holdings),
        "size_bytes": sum(place.size_bytes for place in holdings),
        "audit_events": audit.count_events(),
    }


def is_up(folder: Path) -> bool:
    """Whether a `gotgan up` holds the folder."""
    from gotgan.cli.up.ground import FolderInUse, hold_folder

    try:
        with hold_folder(folder):
            return False
    except FolderInUse:
        return True


def _job(job: Any) -> dict[str, Any]:
    return {
        "id": job.id, "name": job.name, "args": list(job.args), "state": str(job.state),
        "attempts": job.attempts, "created": job.created.isoformat(),
        "heartbeat_at": job.heartbeat_at.isoformat() if job.heartbeat_at else None,
        "progress": job.progress, "error": job.error,
    }  # fmt: skip


def _print(document: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    state = "up" if document["is_up"] else "not up"
    console.print(f"{document['data']}: {state}; {document['datasets']} datasets of {document['organisations']} "
                  f"institutions, {document['rows']:,} rows; {document['audit_events']} audit events")  # fmt: skip
    table = Table("job", "state", "what", "progress or error")
    for job in (*document["running"], *document["waiting"], *document["failed"]):
        told = job["error"] or ", ".join(f"{key} {value}" for key, value in job["progress"].items())
        table.add_row(str(job["id"]), job["state"], job["name"], told)
    console.print(table if table.row_count else "nothing runs, nothing waits")
