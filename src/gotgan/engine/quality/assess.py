"""A rule book applied to a subject: pure and deterministic, the same evidence gives the same bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from gotgan.engine.quality.book import ANY_USE, Book, CheckSpec, FactorSpec, GateSpec
from gotgan.engine.quality.combine import arithmetic, factor_value, geometric, method_of, pooled, shares_of
from gotgan.engine.quality.gates import CONDITIONS, GATE_RULES
from gotgan.engine.quality.look import Look, Measure
from gotgan.engine.quality.measured import Measured
from gotgan.engine.quality.opening import open_book, third_party_measures
from gotgan.engine.quality.registry import MEASURES
from gotgan.engine.quality.unknown import is_left_open, is_silent, not_looked_at, why_no_total
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import (
    DECLARED_CAP,
    CheckResult,
    Combine,
    FactorResult,
    GateResult,
    Method,
    ScoreSheet,
    Subject,
    Use,
)
from gotgan.terms.survey import EvidenceRef


def assess(subject: Subject, book: Book | str, use: Use | str = ANY_USE) -> ScoreSheet:
    """What the book says of the subject for one use. Raises: Invalid for a book or use that is not known."""
    return sheets_of(subject, [(book, use)])[0]


def sheets_of(subject: Subject, wanted: Sequence[tuple[Book | str, Use | str]]) -> list[ScoreSheet]:
    """Several sheets of one subject: each measure is taken once."""
    look = look_at(subject)
    return [_sheet(look, open_book(book) if isinstance(book, str) else book, str(use)) for book, use in wanted]


def look_at(subject: Subject, extra: Mapping[str, Measure] | None = None) -> Look:
    """With the measures of third parties, unless others are given."""
    return Look(subject, {**MEASURES, **(third_party_measures() if extra is None else extra)})


def _sheet(look: Look, book: Book, use: str) -> ScoreSheet:
    asked = _asked(book, use)
    factors = [_factor(look, book, factor, asked) for factor in book.factors]
    factors = [factor for factor in factors if factor.checks]
    shares = shares_of(factors)
    untold = why_no_total(look, book, factors)
    total = None if untold else _total(book, factors)
    adjusted, most = _adjusted(look, book, factors, asked)
    covered = _coverage(factors)
    return ScoreSheet(
        book=book.id,
        book_version=book.version,
        use=asked,
        dataset=look.record.id,
        version=look.record.version_id or "",
        total=total,
        most=book.most,
        factors=tuple(factors),
        gates=tuple(_gate(look, gate) for gate in book.gates),
        notes=tuple(_notes(book, factors, total)),
        method=method_of(shares),
        confidence=round(math.fsum(check.confidence * share for check, share in shares), 6),
        coverage=covered,
        rating=_rating(book, total),
        adjusted=adjusted,
        adjusted_most=most,
        adjusted_rating=_rating(book, None if adjusted is None or not most else adjusted * book.most / most),
        no_total=untold,
        combine=book.combine,
    )  # fmt: skip


def _asked(book: Book, use: str) -> str:
    """A book that does not part by use is applied for any; of one that does, any means the checks of every use."""
    if book.uses and use not in (*book.uses, ANY_USE):
        remedy = f"use one of {', '.join(book.uses)}"
        raise Invalid(Issue(f"rule book {book.id}", f"does not know the use {use!r}", remedy))
    return use if book.uses else ANY_USE


def _factor(look: Look, book: Book, factor: FactorSpec, use: str) -> FactorResult:
    specs = [spec for check in factor.checks if (spec := check.for_use(use)) is not None]
    checks = tuple(_check(look, spec, look.measure(spec.measure, spec.options)) for spec in specs)
    value = None if is_left_open(look, book, checks) else factor_value(checks)
    return FactorResult(factor.id, factor.title, factor.weight, value, checks)


def _check(look: Look, spec: CheckSpec, found: Measured) -> CheckResult:
    """Words alone are worth DECLARED_CAP at most, in every book that makes a total of shares."""
    value = None if found.value is None else spec.curve.value_of(found.value)
    is_capped = value is not None and found.method is Method.DECLARED and value >= DECLARED_CAP
    if is_capped:
        value = DECLARED_CAP
    needs_fix = value is not None and value < 1 and not is_capped  # other words would not raise what is capped
    return CheckResult(
        id=spec.id,
        title=spec.title,
        value=value,
        method=found.method,
        confidence=found.confidence,
        evidence=found.evidence or (() if value is None else _where_to_look(look, spec)),
        diagnosis=found.says,
        fix=spec.fix if needs_fix else None,
        action=spec.action if needs_fix else "",
        weight=spec.weight,
        measure=spec.measure,
        measured=found.value,
        fields=found.fields,
        sample=found.sample,
        verifier=found.verifier,
        target=spec.target if found.target is None else found.target,
        is_capped=is_capped,
        errors=found.errors,
        checked=found.checked,
        is_unknown=is_silent(found),
    )


def _where_to_look(look: Look, spec: CheckSpec) -> tuple[EvidenceRef, ...]:
    """Of what nobody said: where it would stand."""
    if spec.action.startswith("survey."):
        item = spec.action.removeprefix("survey.")
        return (EvidenceRef("person", f"survey:{item}", "아직 답이 없습니다", "Not answered yet"),)
    return (EvidenceRef("register", f"dataset:{look.record.id}", "이 데이터의 기록", "The record of this dataset"),)


def _total(book: Book, factors: Sequence[FactorResult]) -> float | None:
    checks = [check for factor in factors for check in factor.checks]
    match book.combine:
        case Combine.GEOMETRIC:
            return geometric(factors)
        case Combine.MEAN:
            return arithmetic(factors)
        case Combine.POOLED:
            return pooled(checks)
        case Combine.POINTS:
            return math.fsum(check.weight * (check.value or 0) for check in checks)
        case Combine.NONE:
            return None


def _adjusted(look: Look, book: Book, factors: Sequence[FactorResult], use: str) -> tuple[float | None, float | None]:
    """Points without the checks that cannot be asked of this dataset, and how many could be had then."""
    if book.combine is not Combine.POINTS:
        return None, None
    specs = {spec.id: spec for check in book.checks if (spec := check.for_use(use)) is not None}
    holds = {name for name, condition in CONDITIONS.items() if condition(look)}
    kept = [check for factor in factors for check in factor.checks if specs[check.id].unless not in holds]
    return math.fsum(check.weight * (check.value or 0) for check in kept), math.fsum(check.weight for check in kept)


def _coverage(factors: Sequence[FactorResult]) -> float:
    weight = math.fsum(factor.weight for factor in factors)
    seen = math.fsum(factor.weight for factor in factors if factor.value is not None)
    return round(seen / weight, 6) if weight else 0.0


def _rating(book: Book, total: float | None) -> Words | None:
    if total is None:
        return None
    fitting = [rating for rating in book.ratings if total >= rating.least - 1e-9]
    return max(fitting, key=lambda rating: rating.least).title if fitting else None


def _gate(look: Look, gate: GateSpec) -> GateResult:
    rule = GATE_RULES[gate.rule]
    found = rule(look, gate.options) if gate.options else rule(look)
    return GateResult(gate.id, gate.title, found.state, found.because, found.evidence)


def _notes(book: Book, factors: Sequence[FactorResult], total: float | None) -> list[Words]:
    """The book's own, which checks dropped out, and whether weights were renormalised."""
    notes = [book.note] if book.note else []
    empty = [factor for factor in factors if factor.value is None]
    if empty and total is not None and book.combine in (Combine.GEOMETRIC, Combine.MEAN):
        ko, en = ", ".join(each.title.ko for each in empty), ", ".join(each.title.en for each in empty)
        notes.append(
            Words(
                f"볼 수 있는 항목이 없어 빠진 요소: {ko}. 나머지 요소의 가중치를 합이 1이 되게 다시 나누었습니다.",
                f"Factors without any check that applies: {en}. The others' weights were renormalised to sum to 1.",
            )
        )
    notes += not_looked_at(book, [check for factor in factors for check in factor.checks])
    if total is not None and book.combine is Combine.GEOMETRIC and any(factor.value == 0 for factor in factors):
        ko = ", ".join(factor.title.ko for factor in factors if factor.value == 0)
        en = ", ".join(factor.title.en for factor in factors if factor.value == 0)
        notes.append(Words(f"0점인 요소가 있어 전체가 0점입니다: {ko}.", f"A factor of 0 makes the total 0: {en}."))
    return notes
