"""What combining refuses on pages is said in Korean: read from the code, a figure for each value."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from gotgan import refine
from gotgan.engine import combine
from gotgan.site.reasons import plainly
from tests.site.test_reasons import _ENGLISH, _written

pytestmark = pytest.mark.usefixtures("korean_words")
ROOM, ENGINE = Path(refine.__file__).parent, Path(combine.__file__).parent
MODULES = [
    ROOM / "rules" / "combining.py",
    ROOM / "queries" / "combinations.py",
    *sorted((ROOM / "actions" / "combining").glob("*.py")),
    ENGINE / "copies.py",
    ENGINE / "match.py",
]
NEVER_ON_PAGES = ("prepare all", "they were made under", "their join keys are made", "choose it again")
"""In a hub all sides have one key and the same fields."""


def said_in(module: Path) -> list[str]:
    """What is handed to an issue or to a refusing decision, and what a name holds that is."""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name == "Issue":
            found += [_written(each) for each in node.args[1:] if isinstance(each, ast.Constant | ast.JoinedStr)]
        elif name == "no":
            found += [_written(each) for each in node.args if isinstance(each, ast.Constant | ast.JoinedStr)]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("what", "remedy", "WAIT"):
            found.append(_written(node.value))
    return [each for each in found if each]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: f"{module.parent.name}/{module.name}")
def test_every_refusal_is_known_in_korean(module: Path) -> None:
    said = [each for each in said_in(module) if not each.startswith(NEVER_ON_PAGES)]
    with translation.override("ko"):
        assert [each for each in said if _ENGLISH.search(plainly(each))] == []


def test_the_modules_say_something() -> None:
    assert len({each for module in MODULES for each in said_in(module)}) > 50
