"""The board of a campaign: a fixed number of queries, however many organisations and sheets; no sheet is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Sheet, Target
from gotgan.survey.queries.followup import call_list
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.pages import campaign_by_slug
from gotgan.survey.queries.sums import tally_of
from gotgan.survey.rules import people
from gotgan.survey.rules.coverage import (
    SUMS,
    Counted,
    Coverage,
    ItemCoverage,
    Level,
    Sums,
    cover,
    item_coverage,
    root_of,
)
from gotgan.survey.rules.followup import Call
from gotgan.survey.rules.states import ENDED
from gotgan.survey.rules.timeline import Timeline, lay_out
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Scope
from gotgan.terms.role import Viewer
from gotgan.terms.survey import TargetState

TILES = 150
"""Of one page; a ministry is cut only when it alone has more."""
CALLS = 8
Bodies = Mapping[str, Organisation]


@dataclass(frozen=True)
class Tile:
    """One organisation on the board."""

    body: Organisation
    counted: Counted


@dataclass(frozen=True)
class Group:
    """Tiles of one ministry on this page; `sums` are the whole ministry's."""

    ministry: Organisation
    sums: Sums
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Called:
    """One organisation to call, with the reasons in both languages."""

    body: Organisation
    call: Call


@dataclass(frozen=True)
class Board:
    """Coverage of one campaign, as its page shows it. `linked`: sheets that another body reported too.

    `unclear`: accepted ones of which nobody can tell whether they are usable."""

    campaign: Campaign
    coverage: Coverage
    timeline: Timeline
    items: tuple[ItemCoverage, ...]
    groups: tuple[Group, ...]
    ministries: tuple[tuple[Organisation, Sums], ...]
    calls: tuple[Called, ...]
    all_calls: int
    linked: int
    unclear: int
    shown: int
    page: int
    pages: int
    ministry: str
    level: str
    may_manage: bool

    @property
    def datasets(self) -> int:
        """Linked sheets are one dataset, not two."""
        return self.coverage.whole.counts["sheets"] - self.linked


def board(viewer: Viewer, slug: str, *, ministry: str = "", level: str = "", page: int = 1) -> Board:
    """For who sees all. Raises: NoSuchPage."""
    campaign, now = campaign_by_slug(viewer, slug), timezone.now()
    bodies = all_bodies()
    rows, extended, marks = counted_rows(campaign.pk, bodies)
    coverage = cover(rows)
    wanted = [row for row in rows if ministry in ("", row.ministry) and level in ("", row.level)]
    pages = _pages(wanted, list(coverage.ministries))
    page = max(1, min(page, len(pages)))
    calls = called(campaign.pk, bodies, now, dict(zip(marks, (row.organisation for row in rows), strict=True)))
    return Board(
        campaign=campaign, coverage=coverage,
        timeline=lay_out(campaign, extended, now, has_ended=campaign.state in ENDED),
        items=item_coverage(form_of(campaign.form_id).of_scope(Scope.DATASET), tally_of(campaign.pk, marks)),
        groups=_groups(pages[page - 1], coverage, bodies) if pages else (),
        ministries=tuple((bodies[code], sums) for code, sums in coverage.ministries.items()),
        calls=calls[:CALLS], all_calls=len(calls), linked=linked_sheets(campaign.pk), shown=len(wanted), page=page,
        unclear=inventory.count_unclear(campaign.pk), pages=len(pages), ministry=ministry, level=level,
        may_manage=bool(people.may_manage(viewer)),
    )  # fmt: skip


def all_bodies() -> dict[str, Organisation]:
    return {each.code: each for each in organisations.all_organisations()}


def counted_rows(campaign_id: str, bodies: Bodies) -> tuple[list[Counted], list[datetime], dict[int, str]]:
    """Every organisation's counts by code, the extensions, and the mark of each one's counts by item; one query."""
    parents = {code: each.parent for code, each in bodies.items()}
    names = ("pk", "tally_mark", "organisation_id", "state", "invited", "extended_to", *SUMS)
    rows, extended, marks = [], [], {}
    found = Target.objects.filter(campaign=campaign_id).order_by("organisation")
    for key, mark, code, state, invited, until, *counts in found.values_list(*names).iterator():
        numbers = dict(zip(SUMS, counts, strict=True))
        rows.append(Counted(code, root_of(code, parents), TargetState(state), numbers, invited is not None))
        marks[key] = mark
        if until:
            extended.append(until)
    return rows, extended, marks


def called(campaign_id: str, bodies: Bodies, now: datetime, codes: Mapping[int, str]) -> tuple[Called, ...]:
    """Whom to call, the most pressing first. `codes`: the organisation of each target; one added since is left out."""
    calls = call_list(campaign_id, now)
    known = ((codes[int(call.subject)], call) for call in calls if int(call.subject) in codes)
    return tuple(Called(bodies[code], call) for code, call in known)


def linked_sheets(campaign_id: str) -> int:
    """Sheets that name another one as the first of the same data."""
    return Sheet.objects.filter(target__campaign=campaign_id, same_as__isnull=False).count()


def _pages(rows: list[Counted], order: list[str]) -> list[list[Counted]]:
    """Ministry after ministry, about TILES a page."""
    by_ministry: dict[str, list[Counted]] = {}
    for row in rows:
        by_ministry.setdefault(row.ministry, []).append(row)
    pages: list[list[Counted]] = []
    for piece in _pieces(by_ministry, order):
        if pages and len(pages[-1]) + len(piece) <= TILES:
            pages[-1] += piece
        else:
            pages.append(piece)
    return pages


def _pieces(by_ministry: Mapping[str, list[Counted]], order: list[str]) -> Iterator[list[Counted]]:
    for ministry in order:
        rows = by_ministry.get(ministry, [])
        for start in range(0, len(rows), TILES):
            yield rows[start : start + TILES]


def _groups(rows: list[Counted], coverage: Coverage, bodies: Bodies) -> tuple[Group, ...]:
    tiles: dict[str, list[Tile]] = {}
    for row in rows:
        tiles.setdefault(row.ministry, []).append(Tile(bodies[row.organisation], row))
    return tuple(
        Group(bodies[ministry], coverage.ministries[ministry], tuple(each)) for ministry, each in tiles.items()
    )


LEVELS = tuple(Level)
