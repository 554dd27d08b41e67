"""Find personal and protected identifiers in files: counts and masked examples, never values."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("detect", help=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
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
    from gotgan.cli.output import write_result
    from gotgan.engine.detect.plugins import open_plugin

    plugins = [open_plugin(wanted) for wanted in args.plugin]
    done = detect_files(args.files, with_spans=args.spans, plugins=plugins)
    if done.results:
        write_result("detect", strict({"files": done.results, **done.problems_as_json()}), args.output)
    done.check()
    return 0
