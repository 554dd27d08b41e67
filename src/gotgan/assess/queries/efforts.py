"""What the work on members took beside what was estimated when they were chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.models import ListVersion, MemberCost, MemberWork, Trial
from gotgan.assess.queries.potential import potential_of
from gotgan.assess.rules.outcomes import effort_of, order_origin
from gotgan.terms.published import Estimate, ListedDataset, MemberEffort
from gotgan.terms.refine import OrderWork
from gotgan.terms.selection import Mode


def trials_of(version_id: str, dataset_ids: Collection[str]) -> dict[str, int]:
    """Which trial each of these datasets was chosen by, from the evidence that the version froze."""
    evidence = ListVersion.objects.values_list("evidence", flat=True).get(pk=version_id)
    if not evidence or not dataset_ids:
        return {}
    lines = kept.read_json(evidence)["candidates"]
    return {line["id"]: line["trial"] for line in lines if line["id"] in dataset_ids and line.get("trial")}


def efforts_of(list_id: str, members: Collection[ListedDataset], today: date) -> Mapping[str, MemberEffort]:
    """By dataset, of members with work orders. Three queries."""
    costs = MemberCost.objects.filter(dataset_list=list_id)
    won = dict(costs.values_list("origin", "won"))
    works: dict[str, list[OrderWork]] = defaultdict(list)
    trials: dict[str, int] = {}
    for row in MemberWork.objects.filter(dataset_list=list_id):
        works[row.dataset].append(
            OrderWork(
                row.order, row.dataset, row.opened, row.released, row.hours, won.get(order_origin(row.order)),
                row.machine_seconds,
            )
        )  # fmt: skip
        if row.trial is not None:
            trials[row.dataset] = row.trial
    estimates = _estimates(trials, {each.dataset: each.mode for each in members})
    efforts = {key: effort_of(rows, estimates.get(key), today, timezone.localdate) for key, rows in works.items()}
    return {key: effort for key, effort in efforts.items() if effort is not None}


def _estimates(trials: Mapping[str, int], modes: Mapping[str, str]) -> dict[str, Estimate]:
    """Of members chosen after processing: a trial says of the other ways what offering takes, not what orders do."""
    rows = Trial.objects.filter(pk__in=trials.values(), finished__isnull=False)
    found = {}
    for row in rows:
        if modes.get(row.dataset_id) != Mode.PROCESSED:
            continue
        potential = potential_of(row.dataset_id, row.version, row.pk, row.sampled_rows, row.modes)
        for each in potential.modes:
            if each.mode is Mode.PROCESSED:
                found[row.dataset_id] = Estimate(row.pk, row.finished, each.hours, each.cost_won)
    return found
