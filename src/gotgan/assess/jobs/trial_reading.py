"""Readiness read again by other profiles of a dataset's tables: the same subject, the same book, other evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gotgan.assess.rules.scoring import READINESS, best_use
from gotgan.engine import quality
from gotgan.engine.potential.model import Given, Read, Reading, Tables
from gotgan.engine.potential.planning import NOT_OF_PERSONS
from gotgan.terms.dataset import TableEvidence
from gotgan.terms.readiness import ScoreSheet, Subject
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy

WRITTEN = "parquet"
_BY_TRIAL = EvidenceRef("scan", "trial", "시험 가공 결과", "Result of the trial")


def reader_of(subject: Subject, tables: Sequence[Given], left: Sequence[TableEvidence], use: str = "") -> Read:
    """Read by the readiness book for one use: that of the newest score sheet, else the one that stands for it.

    `left`: measured tables that no trial can touch; they stay as they are. Raises: Invalid.
    """
    use = use or best_use_of(subject)
    own = [each.profile for each in tables]

    def read(given: Tables) -> Reading:
        if not use:
            return Reading(None)
        is_own = all(profile is before for (profile, _), before in zip(given, own, strict=True))
        return _reading(quality.assess(subject if is_own else _changed(subject, tables, left, given), READINESS, use))

    return read


def best_use_of(subject: Subject) -> str:
    """Empty where nothing is known of what it holds."""
    sheets = [quality.assess(subject, READINESS, use) for use in quality.uses_of(subject)]
    return best_use(((sheet.use, sheet.total) for sheet in sheets), subject.record.modality) or ""


def _reading(sheet: ScoreSheet) -> Reading:
    checks = {check.id: check.value for factor in sheet.factors for check in factor.checks}
    titles = {check.id: check.title for factor in sheet.factors for check in (factor, *factor.checks)}
    return Reading(sheet.total, {factor.id: factor.value for factor in sheet.factors}, checks, titles)


def _changed(subject: Subject, tables: Sequence[Given], left: Sequence[TableEvidence], given: Tables) -> Subject:
    profiles = [*(profile for profile, _ in given), *(each.profile or {} for each in left)]
    named = [(table.name, findings) for table, (_, findings) in zip(tables, given, strict=True)]
    found = [
        {**each, "table": name} for name, some in [*named, *((e.table, e.findings) for e in left)] for each in some
    ]
    changed = quality.with_profiles(subject, profiles, found, files=_files(subject, tables, profiles))
    return changed if any(_of_persons(found)) else _as_treated(tables, changed)


def _files(subject: Subject, tables: Sequence[Given], profiles: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is no table stays; a table is the file that its profile tells."""
    formats = {each.profile.get("format") for each in tables}
    told = [
        {"format": each.get("format"), "encoding": each.get("encoding") or "", "files": 1, "size_bytes": None}
        for each in profiles
    ]
    return [*(each for each in subject.facts.formats if each["format"] not in formats), *told]


def _of_persons(findings: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return (each for each in findings if each["kind"] not in NOT_OF_PERSONS)


def _as_treated(tables: Sequence[Given], changed: Subject) -> Subject:
    """Where identifiers of persons went, answers on them speak of the original: it is pseudonymised then, by a trial
    that nobody reviewed."""
    had = any(any(_of_persons(each.findings)) for each in tables)
    if not had:
        return changed
    answers = {
        **changed.answers,
        "personal_data": _answer("pseudonymous"),
        "prior_deidentification": _answer([{"method": "trial"}]),
    }
    return replace(changed, answers=answers)


def _answer(value: Any) -> Answer:
    return Answer(value, FilledBy.SCAN, (_BY_TRIAL,), Confidence.MEDIUM, is_confirmed=True)
