"""Open a dataset's privacy budget, or show what is left of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.terms.private_ledger import Head


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("budget", help=__doc__)
    parser.add_argument("ledger", type=Path, metavar="LEDGER", help="the file of what was spent; keep it with the keys")
    parser.add_argument("--dataset", metavar="NAME", help="open it: for all answers about this dataset, for life")
    parser.add_argument("--epsilon", metavar="E", help="what all answers together may cost")
    parser.add_argument("--delta", default="0", metavar="D", help="and the chance that the promise fails (0)")
    parser.add_argument("--subject", metavar="COLUMN", help="the column that names the person (each row is one)")
    add_head(parser)


def add_head(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="PLACE:HASH", help="a head that was kept: finds a ledger that was cut off")


def read_head(given: str | None) -> Head | None:
    """Raises: Invalid."""
    from gotgan.terms.private_ledger import Head

    if given is None:
        return None
    place, _, digest = given.partition(":")
    if not (place.isascii() and place.isdigit() and len(place) < 10 and len(digest) == 64):
        raise Invalid(Issue("--head", "is not PLACE:HASH", "write it as ledger.head tells it"))
    return Head(int(place), digest)


def run(args: argparse.Namespace) -> int:
    """Exit 2 for a ledger that is there already, is not there, or was changed."""
    from gotgan.agent.private import open_budget, show_budget
    from gotgan.cli.output import write_result

    is_new = args.dataset is not None or args.epsilon is not None or args.subject is not None
    if is_new and (args.dataset is None or args.epsilon is None):
        raise Invalid(Issue("--dataset, --epsilon", "go together", "give both to open a budget, none to see one"))
    if is_new:
        shown = open_budget(
            args.ledger, dataset=args.dataset, epsilon=args.epsilon, delta=args.delta, subject=args.subject
        )
    else:
        shown = show_budget(args.ledger, read_head(args.head))
    write_result("budget", shown, None)
    return 0
