"""The whole data folder as one file, consistent while the hub runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from gotgan.cli.folder import add_data_argument, open_hub


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("backup", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a .tar to write")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    folder = open_hub(args.data)
    from gotgan.cli.archive import write_backup

    done = write_backup(folder, args.file)
    print(
        f"{args.file}: {done.files} files, {done.size_bytes:,} bytes; keep it as safe as the hub, it holds the secret"
    )
    return 0
