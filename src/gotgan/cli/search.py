"""Find datasets in a hub."""

from __future__ import annotations

import argparse
import json
import sys

from gotgan import __version__


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("search", help=__doc__)
    parser.add_argument("words", nargs="*", help="what to look for, in Korean or English")
    parser.add_argument("--hub", help="address of the hub (GOTGAN_HUB, else http://127.0.0.1:8000)")
    parser.add_argument("--most", type=int, default=20, help="how many results at most (20)")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when nothing matches."""
    from gotgan.client.hub import Hub
    from gotgan.client.search import found_of, listing

    with Hub(args.hub) as house:
        answer = listing(house, " ".join(args.words), args.most)
    if args.json or not sys.stdout.isatty():
        document = {"gotgan": __version__, "kind": "search", **answer}
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print_table([found_of(item) for item in answer["items"]], answer["total"])
    return 0 if answer["items"] else 1


def _print_table(found: list[object], total: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "title", "organisation", "access", "rows", title=f"{len(found)} of {total}")
    for row in found:
        rows = getattr(row, "rows", None)
        cells = [str(getattr(row, key)) for key in ("name", "title", "organisation", "access")]
        table.add_row(*cells, f"{rows:,}" if rows is not None else "")
    Console().print(table)
