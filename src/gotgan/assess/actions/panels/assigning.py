"""Giving datasets to assessors; part of the steps that need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.rules import assigning
from gotgan.assess.rules.conflicts import eligible
from gotgan.assess.rules.panels import AssignmentKind, PanelFacts, apart, standing, with_third


def give(assessor: int, dataset: str, kind: AssignmentKind) -> models.Assignment:
    return models.Assignment(assessor_id=assessor, dataset=dataset, kind=kind, given=timezone.now())


def give_calibration(facts: PanelFacts, chosen: Iterable[str]) -> int:
    """To everybody who may; returns how many assignments were made."""
    datasets = {each.id: each for each in facts.datasets}
    held = {(each.assessor, each.dataset) for each in facts.assignments}
    rows = [
        give(who, name, AssignmentKind.CALIBRATION)
        for name in chosen
        for who in eligible(facts.ready, datasets[name])
        if (who, name) not in held
    ]
    models.Assignment.objects.bulk_create(rows)
    return len(rows)


def give_all(panel: models.Panel, facts: PanelFacts) -> int:
    """Every dataset to as many as it needs; what is with somebody stays there. Returns how many were made."""
    kept: dict[str, set[int]] = {}
    for row in standing(facts):
        kept.setdefault(row.dataset, set()).add(row.assessor)
    may = {each.id: eligible(facts.ready, each) for each in facts.live}
    blocks = assigning.assign(
        may, needed=panel.needed, seed=panel.seed, kept={name: kept.get(name, ()) for name in may}
    )
    rows = [
        give(who, name, AssignmentKind.RATING)
        for name, raters in sorted(blocks.items())
        for who in sorted(raters - kept.get(name, set()))
    ]
    models.Assignment.objects.bulk_create(rows)
    return len(rows)


def give_thirds(panel: models.Panel, facts: PanelFacts) -> tuple[int, int]:
    """One more where two are apart; (how many were called, for how many nobody is left)."""
    waiting = sorted(apart(facts).keys() - with_third(facts))
    rated = {name: [row.assessor for row in facts.assignments if row.dataset == name] for name in waiting}
    loads = Counter(row.assessor for row in facts.assignments)
    may = {name: eligible(facts.ready, facts.known[name]) for name in waiting}
    found = assigning.third(may, rated, loads, seed=panel.seed)
    models.Assignment.objects.bulk_create(
        give(who, name, AssignmentKind.THIRD) for name, who in sorted(found.items()) if who is not None
    )
    return sum(who is not None for who in found.values()), sum(who is None for who in found.values())
