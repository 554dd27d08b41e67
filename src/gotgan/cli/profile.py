"""Measure files and databases: types, missing values, distributions, from every row."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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
    from gotgan.agent.journal import strict
    from gotgan.cli.output import write_result

    done = _profiled(args.files, args.options)
    if done.results:
        body = {"engine": args.engine, "files": done.results, **done.problems_as_json()}
        write_result("profile", strict(body), args.output)
    done.check()
    return 0


def _profiled(targets: Sequence[str], given: Sequence[str]) -> Done:
    """In the order given."""
    import tempfile

    from gotgan.agent.database import profile_database
    from gotgan.agent.files import Done, profile_files
    from gotgan.engine.sources.sql import is_database

    options = read_options(given, is_used=any(map(is_database, targets)))
    done = Done()
    for target in targets:
        if is_database(target):
            with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch:
                found = profile_database(target, options, Path(scratch))
        else:
            found = profile_files([Path(target)])
        done.results += found.results
        done.problems += found.problems
    return done
