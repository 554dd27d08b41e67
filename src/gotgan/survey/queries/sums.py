"""A campaign's counts by item, added up over its organisations without reading again what did not change.

Each process keeps what it added up, organisation by organisation under the mark of its counts, and reads only those
whose mark is another one. So nothing is ever out of date, and no save waits for another organisation's.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add, sub

from django.db.models import Q

from gotgan.survey.models import Target
from gotgan.survey.rules.counts import ItemCount

CAMPAIGNS = 4
"""Kept in a process; about 3 MB each with 1,200 organisations and 120 items."""
_WIDTH = len(ItemCount._fields)
_NONE = (0,) * _WIDTH
_NAMED = 200
"""Changed targets that are asked for by their ids; more of them are read with the whole campaign."""
Read = tuple[int, str, Mapping[str, Sequence[int]]]


@dataclass(frozen=True)
class _Added:
    """What was added up. `parts`: by target its mark and its counts, item after item in the order of `keys`."""

    keys: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    parts: Mapping[int, tuple[str, array[int]]] = field(default_factory=dict)


_kept: dict[str, _Added] = {}


def tally_of(campaign_id: str, marks: Mapping[int, str]) -> dict[str, Sequence[int]]:
    """{item: [confirmed, suggested, unknown, na, needed]} over the targets in `marks` (their marks by id, as just
    read). No query where nothing changed, else one."""
    added = _kept.get(campaign_id, _Added())
    changed = [key for key, mark in marks.items() if key not in added.parts or added.parts[key][0] != mark]
    gone = added.parts.keys() - marks.keys()
    if changed or gone:
        added = _add(added, _read(campaign_id, changed), gone)
        _keep(campaign_id, added)
    return {
        key: counts
        for place, key in enumerate(added.keys)
        if any(counts := added.sums[place * _WIDTH : (place + 1) * _WIDTH])
    }


def _read(campaign_id: str, targets: Sequence[int]) -> list[Read]:
    """With the marks as they are now: they may be newer than those asked for."""
    if not targets:
        return []
    asked = Q(pk__in=targets) if len(targets) <= _NAMED else Q(campaign=campaign_id)
    wanted = frozenset(targets)
    rows = Target.objects.filter(asked).order_by().values_list("pk", "tally_mark", "tally")
    return [row for row in rows.iterator() if row[0] in wanted]


def _add(before: _Added, rows: Sequence[Read], gone: Collection[int]) -> _Added:
    """A new whole instead of a changed one: another thread may be reading the old one."""
    parts = {key: part for key, part in before.parts.items() if key not in gone}
    keys = tuple(dict.fromkeys((*before.keys, *(key for _, _, tally in rows for key in tally))))
    sums = list(before.sums) + [0] * ((len(keys) - len(before.keys)) * _WIDTH)
    for key in gone:
        sums = _changed(sums, before.parts[key][1], -1)
    for target, mark, tally in rows:
        if target in parts:
            sums = _changed(sums, parts[target][1], -1)
        counts = array("q", [number for key in keys for number in tally.get(key, _NONE)])
        sums = _changed(sums, counts, 1)
        parts[target] = mark, counts
    return _Added(keys, tuple(sums), parts)


def _changed(sums: list[int], counts: array[int], sign: int) -> list[int]:
    """`counts` may end sooner: items met later were not in it."""
    return [*map(add if sign > 0 else sub, sums, counts), *sums[len(counts) :]]


def _keep(campaign_id: str, added: _Added) -> None:
    _kept.pop(campaign_id, None)
    _kept[campaign_id] = added
    for oldest in list(_kept)[:-CAMPAIGNS]:
        _kept.pop(oldest, None)
