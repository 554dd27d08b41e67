"""`--option NAME=VALUE`: what an address needs beside itself, such as the reference of a credential."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gotgan.terms.errors import Invalid, Issue

HELP = "for an address, e.g. credential=env:NAME, schema=, window=20:00-06:00, row_cap=, sample_rows="


def add_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--option", action="append", default=[], dest="options", metavar="NAME=VALUE", help=HELP)


def read_options(given: Sequence[str], *, is_used: bool) -> dict[str, str]:
    """Raises: Invalid for one without a name or given twice (its text is not repeated), or where none is used."""
    options: dict[str, str] = {}
    for number, text in enumerate(given, start=1):
        name, mark, value = text.partition("=")
        if not mark or not name.strip() or name.strip() in options:
            what = "was given before" if mark and name.strip() in options else "is not NAME=VALUE"
            raise Invalid(Issue(f"--option number {number}", what, "write each once, e.g. credential=env:NAME"))
        options[name.strip()] = value.strip()
    if options and not is_used:
        raise Invalid(Issue("--option", "no target takes one", "options belong to addresses; leave them out for files"))
    return options
