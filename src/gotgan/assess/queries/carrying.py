"""What objections that were granted to earlier versions of a list ask of a later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gotgan.assess import kept
from gotgan.assess.models import ListVersion, Objection, Unmet
from gotgan.assess.rules import carrying
from gotgan.assess.rules.carrying import Granted
from gotgan.assess.rules.listing import Effect, Side


@dataclass(frozen=True)
class Carried:
    """One of them as a page shows it: `met` None while there is no list; `reason` why it is not met, `before` what was
    said of it in the version before."""

    objection: Objection
    met: bool | None
    reason: str = ""
    by: str = ""
    before: str = ""


def carried_of(version: ListVersion) -> tuple[Carried, ...]:
    """Those that bind the version, by their own order; three queries at most."""
    rows = {row.pk: row for row in _granted_before(version)}
    if not rows:
        return ()
    said, members = {each.objection_id: each for each in version.unmet.all()}, _members_of(version)
    told = _told_before(version, rows)
    return tuple(
        Carried(
            rows[each.id], None if members is None else carrying.is_met(each, members),
            said[each.id].reason if each.id in said else "", said[each.id].by if each.id in said else "",
            told.get(each.id, ""),
        )
        for each in _binding(rows.values())
    )  # fmt: skip


def excluded_from(version: ListVersion) -> frozenset[str]:
    """Datasets that are not chosen from, by an objection that was granted."""
    rows = _granted_before(version)
    return carrying.excluded(_binding(rows), _explained(version)) if rows else frozenset()


def count_unmet(version: ListVersion) -> int:
    """How many the version's list neither does nor answers; 0 while there is none."""
    rows = _granted_before(version) if version.document else ()
    if not rows:
        return 0
    return len(carrying.unmet(_binding(rows), _members_of(version) or (), _explained(version)))


def open_before(version: ListVersion) -> Sequence[Objection]:
    """To earlier versions of its list that nobody answered, whatever became of those versions; by version."""
    if version.number == 1:
        return ()
    rows = Objection.objects.select_related("organisation", "version").filter(
        version__dataset_list=version.dataset_list_id, version__number__lt=version.number, effect=""
    )
    return list(rows.order_by("version__number", "pk"))


def count_open_before(version: ListVersion) -> Mapping[int, int]:
    """{number of an earlier version: how many objections to it nobody answered}."""
    return Counter(row.version.number for row in open_before(version))


def is_followed(version: ListVersion) -> bool:
    """Whether a later version is there that takes what is granted now."""
    later = ListVersion.objects.filter(dataset_list=version.dataset_list_id, number__gt=version.number)
    return later.filter(state__in=[state.value for state in carrying.OPEN]).exists()


def _granted_before(version: ListVersion) -> Sequence[Objection]:
    """In the order in which they were granted; to a version that is signed, those from before the signature."""
    if version.number == 1:
        return ()
    rows = Objection.objects.select_related("organisation", "version").filter(
        version__dataset_list=version.dataset_list_id, version__number__lt=version.number, effect=Effect.NEW_VERSION
    )
    if version.signed_at is not None:
        rows = rows.filter(answered_at__lte=version.signed_at)
    return list(rows.order_by("answered_at", "pk"))


def _binding(rows: Collection[Objection]) -> tuple[Granted, ...]:
    return carrying.binding(Granted(row.pk, row.dataset, Side(row.side)) for row in rows)


def _explained(version: ListVersion) -> frozenset[int]:
    return frozenset(version.unmet.values_list("objection_id", flat=True))


def _told_before(version: ListVersion, rows: Mapping[int, Objection]) -> dict[int, str]:
    """{objection: the reason given for it last, in an earlier version}."""
    found = Unmet.objects.filter(objection__in=rows, version__number__lt=version.number).order_by("version__number")
    return {each.objection_id: each.reason for each in found}


def _members_of(version: ListVersion) -> frozenset[str] | None:
    if not version.document:
        return None
    return frozenset(each["id"] for each in kept.read_json(version.document)["members"])
