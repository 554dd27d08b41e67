"""Who would come in where a member has gone: the best of those left out that keeps the list within its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess.rules.reasons import Numbers, taken
from gotgan.assess.rules.settings import EVERY

ZONE = "safezone"


@dataclass(frozen=True)
class Successor:
    id: str
    mode: str
    value: float


def find_successor(
    gone: str, numbers: Numbers, settings: Mapping[str, Any], standings: Mapping[str, str], never: Collection[str] = ()
) -> Successor | None:
    """The best in worth among the reserve, then among the others, that may take the place of `gone`; else None.

    `standings` {dataset left out: reserve or out}; `never` those that have gone too. Penalties of pairs
    are not counted.
    """
    staying = {dataset: mode for dataset, mode in numbers.members.items() if dataset != gone}
    best: tuple[bool, float, str, str] | None = None
    for dataset in sorted(standings):
        if dataset in never:
            continue
        for mode, worth in numbers.open_modes(dataset).items():
            key = (standings[dataset] == "reserve", worth, dataset, mode)
            is_better = best is None or key[:2] > best[:2]
            if is_better and keeps_to({**staying, dataset: mode}, numbers, settings):
                best = key
    return Successor(best[2], best[3], best[1]) if best is not None else None


def keeps_to(members: Mapping[str, str], numbers: Numbers, settings: Mapping[str, Any]) -> bool:
    """Whether members in their modes keep to floors, caps, clusters, budget and places in safe zones."""
    rows = numbers.rows
    for column, floors in (settings.get("floors") or {}).items():
        counts = Counter(rows[dataset][column] for dataset in members)
        if any(counts[value] < least for value, least in floors.items()):
            return False
    for column, caps in (settings.get("caps") or {}).items():
        for value, count in Counter(rows[dataset][column] for dataset in members).items():
            most = caps.get(value, caps.get(EVERY))
            if most is not None and count > most:
                return False
    clusters = Counter(rows[dataset]["cluster"] for dataset in members if rows[dataset]["cluster"])
    if settings.get("one_per_cluster") and any(count > 1 for count in clusters.values()):
        return False
    spent = sum(taken(rows[dataset], "cost", mode) for dataset, mode in members.items())
    if settings.get("budget") is not None and spent > settings["budget"] + 1e-9:
        return False
    capacity = settings.get("zone_capacity")
    return capacity is None or sum(mode == ZONE for mode in members.values()) <= capacity
