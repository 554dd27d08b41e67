"""What a scan's file discloses, for the person who answers for letting it leave: nothing in it is left unsaid."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

LANGUAGES = ("ko", "en")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("explain", help=__doc__)
    parser.add_argument("scan", type=Path, metavar="scan.json")
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    print_explanation(args.scan, args.language)
    return 0


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, help="of the explanation (the terminal's)")


def print_explanation(scan: Path, language: str | None) -> None:
    """Raises: Invalid when the file is no scan."""
    from gotgan.agent.explain import explain

    for line in explain(scan, language or terminal_language()):
        print(line)


def terminal_language() -> str:
    """Korean where the terminal is set to it, else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    setting = next((value for name in names if (value := os.environ.get(name))), "")
    return "ko" if setting.lower().startswith("ko") else "en"
