"""The standard form with its checks, and one way to ask them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from gotgan.survey.rules.checks import CheckContext, find_contradictions, find_organisation_contradictions
from gotgan.survey.rules.form import read_form, standard_document
from gotgan.terms.questionnaire import Check, Questionnaire
from gotgan.terms.survey import Contradiction, DatasetFacts

TODAY = date(2026, 11, 26)
FACTS = DatasetFacts(
    dataset="d1", organisation="1741000", address="https://hub/d1", title="민원 접수",
    evidence_sha256="e" * 64, scanned_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
)  # fmt: skip
CONTEXT = CheckContext(TODAY)


@cache
def standard_form() -> Questionnaire:
    return read_form(standard_document())


@cache
def standard_checks() -> tuple[Check, ...]:
    return standard_form().checks


def found(
    values: dict[str, Any], facts: DatasetFacts | None = FACTS, form: Questionnaire | None = None, **context: Any
) -> dict[str, Contradiction]:
    """What contradicts, by check."""
    raised = find_contradictions(form or standard_form(), values, facts, replace(CONTEXT, **context))
    return {each.check: each for each in raised}


def found_of_organisation(values: dict[str, Any], **context: Any) -> dict[str, Contradiction]:
    raised = find_organisation_contradictions(standard_form(), values, replace(CONTEXT, **context))
    return {each.check: each for each in raised}


def facts(**values: Any) -> DatasetFacts:
    return replace(FACTS, **values)


def purposes(**said: str) -> list[dict[str, str]]:
    return [{"purpose": key, "answer": word} for key, word in said.items()]
