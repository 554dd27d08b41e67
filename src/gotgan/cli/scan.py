"""Inventory a folder or files where they lie: offline, resumable, never a row in the result."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.option import add_option, read_options
from gotgan.cli.share import add_limits, take_limits

if TYPE_CHECKING:
    from gotgan.agent.progress import Moved, Progress


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from gotgan.cli.explain import add_language

    parser = subparsers.add_parser("scan", help=__doc__)
    parser.add_argument(
        "targets", nargs="+", metavar="TARGET", help="a folder, a file, an address of a listing or database"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="scan.json", help="where to write (stdout)")
    parser.add_argument("--key", metavar="env:NAME", help="the key of the sketches, so that scans compare")
    parser.add_argument("--seal", metavar="file:KEY", help="the scanner's key (see `gotgan enrol`), or none")
    parser.add_argument(
        "--explain", action="store_true", help="print what the file discloses; it is only written where -o says so"
    )
    add_language(parser)
    add_limits(parser)
    add_option(parser)


def run(args: argparse.Namespace) -> int:
    """A file that cannot be read is an entry, not a failure: exit 0."""
    from gotgan.agent.remote import is_address

    options = read_options(args.options, is_used=any(map(is_address, args.targets)))
    take_limits(args)
    scan = _prepared(args, options)
    if not args.explain:
        scan(args.output)
        return 0
    from gotgan.cli.explain import print_explanation

    with tempfile.TemporaryDirectory(prefix="gotgan-explain-") as folder:
        written = args.output or Path(folder) / "scan.json"
        scan(written)
        print_explanation(written, args.language)
    return 0


def _prepared(args: argparse.Namespace, options: dict[str, str]) -> Callable[[Path | None], None]:
    """The scan that was asked for; keys are read before anything is measured."""
    from gotgan.agent.key import read_key
    from gotgan.agent.scan import scan_targets
    from gotgan.agent.seal import find_key

    key, seal = read_key(args.key), find_key(args.seal)

    def scan(output: Path | None) -> None:
        with _progress_bar() as progress:
            scan_targets(
                args.targets, output, key=key, progress=progress, options=options, sealer=seal.seal if seal else None
            )

    return scan


@contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """A bar on a terminal; elsewhere stderr stays empty."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars
    from rich.console import Console
    from rich.filesize import decimal

    columns = (
        bars.TextColumn("{task.fields[name]}", markup=False),
        bars.BarColumn(),
        bars.TextColumn("{task.fields[files]}"),
        bars.TextColumn("{task.fields[size]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("scan", total=None, name="", files="", size="")

        def move(now: Moved) -> None:
            shown.update(
                task, completed=now.work_done, total=now.work, name=now.name[-40:],
                files=f"{now.files_done:,}/{now.files:,}", size=f"{decimal(now.bytes_done)}/{decimal(now.bytes)}",
            )  # fmt: skip

        yield move
