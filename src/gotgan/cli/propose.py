"""Propose plans around one: of which no other loses less, risks less and teaches a model more."""

from __future__ import annotations

import argparse
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("propose", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--plan", type=Path, required=True, metavar="plan.yaml", help="what may not be undercut")
    parser.add_argument("--target", metavar="COLUMN", help="a column that a model shall still learn")
    parser.add_argument(
        "--technique", action="append", default=[], metavar="COLUMN={do: ...}",
        help="what could be done to a column beside: tried with and without",
    )  # fmt: skip
    parser.add_argument("--most", type=int, default=5, metavar="N", help="plans to propose (5)")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="processor time to spend (60)")
    parser.add_argument("-o", "--output", type=Path, metavar="plans.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when no plan of the grid reaches the target, 2 for a wrong plan or table."""
    from gotgan.agent.journal import strict
    from gotgan.agent.propose import propose_for_file
    from gotgan.cli.output import check_output, write_result

    check_output(args.output, [args.file, args.plan])
    if args.most < 1 or not 0 < args.seconds < float("inf"):
        raise Invalid(Issue("--most, --seconds", "are numbers above 0", "leave them out, or give others"))
    found = propose_for_file(
        args.file, args.plan, target=args.target, techniques=args.technique, most=args.most, seconds=args.seconds
    )
    write_result("propose", strict(found), args.output)
    return 0
