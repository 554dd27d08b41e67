"""Answers of the standard questionnaire given as JSON, as people read them in Korean and English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from gotgan.engine.package.contents import Declared
    from gotgan.terms.questionnaire import Item, Questionnaire, Words

_NOT_TOLD = frozenset({"contact", "approver"})
"""Items whose answers are about a person, who is no part of a data card."""


def read_answers(path: Path) -> tuple[Declared, ...]:
    """Answers by key: `{KEY: value}`, or the document of one sheet. A suggestion nobody confirmed is no answer.

    Identifiers in what was answered are masked. Raises: Invalid with every key and value that does not fit.
    """
    form = _form()
    found, issues = [], []
    for key, value in _answers(path).items():
        item = form.find(key)
        if item is None:
            issues.append(
                Issue(f"{path}: {key}", "is no key of the questionnaire", "see docs/reference/questionnaire.md")
            )
        elif key not in _NOT_TOLD:
            declared, wrong = _declared(form, item, value)
            issues += [Issue(f"{path}: {each.place}", each.what, each.remedy) for each in wrong]
            found += [declared] if declared else []
    if issues:
        raise Invalid(*issues)
    return tuple(found)


def kind_words() -> Mapping[str, Words]:
    """What each kind of identifier is called."""
    return {code.code: code.label for code in _form().code_lists["identifier_kind"].codes}


def _answers(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        document = None
    sheets = document.get("sheets") if isinstance(document, dict) else None
    if isinstance(sheets, list) and len(sheets) == 1:
        document = sheets[0]
    answers = document.get("answers", document) if isinstance(document, dict) else None
    if not isinstance(answers, dict):
        raise Invalid(Issue(str(path), "is no JSON object of answers by key", "give one, or the document of one sheet"))
    return {key: value for key, each in answers.items() if (value := _confirmed(each)) not in (None, "", [], {})}


def _confirmed(answer: Any) -> Any:
    if isinstance(answer, dict) and "value" in answer and "is_confirmed" in answer:
        return answer["value"] if answer["is_confirmed"] else None
    return answer


def _declared(form: Questionnaire, item: Item, value: Any) -> tuple[Declared | None, list[Issue]]:
    from gotgan.engine.detect import mask_text
    from gotgan.engine.package.contents import Declared
    from gotgan.survey.rules.values import check_value, normal_value, value_to_text
    from gotgan.terms.questionnaire import Words

    value = normal_value(form, item, value)
    if issues := list(check_value(form, item, value)):
        return None, issues
    texts = [mask_text(value_to_text(form, item, value, language)) for language in ("ko", "en")]
    if not any(texts):
        return None, []
    return Declared(item.key, item.label, Words(*texts), value), []


@cache
def _form() -> Questionnaire:
    from gotgan.survey.rules.form import read_form, standard_document

    return read_form(standard_document())
