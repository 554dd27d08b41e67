"""What panels refuse on pages is said in Korean: read from the code, a figure for each value."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from gotgan import assess
from gotgan.site.reasons import plainly
from tests.site.test_reasons import _ENGLISH

pytestmark = pytest.mark.usefixtures("korean_words")
ROOM = Path(assess.__file__).parent
MODULES = [
    *(ROOM / "rules" / f"{name}.py" for name in ("panels", "pairwise", "rounds", "rubrics")),
    *sorted((ROOM / "actions" / "panels").glob("*.py")),
    *(
        ROOM / "queries" / f"{name}.py"
        for name in (
            "panel_facts",
            "panel_interests",
            "panel_missing",
            "panel_pages",
            "panel_ratings",
            "panel_rounds",
            "panel_weights",
            "panel_work",
        )
    ),
]
NOT_SAID = ("dataset ([0-9", "a conflict of interest", "the assessor left the panel", "the role of an assessor")
"""A pattern, and reasons that stand in the table of assignments."""


def said_in(module: Path) -> list[str]:
    """Every text of two words or more that is no docstring, with 7 for each value."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    words = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words"]
    silent |= {id(part) for node in words for part in node.args}  # in both languages already
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = []
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return [text for text in texts if _ENGLISH.search(text) and not text.startswith(NOT_SAID)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: f"{module.parent.name}/{module.name}")
def test_every_refusal_is_known_in_korean(module: Path) -> None:
    with translation.override("ko"):
        assert [each for each in said_in(module) if _ENGLISH.search(plainly(each))] == []


def test_the_modules_say_something() -> None:
    assert len({each for module in MODULES for each in said_in(module)}) > 60
