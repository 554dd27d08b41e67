"""What the pages of a survey manager and of an organisation's lead show: a few queries each, however many targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Form, Mail, Target
from gotgan.survey.rules import people
from gotgan.survey.rules.coverage import share_of
from gotgan.survey.rules.dates import closes_for, days_left, may_write_now
from gotgan.survey.rules.declaring import next_step
from gotgan.survey.rules.states import ENDED
from gotgan.survey.rules.targets import lives
from gotgan.survey.rules.timeline import Timeline, lay_out
from gotgan.terms.decision import Decision
from gotgan.terms.errors import NotFound
from gotgan.terms.job import JobRecord, JobState
from gotgan.terms.letter import LetterState
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState, TargetState
from gotgan.work import queries as work

ROWS = 50
LETTERS = 100
_SUMS = ("sheets", "needed", "confirmed", "suggested", "accepted", "blocks", "silent_systems")


class NoSuchPage(NotFound):
    """There is no such campaign or target, or it is not for this person."""


@dataclass(frozen=True)
class Card:
    """One campaign in the list, with what its targets add up to."""

    campaign: Campaign
    targets: int
    signed: int
    sums: Mapping[str, int]
    days: int

    @property
    def answered(self) -> float | None:
        return share_of(self.sums["confirmed"], self.sums["needed"])


@dataclass(frozen=True)
class Mine:
    """One organisation of the viewer in one campaign. `next_step`: what waits for the viewer there, as
    rules.declaring.next_step says."""

    target: Target
    organisation: Organisation
    may_write: Decision
    closes: datetime
    days: int
    next_step: str

    @property
    def answered(self) -> float | None:
        return share_of(self.target.confirmed, self.target.needed)


def cards() -> tuple[Card, ...]:
    """Every campaign, newest first; one query."""
    totals = {name: Sum(f"targets__{name}", default=0) for name in _SUMS}
    rows = Campaign.objects.annotate(
        count=Count("targets"), done=Count("targets", filter=Q(targets__state=TargetState.SIGNED)),
        **{f"sum_{name}": total for name, total in totals.items()},
    )  # fmt: skip
    return tuple(_card(row) for row in rows.select_related("form"))


def _card(row: Any) -> Card:
    sums = {name: getattr(row, f"sum_{name}") for name in _SUMS}
    return Card(row, row.count, row.done, sums, days_left(row.closes, timezone.now()))


def mine(viewer: Viewer) -> tuple[Mine, ...]:
    """The organisations of a member in campaigns that are no drafts, newest first."""
    codes = {held.organisation for held in viewer.roles if held.organisation and held.role in people.MEMBERS}
    rows = (
        Target.objects.filter(organisation__in=codes)
        .exclude(campaign__state=CampaignState.DRAFT)
        .select_related("campaign")
        .order_by("-campaign__created", "organisation")
    )
    return tuple(_mine(row, viewer) for row in rows)


def _mine(row: Target, viewer: Viewer) -> Mine:
    now = timezone.now()
    closes = closes_for(row.campaign, row)
    allowed = may_write_now(row.campaign, row, now)
    code = row.organisation_id
    step = next_step(
        row, may_answer=bool(allowed and people.may_answer(viewer, code)),
        may_lead=bool(allowed and people.may_lead(viewer, code)), may_sign=bool(people.may_sign(viewer, code)),
    )  # fmt: skip
    return Mine(row, organisations.get(code), allowed, closes, days_left(closes, now), step)


def published_forms() -> tuple[Form, ...]:
    return tuple(Form.objects.filter(published__isnull=False).defer("document").order_by("key", "-version"))


def campaign_by_slug(viewer: Viewer, slug: str) -> Campaign:
    """For who sees all. Raises: NoSuchPage for anybody else too: a draft is nobody's business."""
    asked = Campaign.objects.select_related("form", "previous").defer("form__document")  # read by form_of, once
    found = asked.filter(slug=slug).first()
    if found is None or not people.may_see_all(viewer):
        raise NoSuchPage(f"campaign {slug}: there is no such campaign; see the list of campaigns")
    return found


@dataclass(frozen=True)
class Row:
    """One target in the list of a campaign."""

    target: Target
    organisation: Organisation
    lives: bool

    @property
    def answered(self) -> float | None:
        return share_of(self.target.confirmed, self.target.needed)


@dataclass(frozen=True)
class Rows:
    """One page of targets. `states` counts all of the campaign by state, `reorganised` those whose body ended,
    `unpeopled` those with nobody to write to."""

    rows: tuple[Row, ...]
    reorganised: int
    unpeopled: int
    found: int
    page: int
    states: Mapping[str, int]
    words: str
    state: str

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page * ROWS < self.found else None


@dataclass(frozen=True)
class CampaignPage:
    """A campaign as its manager runs it. `busy_with`: names of the jobs for which its own job waits, `ahead`: how many
    more wait before it."""

    card: Card
    timeline: Timeline
    rows: Rows
    letters: Mapping[str, int]
    pilots: int
    not_invited: int
    systems: int
    call_backs: int
    job: JobRecord | None
    busy_with: tuple[str, ...]
    ahead: int
    may_manage: bool

    @property
    def campaign(self) -> Campaign:
        return self.card.campaign

    @property
    def targets(self) -> int:
        return self.card.targets

    @property
    def is_waiting_for_opening(self) -> bool:
        """Open, and not yet for everyone."""
        return self.campaign.state == CampaignState.OPEN and self.campaign.opens > timezone.now()

    @property
    def rest_closes(self) -> datetime:
        return self.campaign.rest_closes or self.campaign.closes


def campaign_page(viewer: Viewer, slug: str, *, words: str = "", state: str = "", page: int = 1) -> CampaignPage:
    """Raises: NoSuchPage."""
    campaign = campaign_by_slug(viewer, slug)
    targets = Target.objects.filter(campaign=campaign)
    sums = targets.aggregate(**{name: Sum(name, default=0) for name in (*_SUMS, "systems")})
    states = dict(targets.order_by().values_list("state").annotate(Count("id")))
    now = timezone.now()
    counts = targets.aggregate(
        pilots=Count("id", filter=Q(is_pilot=True)), uninvited=Count("id", filter=Q(invited__isnull=True)),
        called=Count("id", filter=~Q(call_back="")),
    )  # fmt: skip
    extended = targets.exclude(extended_to=None).values_list("extended_to", flat=True)
    total = sum(states.values())
    job = work.find_job(campaign.job_id) if campaign.job_id else None
    is_queued = job is not None and job.state == JobState.QUEUED
    return CampaignPage(
        card=Card(campaign, total, states.get(TargetState.SIGNED, 0), sums, days_left(campaign.closes, now)),
        timeline=lay_out(campaign, extended, now, has_ended=campaign.state in ENDED),
        rows=_rows(targets, states, words.strip(), state, page),
        letters=letter_counts(campaign),
        pilots=counts["pilots"],
        not_invited=counts["uninvited"],
        systems=sums["systems"],
        call_backs=counts["called"],
        job=job,
        busy_with=_busy_with(job) if job is not None and is_queued else (),
        ahead=work.count_ahead(job.id) if job is not None and is_queued else 0,
        may_manage=bool(people.may_manage(viewer)),
    )


def _busy_with(job: JobRecord) -> tuple[str, ...]:
    """Names of what runs while this one waits, each once."""
    return tuple(dict.fromkeys(each.name for each in work.running() if each.id != job.id))


def _rows(targets: QuerySet[Target], states: Mapping[str, int], words: str, state: str, page: int) -> Rows:
    names = {each.code: each for each in organisations.all_organisations()}
    rows = targets.defer("tally", "declaration")
    today = timezone.localdate()
    ended = [each.code for each in names.values() if not lives(each, today)]
    reorganised = targets.filter(organisation__in=ended).count() if ended else 0
    asked = list(targets.values_list("organisation_id", flat=True))
    peopled = organisations.members_of(asked, Role.LEAD, Role.OFFICER, Role.APPROVER)
    unpeopled = [code for code in asked if code not in peopled]
    if words:
        rows = rows.filter(organisation__in=[each.code for each in organisations.find_by_name(words, limit=500)])
    if state == "call_back":
        rows = rows.exclude(call_back="")
    elif state == "reorganised":
        rows = rows.filter(organisation__in=ended)
    elif state == "unpeopled":
        rows = rows.filter(organisation__in=unpeopled)
    elif state:
        rows = rows.filter(state=state)
    found = rows.count()
    shown = rows.order_by("organisation")[(page - 1) * ROWS : page * ROWS]
    listed = tuple(Row(row, names[row.organisation_id], lives(names[row.organisation_id], today)) for row in shown)
    return Rows(listed, reorganised, len(unpeopled), found, page, states, words, state)


def letter_counts(campaign: Campaign) -> dict[str, int]:
    return dict(Mail.objects.filter(campaign=campaign).order_by().values_list("state").annotate(Count("id")))


@dataclass(frozen=True)
class Letters:
    """Letters of a campaign, those that need somebody first."""

    campaign: Campaign
    counts: Mapping[str, int]
    rows: tuple[Mail, ...]
    state: str
    page: int
    has_more: bool
    is_set_up: bool

    @property
    def is_over(self) -> bool:
        """Frozen: nothing goes out any more."""
        return self.campaign.state == CampaignState.FROZEN


def letters_page(viewer: Viewer, slug: str, *, state: str = "", page: int = 1, is_set_up: bool = True) -> Letters:
    """Raises: NoSuchPage."""
    campaign = campaign_by_slug(viewer, slug)
    rows = Mail.objects.filter(campaign=campaign).defer("body")
    if state in set(LetterState):
        rows = rows.filter(state=state)
    shown = list(rows.order_by("-id")[(page - 1) * LETTERS : page * LETTERS + 1])
    return Letters(
        campaign, letter_counts(campaign), tuple(shown[:LETTERS]), state, page, len(shown) > LETTERS, is_set_up
    )


def pilot_choices(campaign: Campaign) -> tuple[Row, ...]:
    """Every target with its name, for choosing the pilot group."""
    names = {each.code: each for each in organisations.all_organisations()}
    rows = Target.objects.filter(campaign=campaign).defer("tally", "declaration").order_by("-is_pilot", "organisation")
    return tuple(Row(row, names[row.organisation_id], True) for row in rows)
