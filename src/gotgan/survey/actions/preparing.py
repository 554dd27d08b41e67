"""Sheets made and renewed from what the inventory knows, one organisation at a time, batch by batch.

Doing it again makes nothing twice: a dataset has one sheet in a campaign, whoever answers for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory import queries as inventory
from gotgan.survey.actions.permission import viewer_of
from gotgan.survey.actions.sheets.opening import Desk
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.systems import learn_systems
from gotgan.survey.actions.tallies import bulk_store, lock_target
from gotgan.survey.models import Campaign, Sheet, Target
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.last import last_answers, last_declared
from gotgan.survey.rules.prefill import suggest
from gotgan.survey.rules.registers import KnownSystem
from gotgan.survey.rules.renewing import as_stored, renew_answers
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import Answer, CampaignState, DatasetFacts, FilledBy, SheetState

RENEWED = (SheetState.DRAFT, SheetState.RETURNED)
"""Whose suggestions are made anew; a sheet that was handed in is only checked again, a signed one is left alone."""
CHECKED = (*RENEWED, SheetState.SUBMITTED)
_STORES = frozenset({"sql", "folder", "sftp", "s3", "webdav", "httpindex", "scanfile"})
Last = Mapping[str, Mapping[str, Answer]]


@dataclass(frozen=True)
class Prepared:
    """Sheets new, renewed, and as they were; systems met for the first time."""

    made: int = 0
    renewed: int = 0
    same: int = 0
    systems: int = 0

    def __add__(self, other: Prepared) -> Prepared:
        return Prepared(
            self.made + other.made, self.renewed + other.renewed, self.same + other.same, self.systems + other.systems
        )

    def to_json(self) -> dict[str, int]:
        return {"made": self.made, "renewed": self.renewed, "same": self.same, "systems": self.systems}


@dataclass
class _Work:
    """One batch of one locked organisation. `siblings`: confirmed answers of its sheets by system."""

    desk: Desk
    last: Last
    here: dict[str, Sheet] = field(default_factory=dict)
    siblings: dict[str, list[dict[str, Answer]]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)


@transaction.atomic
def prepare_batch(*, target_id: int, facts: Sequence[DatasetFacts]) -> Prepared:
    """Make or renew the sheets of these datasets. Nothing once the campaign no longer runs."""
    desk = desk_of(target_id)
    if desk.campaign.state != CampaignState.OPEN:
        return Prepared()
    work = _begin(desk, [each.dataset for each in facts])
    sheets, made = [], 0
    for each in facts:
        sheet = work.here.get(each.dataset)
        if sheet is None and each.dataset not in work.elsewhere:
            sheet = Sheet(target=desk.target, dataset_id=each.dataset, created=desk.now)
            sheets.append(_filled(work, sheet, each))
            made += 1
        elif sheet is not None and sheet.state in CHECKED and _renew(work, sheet, each):
            sheets.append(sheet)
    _store(desk, sheets)
    systems = learn_systems({target_id: _systems_of(sheets)})
    done = Prepared(made, len(sheets) - made, len(facts) - len(sheets), systems)
    if sheets:
        audit.record(by=SYSTEM, action="survey.prepare_batch", subject=f"target:{target_id}", details=done.to_json())
    return done


def desk_of(target_id: int) -> Desk:
    """The organisation, locked, as the hub itself sits before it."""
    target = lock_target(target_id)
    target.campaign = Campaign.objects.select_related("previous").get(pk=target.campaign_id)
    return Desk(SYSTEM, viewer_of(SYSTEM), target, target.campaign, form_of(target.campaign.form_id))


def _begin(desk: Desk, datasets: Sequence[str]) -> _Work:
    work = _Work(desk, last_answers(desk.campaign, desk.form, datasets))
    for sheet in Sheet.objects.filter(target__campaign=desk.campaign, dataset__in=list(datasets)):
        if sheet.target_id == desk.target.pk:
            sheet.target = desk.target
            work.here[str(sheet.dataset_id)] = sheet
        else:
            work.elsewhere.add(str(sheet.dataset_id))
    work.elsewhere |= inventory.waiting_for_declared(datasets)  # it may be what a sheet speaks of already
    if desk.target.confirmed:
        for system, answers in desk.target.answer_sheets.exclude(system="").values_list("system", "answers"):
            kept = {key: Answer.from_json(each) for key, each in answers.items() if each.get("is_confirmed")}
            work.siblings.setdefault(system, []).append(kept)
    return work


def _filled(work: _Work, sheet: Sheet, facts: DatasetFacts) -> Sheet:
    suggested = suggest(work.desk.form, facts, work.last.get(facts.dataset), ())
    system = _system_in(suggested)
    if siblings := work.siblings.get(system):
        suggested = suggest(work.desk.form, facts, work.last.get(facts.dataset), siblings)
    sheet.title, sheet.system, sheet.facts = facts.title, system, facts.to_json()
    sheet.answers = renew_answers({}, suggested, 0)
    return sheet


def _renew(work: _Work, sheet: Sheet, facts: DatasetFacts) -> bool:
    """Whether anything is to be stored."""
    known = as_stored(facts.to_json())
    is_new = known != sheet.facts
    sheet.facts = known
    if sheet.state not in RENEWED:
        return is_new
    last = work.last.get(facts.dataset)
    suggested = suggest(work.desk.form, facts, last, work.siblings.get(sheet.system, ()))
    answers = renew_answers(sheet.answers, suggested, sheet.revision + 1)
    if answers != sheet.answers:
        sheet.answers, sheet.revision = answers, sheet.revision + 1
        if not sheet.answers.get("title_ko", {}).get("is_confirmed"):
            sheet.title = facts.title
        is_new = True
    return is_new


def _system_in(suggested: Mapping[str, Answer]) -> str:
    answer = suggested.get("information_system")
    return answer.value[:300] if answer is not None and isinstance(answer.value, str) else ""


def _store(desk: Desk, sheets: Sequence[Sheet]) -> None:
    if sheets:
        check_again(desk, sheets)
        bulk_store(desk.target.pk, sheets, form=desk.form)


def _systems_of(sheets: Iterable[Sheet]) -> list[KnownSystem]:
    found = {}
    for sheet in sheets:
        said: Any = sheet.answers.get("information_system") or {}
        if sheet.system and said.get("filled_by") != FilledBy.OFFICER:
            origin = "catalogue" if said.get("filled_by") == FilledBy.CATALOGUE_IMPORT else "inventory"
            found[sheet.system] = KnownSystem(sheet.system, origin=origin)
    return list(found.values())


@transaction.atomic
def prepare_rest(*, target_id: int, now: datetime) -> Prepared:
    """What no dataset leads to: data declared the last time, and sources in which nothing was found. Ends the
    preparing of the organisation."""
    desk = desk_of(target_id)
    if desk.campaign.state != CampaignState.OPEN:
        return Prepared()
    codes = [desk.organisation, *desk.target.merged]
    present = set(desk.target.answer_sheets.filter(dataset__isnull=True).values_list("title", "system"))
    sheets = []
    for title, system, last in last_declared(desk.campaign, desk.form, codes):
        if (title, system) not in present:
            present.add((title, system))
            made = Sheet(target=desk.target, title=title, system=system, created=desk.now)
            made.answers = renew_answers({}, suggest(desk.form, None, last), 0)
            sheets.append(made)
    _store(desk, sheets)
    systems = learn_systems({target_id: [each for code in codes for each in _empty_sources(code)]})
    Target.objects.filter(pk=target_id).update(prepared=now)
    done = Prepared(made=len(sheets), systems=systems)
    audit.record(by=SYSTEM, action="survey.prepare_rest", subject=f"target:{target_id}", details=done.to_json())
    return done


def _empty_sources(organisation: str) -> list[KnownSystem]:
    """Databases and stores that somebody named and in which no dataset was found: systems too, and silent ones."""
    return [
        KnownSystem(each.title, origin="inventory")
        for each in inventory.sources(organisation)
        if each.title.strip() and each.kind in _STORES and not each.datasets
    ]


@transaction.atomic
def keep_cursor(*, campaign_id: str, cursor: str) -> None:
    """Up to where changes of the inventory were looked at."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    campaign.scope = {**campaign.scope, "cursor": cursor}
    campaign.save(update_fields=["scope"])
