"""Compare scans: which tables hold the same content, have the same schema, or can be joined."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("overlap", help=__doc__)
    parser.add_argument("scans", nargs="+", type=Path, metavar="SCAN.json", help="what `gotgan scan` wrote")
    parser.add_argument("-o", "--output", type=Path, metavar="pairs.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Works on the scan files alone: the data can be far away."""
    from gotgan.cli.output import write_result
    from gotgan.engine.overlap import find_overlaps, read_scan

    tables = [table for path in args.scans for table in read_scan(path, _prefix(path, args.scans))]
    write_result("overlap", {"pairs": [pair.to_json() for pair in find_overlaps(tables)]}, args.output)
    return 0


def _prefix(path: Path, scans: list[Path]) -> str:
    """Which scan a path comes from, when there are several; scans of one name are told apart by their folder."""
    if len(scans) == 1:
        return ""
    return f"{path.name if [each.name for each in scans].count(path.name) == 1 else path}:"
