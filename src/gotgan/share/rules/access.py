"""Who may know, see and get a dataset. Plain values in, an `Access` out; no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gotgan.share.rules.reach import reach, stated_route
from gotgan.terms.access import Access, AddressSeen, Mode, Origin
from gotgan.terms.decision import Decision
from gotgan.terms.role import KEEPERS, Role, Viewer
from gotgan.terms.route import Route
from gotgan.terms.usability import SurveyRecord

INSIDERS = (*KEEPERS, Role.APPROVER)
"""Who works with an organisation's data inside it; an operator keeps the whole house running."""


@dataclass(frozen=True)
class DatasetFacts:
    """What the decision needs to know of a dataset. `provision_now` is what its source says; `survey` what its
    organisation answered, which may close what the source calls open, and never opens anything."""

    organisation: str
    is_published: bool
    version_id: str | None
    finding_kinds: tuple[str, ...] = ()
    provision_now: str = "open"
    has_links: bool = False
    survey: SurveyRecord | None = None
    seen: AddressSeen | None = None
    """What came of asking the addresses that the survey's answers name."""
    is_inside_only: bool = False
    """This very version stays inside: as it was scanned, where only what refining made of it is offered."""
    is_withdrawn: bool = False
    """This version was withdrawn: nobody gets it, insiders neither."""


@dataclass(frozen=True)
class GrantFacts:
    """What the decision needs to know of a grant. No person and no organisation: everyone."""

    person_id: int | None
    organisation: str
    version: str
    mode: str
    origin: str
    confirmed_kinds: tuple[str, ...] = ()
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


ABSENT = Access(False, False, False, "", ("absent",))


def decide(viewer: Viewer, dataset: DatasetFacts | None, grants: Sequence[GrantFacts], now: datetime) -> Access:
    """The one access decision. Reasons are codes that pages put into words (share.words).

    An unpublished dataset is answered exactly like an absent one, except inside its own
    organisation. Publishing shows metadata; only a grant shows values and gives bytes.
    The survey's record tells the routes, what closes them and what would lift that.
    """
    if dataset is None:
        return ABSENT
    access = _decide(viewer, dataset, grants, now)
    return replace(access, routes=reach(access, dataset.survey, dataset.seen)) if access.may_know else access


def _decide(viewer: Viewer, dataset: DatasetFacts, grants: Sequence[GrantFacts], now: datetime) -> Access:
    if dataset.is_withdrawn and (dataset.is_published or viewer.holds(*INSIDERS, organisation=dataset.organisation)):
        return Access(True, False, False, "", ("withdrawn",))
    if viewer.holds(*INSIDERS, organisation=dataset.organisation):
        return _inside(dataset)
    if not dataset.is_published:
        return ABSENT
    if dataset.version_id is None:
        return _held_at_source(dataset)
    open_doors = [grant for grant in grants if is_in_force(grant, viewer, dataset, now)]
    if dataset.is_inside_only:
        open_doors = [grant for grant in open_doors if grant.version == dataset.version_id]
    if any(grant.mode == Mode.DIRECT for grant in open_doors):
        origin = "open" if any(grant.origin == Origin.OPEN for grant in open_doors) else "granted"
        return Access(True, True, True, Route.DOWNLOAD, (origin,))
    if any(grant.mode == Mode.SAFEZONE for grant in open_doors):
        return Access(True, False, False, Route.SAFE_ZONE_ONLINE, ("safe_zone_only",))
    lifts = ("ask",) if viewer.is_signed_in else ("sign_in", "ask")
    reason = "findings_unconfirmed" if dataset.finding_kinds else "not_opened"
    if dataset.is_inside_only:
        reason = "inside_only"
    return Access(True, False, False, _closed_route(dataset), (reason, *_said(dataset)), lifts)


def _closed_route(dataset: DatasetFacts) -> str:
    """How to come to bytes that are here and that nobody opened."""
    stated = stated_route(dataset.survey)
    return Route.APPLY_DOWNLOAD if stated is None else stated


def _said(dataset: DatasetFacts) -> tuple[str, ...]:
    stated = stated_route(dataset.survey)
    return () if stated is None else ("survey_route",) if stated else ("survey_closed",)


def is_in_force(grant: GrantFacts, viewer: Viewer, dataset: DatasetFacts, now: datetime) -> bool:
    """Whether a grant holds now, for this viewer and this version.

    A grant to everyone holds only while every kind of identifier found is one that a person
    confirmed: a new version with a new finding is closed the moment it appears.
    """
    if grant.revoked_at is not None or (grant.expires_at is not None and grant.expires_at <= now):
        return False
    if grant.version and grant.version != dataset.version_id:
        return False
    if grant.origin == Origin.OPEN and not set(dataset.finding_kinds) <= set(grant.confirmed_kinds):
        return False
    if grant.person_id is None and not grant.organisation:
        return True
    if grant.person_id is not None:
        return grant.person_id == viewer.person_id
    return any(held.organisation == grant.organisation for held in viewer.roles)


def _inside(dataset: DatasetFacts) -> Access:
    has_bytes = dataset.version_id is not None
    reasons = ("own_organisation",) if has_bytes else ("own_organisation", "no_bytes_here")
    return Access(True, True, has_bytes, Route.DOWNLOAD if has_bytes else "", reasons)


def _held_at_source(dataset: DatasetFacts) -> Access:
    """Its bytes are not here. What the organisation answered counts before what the source says."""
    survey = dataset.survey
    answered = survey.provision_now if survey else ""
    if survey and (answered not in ("", "open") or _said(dataset) == ("survey_closed",)):
        return _answered(dataset, answered)
    if dataset.provision_now == "open" and dataset.has_links:
        return Access(True, True, False, Route.DOWNLOAD, ("at_source",), ("follow_link",))
    if answered == "open":
        return Access(True, False, False, _closed_route(dataset), ("stated_open",), ("ask_source",))
    if dataset.provision_now == "limited":
        return Access(True, False, False, Route.APPLY_DOWNLOAD, ("limited_at_source",), ("ask_source",))
    return Access(True, False, False, stated_route(survey) or "", _said(dataset) or ("not_offered",))


def _answered(dataset: DatasetFacts, provision: str) -> Access:
    """It is limited, used inside or not provided, or nothing can be had of it."""
    said = _said(dataset)
    if said == ("survey_closed",):
        return Access(True, False, False, "", said, ("ask",))
    if provision == "limited":
        return Access(True, False, False, _closed_route(dataset), ("limited_at_source", *said), ("ask_source",))
    return Access(True, False, False, stated_route(dataset.survey) or "", said or ("not_offered",), ("ask",))


def may_open(viewer: Viewer, organisation: str) -> Decision:
    """Who may open a dataset to everyone, close it, grant it to somebody or take that back."""
    if viewer.holds(*KEEPERS, organisation=organisation):
        return Decision.yes()
    return Decision.no(
        "only an officer, lead or steward of the organisation, or an operator, may open, grant or close it"
    )


def may_open_with_findings(finding_kinds: Sequence[str], confirmed_by: str) -> Decision:
    """Data with findings is opened only when a named person confirmed what was found."""
    if not finding_kinds or confirmed_by:
        return Decision.yes()
    return Decision.no(f"identifiers were found ({', '.join(finding_kinds)}) and nobody confirmed them")


def route_for_everyone(dataset: DatasetFacts, *, is_open: bool) -> str:
    """The route that stands in the search index: what a visitor would be told."""
    if dataset.version_id is None:
        return _held_at_source(dataset).route
    return Route.DOWNLOAD if is_open else _closed_route(dataset)
