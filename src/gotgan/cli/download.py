"""Fetch a dataset's original files: resumes where it stopped, done only when verified."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan import __version__

if TYPE_CHECKING:
    from gotgan.client.download import Progress


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("download", help=__doc__)
    parser.add_argument("name", metavar="ORG/NAME", help="as `gotgan search` shows it")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="the folder to fill (./NAME)")
    parser.add_argument("--version", default="", metavar="ID", help="this version, not the one that is offered now")
    parser.add_argument("--hub", help="address of the hub (GOTGAN_HUB, else http://127.0.0.1:8000)")


def run(args: argparse.Namespace) -> int:
    from gotgan.client.download import download

    with _progress_bar(args.name) as progress:
        delivered = download(args.name, args.output, version=args.version, hub=args.hub, progress=progress)
    if sys.stdout.isatty():
        print(f"{delivered.folder}: {len(delivered.files)} file(s), every sha256 verified")
    else:
        document = {"gotgan": __version__, "kind": "download", "folder": str(delivered.folder)}
        print(json.dumps({**document, **delivered.manifest.to_json()}, ensure_ascii=False))
    return 0


@contextmanager
def _progress_bar(name: str) -> Iterator[Progress | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
