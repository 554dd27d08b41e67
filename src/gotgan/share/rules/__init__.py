"""Pure decisions of share: who may know, see and get a dataset, and by which routes it can be had."""

from gotgan.share.rules.access import (
    ABSENT,
    INSIDERS,
    DatasetFacts,
    GrantFacts,
    decide,
    is_in_force,
    may_open,
    may_open_with_findings,
    route_for_everyone,
)
from gotgan.share.rules.reach import reach, stated_route

__all__ = [
    "ABSENT", "INSIDERS", "DatasetFacts", "GrantFacts", "decide", "is_in_force", "may_open", "may_open_with_findings",
    "reach", "route_for_everyone", "stated_route",
]  # fmt: skip
