"""Make files ready to load: Parquet, Croissant, a data card and a manifest in one folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue, NotAllowed

if TYPE_CHECKING:
    from gotgan.agent.pack import PackAsk
    from gotgan.engine.package.split import SplitAsk


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("package", help=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="or a folder of repair or deidentify")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument("--format", action="append", default=[], metavar="NAME", help="also jsonl, csv, webdataset")
    parser.add_argument(
        "--split", nargs="?", const="0.8,0.1,0.1", metavar="SHARES", help="train,validation,test (0.8,0.1,0.1)"
    )
    parser.add_argument("--group", action="append", default=[], metavar="COLUMN", help="no value of it in two splits")
    parser.add_argument("--time", default="", metavar="COLUMN", help="cut the splits by this moment, oldest first")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed draws another split (0)")
    parser.add_argument("--tolerance", type=float, default=0.05, metavar="SHARE", help="how far a share may lie off")
    parser.add_argument("--answers", type=Path, metavar="answers.json", help="answers of the questionnaire, by key")
    parser.add_argument("--receipt", action="append", default=[], type=Path, metavar="FILE", help="of an earlier step")
    parser.add_argument("--title", default="", metavar="TEXT", help="what the data card is headed with")
    parser.add_argument("--confirmed-by", default="", metavar="NAME", help="who states that found identifiers may stay")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when identifiers are found and not confirmed, 2 for wrong files or options; nothing is written then."""
    from gotgan.agent.pack import package_files

    try:
        done = package_files(args.files, args.output, _ask(args))
    except NotAllowed as refused:
        print(f"gotgan: {args.output}: not packaged: {refused}", file=sys.stderr)
        return 1
    done.check()
    if sys.stdout.isatty():
        print(f"{args.output}: {len(done.results)} table(s), croissant.json, README.md, manifest.json")
    return 0


def _ask(args: argparse.Namespace) -> PackAsk:
    from gotgan.agent.pack import PackAsk
    from gotgan.cli.answered import kind_words, read_answers

    formats = [name.strip().lower() for given in args.format for name in given.split(",") if name.strip()]
    return PackAsk(
        formats=("parquet", *dict.fromkeys(formats)),
        split=_split(args),
        confirmed_by=args.confirmed_by,
        title=args.title,
        declared=read_answers(args.answers) if args.answers else (),
        kinds=kind_words(),
        receipts=tuple(args.receipt),
    )


def _split(args: argparse.Namespace) -> SplitAsk | None:
    """Columns to split by ask for a split themselves."""
    from gotgan.engine.package.split import SplitAsk

    if not (args.split or args.group or args.time):
        return None
    try:
        shares = tuple(float(share) for share in (args.split or "0.8,0.1,0.1").split(","))
    except ValueError:
        raise Invalid(Issue("--split", "is not numbers by comma", "give shares as in 0.8,0.1,0.1")) from None
    return SplitAsk(shares, tuple(args.group), args.time, args.seed, args.tolerance)
