"""Apply a de-identification plan to a table; released only if the written file proves to reach its target."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.cli.executor import add_executor, open_executor
from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.engine.deidentify.release import Released
    from gotgan.engine.deidentify.ways import Ways


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("deidentify", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--plan", type=Path, required=True, metavar="plan.yaml", help="what is done to each column")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="the folder to write")
    parser.add_argument("--try", action="store_true", dest="is_trial",
                        help="write nothing: print what other k and the other mode would lose and risk")  # fmt: skip
    parser.add_argument(
        "--earlier", action="append", default=[], type=Path, metavar="DIR",
        help="an earlier release of the same table: what both together give away is measured",
    )  # fmt: skip
    parser.add_argument(
        "--predict", metavar="COLUMN", help="try what a model loses: trained on the output for this column"
    )
    add_executor(parser)
    parser.add_argument("--csv", action="store_true", help="data.csv too, safe to open in a spreadsheet")


def run(args: argparse.Namespace) -> int:
    """Exit 0 released, 1 refused (target not reached, identifiers left), 2 for a wrong plan, table or folder."""
    from gotgan.agent.deidentify import try_file
    from gotgan.cli.output import write_result
    from gotgan.engine.deidentify.recoding import NotReached

    if args.is_trial == (args.output is not None):
        raise Invalid(Issue("-o", "goes without --try, and --try without it", "give one of the two"))
    if args.is_trial and args.engine != "local":
        raise Invalid(Issue("--engine", "does not go with --try, which works on this machine", "leave one of them out"))
    if args.is_trial:
        write_result("deidentify", try_file(args.file, args.plan), None)
        return 0
    try:
        released = _released(args)
        reasons = list(released.reasons)
    except NotReached as error:
        reasons = [str(error)]
    if reasons:
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        print(f"gotgan: {args.output}: not released: {reasons[0]}{more}", file=sys.stderr)
        return 1
    if sys.stdout.isatty():
        utility = released.documents["utility.json"]
        print(f"{args.output}: released; loss {utility['loss']:.3f}, {utility['classes']} classes")
    return 0


def _released(args: argparse.Namespace) -> Released:
    from gotgan.agent.deidentify import deidentify_file

    with _open_ways(args) as ways:
        return deidentify_file(
            args.file, args.plan, args.output,
            with_csv=args.csv, earlier=args.earlier, predict=args.predict, ways=ways,
        )  # fmt: skip


@contextmanager
def _open_ways(args: argparse.Namespace) -> Iterator[Ways]:
    """On Spark in shards; here whole, large tables by as many processes as there are cores."""
    from gotgan.engine.deidentify.ways import Whole
    from gotgan.engine.execute.deidentify import InProcesses, InShards
    from gotgan.engine.execute.here import keep_processes

    cores = len(os.sched_getaffinity(0))
    with open_executor(args) as executor:
        if executor:
            yield InShards(executor)
        elif cores == 1:
            yield Whole()
        else:
            is_large = args.file.is_file() and args.file.stat().st_size >= InProcesses.least_bytes
            with keep_processes(cores, at_once=is_large) as kept:
                yield InProcesses(kept)
