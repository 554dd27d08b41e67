"""A data folder from a backup, checked before it takes its place."""

from __future__ import annotations

import argparse
from pathlib import Path

from gotgan.cli.folder import add_data_argument, data_folder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("restore", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="what `gotgan backup` wrote")
    parser.add_argument("--replace", action="store_true", help="put it in the place of a folder that is not empty")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 1 when the restored audit chain does not hold; the folder is restored all the same."""
    from gotgan.cli.archive import read_backup
    from gotgan.cli.folder import open_hub

    folder = data_folder(args.data)
    done = read_backup(args.file, folder, replace=args.replace)
    open_hub(folder)
    from gotgan.audit.queries import verify
    from gotgan.work.actions import enqueue

    enqueue("catalogue.rebuild", key="catalogue.rebuild")  # the index is made again, not restored
    report = verify()
    print(f"{folder}: {done.files} files, every sha256 verified; audit chain of {report.events} events "
          f"{'holds' if report.ok else 'does NOT hold: ' + report.reason}")  # fmt: skip
    return 0 if report.ok else 1
