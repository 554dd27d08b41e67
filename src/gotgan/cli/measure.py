"""Answer counts, sums and histograms with differential privacy, paid from the dataset's privacy budget."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gotgan.cli.budget import add_head, read_head


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("measure", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--ask", type=Path, required=True, metavar="ask.yaml", help="what is asked, with its bounds")
    parser.add_argument("--ledger", type=Path, required=True, metavar="LEDGER", help="what it is paid from (`budget`)")
    parser.add_argument("--expect", action="store_true",
                        help="charge nothing and read no data: how far the noise will reach")  # fmt: skip
    add_head(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="answers.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when the budget is too short (nothing is charged), 2 for a wrong file, ask or ledger."""
    from gotgan.agent.private import answer_file, expect_answers
    from gotgan.cli.output import check_output, write_result
    from gotgan.terms.private_ledger import BudgetExceeded

    known = read_head(args.head)
    check_output(args.output, [args.file, args.ask, args.ledger])
    if args.expect:
        expected = expect_answers(args.ask, args.ledger, known)
        write_result("measure", expected, args.output)
        return 0 if expected["fits"] else 1
    try:
        answers = answer_file(args.file, args.ask, args.ledger, known)
    except BudgetExceeded as error:
        print(f"gotgan: {error}", file=sys.stderr)
        return 1
    write_result("measure", answers, args.output)
    return 0
