"""Another round of one criterion on which the panel did not agree: the same people rate the same datasets again.

Source: Krippendorff 2004, "Content Analysis", chapter 11: where coders do not agree, mend the instructions and code
anew. The round follows the rules of the first rating: blind, two for each dataset, a third where two are apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gotgan.assess.rules import assigning
from gotgan.assess.rules.conflicts import AssessorFacts, conflicts_of, eligible
from gotgan.assess.rules.panels import (
    AssignmentKind,
    FurtherRound,
    PanelFacts,
    PanelState,
    RoundRow,
    are_apart,
    hindrance_of,
    standing,
    still_open,
)
from gotgan.terms.decision import Decision


def rounds_of(facts: PanelFacts, criterion: str) -> tuple[FurtherRound, ...]:
    return tuple(each for each in facts.rounds if each.criterion == criterion)


def finished(facts: PanelFacts, criterion: str) -> tuple[FurtherRound, ...]:
    return tuple(each for each in rounds_of(facts, criterion) if each.is_finished)


def under_way(facts: PanelFacts, criterion: str) -> FurtherRound | None:
    return next((each for each in rounds_of(facts, criterion) if not each.is_finished), None)


def may_open(facts: PanelFacts, criterion: str, *, decides: bool) -> Decision:
    """Whether another round may begin. `decides`: the criterion may decide as it is.

    Not after closing: assessors see the numbers then, and lists are made from them.
    """
    if criterion not in facts.criteria:
        return Decision.no("the rubric has no such criterion")
    if facts.state is PanelState.CLOSED:
        return Decision.no("the panel is closed and its numbers are shown; open the panel of a further version")
    if facts.state is not PanelState.RESOLVING or still_open(facts):
        return Decision.no("ratings are still open; another round begins when all are in, thirds too")
    if under_way(facts, criterion):
        return Decision.no("a round of this criterion is under way already")
    if decides:
        return Decision.no("the assessors agree on this criterion; it needs no other round")
    first = rows_again(facts)
    return _no_or_yes(_few(facts, (*first, *filling(facts, first, 0))))


def rows_again(facts: PanelFacts) -> tuple[RoundRow, ...]:
    """Who rates what again: everything as it was assigned, without thirds and without who has left."""
    active = {each.id for each in facts.active}
    return tuple(
        RoundRow(row.assessor, row.dataset, row.kind)
        for row in standing(facts)
        if row.dataset in facts.live_ids and row.assessor in active and row.kind is not AssignmentKind.THIRD
    )


def filling(facts: PanelFacts, rows: Iterable[RoundRow], seed: int) -> tuple[RoundRow, ...]:
    """Who takes over, so that each dataset is with enough: of those who may, whoever has least to do."""
    held: dict[str, set[int]] = {each.id: set() for each in facts.live}
    loads = Counter(row.assessor for row in rows)
    for row in rows:
        held.get(row.dataset, set()).add(row.assessor)
    added: list[RoundRow] = []
    for _ in range(facts.needed):
        short = {each.id: eligible(facts.ready, each) for each in facts.live if len(held[each.id]) < facts.needed}
        for name, who in sorted(assigning.third(short, held, loads, seed=seed).items()):
            if who is not None:
                held[name].add(who)
                loads[who] += 1
                added.append(RoundRow(who, name, AssignmentKind.RATING))
    return tuple(added)


def standing_rows(facts: PanelFacts, rows: Iterable[RoundRow]) -> tuple[RoundRow, ...]:
    """Without withdrawn datasets, rows of who is in conflict by now, and what who is active no more has not rated."""
    people = {each.id: each for each in facts.assessors}
    return tuple(
        row
        for row in rows
        if row.dataset in facts.live_ids
        and not conflicts_of(people[row.assessor], facts.known[row.dataset])
        and (people[row.assessor].is_active or row.value is not None)
    )


def first_given(facts: PanelFacts, criterion: str) -> tuple[RoundRow, ...]:
    """The ratings of the first round that count."""
    rows = [RoundRow(row.assessor, row.dataset, row.kind, row.main.get(criterion)) for row in standing(facts)]
    return tuple(row for row in standing_rows(facts, rows) if row.value is not None)


def given(facts: PanelFacts, again: FurtherRound) -> tuple[RoundRow, ...]:
    """The ratings of a further round that count."""
    return tuple(row for row in standing_rows(facts, again.rows) if row.value is not None)


def open_rows(facts: PanelFacts, again: FurtherRound) -> tuple[RoundRow, ...]:
    return tuple(row for row in standing_rows(facts, again.rows) if row.value is None)


def waiting_for_third(facts: PanelFacts, again: FurtherRound) -> tuple[str, ...]:
    """Datasets on which two are apart and that no third looks at."""
    rows = standing_rows(facts, again.rows)
    counts = Counter(row.dataset for row in rows)
    values: dict[str, list[int]] = {}
    for row in given(facts, again):
        if row.kind is not AssignmentKind.THIRD:
            values.setdefault(row.dataset, []).append(row.value or 0)
    return tuple(sorted(name for name in values if are_apart(values[name]) and counts[name] <= facts.needed))


def thirds(facts: PanelFacts, again: FurtherRound, seed: int) -> tuple[RoundRow, ...]:
    """One more for each dataset that waits for one, as far as anybody is left."""
    rated: dict[str, list[int]] = {}
    for row in again.rows:
        rated.setdefault(row.dataset, []).append(row.assessor)
    may = {name: eligible(facts.ready, facts.known[name]) for name in waiting_for_third(facts, again)}
    found = assigning.third(may, rated, Counter(row.assessor for row in again.rows), seed=seed)
    return tuple(RoundRow(who, name, AssignmentKind.THIRD) for name, who in sorted(found.items()) if who is not None)


def may_call_thirds(facts: PanelFacts, again: FurtherRound) -> Decision:
    missing = _not_rated(facts, again)
    if missing:
        return Decision.no(*missing)
    if not waiting_for_third(facts, again):
        return Decision.no("nobody is apart; the round can be finished")
    return _no_or_yes([] if thirds(facts, again, 0) else _without_third(facts, again))


def may_finish(facts: PanelFacts, again: FurtherRound) -> Decision:
    return _no_or_yes(_not_rated(facts, again) or _without_third(facts, again))


def needs_thirds(facts: PanelFacts, again: FurtherRound) -> bool:
    """Whether calling thirds comes next, before the round can be finished."""
    return bool(may_call_thirds(facts, again))


def asked_of(facts: PanelFacts, assessor: int, dataset: str) -> tuple[FurtherRound, ...]:
    """Open rounds in which they hold the dataset and ratings of theirs are taken: until thirds are called, then
    those of thirds."""
    if facts.state is not PanelState.RESOLVING:
        return ()
    return tuple(each for each in facts.rounds if not each.is_finished and _takes(each, assessor, dataset))


def _takes(again: FurtherRound, assessor: int, dataset: str) -> bool:
    has_thirds = any(row.kind is AssignmentKind.THIRD for row in again.rows)
    return any(
        row.assessor == assessor
        and row.dataset == dataset
        and (row.value is None or has_thirds == (row.kind is AssignmentKind.THIRD))
        for row in again.rows
    )


def held_again(facts: PanelFacts, assessor: int) -> dict[str, bool]:
    """{dataset: whether they rated it on all that is asked again} of open rounds that take ratings of theirs."""
    found: dict[str, bool] = {}
    for again in facts.rounds if facts.state is PanelState.RESOLVING else ():
        for row in again.rows if not again.is_finished else ():
            if row.assessor == assessor and _takes(again, assessor, row.dataset):
                found[row.dataset] = found.get(row.dataset, True) and row.value is not None
    return dict(sorted(found.items()))


def is_third(facts: PanelFacts, assessor: int, dataset: str) -> bool:
    """Whether they look at it as a third in a round that is under way."""
    rows = (row for again in asked_of(facts, assessor, dataset) for row in again.rows)
    return any((row.assessor, row.dataset, row.kind) == (assessor, dataset, AssignmentKind.THIRD) for row in rows)


def may_rate_again(facts: PanelFacts, assessor: AssessorFacts, dataset: str) -> Decision:
    if not asked_of(facts, assessor.id, dataset):
        return Decision.no("the dataset is not assigned to you")
    hindrance = hindrance_of(facts, assessor, dataset)
    return Decision.no(hindrance) if hindrance else Decision.yes()


def _not_rated(facts: PanelFacts, again: FurtherRound) -> list[str]:
    count = len(open_rows(facts, again))
    missing = [f"ratings of the round still missing: {count}"] if count else []
    return [*missing, *_few(facts, again.rows)]


def _few(facts: PanelFacts, rows: Iterable[RoundRow]) -> list[str]:
    counts = Counter(row.dataset for row in standing_rows(facts, rows))
    return [
        f"dataset {each.id}: fewer than {facts.needed} assessors are left who may rate it again; add an assessor"
        for each in facts.live
        if counts[each.id] < facts.needed
    ]


def _without_third(facts: PanelFacts, again: FurtherRound) -> list[str]:
    callable_now = {row.dataset for row in thirds(facts, again, 0)}
    return [
        f"dataset {name}: two are apart; call a third"
        if name in callable_now
        else f"dataset {name}: two are apart and nobody is left to be the third; add an assessor"
        for name in waiting_for_third(facts, again)
    ]


def _no_or_yes(missing: list[str]) -> Decision:
    return Decision.no(*missing) if missing else Decision.yes()
