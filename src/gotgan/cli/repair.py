"""Make a file's tables readable: typed UTF-8 Parquet, every change counted in a receipt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("repair", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a table could not be read; the others are written all the same, nothing if there is none."""
    from gotgan.agent.repair import repair_file

    done = repair_file(args.file, args.output)
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.tables)} table(s), receipt.json")
    return 0
