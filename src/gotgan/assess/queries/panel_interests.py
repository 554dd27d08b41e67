"""What an assessor declares, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import facts_of, find_panel, records_of
from gotgan.assess.queries.panel_work import mine
from gotgan.assess.rules.conflicts import ConflictKind, Rateable, conflicts_of, is_declared
from gotgan.assess.rules.panels import PanelState
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer


@dataclass(frozen=True)
class InterestsPage:
    """What an assessor declares, and what follows from it for the shortlist."""

    row: models.Panel
    me: models.Assessor
    is_declared: bool
    is_open: bool
    conflicts: tuple[tuple[ConflictKind, str], ...]
    datasets: tuple[tuple[Rateable, DatasetRecord | None, tuple[ConflictKind, ...]], ...]
    bodies: tuple[Organisation, ...]
    own: tuple[Organisation, ...]

    @property
    def barred(self) -> int:
        return sum(bool(why) for _, _, why in self.datasets)


def interests_page(viewer: Viewer, panel_id: str) -> InterestsPage:
    """Raises: NoSuchPanel, NotForYou."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    me = mine(viewer, panel, facts)
    bodies = organisations.by_codes({each.organisation for each in records.values()} | me.own)
    return InterestsPage(
        row=panel,
        me=panel.assessors.get(pk=me.id),
        is_declared=is_declared(me, [each.id for each in facts.live]),
        is_open=facts.state is not PanelState.CLOSED,
        conflicts=tuple((each.kind, each.ref) for each in me.declared),
        datasets=tuple((each, records.get(each.id), conflicts_of(me, each)) for each in facts.live),
        bodies=_by_name(bodies, {each.organisation for each in records.values()}),
        own=_by_name(bodies, me.own),
    )


def _by_name(bodies: Mapping[str, Organisation], codes: Collection[str]) -> tuple[Organisation, ...]:
    return tuple(sorted((bodies[code] for code in codes if code in bodies), key=lambda each: each.name))
