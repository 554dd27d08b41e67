"""Make a folder, file, address, database or scan.json a source of an organisation; scan it; open it if wished."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.cli.follow import Tick
    from gotgan.terms.place import Kept
    from gotgan.terms.source import ScanView

_SNIFF_BYTES = 4096


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from gotgan.cli.folder import add_data_argument
    from gotgan.cli.option import add_option
    from gotgan.terms.connectors import installed_kinds
    from gotgan.terms.source import PLACELESS, SourceKind

    parser = subparsers.add_parser("add", help=__doc__)
    parser.add_argument("source", metavar="SOURCE", help="a folder, file, http(s) address, database or scan.json")
    parser.add_argument("--organisation", metavar="CODE", required=True, help="whose data it is: institution code")
    parser.add_argument("--create-organisation", metavar="NAME", default="", help="its name, when its code is new")
    parser.add_argument("--title", default="", help="what to call the source")
    own = [kind.value for kind in SourceKind if kind not in (SourceKind.GUESS, SourceKind.UPLOAD, *PLACELESS)]
    kinds = [*own, *installed_kinds()]
    parser.add_argument("--kind", choices=kinds, help="what it is, when it is not to be found out")
    add_option(parser)
    parser.add_argument("--publish", action="store_true", help="open its datasets to everyone")
    parser.add_argument(
        "--confirm-findings", metavar="E-MAIL", default="",
        help="who answers for opening data in which personal identifiers were found",
    )  # fmt: skip
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 1 when removals are held for a person, 2 when the scan failed."""
    from gotgan.cli.added import report
    from gotgan.cli.folder import open_hub
    from gotgan.cli.institution import find_or_add
    from gotgan.cli.option import read_options

    location, kind = read_source(args.source, args.kind)
    args.options = read_options(args.options, is_used="://" in location or _is_connector(kind))
    if args.confirm_findings and "@" not in args.confirm_findings:
        raise Invalid(Issue("--confirm-findings", "it is no e-mail address", "name the person who answers for it"))
    open_hub(args.data)
    is_new = find_or_add(args.organisation, args.create_organisation)
    source = _source(args, location, kind)
    scan = _scan(source.source_id)
    return report(source, scan, command=_confirm_command(args), is_new_organisation=is_new)


def read_source(given: str, kind: str | None) -> tuple[str, str | None]:
    """The location as it is kept, and its kind when it can be told at once.

    What a location means to another's connector is not known: it is kept as it is given.
    Raises: Invalid when nothing is there.
    """
    if "://" in given or _is_connector(kind):
        return given, kind
    path = Path(given).expanduser().absolute()
    if not path.exists():
        raise Invalid(Issue(given, "there is no such file or folder", "check the path, or give an http(s) address"))
    return str(path), kind or ("scanfile" if _is_scan(path) else None)


def _is_connector(kind: str | None) -> bool:
    from gotgan.terms.source import SourceKind

    return kind is not None and kind not in set(SourceKind)


def _is_scan(path: Path) -> bool:
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_SNIFF_BYTES).replace(b" ", b"").replace(b"\n", b"")
    return b'"gotgan":' in head and b'"kind":"scan"' in head


def _source(args: argparse.Namespace, location: str, kind: str | None) -> Kept:
    """The source at this location, made or known before; its wish follows the command."""
    from gotgan.inventory import actions
    from gotgan.terms.role import SYSTEM

    return actions.find_or_add_source(
        by=SYSTEM, kind=kind, location=location, organisation=args.organisation,
        title=args.title or Path(location).name or location, publication="open" if args.publish else "draft",
        confirmed_by=args.confirm_findings, options=args.options or None,
    )  # fmt: skip


def _scan(source_id: str) -> ScanView:
    """Have the source scanned, here or by the running hub, and everything after it."""
    from gotgan.cli.follow import follow_chain
    from gotgan.inventory import queries
    from gotgan.site.chain import AFTER_SCAN, enqueue_scan

    scan_id = _scan_to_run(source_id)
    with _progress(scan_id) as tick:
        follow_chain(_job_of(scan_id) or enqueue_scan(scan_id).id, AFTER_SCAN, tick)
    return queries.scan(scan_id)


def _scan_to_run(source_id: str) -> str:
    """The scan under way, the one that can be gone on with, or a new one."""
    from gotgan.inventory import actions, queries
    from gotgan.terms.role import SYSTEM

    last = queries.source(source_id).last_scan
    if last is not None and not last.is_finished:
        return last.id
    if last is not None and last.can_resume:
        return actions.resume_scan(by=SYSTEM, scan_id=last.id)
    return actions.start_scan(by=SYSTEM, source_id=source_id)


def _job_of(scan_id: str) -> int | None:
    """The job that already carries this scan, waiting or running."""
    from gotgan.work import queries

    jobs = (*queries.running(), *queries.waiting())
    return next((job.id for job in jobs if job.name == "inventory.scan" and job.args == (scan_id,)), None)


def _confirm_command(args: argparse.Namespace) -> str:
    data = f" --data {args.data}" if args.data else ""
    return f"gotgan add {args.source} --organisation {args.organisation}{data} --publish --confirm-findings E-MAIL"


@contextmanager
def _progress(scan_id: str) -> Iterator[Tick]:
    """A line that moves on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from gotgan.cli.added import moving

    with moving(scan_id) as tick:
        yield tick
