"""Rubrics: what a panel rates, with an anchor for each of the five points, as YAML that is versioned.

id: panel
version: "1"
title: {ko: ..., en: ...}
criteria:
  - id: labels
    title: {ko: ..., en: ...}
    question: {ko: ..., en: ...}
    look_at: {ko: ..., en: ...}      # optional: what of the evidence pack tells it
    anchors: {1: {ko: ..., en: ...}, ..., 5: {ko: ..., en: ...}}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gotgan.assess.rules.panel_figures import HIGHEST, LOWEST
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Words

FOLDER = Path(__file__).parent.parent / "rubrics"
POINTS = tuple(range(LOWEST, HIGHEST + 1))
MOST_CRITERIA, LONGEST_TEXT, LONGEST_DOCUMENT = 20, 600, 60_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Anchored:
    """One criterion with what each point from 1 to 5 means."""

    id: str
    title: Words
    question: Words
    look_at: Words | None
    anchors: Mapping[int, Words]


@dataclass(frozen=True)
class Rubric:
    id: str
    version: str
    title: Words
    criteria: tuple[Anchored, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.criteria)

    def to_json(self) -> dict[str, Any]:
        """As the YAML has it."""
        return {
            "id": self.id, "version": self.version, "title": _plain(self.title),
            "criteria": [_criterion_json(each) for each in self.criteria],
        }  # fmt: skip


def rubric(name: str = "panel-1") -> Rubric:
    """One that comes with the house, by file name. Raises: Invalid."""
    path = FOLDER / f"{name}.yaml"
    if not _ID.fullmatch(name.replace("-", "_")) or not path.is_file():
        raise Invalid(Issue("rubric", "there is no such rubric", "choose one of the list"))
    return read_rubric(yaml.safe_load(path.read_text(encoding="utf-8")))


def rubrics() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def with_more(base: Rubric, text: str) -> Rubric:
    """The rubric with criteria of one's own, as the YAML list of a rubric's `criteria`. Raises: Invalid."""
    if not text.strip():
        return base
    if len(text) > LONGEST_DOCUMENT:
        raise Invalid(Issue("criteria", "the text is too long", "leave the essential"))
    try:
        more = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Invalid(Issue("criteria", "it is no YAML", "follow the example of the reference page")) from None
    return read_rubric(
        {**base.to_json(), "criteria": [*base.to_json()["criteria"], *(more if isinstance(more, list) else [more])]}
    )


def read_rubric(document: Any) -> Rubric:
    """Raises: Invalid with every place that is wrong."""
    issues: list[Issue] = []
    said = document if isinstance(document, dict) else {}
    listed = said.get("criteria")
    rows = listed if isinstance(listed, list) else []
    if not 0 < len(rows) <= MOST_CRITERIA:
        issues.append(Issue("criteria", "there is none, or they are too many", "list 1 to 20 criteria"))
    title = _words(said.get("title"), "title", issues)
    criteria = tuple(_criterion(row, f"criteria[{at}]", issues) for at, row in enumerate(rows[:MOST_CRITERIA]))
    ids = [each.id for each in criteria]
    issues += [
        Issue(f"criteria {each}", "it stands twice", "give each an id of its own")
        for each in sorted({each for each in ids if ids.count(each) > 1})
    ]
    name, version = str(said.get("id", "")), str(said.get("version", ""))
    if not _ID.fullmatch(name) or not 0 < len(version) <= 40:
        issues.append(Issue("rubric", "id or version is missing", "name it in small letters, with a version"))
    if issues:
        raise Invalid(*issues)
    return Rubric(name, version, title, criteria)


def _criterion(row: Any, place: str, issues: list[Issue]) -> Anchored:
    said = row if isinstance(row, dict) else {}
    name = said.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        issues.append(
            Issue(place, "its id is missing or has other signs than small letters", "such as: public_benefit")
        )
    listed = said.get("anchors")
    anchors = listed if isinstance(listed, dict) else {}
    known = {int(point): text for point, text in anchors.items() if str(point) in map(str, POINTS)}
    if sorted(known) != list(POINTS) or len(anchors) != len(POINTS):
        issues.append(Issue(place, "it does not say what each point from 1 to 5 means", "write five anchors"))
    return Anchored(
        str(name), _words(said.get("title"), f"{place} title", issues),
        _words(said.get("question"), f"{place} question", issues),
        _words(said["look_at"], f"{place} look_at", issues) if said.get("look_at") else None,
        {point: _words(known[point], f"{place} anchor {point}", issues) for point in POINTS if point in known},
    )  # fmt: skip


def _words(value: Any, place: str, issues: list[Issue]) -> Words:
    texts = [value.get(code) if isinstance(value, dict) else None for code in ("ko", "en")]
    if not all(isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_TEXT for text in texts):
        issues.append(Issue(place, "it is missing in Korean or in English, or too long", "write ko and en"))
        return Words("", "")
    return Words(*(str(text).strip() for text in texts))


def _plain(words: Words) -> dict[str, str]:
    return {"ko": words.ko, "en": words.en}


def _criterion_json(each: Anchored) -> dict[str, Any]:
    said = {"id": each.id, "title": _plain(each.title), "question": _plain(each.question)}
    more = {"look_at": _plain(each.look_at)} if each.look_at else {}
    return {**said, **more, "anchors": {str(point): _plain(text) for point, text in each.anchors.items()}}
