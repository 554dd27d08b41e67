"""The three ways to provide a dataset, from what a trial measured and what law and survey close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gotgan.engine.potential.effort import calibrate, hours_of, media_counts, processing_counts, won_of
from gotgan.engine.potential.measuring import identified
from gotgan.engine.potential.model import Tried
from gotgan.engine.potential.planning import columns_of_persons
from gotgan.engine.potential.rates import Rates
from gotgan.engine.potential.words import because
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Mode, ModeEstimate


@dataclass(frozen=True)
class Known:
    """What is known besides the trial. `closed`: modes that law, classification or the survey close, with the reason.

    `confirmed`: a named person answered for what was found, so that findings do not close the dataset as it is.
    `pages_without_text`, `has_labels`: of documents and media, for effort. `finished`: (estimated, spent) of finished
    work orders, as estimated by the rates alone; nobody passes any yet.
    """

    closed: Mapping[Mode, Words] = field(default_factory=dict)
    confirmed: bool = False
    has_labels: bool = False
    pages_without_text: int = 0
    finished: Sequence[tuple[float, float]] = ()


def modes_of(tried: Tried, known: Known, rates: Rates, *, k: int) -> tuple[ModeEstimate, ModeEstimate, ModeEstimate]:
    """As is, processed, safe zone; the figures of a closed mode stand there as far as they were measured."""
    return _as_is(tried, known, rates), _processed(tried, known, rates, k), _safezone(tried, known, rates)


def _as_is(tried: Tried, known: Known, rates: Rates) -> ModeEstimate:
    why = known.closed.get(Mode.AS_IS) or (None if known.confirmed else _told(tried))
    hours = hours_of({"publish": 1.0}, rates)
    return ModeEstimate(
        Mode.AS_IS, why is None, tried.readiness_now, 1.0, _risk(tried, 0), won_of(hours, rates),
        hours, why,
    )  # fmt: skip


def _told(tried: Tried) -> Words | None:
    """Why it may not go as it is: identifiers of persons. Whom other columns single out is a risk, bounded later."""
    found = sum(len(columns_of_persons(each.document["before"]["findings"])) for each in tried.tables)
    found += tried.untried_identifiers
    return because("identifiers", columns=found) if found else None


def _processed(tried: Tried, known: Known, rates: Rates, k: int) -> ModeEstimate:
    problem = next((each for each in tried.tables if each.problem), None)
    why = known.closed.get(Mode.PROCESSED)
    if why is None and not tried.tables:
        why = because("not_tried")
    elif why is None and problem is not None:
        why = because(problem.problem, k=k, columns=len(identified(problem.findings)))
    elif why is None and tried.untried_identifiers:
        why = because("identifiers_untried", columns=tried.untried_identifiers)
    elif why is None and not any(each.has_changes for each in tried.tables):
        why = because("nothing_to_do")
    counts = processing_counts([each.steps for each in tried.tables], int(rates["reviewers"]))
    counts |= media_counts(tried.untried, known.has_labels, known.pages_without_text)
    hours = hours_of(counts, rates, calibrate(known.finished))
    return ModeEstimate(
        Mode.PROCESSED, why is None, tried.readiness_after, _utility(tried),
        _risk(tried, 1), won_of(hours, rates), hours, why,
    )  # fmt: skip


def _utility(tried: Tried) -> float | None:
    """By the cells of each table; None when one was not processed."""
    sizes = [each.rows * max(len(each.document.get("columns", ())), 1) for each in tried.tables]
    kept = [each.utility for each in tried.tables]
    if not kept or any(each is None for each in kept):
        return None
    total = sum(sizes)
    return sum(size * (each or 0.0) for size, each in zip(sizes, kept, strict=True)) / total if total else None


def _safezone(tried: Tried, known: Known, rates: Rates) -> ModeEstimate:
    """The data as it is; at risk is what may come out, which the zone's rule bounds: declared, not measured."""
    why = known.closed.get(Mode.SAFEZONE)
    hours = hours_of({"publish": 1.0, "zone": 1.0}, rates)
    before = _risk(tried, 0)
    risk = None if before is None else min(before, 1 / float(rates["zone"]["output_threshold"]))
    won = won_of(hours, rates, rates["zone"]["won"])
    return ModeEstimate(Mode.SAFEZONE, why is None, tried.readiness_now, 1.0, risk, won, hours, why)


def _risk(tried: Tried, end: int) -> float | None:
    """The greatest of the tables, before (0) or after (1); certain where a table that was not tried names somebody.
    None: there is no table, or one was not measured."""
    if tried.untried_identifiers:
        return 1.0
    risks = [each.risk[end] for each in tried.tables]
    known = [each for each in risks if each is not None]
    return max(known) if known and (len(known) == len(risks) or max(known) >= 1) else None
