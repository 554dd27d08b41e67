"""Runs the checks of a form over one sheet, or over one organisation. Nothing is ever corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gotgan.survey.rules.checks import content, licence, organisation, privacy, provision, quantity, time, wave
from gotgan.survey.rules.checks.context import CheckContext
from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill
from gotgan.survey.rules.checks.settings import NoSetting
from gotgan.terms.digest import fingerprint
from gotgan.terms.questionnaire import Check, Questionnaire, Words
from gotgan.terms.survey import Contradiction, DatasetFacts, Severity

_NONE = Check("", "", (), Words("", ""))
Judge = Callable[[Look], Raised | None]
OF_SHEET: Mapping[str, Judge] = {
    **privacy.CHECKS, **provision.CHECKS, **licence.CHECKS, **time.CHECKS, **content.CHECKS, **quantity.CHECKS,
    **wave.CHECKS,
}  # fmt: skip
OF_ORGANISATION: Mapping[str, Judge] = organisation.CHECKS


def find_contradictions(
    form: Questionnaire, values: Mapping[str, Any], facts: DatasetFacts | None, context: CheckContext
) -> tuple[Contradiction, ...]:
    """What contradicts in one sheet, in the order of the form's checks.

    `values`: confirmed answers only, {item: value}; a suggestion is none. `facts` None: no dataset of the inventory.
    Unknown, not applicable and absent answers raise nothing, but where a check asks for emptiness (see `Look.lacks`).
    A check whose policy lacks a setting does not judge; survey.rules.checks.policy says so before a form is published.
    """
    return _find(OF_SHEET, Look(_NONE, form, values, facts, context))


def find_organisation_contradictions(
    form: Questionnaire, values: Mapping[str, Any], context: CheckContext
) -> tuple[Contradiction, ...]:
    """What contradicts in an organisation's declaration (items of L) and `context.systems`."""
    return _find(OF_ORGANISATION, Look(_NONE, form, values, None, context))


def _find(judges: Mapping[str, Judge], look: Look) -> tuple[Contradiction, ...]:
    found = [
        _judge(judges[check.id], replace(look, check=check))
        for check in look.form.checks
        if check.id in judges and _says_anything(look, check)
    ]
    return tuple(each for each in found if each is not None)


def _says_anything(look: Look, check: Check) -> bool:
    """Whether anybody answered one of its items, or a last wave stands against the scan: else nothing contradicts."""
    return bool(look.context.last) or any(look.values.get(key) is not None for key in check.items)


def _judge(judge: Judge, look: Look) -> Contradiction | None:
    try:
        raised = judge(look)
    except NoSetting:
        return None
    if raised is None:
        return None
    said = fill(look.check.message, raised.places)
    return Contradiction(
        check=look.check.id,
        severity=Severity(look.check.severity),
        items=raised.items,
        evidence=raised.evidence,
        message_ko=said.ko,
        message_en=said.en,
        key=fingerprint([look.check.id, raised.rests_on]),
    )
