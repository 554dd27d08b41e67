"""What trials on samples measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, Max

from gotgan.assess.models import Trial
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.rules.potential import UNDER_WAY, TrialState
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Interval, Mode, ModeEstimate, Potential

_ROW = ("dataset_id", "version", "pk", "sampled_rows", "modes")


def potentials(dataset_ids: Collection[str]) -> Mapping[str, Potential]:
    """The newest trial of each dataset's present version, as scanned; datasets without one are left out. One query."""
    present = Trial.objects.filter(
        dataset__in=list(dataset_ids), state=TrialState.DONE, version=F("dataset__current__manifest")
    )
    newest = present.order_by().values("dataset").annotate(newest=Max("pk")).values("newest")
    rows = Trial.objects.filter(pk__in=newest).order_by("dataset").values_list(*_ROW)
    return {str(row[0]): potential_of(*row) for row in rows}


def potential_of(
    dataset: str, version: str, trial: int, sampled_rows: int, modes: Collection[Mapping[str, Any]]
) -> Potential:
    return Potential(str(dataset), version, trial, sampled_rows, tuple(map(_mode, modes)))


def _mode(document: Mapping[str, Any]) -> ModeEstimate:
    because = document.get("because")
    return ModeEstimate(
        Mode(document["mode"]), document["is_open"], _interval(document["readiness"]), document["utility"],
        document["risk"], _interval(document["cost_won"]), _interval(document["hours"]),
        Words(**because) if because else None,
    )  # fmt: skip


def _interval(document: Mapping[str, float] | None) -> Interval | None:
    return Interval(**document) if document else None


def most_promising(most: int) -> list[str]:
    """Datasets by readiness, highest first, without those tried as they are now or under way; ties by id."""
    tried = Trial.objects.filter(state=TrialState.DONE, version=F("dataset__current__manifest"))
    left_out = {*tried.values_list("dataset_id", flat=True)}
    left_out |= {*Trial.objects.filter(state__in=UNDER_WAY).values_list("dataset_id", flat=True)}
    lines = [each for each in readiness_lines().values() if each.dataset not in left_out]
    lines.sort(key=lambda each: (each.total is None, -(each.total or 0.0), each.dataset))
    return [each.dataset for each in lines[:most]]
