"""Measure files and databases: types, missing values, distributions, from every row."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.option import add_option, read_options
from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.agent.files import Done
    from gotgan.engine.profile.sample.lists import Lists


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("profile", help=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or the address of a database")
    parser.add_argument("-o", "--output", type=Path, metavar="profile.json", help="where to write (stdout)")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="what computes (duckdb)")
    parser.add_argument("--master", metavar="URL", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")
    parser.add_argument("--codes", type=Path, metavar="DIR", help="code lists as CSV (GOTGAN_CODES, else installed)")
    add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a file or table gave nothing; what the others gave is written all the same."""
    from gotgan.agent.journal import strict
    from gotgan.cli.output import check_output, write_result
    from gotgan.engine.sources.sql import is_database

    databases = [target for target in args.files if is_database(target)]
    options = read_options(args.options, is_used=bool(databases))
    lists = _lists(args.codes)
    files = [Path(target) for target in args.files if target not in databases]
    check_output(args.output, files)
    done = _profiled(files, args.engine, args.master, lists)
    _add_databases(done, databases, options, lists)
    if done.results:
        body = {"engine": args.engine, "files": done.results, **done.problems_as_json()}
        write_result("profile", strict(body), args.output)
    done.check()
    return 0


def _lists(folder: Path | None) -> Lists | None:
    """Read at once, so that a wrong folder is told before anything is measured."""
    named = folder or (Path(os.environ["GOTGAN_CODES"]) if os.environ.get("GOTGAN_CODES") else None)
    if named is None:
        return None
    from gotgan.engine.profile.sample.lists import read_lists

    found = read_lists(named)
    return lambda: found


def _profiled(files: Sequence[Path], engine: str, master: str | None, lists: Lists | None) -> Done:
    from functools import partial

    from gotgan.agent.files import profile_files
    from gotgan.engine.profile import profile_parquet

    if engine == "duckdb" and master:
        raise Invalid(Issue("--master", "is Spark's alone", "add --engine spark, or leave it out"))
    if engine == "duckdb" or not files:
        return profile_files(files, measure=partial(profile_parquet, lists=lists))
    from gotgan.engine.profile.spark import MeasureOnSpark, open_session

    with open_session(master) as session:
        return profile_files(files, measure=MeasureOnSpark(session, lists=lists), in_place=True)


def _add_databases(done: Done, addresses: Sequence[str], options: Mapping[str, str], lists: Lists | None) -> None:
    import tempfile

    if not addresses:
        return
    from gotgan.agent.database import profile_database

    with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch:
        for address in addresses:
            found = profile_database(address, options, Path(scratch), lists=lists)
            done.results += found.results
            done.problems += found.problems
