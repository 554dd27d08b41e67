"""Make a file's tables readable: typed UTF-8 Parquet, every change counted in a receipt."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.executor import add_executor, open_executor

if TYPE_CHECKING:
    from gotgan.agent.repair_asked import Asked


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("repair", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument("--codes", type=Path, metavar="DIR", help="code lists as CSV (GOTGAN_CODES, else installed)")
    add_executor(parser)
    _add_asked(parser)


def _add_asked(parser: argparse.ArgumentParser) -> None:
    """What is done only when asked for: suggestions first, then changes that are a judgement."""
    add = parser.add_argument
    add("--near-rows", action="store_true", help="suggest rows that differ in a few cells only")
    add("--entities", action="store_true", help="suggest rows that are one person, institution or place")
    add("--against", type=Path, metavar="PARQUET", help="with --entities: compare with the rows of this repaired table")
    add("--label", metavar="COLUMN", help="suggest labels in COLUMN that look wrong")
    add("--pictures", action="store_true", help="of an archive: suggest pictures to look at (a folder: always)")
    add("--accept", type=Path, metavar="CSV", help="mark the pairs that a person confirmed: entity_id")
    add("--long", action="store_true", help="turn a run of years or months across into rows")
    add("--base-units", action="store_true", help="bring 천원, 만명 of the header to 원, 명")


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a table could not be read; the others are written all the same, nothing if there is none."""
    from gotgan.agent.repair import repair_file
    from gotgan.engine.execute.repair import RepairInShards
    from gotgan.engine.repair.run import repair_rows

    folder = args.codes or (Path(os.environ["GOTGAN_CODES"]) if os.environ.get("GOTGAN_CODES") else None)
    with open_executor(args) as executor:
        rows = RepairInShards(executor) if executor else repair_rows
        done = repair_file(args.file, args.output, codes=folder, rows=rows, asked=_asked(args))
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.tables)} table(s), receipt.json")
    return 0


def _asked(args: argparse.Namespace) -> Asked:
    from gotgan.agent.repair_asked import Asked

    return Asked(
        entities=args.entities, against=args.against, accept=args.accept, near_rows=args.near_rows, label=args.label,
        long=args.long, base_units=args.base_units, pictures=args.pictures,
    )  # fmt: skip
