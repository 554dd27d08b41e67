"""What actions, jobs and rules of refining say, and the engine of a plan, is said in Korean on Korean pages."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import gotgan
from gotgan.site.reasons import plainly

pytestmark = pytest.mark.usefixtures("korean_words")
ROOT = Path(gotgan.__file__).parent
NOT_IN_A_HUB = {"guideline.py", "hierarchy_file.py", "folder.py"}
"""Files that a developer or a command line reads: no page shows what they say."""
MODULES = [
    *(path for part in ("actions", "jobs", "rules", "queries", "views")
      for path in (ROOT / "refine" / part).glob("*.py")),
    ROOT / "refine" / "custody.py",
    *(ROOT / "engine" / "deidentify").glob("*.py"),
    *(ROOT / "engine" / "deidentify" / "techniques").glob("*.py"),
    *(ROOT / "engine" / "deidentify" / "pictures").glob("*.py"),
    *(ROOT / "engine" / "deidentify" / "weighing").glob("*.py"),
]  # fmt: skip
FAMILIES = re.compile(r"^(Not[A-Z]\w+|NoSuch\w+|BrokenPicture|Unavailable|KeyMissing|no)$")
KEPT = re.compile(r"^(what|where|_REMEDY|FULL|NO_[A-Z]+|OTHER_[A-Z]+)$")
"""Names under which a message is kept before it is handed on."""
_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
_WORDS_IN_HOLES = {"who": "rows", "table": "the table", "need": "whole number", "name": "7"}
"""Holes that a word fills and no figure."""


def said_in(path: Path) -> Iterator[str]:
    """The texts that are raised, refused with, or handed on, a 7 for each value."""
    module = importlib.import_module(".".join(("gotgan", *path.relative_to(ROOT).with_suffix("").parts)))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if name == "Issue":
                yield from (_text(each, module) for each in node.args[1:])
            elif FAMILIES.match(name):
                yield from (_text(each, module) for each in node.args)
        elif isinstance(node, ast.Assign) and KEPT.match(getattr(node.targets[0], "id", "")):
            yield _text(node.value, module)


def _text(node: ast.AST, module: object) -> str:
    if isinstance(node, ast.IfExp):
        return _text(node.body, module)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        part.value if isinstance(part, ast.Constant) else _filled(part.value, module)  # type: ignore[attr-defined]
        for part in node.values
    )


def _filled(node: ast.AST, module: object) -> str:
    name = getattr(node, "id", "")
    known = getattr(module, name, None) if name else None
    return known if isinstance(known, str) else _WORDS_IN_HOLES.get(name, "7")


def test_every_message_has_korean() -> None:
    unknown, seen = [], 0
    with translation.override("ko"):
        for path in MODULES:
            if path.name in NOT_IN_A_HUB:
                continue
            for text in dict.fromkeys(said_in(path)):
                for clause in filter(_ENGLISH.search, text.split("; ")):
                    seen += 1
                    if not re.search("[가-힣]", plainly(clause)):
                        unknown.append(f"{path.relative_to(ROOT)}: {clause}")
    assert seen > 150
    assert not unknown, "\n".join(unknown)
