"""One organisation in one campaign, as its people and the survey manager see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Mail, Sheet, Target, TargetSystem
from gotgan.survey.queries.declared import contradictions_of_declaration
from gotgan.survey.queries.followup import sheets_to_ask_about
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.pages import NoSuchPage
from gotgan.survey.queries.targets import silent_of
from gotgan.survey.rules import people
from gotgan.survey.rules.coverage import share_of
from gotgan.survey.rules.dates import closes_for, days_left, may_write_now, opens_for
from gotgan.survey.rules.declaring import EVIDENCE, declared_items, open_sheets
from gotgan.survey.rules.targets import lives
from gotgan.terms.decision import Decision
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Code, Questionnaire, Words
from gotgan.terms.role import Viewer
from gotgan.terms.survey import CampaignState, Contradiction, TargetState

MOST_CALLS = 20


@dataclass(frozen=True)
class Asked:
    """One item of L with the codes to choose from."""

    key: str
    label: Words
    question: Words
    codes: tuple[Code, ...]


def _asked(form: Questionnaire) -> tuple[Asked, ...]:
    return tuple(
        Asked(item.key, item.label, item.question, form.code_lists[item.code_list].codes if item.code_list else ())
        for item in declared_items(form)
    )


@dataclass(frozen=True)
class SheetCall:
    """One sheet to ask the organisation about, and why."""

    sheet: str
    title: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class TargetPage:
    """One organisation in one campaign, for its people and the survey manager."""

    target: Target
    organisation: Organisation
    merged: tuple[Organisation, ...]
    systems: tuple[TargetSystem, ...]
    silent: frozenset[str]
    asked: tuple[Asked, ...]
    opens: datetime
    closes: datetime
    days: int
    may_write: Decision
    may_manage: bool
    may_answer: bool
    may_lead: bool
    may_sign: bool
    heirs: tuple[Organisation, ...]
    letters: tuple[Mail, ...]
    contradictions: tuple[Contradiction, ...]
    calls: tuple[SheetCall, ...]

    @property
    def campaign(self) -> Campaign:
        return self.target.campaign

    @property
    def answered(self) -> float | None:
        return share_of(self.target.confirmed, self.target.needed)

    @property
    def is_handed_in(self) -> bool:
        """There are sheets, and officers hold none of them."""
        return bool(self.target.sheets) and not open_sheets(self.target)

    @property
    def signed(self) -> int:
        return self.target.signed_sheets + self.target.accepted

    @property
    def evidence(self) -> Sequence[Mapping[str, Any]]:
        """Files of the declaration."""
        return self.target.declaration.get(EVIDENCE, {}).get("value") or ()

    @property
    def may_return(self) -> bool:
        """The head before signing, the survey manager always; never before a declaration or after the freeze."""
        if self.campaign.state == CampaignState.FROZEN:
            return False
        waits = self.target.state in (TargetState.DECLARED, TargetState.NONE_HELD)
        return (waits and (self.may_sign or self.may_manage)) or (
            self.target.state == TargetState.SIGNED and self.may_manage
        )

    @property
    def may_drop(self) -> bool:
        runs = self.campaign.state in (CampaignState.DRAFT, CampaignState.OPEN)
        return self.may_manage and runs and not self.target.first_seen and not self.target.confirmed


def target_page(viewer: Viewer, slug: str, code: str) -> TargetPage:
    """Raises: NoSuchPage for a stranger, and for members while the campaign is a draft."""
    row = Target.objects.select_related("campaign").filter(campaign__slug=slug, organisation=code).first()
    if row is None or not _may_see(viewer, code, row.campaign.state):
        raise NoSuchPage(f"{slug}, {code}: there is no such page; see your surveys")
    now, body = timezone.now(), organisations.get(code)
    closes = closes_for(row.campaign, row)
    may_manage = bool(people.may_manage(viewer))
    return TargetPage(
        target=row, organisation=body, merged=_bodies(row.merged), systems=tuple(row.known_systems.all()),
        silent=frozenset(silent_of(row.pk)), asked=_asked(form_of(row.campaign.form_id)),
        opens=opens_for(row.campaign, row), closes=closes, days=days_left(closes, now),
        may_write=may_write_now(row.campaign, row, now), may_manage=may_manage,
        may_answer=bool(people.may_answer(viewer, code)), may_lead=bool(people.may_lead(viewer, code)),
        may_sign=bool(people.may_sign(viewer, code)),
        heirs=_bodies(organisations.successors_of(code)) if not lives(body, timezone.localdate()) else (),
        letters=tuple(row.mails.defer("body").order_by("-id")[:20]) if may_manage else (),
        contradictions=contradictions_of_declaration(row.pk, timezone.localdate()),
        calls=_calls(row.pk, now) if may_manage else (),
    )  # fmt: skip


def _calls(target_id: int, now: datetime) -> tuple[SheetCall, ...]:
    calls = sheets_to_ask_about(target_id, now)[:MOST_CALLS]
    titles = dict(Sheet.objects.filter(pk__in=[call.subject for call in calls]).values_list("pk", "title"))
    return tuple(
        SheetCall(str(call.subject), titles[str(call.subject)], tuple(sentence for _, sentence in call.reasons))
        for call in calls
    )


def place_of(viewer: Viewer, target_id: int) -> tuple[str, str]:
    """Campaign and organisation of a target. Raises: NoSuchPage, as `target_page`."""
    names = ("campaign__slug", "organisation_id", "campaign__state")
    found = Target.objects.filter(pk=target_id).values_list(*names).first()
    if found is None or not _may_see(viewer, found[1], found[2]):
        raise NoSuchPage(f"target {target_id}: there is no such page; see your surveys")
    return found[0], found[1]


def _may_see(viewer: Viewer, code: str, state: str) -> bool:
    """A draft is the business of those who see all."""
    return bool(people.may_see_all(viewer) or (people.may_see(viewer, code) and state != CampaignState.DRAFT))


def _bodies(codes: Sequence[str]) -> tuple[Organisation, ...]:
    return tuple(found for code in codes if (found := organisations.find(code)))
