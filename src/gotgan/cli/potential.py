"""What a file would be after processing: a sample of it repaired, de-identified and measured again."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("potential", help=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--rows", type=int, default=20_000, metavar="N", help="rows to draw of each table (20,000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what the draw begins with (1)")
    parser.add_argument("--rates", type=Path, metavar="rates.yaml", help="rates of effort instead of the package's")
    parser.add_argument("-o", "--output", type=Path, metavar="potential.json", help="where to write (stdout)")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when processing is closed, 2 for a file without tables or wrong rates."""
    from gotgan.agent.potential import try_file
    from gotgan.cli.output import check_output, write_result
    from gotgan.engine.potential.model import How
    from gotgan.engine.potential.modes import Known
    from gotgan.engine.potential.rates import read_rates, shipped_rates
    from gotgan.terms.selection import Mode

    check_output(args.output, [args.file])
    if args.rows < 1 or args.seed < 0:
        raise Invalid(Issue("--rows, --seed", "are whole numbers, rows above 0", "leave them out, or give others"))
    rates = read_rates(args.rates) if args.rates else shipped_rates()
    how = How(lambda: datetime.now(UTC).isoformat(timespec="seconds"), rows=args.rows, seed=args.seed, rates=rates)
    found = try_file(args.file, how, Known())
    write_result("potential", found.document, args.output)
    return 0 if any(each.is_open for each in found.modes if each.mode is Mode.PROCESSED) else 1
