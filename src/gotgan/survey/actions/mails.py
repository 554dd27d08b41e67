"""Letters, written into rows, one to a person: part of the change that they tell of, sent by a job.

`key` makes a letter unique: writing it again writes nothing. The event is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.survey.actions.posting import LETTERS
from gotgan.survey.actions.tallies import lock_some
from gotgan.survey.models import Campaign, Mail, Sheet, Target
from gotgan.survey.rules.dates import closes_for, days_left, moment
from gotgan.survey.rules.letters import MailKind, write_letter
from gotgan.terms.letter import Said
from gotgan.terms.role import Role

RECIPIENTS = (Role.LEAD, Role.OFFICER, Role.APPROVER)
WRITERS = (Role.LEAD, Role.OFFICER)


def write_invitations(targets: Sequence[Target]) -> int:
    """To everyone of those organisations who leads, answers or approves and was not written to yet; returns the
    letters. Who was reached is invited; an organisation without people stays so until it has some."""
    rows = _rows(MailKind.INVITATION, targets, RECIPIENTS)
    reached = {row.target_id for row in rows}
    lock_some(reached)
    Target.objects.filter(pk__in=reached, invited__isnull=True).update(invited=timezone.now())
    return LETTERS.write(rows)


def write_reminder(targets: Sequence[Target], key: str, roles: Sequence[Role] = RECIPIENTS) -> int:
    return _write(MailKind.REMINDER, targets, roles, key=key)


def write_extension(target: Target) -> int:
    until = target.extended_to.isoformat() if target.extended_to else ""
    return _write(MailKind.EXTENSION, [target], RECIPIENTS, key=until, reason=target.extension_reason)


def write_returned(target: Target, sheets: Sequence[Sheet], remark: str) -> int:
    """Sheets of one organisation came back together: one letter, to those who answer."""
    key = f"{sheets[0].pk}:{sheets[0].revision}:{_now_key()}"
    return _write(MailKind.RETURNED, [target], WRITERS, key=key, subject=_titles(sheets), remark=remark)


def write_declaration_returned(target: Target, remark: str) -> int:
    return _write(MailKind.RETURNED, [target], WRITERS, key=f"declaration:{_now_key()}",
                  subject=target.campaign.title_ko, remark=remark)  # fmt: skip


def write_accepted(target_id: int) -> int:
    """Once the last sheet of an organisation is accepted, not for each of them: to those who answer."""
    target = Target.objects.select_related("campaign").get(pk=target_id)
    if not target.sheets or target.accepted < target.sheets:
        return 0
    return _write(MailKind.ACCEPTED, [target], WRITERS, key=f"{target.sheets}:{_now_key()[:8]}",
                  subject=target.campaign.title_ko)  # fmt: skip


def write_delegation(sheet: Sheet, delegation_id: int, person_id: int, *, asker: str, note: str) -> int:
    """A colleague is asked to answer: to that person."""
    return _write(MailKind.DELEGATION, [sheet.target], (), key=str(delegation_id), only=person_id,
                  subject=sheet.title, remark=note or "-", asker=asker)  # fmt: skip


def _write(kind: MailKind, targets: Sequence[Target], roles: Sequence[Role], **values: Any) -> int:
    """Letters not written yet are written, and the job that sends them is queued."""
    return LETTERS.write(_rows(kind, targets, roles, **values))


def _rows(
    kind: MailKind, targets: Sequence[Target], roles: Sequence[Role], *, key: str = "", only: int | None = None,
    **values: Any,
) -> list[Mail]:  # fmt: skip
    """A letter to each person of each target. A few queries, however many targets."""
    codes = [each.organisation_id for each in targets]
    members = organisations.members_of(codes, *roles) if only is None else {}
    chosen = {code: dict.fromkeys(member.person_id for member in members.get(code, ())) for code in codes}
    ids = {person for people in chosen.values() for person in people} | ({only} if only is not None else set())
    addresses = {number: person.email for number, person in accounts.people_of(ids).items() if person.is_active}
    names = _names_of(codes)
    rows = []
    for target in targets:
        letter = write_letter(kind, _values(target, names) | values)
        for person in chosen[target.organisation_id] if only is None else (only,):
            if person in addresses:
                rows.append(_row(kind, target, f"{kind}:{target.pk}:{person}:{key}", addresses[person], letter))
    return rows


def _row(kind: MailKind, target: Target, key: str, to: str, letter: Said) -> Mail:
    now = timezone.now()
    return Mail(
        campaign_id=target.campaign_id, target=target, key=key[:120], kind=kind, to=to, subject=letter.subject,
        body=letter.body, created=now, next_try=now,
    )  # fmt: skip


def _values(target: Target, names: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    campaign = target.campaign
    closes = closes_for(campaign, target)
    korean, english = names[target.organisation_id]
    return {
        "title_ko": campaign.title_ko, "title_en": campaign.title_en or campaign.title_ko,
        "organisation_ko": korean, "organisation_en": english,
        "closes": moment(closes), "days": max(0, days_left(closes, timezone.now())),
        "sheets": target.sheets, "open": target.drafts + target.returned, "waiting": target.submitted,
        "address": address_of(campaign, target.organisation_id),
    }  # fmt: skip


def address_of(campaign: Campaign, organisation: str) -> str:
    """The page of one organisation in a campaign, for somebody who is elsewhere."""
    return f"{settings.GOTGAN_PUBLIC_ADDRESS}/survey/campaigns/{campaign.slug}/targets/{organisation}"


def _names_of(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    wanted = set(codes)
    if len(wanted) == 1:
        known = [organisations.get(wanted.pop())]
    else:
        known = [each for each in organisations.all_organisations() if each.code in wanted]
    return {each.code: (each.name, each.name_en or each.name) for each in known}


def _titles(sheets: Sequence[Sheet]) -> str:
    """The first title, and how many more there are."""
    return sheets[0].title + (f" (+{len(sheets) - 1})" if len(sheets) > 1 else "")


def _now_key() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S}"
