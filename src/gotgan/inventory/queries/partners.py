"""With whom each dataset has content in common, and with how many it can be joined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.terms.overlap import OverlapStatus


@dataclass
class Partners:
    """`content` {other dataset: largest content score, 0 to 1}; `joinable` other datasets that a column joins."""

    content: dict[str, float] = field(default_factory=dict)
    joinable: set[str] = field(default_factory=set)


def partners_of_datasets(dataset_ids: Collection[str]) -> dict[str, Partners]:
    """Of each dataset that met another; pairs that a person refused are left out. One query."""
    wanted = set(dataset_ids)
    held = [state.value for state in HELD_STATES]
    rows = models.Overlap.objects.filter(is_found=True, a__state__in=held, b__state__in=held)
    rows = rows.exclude(status=OverlapStatus.REFUSED).order_by("id")
    found: dict[str, Partners] = {}
    for a, b, content, join in rows.values_list("a_id", "b_id", "content_score", "join_score").iterator():
        for ours, other in ((a, b), (b, a)):
            if ours in wanted and ours != other:
                kept = found.setdefault(ours, Partners())
                if content is not None:
                    kept.content[other] = max(kept.content.get(other, 0.0), content)
                if join is not None:
                    kept.joinable.add(other)
    return found
