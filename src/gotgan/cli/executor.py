"""`--engine local|spark --master URL` of the commands whose rows may be worked on in shards."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.engine.execute import Executor


def add_executor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engine", choices=("local", "spark"), default="local", help="what computes (this process)")
    parser.add_argument("--master", metavar="URL", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")


@contextmanager
def open_executor(args: argparse.Namespace) -> Iterator[Executor | None]:
    """None where the rows are read whole, in this process. Raises: Invalid, Unavailable."""
    if args.engine == "local":
        if args.master:
            raise Invalid(Issue("--master", "is Spark's alone", "add --engine spark, or leave it out"))
        yield None
        return
    from gotgan.engine.execute.spark import OnSpark
    from gotgan.engine.profile.spark import open_session

    with open_session(args.master, encrypted=True) as session:
        yield OnSpark(session)
