"""Inventory a folder or files where they lie: offline, resumable, never a row in the result."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.option import add_option, read_options

if TYPE_CHECKING:
    from gotgan.agent.scan import Progress


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("scan", help=__doc__)
    parser.add_argument(
        "targets", nargs="+", metavar="TARGET", help="a folder, a file, an address of a listing or database"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="scan.json", help="where to write (stdout)")
    parser.add_argument("--key", metavar="env:NAME", help="the key of the sketches, so that scans compare")
    parser.add_argument("--seal", metavar="file:KEY", help="the scanner's key (see `gotgan enrol`), or none")
    add_option(parser)


def run(args: argparse.Namespace) -> int:
    """A file that cannot be read is an entry, not a failure: exit 0."""
    from gotgan.agent.key import read_key
    from gotgan.agent.remote import is_address
    from gotgan.agent.scan import scan_targets
    from gotgan.agent.seal import find_key

    seal = find_key(args.seal)
    options = read_options(args.options, is_used=any(map(is_address, args.targets)))
    with _progress_bar() as progress:
        scan_targets(
            args.targets, args.output, key=read_key(args.key), progress=progress, options=options,
            sealer=seal.seal if seal else None,
        )  # fmt: skip
    return 0


@contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """A bar on a terminal; elsewhere stderr stays empty."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.fields[name]}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("scan", total=None, name="")

        def move(done: int, total: int, name: str) -> None:
            shown.update(task, completed=done, total=total, name=name[-40:])

        yield move
