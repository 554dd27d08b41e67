"""Code tables and institutions from CSV, each code with its dates."""

from __future__ import annotations

import argparse
from pathlib import Path

from gotgan.cli.folder import add_data_argument, open_hub, terminal_actor

INSTITUTIONS = "institution"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("codes", help=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    load = verbs.add_parser("import", help="code, name, valid_from, valid_to, successors; whole or not at all")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--table", required=True, metavar="NAME", help=f"{INSTITUTIONS}, legal_dong, or your own")
    add_data_argument(load)


def run(args: argparse.Namespace) -> int:
    open_hub(args.data)
    from gotgan.organisations.actions import import_codes, import_csv

    if args.table == INSTITUTIONS:
        done = import_csv(args.file, by=terminal_actor())
    else:
        done = import_codes(args.file, by=terminal_actor(), table=args.table)
    print(f"{args.table}: {done.rows} rows, {done.added} added, {done.changed} changed")
    return 0
