"""One POST for each address of questionnaires that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gotgan.organisations.actions import add_membership
from gotgan.survey.actions import forms as actions
from gotgan.survey.queries import forms as queries
from gotgan.terms.role import SYSTEM, Role

Made = tuple[dict[str, Any], dict[str, Any]]
"""The route's values, and the form."""
_ITEM = {
    "number": "D01", "label_ko": "보유 근거", "label_en": "Basis", "question_ko": "무엇입니까?",
    "question_en": "Which?", "fill": "human", "kind": "text", "scope": "dataset", "if_when": "always",
}  # fmt: skip
_TITLE = {"title_ko": "가", "title_en": "A", "letter": "Z", "new.ko": "끝", "new.en": "End"}
_NEW_CODE = {"new0.code": "a", "new0.ko": "가", "new0.en": "A"}
_CODE = {"code": "a", "label.ko": "가", "label.en": "A"}


def _managing(person: int) -> int:
    """The standard questionnaire, published."""
    add_membership(by=SYSTEM, person_id=person, role=Role.SURVEY_MANAGER)
    return actions.publish_standard(by=SYSTEM)


def _draft(person: int) -> dict[str, Any]:
    return {"form_id": actions.start_version(by=SYSTEM, form_id=_managing(person))}


def _standard(person: int) -> Made:
    add_membership(by=SYSTEM, person_id=person, role=Role.SURVEY_MANAGER)
    return {}, {}


def _start(person: int) -> Made:
    _managing(person)
    return {}, {"key": "mine", "title_ko": "가", "title_en": "A"}


def _check(person: int) -> Made:
    place = _draft(person)
    check = queries.draft_of(place["form_id"])[0].checks[0]
    return place, {"check": check.id, "drop": "yes"}


FORM_WRITES: dict[str, Callable[[int], Made]] = {
    "form_standard": _standard,
    "form_start": _start,
    "form_version": lambda person: ({"form_id": _managing(person)}, {}),
    "form_publish": lambda person: (_draft(person), {}),
    "form_drop": lambda person: (_draft(person), {}),
    "form_title": lambda person: (_draft(person), _TITLE),
    "form_item_add": lambda person: (_draft(person), {**_ITEM, "key": "basis", "number": "D99"}),
    "form_item": lambda person: ({**_draft(person), "key": "legal_basis"}, _ITEM),
    "form_item_retire": lambda person: ({**_draft(person), "key": "legal_basis"}, {}),
    "form_list_add": lambda person: (_draft(person), {"name": "mine", **_CODE}),
    "form_list": lambda person: ({**_draft(person), "name": "route"}, _NEW_CODE),
    "form_mapping": lambda person: (_draft(person), {"old": "owner", "new": "", "codes": ""}),
    "form_checks": _check,
}
