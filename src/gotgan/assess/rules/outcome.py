"""What a panel's ratings and comparisons come to. Imports numpy: load it where used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gotgan.assess.rules import rounds
from gotgan.assess.rules.agreement import agreement_of
from gotgan.assess.rules.panels import AssignmentKind, PanelFacts, RoundRow
from gotgan.assess.rules.severity import Fit, Rated, Severity, Valued, fit_severity
from gotgan.assess.rules.stakes import Elicited
from gotgan.terms.plain import as_plain
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Agreement, Interval, PanelResult


@dataclass(frozen=True)
class CriterionOutcome:
    """`agreement` on ratings given independently: neither those spoken about in the calibration round, nor thirds,
    who are called where two are apart. `fit` on all ratings that count. Both of the newest finished round; `rounds`
    (number, agreement) of each, where there was more than one."""

    agreement: Agreement
    fit: Fit
    rounds: tuple[tuple[int, Agreement], ...] = ()


@dataclass(frozen=True)
class Outcome:
    criteria: Mapping[str, CriterionOutcome] = field(default_factory=dict)
    elicited: Elicited | None = None

    def to_json(self) -> dict[str, Any]:
        """No clock time and no name in it; the same ratings give the same text."""
        return {
            "criteria": {
                name: {
                    "agreement": as_plain(each.agreement),
                    "datasets": as_plain(dict(each.fit.datasets)),
                    "assessors": {str(who): as_plain(severity) for who, severity in each.fit.assessors.items()},
                    "groups": [sorted(group) for group in each.fit.groups],
                    "freedom": each.fit.freedom,
                    **_rounds_json(each),
                }
                for name, each in self.criteria.items()
            },
            "weights": dict(self.elicited.weights) if self.elicited else None,
            "consistency": self.elicited.ratio if self.elicited else None,
        }


def outcome_of(facts: PanelFacts, elicited: Elicited | None = None) -> Outcome:
    return Outcome({criterion: _criterion(facts, criterion) for criterion in facts.criteria}, elicited)


def _criterion(facts: PanelFacts, criterion: str) -> CriterionOutcome:
    further = [(each.number, rounds.given(facts, each)) for each in rounds.finished(facts, criterion)]
    given = [(1, rounds.first_given(facts, criterion)), *further]
    told = [(number, _agreement_on(facts, rows)) for number, rows in given]
    agreement, rows = told[-1][1], given[-1][1]
    again = rounds.under_way(facts, criterion)
    if again is not None and agreement.decides:
        agreement = replace(agreement, decides=False, because=_unfinished(again.number))
    fit = fit_severity([Rated(row.dataset, row.assessor, row.value or 0) for row in rows])
    return CriterionOutcome(agreement, fit, tuple(told) if further else ())


def _agreement_on(facts: PanelFacts, rows: tuple[RoundRow, ...]) -> Agreement:
    calibrated = {row.dataset for row in facts.assignments if row.kind is AssignmentKind.CALIBRATION}
    alone: dict[str, list[int]] = {}
    raters = set()
    for row in rows:
        if row.kind is AssignmentKind.RATING and row.dataset not in calibrated:
            alone.setdefault(row.dataset, []).append(row.value or 0)
            raters.add(row.assessor)
    return agreement_of(list(alone.values()), len(raters))


def _unfinished(number: int) -> Words:
    return Words(
        f"{number}차 평가가 끝나지 않아 선정을 좌우할 수 없습니다.",
        f"Round {number} is not finished: it may not decide.",
    )


def _rounds_json(each: CriterionOutcome) -> dict[str, Any]:
    """Only where there was more than one: a panel without further rounds reads as it always did."""
    if not each.rounds:
        return {}
    return {"rounds": [{"number": number, "agreement": as_plain(said)} for number, said in each.rounds]}


def read_outcome(document: Mapping[str, Any]) -> PanelResult:
    """The panel's result as the selection reads it, from what was kept at closing."""
    return PanelResult(
        values={
            name: {dataset: Interval(**row["interval"]) for dataset, row in each["datasets"].items()}
            for name, each in document["criteria"].items()
        },
        agreement={name: _agreement(each["agreement"]) for name, each in document["criteria"].items()},
        weights=document["weights"],
        consistency=document["consistency"],
    )


def read_criteria(document: Mapping[str, Any]) -> dict[str, CriterionOutcome]:
    """As the pages show it, from what was kept at closing."""
    return {
        name: CriterionOutcome(
            _agreement(each["agreement"]),
            _fit(each),
            tuple((said["number"], _agreement(said["agreement"])) for said in each.get("rounds", ())),
        )
        for name, each in document["criteria"].items()
    }


def _agreement(said: Mapping[str, Any]) -> Agreement:
    return Agreement(**{**said, "because": Words(**said["because"])})


def _fit(said: Mapping[str, Any]) -> Fit:
    datasets = {
        name: Valued(**{**row, "interval": Interval(**row["interval"])}) for name, row in said["datasets"].items()
    }
    assessors = {int(who): Severity(**row) for who, row in said["assessors"].items()}
    return Fit(datasets, assessors, tuple(map(frozenset, said["groups"])), said["freedom"])
