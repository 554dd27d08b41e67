"""Make a file's tables readable: typed UTF-8 Parquet, every change counted in a receipt."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gotgan.cli.executor import add_executor, open_executor


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("repair", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument("--codes", type=Path, metavar="DIR", help="code lists as CSV (GOTGAN_CODES, else installed)")
    add_executor(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a table could not be read; the others are written all the same, nothing if there is none."""
    from gotgan.agent.repair import repair_file
    from gotgan.engine.execute.repair import RepairInShards
    from gotgan.engine.repair.run import repair_rows

    folder = args.codes or (Path(os.environ["GOTGAN_CODES"]) if os.environ.get("GOTGAN_CODES") else None)
    with open_executor(args) as executor:
        rows = RepairInShards(executor) if executor else repair_rows
        done = repair_file(args.file, args.output, codes=folder, rows=rows)
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.tables)} table(s), receipt.json")
    return 0
