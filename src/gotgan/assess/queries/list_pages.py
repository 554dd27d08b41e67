"""What the pages of lists show: the room's home, one version, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gotgan.assess.models import DatasetList, ListStep, ListVersion, Objection
from gotgan.assess.queries.carrying import Carried, carried_of, open_before
from gotgan.assess.queries.list_reading import Reading
from gotgan.assess.queries.lists import all_lists, facts_of, get_version, job_of, panel_of, visible
from gotgan.assess.rules.listing import PATH, ListFacts, Sight, Verb, may_step, next_verb, sight_of, speaks_for
from gotgan.assess.rules.people import may_manage
from gotgan.terms.decision import Decision
from gotgan.terms.job import JobRecord
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState


@dataclass(frozen=True)
class ListRow:
    """A list with its newest version, what the viewer sees of it, and whether it waits for the viewer."""

    listed: DatasetList
    version: ListVersion
    sight: Sight
    waits: bool


@dataclass(frozen=True)
class VersionPage:
    """One version as a viewer sees it. `next_step` is what it waits for, with whether it may be taken now."""

    version: ListVersion
    facts: ListFacts
    sight: Sight
    reading: Reading
    is_manager: bool
    next_step: Verb | None = None
    may_next: Decision = field(default_factory=Decision.yes)
    may_solve: Decision = field(default_factory=Decision.yes)
    may_set: bool = False
    may_withdraw: bool = False
    job: JobRecord | None = None
    path: tuple[ListState, ...] = PATH

    @property
    def listed(self) -> DatasetList:
        return self.version.dataset_list

    @property
    def sees_all(self) -> bool:
        return self.sight is Sight.ALL

    @property
    def is_pending(self) -> bool:
        return self.facts.is_working


def version_page(viewer: Viewer, slug: str, number: int, today: date) -> VersionPage:
    """Raises: NoSuchList, also for who learns nothing of it."""
    version = get_version(slug, number)
    facts, sight = visible(viewer, version)
    verb = next_verb(facts)
    return VersionPage(
        version, facts, sight, Reading(version), may_manage(viewer), verb,
        may_step(viewer, facts, verb, today) if verb else Decision.yes(),
        may_step(viewer, facts, Verb.SOLVE, today),
        bool(may_step(viewer, facts, Verb.SET, today)), bool(may_step(viewer, facts, Verb.WITHDRAW, today)),
        job_of(version),
    )  # fmt: skip


def lists_for(viewer: Viewer, today: date) -> tuple[ListRow, ...]:
    """Every list that the viewer learns of, those that wait first; seven queries for each list at most."""
    rows = []
    for listed in all_lists():
        version: ListVersion | None = listed.newest  # type: ignore[attr-defined]
        if version is None:
            continue
        version.dataset_list = listed
        facts = facts_of(version)
        sight = sight_of(viewer, facts)
        if sight is not Sight.NOTHING:
            rows.append(ListRow(listed, version, sight, _waits(viewer, facts, today)))
    return tuple(sorted(rows, key=lambda row: not row.waits))


def _waits(viewer: Viewer, facts: ListFacts, today: date) -> bool:
    """For the manager, once its next step may be taken or an objection is open."""
    verb = next_verb(facts)
    if not may_manage(viewer) or verb is None:
        return False
    verb = Verb.SOLVE if facts.without_panel and facts.state is ListState.COLLECTED else verb
    return bool(facts.open_objections or facts.open_before or may_step(viewer, facts, verb, today))


def steps_of(version: ListVersion) -> Sequence[ListStep]:
    return list(version.steps.order_by("-id"))


def objections_for(viewer: Viewer, page: VersionPage) -> Sequence[Objection]:
    """All for who sees all; else those of the viewer's own organisations."""
    rows = list(page.version.objections.select_related("organisation"))
    if page.sees_all:
        return rows
    own = speaks_for(viewer, page.facts)
    return [row for row in rows if row.organisation_id in own]


def carried_for(viewer: Viewer, page: VersionPage) -> Sequence[Carried]:
    """Those granted to earlier versions: all for who sees all; else those of the viewer's own organisations."""
    rows = carried_of(page.version)
    if page.sees_all:
        return rows
    own = speaks_for(viewer, page.facts)
    return [row for row in rows if row.objection.organisation_id in own]


def open_before_for(viewer: Viewer, page: VersionPage) -> Sequence[Objection]:
    """To earlier versions and not answered: all for who sees all; else those of the viewer's own organisations."""
    rows = open_before(page.version)
    if page.sees_all:
        return rows
    own = speaks_for(viewer, page.facts)
    return [row for row in rows if row.organisation_id in own]


def agreement_of(version: ListVersion) -> Mapping[str, Any]:
    """{criterion: Agreement} of the panel that rated it."""
    return panel_of(version).agreement
