"""Which lines of rules and terms a run of the suite reached, told by the lines themselves.

On Python 3.11 a tracer is called for every line of every module: to watch a small part of the code it doubled the
time of the whole suite. Here each statement of the watched modules is compiled behind one that ticks its line off.
What was ticked becomes coverage's data, and coverage says what is missing, by `[tool.coverage]` in pyproject.toml.

`python -m pytest -p tests.every_line ...`, then `coverage combine` and `coverage report`.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from coverage import Coverage, CoverageData

ROOT = Path(__file__).resolve().parent.parent
RAN = "__ran__"
"""The name, in a watched module, of what is ticked off: one truth value a line."""

ran: dict[str, list[bool]] = {}
"""By file: every watched module that was imported."""


def watched() -> frozenset[str]:
    """The files that coverage is told to include."""
    patterns = Coverage(config_file=str(ROOT / "pyproject.toml")).get_option("run:include")
    assert isinstance(patterns, list)
    globs = (f"{pattern}/*.py" if pattern.endswith("**") else pattern for pattern in patterns)
    return frozenset(str(path) for glob in globs for path in ROOT.glob(glob) if path.suffix == ".py")


class Ticking(ast.NodeTransformer):
    """Puts `__ran__[line] = True` before each statement."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):  # of a lambda it is an expression
                said = block[:1] if name == "body" and _is_documented(node) else []  # a docstring stays first
                rest = (part for statement in block[len(said) :] for part in _ticked(statement))
                setattr(node, name, [*said, *_entered(node, block), *rest])
        return node


def _is_documented(node: ast.AST) -> bool:
    owns = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return owns and ast.get_docstring(node, clean=False) is not None


def _entered(node: ast.AST, block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """`except` and `case` stand on lines of their own and are no statements; they count once they are taken."""
    if isinstance(node, ast.ExceptHandler):
        yield _tick(node.lineno, block[0])
    if isinstance(node, ast.match_case):
        yield _tick(node.pattern.lineno, block[0])


def _ticked(statement: ast.stmt) -> Iterator[ast.stmt]:
    ticks = [_tick(line, statement) for line in _lines_of(statement)]
    from_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
    yield from (statement, *ticks) if from_future else (*ticks, statement)


def _lines_of(statement: ast.stmt) -> list[int]:
    return [*(one.lineno for one in getattr(statement, "decorator_list", ())), statement.lineno]


def _tick(line: int, beside: ast.stmt) -> ast.stmt:
    (made,) = ast.parse(f"{RAN}[{line}] = True").body
    for node in ast.walk(made):
        ast.copy_location(node, beside)
    return made


class Loader(SourceFileLoader):
    """Loads a watched module with its ticks; what is compiled so is never written beside the source."""

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path), self.path)
        return compile(Ticking().visit(tree), self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        lines = self.get_data(self.path).count(b"\n") + 2
        module.__dict__[RAN] = ran.setdefault(self.path, [False] * lines)
        super().exec_module(module)


class Finder(MetaPathFinder):
    def __init__(self, files: frozenset[str]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("gotgan."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin not in self._files:
            return None
        spec.loader = Loader(fullname, spec.origin)
        return spec


def pytest_sessionfinish() -> None:
    """One file of data for each process of the run; `coverage combine` joins them."""
    if ran:
        data = CoverageData(os.environ.get("COVERAGE_FILE"), suffix=True)
        data.add_lines({path: [n for n, done in enumerate(lines) if done] for path, lines in ran.items()})
        data.write()


sys.meta_path.insert(0, Finder(watched()))
