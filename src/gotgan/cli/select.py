"""Choose the list of candidates that is worth most within the rules, and say why each is in or out."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("select", help=__doc__)
    parser.add_argument("candidates", type=Path, metavar="CANDIDATES.csv", help="one row for each candidate")
    parser.add_argument(
        "--rules", type=Path, required=True, metavar="rules.yaml", help="how many, by what, within what"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="list.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when no list keeps to the rules (the document says which conflict), 2 for wrong candidates or rules."""
    from gotgan.agent.select import files_read, rules_from_file, select_from_file
    from gotgan.cli.output import check_output, write_result

    check_output(args.output, [args.candidates, args.rules])
    rules = rules_from_file(args.rules)
    check_output(args.output, files_read(args.candidates, args.rules, rules))
    found = select_from_file(args.candidates, args.rules, rules)
    write_result("select", found, args.output)
    return 1 if found["infeasible"] else 0
