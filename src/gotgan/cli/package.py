"""Make files ready to load: Parquet, Croissant, a data card and a manifest in one folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("package", help=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")


def run(args: argparse.Namespace) -> int:
    """Exit 2 and write nothing when a file gave no table."""
    from gotgan.agent.pack import package_files

    done = package_files(args.files, args.output)
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.results)} table(s), croissant.json, README.md, manifest.json")
    return 0
