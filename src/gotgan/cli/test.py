"""Run the whole test suite of a checkout: house rules and all on SQLite; journeys and rooms on PostgreSQL beside."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]
SHAPE = ("tests/test_shape.py", "tests/test_tree.py")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("test", help=__doc__)
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="arguments for pytest; then only pytest runs")


def run(args: argparse.Namespace) -> int:
    """Exit 1 when anything failed. The last line printed is pytest's own."""
    from gotgan.cli.programs import install_programs
    from gotgan.cli.up.setup import prepare_setup_folder
    from gotgan.terms.errors import Invalid, Issue

    if not (ROOT / "tests").is_dir():
        raise Invalid(Issue("test", "there are no tests beside this installation", "run it in a checkout"))
    install_programs()
    for line in prepare_setup_folder():
        print(f"gotgan: {line}", flush=True)
    if chosen := args.pytest[1:]:
        return _call("tests", [sys.executable, "-m", "pytest", *chosen])
    failed = _call_beside((*house_rules(), *on_sqlite()), (journeys(), on_postgresql()))
    if failed:
        print(f"gotgan: failed: {', '.join(failed)}; see above", file=sys.stderr)
    return 1 if failed else 0


def house_rules() -> list[tuple[str, list[str]]]:
    """What is checked on one core before the tests, while the journeys set up their hub on the other."""
    here = Path(sys.executable).parent
    django = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "0"]
    return [
        ("lint", [str(here / "ruff"), "check", "--quiet", "."]),
        ("format", [str(here / "ruff"), "format", "--check", "--quiet", "."]),
        ("shape", [sys.executable, "-m", "pytest", *SHAPE]),
        ("contracts", [str(here / "lint-imports"), "--no-logo"]),
        ("types", [str(here / "mypy")]),
        ("migrations", [*django, "--settings", "gotgan.site.settings.test"]),
    ]


def on_sqlite() -> list[tuple[str, list[str]]]:
    """What needs no server, in two processes, each file in one of them, so that what it builds is built once."""
    pytest, coverage = [sys.executable, "-m", "pytest"], [sys.executable, "-m", "coverage"]
    elsewhere = [f"--ignore={path}" for path in ("tests/journey", *SHAPE)]
    whole_files = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [
        ("what an earlier run reached", [*coverage, "erase"]),
        ("everything on SQLite", [*pytest, *whole_files, "-p", "tests.every_line", "-p", "tests.together", *elsewhere]),
        ("lines that ran", [*coverage, "combine", "--quiet"]),
        ("every line of rules and terms", [*coverage, "report"]),
    ]


def on_postgresql() -> tuple[str, list[str]]:
    """In one process, on what the other two leave idle while they wait for programs that they start."""
    return "rooms on PostgreSQL", [sys.executable, "-m", "tests.postgres"]


def journeys() -> tuple[str, list[str]]:
    """They share one running hub, so they are one process, which often waits for it or for a browser."""
    return "journeys", [sys.executable, "-m", "pytest", "tests/journey"]


def _call(name: str, command: Sequence[str], said: IO[bytes] | None = None) -> int:
    """Its exit code; what it says goes to `said`, or to the terminal."""
    if said is None:
        print(f"gotgan: {name}", flush=True)
    else:
        said.write(f"gotgan: {name}\n".encode())
        said.flush()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT if said else None,
        check=False,
    )
    return done.returncode


def _call_beside(ones: Sequence[tuple[str, list[str]]], others: Sequence[tuple[str, list[str]]]) -> list[str]:
    """One after the other, and the others one after another beside them; what those say is kept until all have ended.

    Returns the names of those that failed.
    """
    with tempfile.TemporaryFile() as said, ThreadPoolExecutor(1) as beside:
        running = beside.submit(_call_each, others, said)
        failed = _call_each(ones)  # a Ctrl-C goes to all of them, and ends both rows
        failed += running.result()
        said.seek(0)
        print(said.read().decode(errors="replace"), end="", flush=True)
    return failed


_INTERRUPTED = 2
"""Of pytest."""


def _call_each(commands: Sequence[tuple[str, list[str]]], said: IO[bytes] | None = None) -> list[str]:
    """Names of those that failed; after one that was interrupted no other begins."""
    failed = []
    for name, command in commands:
        code = _call(name, command, said)
        failed += [name] if code else []
        if said is not None and (code < 0 or code == _INTERRUPTED):
            break
    return failed
