"""An assessor's ratings of one dataset; none is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.reaching import NotYourPanel, check, lock_panel
from gotgan.assess.queries.panel_facts import newest_ratings
from gotgan.assess.rules import panels
from gotgan.assess.rules.panels import PanelFacts, Round
from gotgan.audit.actions import record
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor


@dataclass(frozen=True)
class Typed:
    """One rating as it was typed; `change` says why where it differs from the one before."""

    value: str
    reason: str = ""
    change: str = ""


@transaction.atomic
def rate(*, by: Actor, panel_id: str, dataset: str, ratings: Mapping[str, Typed]) -> int:
    """Keep what is new among `ratings` by criterion; those left out stay as they are. Returns how many were kept.

    Raises: NoSuchPanel, NotYourPanel, Invalid with everything that is wrong, and then nothing is kept.
    """
    _, facts = lock_panel(by, panel_id)
    me = facts.assessor_of(by.person_id)
    if me is None:
        raise NotYourPanel("only an assessor of this panel rates in it")
    check(panels.may_rate(facts, me, dataset))
    now_round = panels.round_of(facts.state)
    row = models.Assignment.objects.get(assessor_id=me.id, dataset=dataset, ended__isnull=True)
    before = newest_ratings([row.pk]).get(row.pk, {}).get(now_round, {})
    new = _new(row, now_round, before, ratings, facts)
    models.Rating.objects.bulk_create(new)
    details = {"dataset": dataset, "round": now_round.value, "criteria": sorted(each.criterion for each in new)}
    record(by=by, action="assess.rate", subject=f"panel:{panel_id}", details=details)
    return len(new)


def _new(
    row: models.Assignment, now_round: Round, before: Mapping[str, models.Rating], ratings: Mapping[str, Typed],
    facts: PanelFacts,
) -> list[models.Rating]:  # fmt: skip
    issues: list[Issue] = []
    new = []
    for criterion, typed in ratings.items():
        wrong = panels.check_rating(criterion, typed.value, typed.reason, facts.criteria)
        last = before.get(criterion)
        if not wrong and last is not None and last.value != int(typed.value) and not typed.change.strip():
            wrong = [Issue(criterion, "a rating that was kept is changed with a reason", "say why you changed it")]
        issues += wrong
        same = last is not None and not wrong and last.value == int(typed.value) and last.reason == typed.reason.strip()
        if not wrong and not same:
            new.append(_revision(row, now_round, criterion, typed, last))
    if issues:
        raise Invalid(*issues)
    return new


def _revision(
    row: models.Assignment, now_round: Round, criterion: str, typed: Typed, last: models.Rating | None
) -> models.Rating:
    return models.Rating(
        assignment=row, criterion=criterion, round=now_round.value, revision=last.revision + 1 if last else 1,
        value=int(typed.value), reason=typed.reason.strip(), change=typed.change.strip()[: panels.LONGEST_REASON],
        at=timezone.now(),
    )  # fmt: skip
