"""Make a file's tables readable: typed UTF-8 Parquet, every change counted in a receipt."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("repair", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument("--codes", type=Path, metavar="DIR", help="code lists as CSV (GOTGAN_CODES, else installed)")


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a table could not be read; the others are written all the same, nothing if there is none."""
    from gotgan.agent.repair import repair_file

    folder = args.codes or (Path(os.environ["GOTGAN_CODES"]) if os.environ.get("GOTGAN_CODES") else None)
    done = repair_file(args.file, args.output, codes=folder)
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.tables)} table(s), receipt.json")
    return 0
