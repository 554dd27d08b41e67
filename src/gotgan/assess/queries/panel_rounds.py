"""Further rounds as the manager and the auditor see them: how far each is, for whom it waits, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gotgan.assess import models
from gotgan.assess.queries.panel_missing import Missing, missing_in
from gotgan.assess.rules import rounds
from gotgan.assess.rules.panels import FurtherRound, PanelFacts, PanelState
from gotgan.assess.rules.rubrics import Anchored, Rubric
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision


@dataclass(frozen=True)
class RoundLine:
    """One further round. `given` and `done` count ratings; `waits` (person, open ratings), empty for who may not see
    names; `step` that comes next, empty when it is over, which it is without `is_finished` where the panel closed."""

    row: models.FurtherRound
    criterion: Anchored
    given: int
    done: int
    waits: tuple[tuple[str, int], ...]
    step: str
    may_go_on: Decision
    missing: tuple[Missing, ...]

    @property
    def is_finished(self) -> bool:
        return self.row.finished is not None


def round_lines(
    panel: models.Panel, facts: PanelFacts, rubric: Rubric, names: Mapping[int, str],
    records: Mapping[str, DatasetRecord],
) -> tuple[RoundLine, ...]:  # fmt: skip
    """One query, the newest first."""
    if not facts.rounds:
        return ()
    rows = {(row.criterion, row.number): row for row in panel.rounds.all()}
    asked = {each.id: each for each in rubric.criteria}
    lines = [
        _line(rows[each.criterion, each.number], asked[each.criterion], facts, each, names, records)
        for each in facts.rounds
    ]
    return tuple(sorted(lines, key=lambda line: (line.row.opened, line.row.pk), reverse=True))


def _line(
    row: models.FurtherRound, criterion: Anchored, facts: PanelFacts, again: FurtherRound, names: Mapping[int, str],
    records: Mapping[str, DatasetRecord],
) -> RoundLine:  # fmt: skip
    standing = rounds.standing_rows(facts, again.rows)
    waits = Counter(each.assessor for each in rounds.open_rows(facts, again))
    step, may_go_on = _next(facts, again)
    return RoundLine(
        row=row,
        criterion=criterion,
        given=len(standing),
        done=sum(each.value is not None for each in standing),
        waits=tuple((names[who], count) for who, count in sorted(waits.items()) if who in names),
        step=step,
        may_go_on=may_go_on,
        missing=missing_in(may_go_on, records),
    )


def _next(facts: PanelFacts, again: FurtherRound) -> tuple[str, Decision]:
    if again.is_finished or facts.state is PanelState.CLOSED:
        return "", Decision.yes()
    if rounds.needs_thirds(facts, again):
        return "thirds", Decision.yes()
    return "finish", rounds.may_finish(facts, again)
