"""Which sheets the second wave asks everything, and why, as the survey manager's page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Sheet
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.queries.pages import campaign_by_slug
from gotgan.survey.rules.counts import confirmed_values
from gotgan.survey.rules.triage import GROUPS, may_open_rest, rules_of, say_reasons
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer

ROWS = 50
ALL = 2


@dataclass(frozen=True)
class Sorted:
    """One sheet: what the rules or a person say of it, why, and whether it is asked everything already."""

    sheet: str
    title: str
    organisation: Organisation
    passes: bool
    reasons: tuple[Words, ...]
    by_hand: str
    is_opened: bool


@dataclass(frozen=True)
class TriagePage:
    campaign: Campaign
    rules: tuple[tuple[str, tuple[Words, ...]], ...]
    is_own: bool
    rows: tuple[Sorted, ...]
    find: str
    only: str
    page: int
    has_more: bool


def triage_page(viewer: Viewer, slug: str, *, find: str = "", only: str = "", page: int = 1) -> TriagePage:
    """`only` by_hand: what a person decided. Three queries. Raises: NoSuchPage."""
    campaign = campaign_by_slug(viewer, slug)
    sheets = Sheet.objects.filter(target__campaign=campaign).select_related("target")
    if find:
        sheets = sheets.filter(title__icontains=find)
    if only == "by_hand":
        sheets = sheets.filter(pk__in=[*campaign.triage.get("include", ()), *campaign.triage.get("exclude", ())])
    shown = list(sheets.defer("contradictions").order_by("title", "pk")[(page - 1) * ROWS : page * ROWS + 1])
    bodies = {body.code: body for body in organisations.all_organisations()}
    rules = rules_of(campaign.triage)
    told = tuple(
        (group, tuple(Words(rule["ko"], rule["en"]) for rule in rules[group])) for group in GROUPS if rules.get(group)
    )
    return TriagePage(
        campaign, told, any(campaign.triage.get(group) for group in GROUPS),
        tuple(_sorted(campaign, sheet, bodies[sheet.target.organisation_id]) for sheet in shown[:ROWS]),
        find, only, page, len(shown) > ROWS,
    )  # fmt: skip


def _sorted(campaign: Campaign, sheet: Sheet, body: Organisation) -> Sorted:
    triage = campaign.triage
    decision = may_open_rest(triage, confirmed_values(sheet.answers), facts_of_sheet(sheet), sheet=sheet.pk)
    by_hand = next((name for name in ("exclude", "include") if sheet.pk in triage.get(name, ())), "")
    return Sorted(
        sheet.pk, sheet.title, body, bool(decision), say_reasons(triage, decision), by_hand, sheet.wave >= ALL
    )
