"""Whether a written document answers what its form asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gotgan.terms.errors import Issue
from gotgan.terms.refine import Document, Field

LONGEST_TEXT = 4000


def check_document(document: Document, content: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Every field that is missing, unknown or not of its kind."""
    known = {each.key for each in document.fields}
    issues = [Issue(key, "the form has no such field", "leave it out") for key in content if key not in known]
    for each in document.fields:
        value = content.get(each.key)
        if value in (None, "", []):
            if each.is_required:
                issues.append(Issue(each.key, "it is empty", "fill it in"))
        elif problem := _problem(each, value):
            issues.append(Issue(each.key, *problem))
    return tuple(issues)


def _problem(field: Field, value: Any) -> tuple[str, str] | None:
    return _CHECKS[field.kind](field, value)


def _check_text(_: Field, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "it is not text", "write a sentence"
    if len(value) > LONGEST_TEXT:
        return f"it is longer than {LONGEST_TEXT} characters", "shorten it"
    return None


def _check_date(_: Field, value: Any) -> tuple[str, str] | None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "it is not a date", "write it as 2026-12-31"
    return None


def _check_number(_: Field, value: Any) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "it is not a number", "write digits"
    return None


def _check_choice(field: Field, value: Any) -> tuple[str, str] | None:
    return (
        None if value in field.options else ("it is not one of the choices", f"use one of {', '.join(field.options)}")
    )


def _check_choices(field: Field, value: Any) -> tuple[str, str] | None:
    if isinstance(value, list) and all(each in field.options for each in value):
        return None
    return "it holds what is not one of the choices", f"use some of {', '.join(field.options)}"


def _check_yes_no(_: Field, value: Any) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else ("it is neither yes nor no", "choose one")


_CHECKS = {
    "text": _check_text,
    "date": _check_date,
    "number": _check_number,
    "choice": _check_choice,
    "choices": _check_choices,
    "yes_no": _check_yes_no,
}
