"""Lists of sheets: one organisation's, what waits for a signature, what waits for the survey manager."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.survey.models import Delegation, PutAway, Sheet, SheetStep, Target
from gotgan.survey.queries.reach import find_target, sheets_in
from gotgan.survey.rules.dates import closes_for, may_write_now
from gotgan.survey.rules.people import MEMBERS, may_manage
from gotgan.survey.rules.states import WRITABLE
from gotgan.terms.decision import Decision
from gotgan.terms.questionnaire import UNKNOWN, Words
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState, SheetState

PER_PAGE = 50
ONLY = ("open", "suggested", "contradictions", "mine", "declared")
"""Other ways to narrow a list: unanswered items, suggestions to confirm, contradictions, passed on to me, no scan."""


@dataclass(frozen=True)
class SheetLine:
    """One sheet as a list shows it; `since` when it came into its state.

    Where it waits for a decision also: answers that a person corrected, those unknown, contradictions explained.
    """

    id: str
    title: str
    system: str
    state: SheetState
    wave: int
    needed: int
    confirmed: int
    suggested: int
    blocks: int
    warns: int
    updated: datetime
    organisation: str
    body: Words
    is_declared: bool = False
    is_linked: bool = False
    corrected: int = 0
    unknown: int = 0
    explained: int = 0
    since: datetime | None = None

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.confirmed)


@dataclass(frozen=True)
class Place:
    """One organisation in one campaign, as its people see it."""

    id: int
    campaign: str
    slug: str
    title: Words
    state: CampaignState
    organisation: str
    body: Words
    closes: datetime
    may_write: Decision
    sheets: int = 0
    needed: int = 0
    confirmed: int = 0
    suggested: int = 0
    blocks: int = 0
    accepted: int = 0
    submitted: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.confirmed)

    @property
    def unsaid(self) -> int:
        """Answers that nothing suggests: a person has to give them."""
        return max(0, self.missing - self.suggested)


@dataclass(frozen=True)
class SheetList:
    """A page of an organisation's sheets. `states` counts all of them, `total` those that the filters leave."""

    place: Place
    lines: tuple[SheetLine, ...]
    total: int
    states: dict[str, int] = field(default_factory=dict)
    state: str = ""
    only: str = ""
    find: str = ""
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class Waiting:
    """Sheets that wait for somebody, in many organisations."""

    lines: tuple[SheetLine, ...]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def list_sheets(
    viewer: Viewer, target_id: int, *, state: str = "", only: str = "", find: str = "", page: int = 1
) -> SheetList:
    """One organisation's sheets by title, narrowed; about eight queries, however many there are.

    Raises: NoSuchSheet for a stranger.
    """
    target = find_target(viewer, target_id)
    reached = sheets_in(viewer, target)
    states = dict(reached.order_by().values_list("state").annotate(number=Count("pk")))
    rows = _narrowed(reached, viewer, state, only, find)
    total = rows.count()
    page = max(1, min(page, -(-total // PER_PAGE) or 1))
    lines = _lines(rows.order_by("title", "pk")[(page - 1) * PER_PAGE : page * PER_PAGE])
    return SheetList(_place(target), lines, total, states, state, only, find, page)


def places_of(viewer: Viewer) -> tuple[Place, ...]:
    """Where the viewer has something to do with sheets: campaigns that run, in the own organisations; newest first."""
    own = {held.organisation for held in viewer.roles if held.role in MEMBERS and held.organisation}
    member_of = {held.organisation for held in viewer.roles if held.organisation}
    passed = Delegation.objects.filter(to_person=viewer.person_id, sheet__target__organisation__in=member_of)
    rows = Target.objects.filter(Q(organisation__in=own) | Q(pk__in=passed.values("sheet__target")))
    rows = rows.exclude(campaign__state=CampaignState.DRAFT)
    rows = rows.select_related("campaign", "organisation").order_by("-campaign__created", "organisation")
    return tuple(map(_place, rows[:PER_PAGE]))


def passed_on_to(viewer: Viewer) -> tuple[tuple[int, int], ...]:
    """(target, number of sheets) where a colleague asked the viewer for items that are not answered yet."""
    rows = Delegation.objects.filter(to_person=viewer.person_id, done__isnull=True)
    own = {held.organisation for held in viewer.roles if held.organisation}
    rows = rows.filter(sheet__target__organisation__in=own)
    rows = rows.filter(sheet__target__campaign__state=CampaignState.OPEN, sheet__state__in=WRITABLE)
    counted = rows.order_by("sheet__target").values("sheet__target").annotate(number=Count("sheet", distinct=True))
    return tuple((row["sheet__target"], row["number"]) for row in counted)


def waiting_for_signature(viewer: Viewer, *, page: int = 1) -> Waiting:
    """Submitted sheets of the organisations in which the viewer signs, oldest first."""
    own = {held.organisation for held in viewer.roles if held.role is Role.APPROVER and held.organisation}
    rows = Sheet.objects.filter(target__organisation__in=own, state=SheetState.SUBMITTED)
    return _waiting(rows, page)


def waiting_for_review(viewer: Viewer, *, organisation: str = "", only: str = "", page: int = 1) -> Waiting:
    """Signed sheets of campaigns that are not frozen, oldest first; empty unless the survey manager."""
    if not may_manage(viewer):
        return Waiting((), 0)
    rows = Sheet.objects.filter(state=SheetState.SIGNED)
    if organisation:
        rows = rows.filter(target__organisation=organisation)
    return _waiting(_narrowed(rows, viewer, "", only, ""), page)


def _waiting(rows: QuerySet[Sheet], page: int) -> Waiting:
    rows = rows.exclude(target__campaign__state=CampaignState.FROZEN)
    total = rows.count()
    page = max(1, min(page, -(-total // PER_PAGE) or 1))
    chosen = rows.order_by("updated", "pk")[(page - 1) * PER_PAGE : page * PER_PAGE]
    said = {key: (answers, found) for key, answers, found in chosen.values_list("pk", "answers", "contradictions")}
    return Waiting(tuple(_with_said(line, *said[line.id]) for line in _lines(chosen)), total, page)


def _with_said(line: SheetLine, answers: dict[str, Any], contradictions: list[dict[str, Any]]) -> SheetLine:
    confirmed = [each for each in answers.values() if each["is_confirmed"]]
    return replace(
        line,
        corrected=sum(each["changed_from"] is not None for each in confirmed),
        unknown=sum(each["value"] == UNKNOWN for each in confirmed),
        explained=sum(bool(each.get("reply")) for each in contradictions),
    )


def _narrowed(rows: QuerySet[Sheet], viewer: Viewer, state: str, only: str, find: str) -> QuerySet[Sheet]:
    if state in set(SheetState):
        rows = rows.filter(state=state)
    if only == "open":
        rows = rows.filter(confirmed__lt=F("needed"), state__in=[each.value for each in WRITABLE])
    elif only == "suggested":
        rows = rows.filter(suggested__gt=0)
    elif only == "contradictions":
        rows = rows.filter(Q(blocks__gt=0) | Q(warns__gt=0))
    elif only == "mine":
        mine = Delegation.objects.filter(to_person=viewer.person_id, done__isnull=True)
        rows = rows.filter(pk__in=mine.values("sheet"))
    elif only == "declared":
        rows = rows.filter(dataset__isnull=True)
    words = find.strip()[:100]
    return rows.filter(Q(title__icontains=words) | Q(system__icontains=words)) if words else rows


_SHOWN = (
    "id", "title", "system", "state", "wave", "needed", "confirmed", "suggested", "blocks", "warns", "updated",
)  # fmt: skip


def _lines(rows: QuerySet[Sheet]) -> tuple[SheetLine, ...]:
    body = ("target__organisation", "target__organisation__name_ko", "target__organisation__name_en")
    found = list(rows.values(*_SHOWN, "dataset_id", "same_as_id", *body))
    since = _since(each["id"] for each in found)
    return tuple(
        SheetLine(
            **{name: each[name] for name in _SHOWN if name != "state"},
            state=SheetState(each["state"]),
            organisation=each["target__organisation"],
            body=Words(each["target__organisation__name_ko"], each["target__organisation__name_en"]),
            is_declared=each["dataset_id"] is None,
            is_linked=each["same_as_id"] is not None,
            since=since.get(each["id"]),
        )
        for each in found
    )


def _since(sheets: Iterable[str]) -> dict[str, datetime]:
    steps = SheetStep.objects.filter(sheet__in=list(sheets)).order_by().values("sheet_id")
    return dict(steps.annotate(last=Max("at")).values_list("sheet_id", "last"))


def place_of(target: Target) -> Place:
    """The organisation's place in the campaign; `target` with its campaign read."""
    return _place(target)


def _place(target: Target) -> Place:
    campaign = target.campaign
    return Place(
        id=target.pk,
        campaign=campaign.pk,
        slug=campaign.slug,
        title=Words(campaign.title_ko, campaign.title_en),
        state=CampaignState(campaign.state),
        organisation=str(target.organisation_id),
        body=Words(target.organisation.name_ko, target.organisation.name_en),
        closes=closes_for(campaign, target),
        may_write=may_write_now(campaign, target, timezone.now()),
        sheets=target.sheets,
        needed=target.needed,
        confirmed=target.confirmed,
        suggested=target.suggested,
        blocks=target.blocks,
        accepted=target.accepted,
        submitted=target.submitted,
    )


def colleagues(organisation: str, but: int | None) -> Collection[tuple[int, str]]:
    """People of an organisation to whom something may be passed on: (id, name and address), by name."""
    members = {each.person_id for each in organisations.members_of([organisation]).get(organisation, ())} - {but}
    people = accounts.people_of(members).values()
    named = [(each.id, f"{each.name} ({each.email})" if each.name else each.email) for each in people if each.is_active]
    return sorted(named, key=lambda each: each[1])


def wants_guide(viewer: Viewer, guide: str) -> bool:
    """Whether the person has not put this guide away."""
    return not PutAway.objects.filter(person_id=viewer.person_id, guide=guide).exists()
