"""One POST for each address of trials that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gotgan.assess.actions.trials import try_datasets
from gotgan.organisations.actions import add_membership
from gotgan.terms.role import SYSTEM, Actor, Role
from tests.rooms.harvested import CLEAN, harvest

Made = tuple[dict[str, Any], Any]
"""The route's values, and the form."""


def _dataset(person: int, folder: Path) -> str:
    add_membership(by=SYSTEM, person_id=person, role=Role.SURVEY_MANAGER)
    (dataset,) = harvest(folder, {"a.csv": CLEAN}).datasets.values()
    return dataset.id


def _try(person: int, folder: Path) -> Made:
    return {"dataset_id": _dataset(person, folder)}, {"rows": "10", "seed": "1"}


def _stop(person: int, folder: Path) -> Made:
    dataset = _dataset(person, folder)
    return {}, {"do": "stop", "batch": try_datasets(by=Actor(person, "t"), dataset_ids=[dataset])}


POTENTIAL_WRITES: dict[str, Callable[[int, Path], Made]] = {
    "assess_trials_act": _stop,
    "assess_potential_try": _try,
}
