"""The standard questionnaire, read once, and documents made from it."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from gotgan.survey.rules.form import read_form, standard_document
from gotgan.terms.questionnaire import Item, Questionnaire


@cache
def standard() -> Questionnaire:
    return read_form(standard_document())


def item(key: str) -> Item:
    found = standard().find(key)
    assert found is not None, key
    return found


def document() -> dict[str, Any]:
    """A copy that may be changed."""
    return deepcopy(standard_document())


def row_of(changed: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in changed["items"] if row["key"] == key)


def list_of(changed: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in changed["code_lists"] if row["name"] == name)


SMALL: dict[str, Any] = {
    "key": "small",
    "version": 1,
    "title": {"ko": "작은 조사", "en": "A small survey"},
    "sections": [{"letter": "A", "label": {"ko": "처음", "en": "First"}}],
    "items": [
        {
            "key": "colour",
            "number": "A01",
            "label": {"ko": "색", "en": "Colour"},
            "question": {"ko": "무슨 색입니까?", "en": "Which colour?"},
            "fill": ["human"],
            "type": "code:colour",
            "first_wave": True,
        },
        {
            "key": "why",
            "number": "A02",
            "label": {"ko": "까닭", "en": "Why"},
            "question": {"ko": "왜 그렇습니까?", "en": "Why so?"},
            "fill": ["prefill", "human"],
            "type": "text",
            "shown_if": {"item": "colour", "is": ["red"]},
        },
    ],
    "code_lists": [
        {
            "name": "colour",
            "codes": [
                {"code": "red", "label": {"ko": "빨강", "en": "Red"}},
                {"code": "blue", "label": {"ko": "파랑", "en": "Blue"}},
            ],
        }
    ],
    "checks": [],
    "mapping": {},
    "policy": {},
}
