"""Compare scans: which tables hold the same content, have the same schema, or can be joined."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.engine.overlap import Pair, TableSketch


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("overlap", help=__doc__)
    parser.add_argument("scans", nargs="+", type=Path, metavar="SCAN.json", help="what `gotgan scan` wrote")
    parser.add_argument("--engine", choices=("local", "spark"), default="local", help="what joins (this process)")
    parser.add_argument("--master", metavar="URL", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")
    parser.add_argument("-o", "--output", type=Path, metavar="pairs.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Works on the scan files alone: the data can be far away."""
    from gotgan.cli.output import write_result
    from gotgan.engine.overlap import read_scan

    if args.engine == "local" and args.master:
        raise Invalid(Issue("--master", "is Spark's alone", "add --engine spark, or leave it out"))
    tables = [table for path in args.scans for table in read_scan(path, _prefix(path, args.scans))]
    write_result(
        "overlap", {"pairs": [pair.to_json() for pair in _found(tables, args.engine, args.master)]}, args.output
    )
    return 0


def _found(tables: list[TableSketch], engine: str, master: str | None) -> list[Pair]:
    from gotgan.engine.overlap import find_overlaps

    if engine == "local":
        return find_overlaps(tables)
    from gotgan.engine.overlap.spark import JoinOnSpark
    from gotgan.engine.profile.spark import open_session

    with open_session(master) as session:
        return find_overlaps(tables, join=JoinOnSpark(session))


def _prefix(path: Path, scans: list[Path]) -> str:
    """Which scan a path comes from, when there are several; scans of one name are told apart by their folder."""
    if len(scans) == 1:
        return ""
    return f"{path.name if [each.name for each in scans].count(path.name) == 1 else path}:"
