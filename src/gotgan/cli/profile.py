"""Measure files: types, missing values, distributions, from every row."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("profile", help=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, metavar="profile.json", help="where to write (stdout)")
    parser.add_argument("--engine", choices=("duckdb",), default="duckdb", help="what computes (duckdb, the only one)")


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a file gave no table; what the others gave is written all the same."""
    from gotgan.agent.files import profile_files
    from gotgan.agent.journal import strict
    from gotgan.cli.output import write_result

    done = profile_files(args.files)
    if done.results:
        body = {"engine": args.engine, "files": done.results, **done.problems_as_json()}
        write_result("profile", strict(body), args.output)
    done.check()
    return 0
