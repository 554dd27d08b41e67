"""One POST for each address of lists that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from gotgan.assess.actions.opening import stamp_of
from gotgan.assess.models import ListVersion, Objection
from gotgan.assess.queries.signing import seen_of
from gotgan.terms.selection import ListState
from tests.rooms.assess_lists import RULES, solved_version
from tests.rooms.factories import make_organisation
from tests.rooms.published_lists import member_ids, publish

Made = tuple[dict[str, Any], Any]
"""The route's values, and the form."""


def _place(folder: Path, **values: Any) -> dict[str, Any]:
    version = solved_version(folder)
    ListVersion.objects.filter(pk=version.pk).update(**values)
    return {"slug": version.dataset_list.slug, "number": version.number}


def seen_by_form(version: ListVersion | None = None) -> dict[str, str]:
    """What the form of a page holds of what the page shows."""
    seen = seen_of(version or ListVersion.objects.get())
    return {
        "seen_document": seen.document, "seen_minutes": seen.minutes, "seen_objections": seen.objections or "",
    }  # fmt: skip


def _new(person: int, folder: Path) -> Made:
    return {}, {"name_ko": "백선", "name_en": "Hundred", "slug": "hundred", "owner": make_organisation().code}


def _act(person: int, folder: Path) -> Made:
    return _place(folder, state=ListState.DRAFTED), {"do": "collect"}


def _settings(person: int, folder: Path) -> Made:
    typed = {"choose": "3", "weight-readiness": "1", "draws": "10", "spread": "0.3", "seed": "1"}
    return _place(folder), {"do": "set", **typed}


def _minutes(person: int, folder: Path) -> Made:
    return _place(folder), {"minutes": "모였습니다.", "until": timezone.localdate().isoformat(), **seen_by_form()}


def _objections(person: int, folder: Path) -> Made:
    place = _place(folder, state=ListState.PROPOSED, minutes="x", objections_until=timezone.localdate())
    version = ListVersion.objects.get()
    objection = Objection.objects.create(
        version=version, organisation=version.dataset_list.owner, dataset=version.shortlist[0], side="out", text="x",
        by="t", at=timezone.now(),
    )  # fmt: skip
    return place, {"do": "answer", "objection": objection.pk, "answer": "그대로입니다.", "effect": "none"}


def _sign(person: int, folder: Path) -> Made:
    before = timezone.localdate() - timedelta(days=1)
    place = _place(folder, state=ListState.PROPOSED, minutes="x", objections_until=before)
    gone = " ".join(member_ids(ListVersion.objects.get()))
    return place, {"name": "The hundred", "gone": gone, **seen_by_form()}


def _explore(person: int, folder: Path) -> Made:
    return _place(folder), {}


def _what_if(person: int, folder: Path) -> Made:
    weights = {f"weight.{name}": str(weight) for name, weight in RULES["weights"].items()}
    place, seen = _place(folder), stamp_of(ListVersion.objects.get())
    return place, {"asked": "1", "seen": seen, "choose": "3", "one_per_cluster": "1", **weights}


def _cost(person: int, folder: Path) -> Made:
    version = publish(folder)
    return {"slug": version.dataset_list.slug}, {"dataset": member_ids(version)[0], "won": "1000"}


def _shown(person: int, folder: Path) -> Made:
    version = publish(folder)
    return {"slug": version.dataset_list.slug, "number": version.number}, {"names_reserve": "on"}


LIST_WRITES: dict[str, Callable[[int, Path], Made]] = {
    "assess_list_new": _new,
    "assess_version_act": _act,
    "assess_settings": _settings,
    "assess_minutes": _minutes,
    "assess_objections": _objections,
    "assess_sign": _sign,
    "assess_explore": _explore,
    "assess_what_if_save": _what_if,
    "assess_cost": _cost,
    "list_shown": _shown,
}
