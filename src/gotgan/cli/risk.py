"""Tell how easily persons can be found again in a table, by the columns that others may know of them."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gotgan.agent.gather import Gathered


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("risk", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--keys", action="append", required=True, metavar="a,b", help="quasi-identifiers, by comma")
    parser.add_argument("--sensitive", action="append", default=[], metavar="c,d", help="columns for l and t, by comma")
    parser.add_argument("--subject", metavar="COLUMN", help="count persons by this column, not rows")
    among = parser.add_mutually_exclusive_group()
    among.add_argument("--population-size", type=int, metavar="N", help="how many people the table was drawn from")
    among.add_argument("--population", type=Path, metavar="FILE", help="the population's table, with the same keys")
    parser.add_argument("--threshold", type=float, metavar="RISK", help="above which a row counts as endangered (0.2)")
    parser.add_argument("-o", "--output", type=Path, metavar="risk.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Exit 2 when the file gives no table, or lacks a column."""
    from gotgan.agent.journal import strict
    from gotgan.agent.one_table import one_table
    from gotgan.cli.output import check_output, write_result
    from gotgan.engine.deidentify.risk import THRESHOLD, Ask, measure_risk

    check_output(args.output, [path for path in (args.file, args.population) if path])
    threshold = THRESHOLD if args.threshold is None else args.threshold
    if not 0 <= threshold <= 1:
        raise Invalid(Issue("--threshold", "is no share between 0 and 1", "give the risk of one person, such as 0.2"))
    if args.population_size is not None and args.population_size < 1:
        raise Invalid(Issue("--population-size", "is below 1", "give how many people the table was drawn from"))
    with ExitStack() as opened:
        table = opened.enter_context(one_table(args.file))
        whole = opened.enter_context(one_table(args.population)) if args.population else None
        keys, sensitive = _names(args.keys, table), _names(args.sensitive, table)
        ask = Ask(keys, sensitive, args.subject, args.population_size, threshold)
        risk = measure_risk(table.parquet, ask, whole=whole.parquet if whole else None)
    write_result("risk", strict(risk), args.output)
    return 0


def _names(given: Sequence[str], table: Gathered) -> tuple[str, ...]:
    """Names by comma; a column whose name holds a comma is given by itself."""
    known = {column.name for column in table.table.columns}
    each = [[text] if text in known else text.split(",") for text in given]
    return tuple(name.strip() for names in each for name in names if name.strip())
