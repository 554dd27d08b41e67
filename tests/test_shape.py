"""The shape of the house: small files, small functions, the same doors everywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "gotgan"
ROOMS = ("audit", "work", "accounts", "organisations", "inventory", "survey", "assess", "refine", "catalogue", "share")
MOST_LINES = 500
MOST_FUNCTION_LINES = 60
SHAPELESS = {"utils", "helpers", "common", "misc", "util"}


def python_files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_file_fits_one_sitting() -> None:
    files = python_files(SOURCE) + python_files(ROOT / "tests") + python_files(ROOT / "benchmarks")
    long = {str(path.relative_to(ROOT)): lines for path in files if (lines := count_lines(path)) > MOST_LINES}
    assert not long, f"over {MOST_LINES} lines, split by meaning: {long}"


def count_lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_function_fits_one_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files(SOURCE)
        for node in functions_of(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert not long, f"over {MOST_FUNCTION_LINES} lines: {long}"


def test_name_says_what_a_module_holds() -> None:
    bad = [str(path.relative_to(ROOT)) for path in python_files(SOURCE) if path.stem in SHAPELESS]
    bad += [str(path.relative_to(ROOT)) for path in SOURCE.rglob("*") if path.is_dir() and path.name in SHAPELESS]
    assert not bad, f"a drawer, not a name: {bad}"


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_the_same_doors(room: str) -> None:
    doors = {path.stem for path in (SOURCE / room).iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {"models", "queries", "actions", "apps", "migrations"} <= doors


def test_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(SOURCE)
        if path.name != "apps.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, f"no docstring: {silent}"


def test_there_is_enough_test() -> None:
    """At least 0.3 lines of test per line of code (STYLE.md, 10)."""
    code = sum(count_lines(path) for path in python_files(SOURCE))
    tests = sum(count_lines(path) for path in python_files(ROOT / "tests"))
    assert tests >= 0.3 * code, f"{tests} lines of test for {code} lines of code"
