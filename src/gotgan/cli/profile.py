"""Measure files and databases: types, missing values, distributions, from every row."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.option import add_option, read_options

if TYPE_CHECKING:
    from gotgan.agent.files import Done


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("profile", help=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or the address of a database")
    parser.add_argument("-o", "--output", type=Path, metavar="profile.json", help="where to write (stdout)")
    parser.add_argument("--engine", choices=("duckdb",), default="duckdb", help="what computes (duckdb, the only one)")
    add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a file or table gave nothing; what the others gave is written all the same."""
    from gotgan.agent.files import profile_files
    from gotgan.agent.journal import strict
    from gotgan.cli.output import write_result
    from gotgan.engine.sources.sql import is_database

    databases = [target for target in args.files if is_database(target)]
    options = read_options(args.options, is_used=bool(databases))
    done = profile_files([Path(target) for target in args.files if target not in databases])
    _add_databases(done, databases, options)
    if done.results:
        body = {"engine": args.engine, "files": done.results, **done.problems_as_json()}
        write_result("profile", strict(body), args.output)
    done.check()
    return 0


def _add_databases(done: Done, addresses: Sequence[str], options: Mapping[str, str]) -> None:
    import tempfile

    if not addresses:
        return
    from gotgan.agent.database import profile_database

    with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch:
        for address in addresses:
            found = profile_database(address, options, Path(scratch))
            done.results += found.results
            done.problems += found.problems
