"""Find personal and protected identifiers in files: counts and masked examples, never values."""

from __future__ import annotations

import argparse
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("detect", help=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, metavar="findings.json", help="where to write (stdout)")
    parser.add_argument("--spans", action="store_true", help="also where each hit stands: row, start, end")
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME[=OPTION]",
        help="ask a detector that is installed beside the rules: presidio, transformers=FOLDER, or another's",
    )


def run(args: argparse.Namespace) -> int:
    """Exit 2 when a file could not be read; what was found in the others is written all the same."""
    from gotgan.agent.files import detect_files
    from gotgan.agent.journal import strict
    from gotgan.cli.output import check_output, write_result
    from gotgan.engine.detect.plugins import open_plugin
    from gotgan.engine.sources.sql import is_database

    if any(is_database(name) for name in args.files):
        remedy = "measure it with `gotgan scan`, which looks for identifiers too"
        raise Invalid(Issue("FILE", "is the address of a database", remedy))
    args.files = [Path(name) for name in args.files]
    check_output(args.output, args.files)
    plugins = [open_plugin(wanted) for wanted in args.plugin]
    done = detect_files(args.files, with_spans=args.spans, plugins=plugins)
    if done.results:
        write_result("detect", strict({"files": done.results, **done.problems_as_json()}), args.output)
    done.check()
    return 0
