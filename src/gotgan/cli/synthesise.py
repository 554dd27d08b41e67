"""Draw a synthetic table: rows of nobody, spread as the real ones. Synthetic, not private."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("synthesise", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument("--columns", metavar="a,b", help="what to write, each drawn given those before (all)")
    parser.add_argument("--subject", metavar="COLUMN", help="the column that names the person; never written")
    parser.add_argument("--k", type=int, default=20, help="fewest persons behind a value that is repeated (20)")
    parser.add_argument("--rows", type=int, metavar="N", help="how many to draw (as many as were learnt from)")
    parser.add_argument("--held-out", type=float, default=0.2, metavar="SHARE",
                        help="persons that nothing is learnt from, to compare with (0.2)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="same seed, same rows (0)")
    parser.add_argument("--keep-copies", action="store_true",
                        help="leave in rows that equal one person's: any of them refuses the table")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Exit 0 released, 1 refused (copies, rows too near, identifiers), 2 for a wrong file, recipe or folder."""
    from gotgan.agent.synthesise import synthesise_file
    from gotgan.terms.recipe import LABEL, Recipe

    recipe = Recipe(
        order=tuple(name.strip() for name in args.columns.split(",")) if args.columns else None,
        k=args.k,
        seed=args.seed,
        subject=args.subject,
        rows=args.rows,
        held_out=args.held_out,
        copies="keep" if args.keep_copies else "drop",
    )
    released = synthesise_file(args.file, args.output, recipe)
    if released.reasons:
        print(f"gotgan: {args.output}: not released: {released.reasons[0]}", file=sys.stderr)
        return 1
    if sys.stdout.isatty():
        proof = released.documents["proof.json"]
        print(f"{args.output}: released; {proof['rows']} rows, {LABEL}")
    return 0
