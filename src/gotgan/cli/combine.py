"""Combine tables of several institutions by persons, so that nobody sees keys and data together."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WAYS = ("inner", "left", "outer")
COLLISIONS = ("suffix", "refuse")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("combine", help=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _register_prepare(verbs.add_parser("prepare", help="an institution: two folders, one for each of the others"))
    match = verbs.add_parser("match", help="the key manager: which serials are one person")
    match.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="for-key-manager of each institution")
    match.add_argument("--whole", action="store_true", help="let pass that every person of every side matches")
    match.add_argument("--crossed", action="store_true",
                       help="let pass persons with several rows on two sides: every pair is a row")  # fmt: skip
    join = verbs.add_parser("join", help="the combining body: the data put together by the linkage")
    join.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="for-combining-body of each institution")
    join.add_argument("--linkage", required=True, type=Path, metavar="DIR", help="what the key manager wrote")
    join.add_argument("--how", choices=WAYS, default=WAYS[0],
                      help="persons of all sides, every row of the first, or every row")  # fmt: skip
    join.add_argument("--collisions", choices=COLLISIONS, default=COLLISIONS[0],
                      help="a column name of two sides gets the side's name after it, or is refused")  # fmt: skip
    for verb in (match, join):
        verb.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")


def _register_prepare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--combination", required=True, metavar="NAME", help="what all sides call this combination")
    parser.add_argument("--side", required=True, metavar="NAME", help="what this institution is called in it")
    parser.add_argument("--identifiers", required=True, metavar="COLUMN[=FIELD],...",
                        help="the columns that identify a person; FIELD: what all sides call it")  # fmt: skip
    parser.add_argument("--key", required=True, metavar="env:NAME", help="where the key manager's key is")
    parser.add_argument("--leave-out", default="", metavar="COLUMN,...", help="more columns that do not go on")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")


def run(args: argparse.Namespace) -> int:
    """Exit 0 written, 2 refused: wrong key, columns or folders, identifiers left, nobody in common."""
    return {"prepare": _prepare, "match": _match, "join": _join}[args.verb](args)


def _prepare(args: argparse.Namespace) -> int:
    from gotgan.agent.combine import prepare_file

    done = prepare_file(
        args.file, args.output, combination=args.combination, side=args.side,
        identifiers=_listed(args.identifiers), key=args.key, leave_out=_listed(args.leave_out),
    )  # fmt: skip
    rows, without = done.payload["outputs"][0]["rows"], done.keys["parameters"]["without_key"]
    _say(f"{args.output}: {rows} rows, {without} of them without a join key")
    return 0


def _match(args: argparse.Namespace) -> int:
    from gotgan.agent.combine import match_folders
    from gotgan.engine.combine.match import Allowed

    receipt = match_folders(args.folders, args.output, allowed=Allowed(args.whole, args.crossed))
    told = receipt["parameters"]
    sides = "; ".join(f"{each['side']}: {each['only']} alone, {each['repeated']} repeated" for each in told["sides"])
    _say(f"{args.output}: {told['matched']} persons match; {sides}", receipt)
    return 0


def _join(args: argparse.Namespace) -> int:
    from gotgan.agent.combine import join_folders

    receipt = join_folders(args.folders, args.linkage, args.output, how=args.how, collisions=args.collisions)
    _say(f"{args.output}: {receipt['outputs'][0]['rows']} rows", receipt)
    return 0


def _listed(words: str) -> list[str]:
    return [word for each in words.split(",") if (word := each.strip())]


def _say(line: str, receipt: Mapping[str, Any] | None = None) -> None:
    """Only on a terminal; the receipt holds all of it."""
    if sys.stdout.isatty():
        print("\n".join([line, *(receipt["parameters"]["risks"] if receipt else ())]))
