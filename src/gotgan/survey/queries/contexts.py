"""What the checks of a sheet look at besides its answers: the last wave, linked sheets, what a scan had said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from gotgan.organisations import queries as organisations
from gotgan.survey.models import AnswerChange, Campaign, Sheet
from gotgan.survey.queries.endpoints import results_of
from gotgan.survey.queries.last import last_answers
from gotgan.survey.rules.checks import CheckContext, LinkedSheet
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import confirmed_values, is_confirmed, is_empty, values_of
from gotgan.survey.rules.endpoints import addresses_in
from gotgan.terms.questionnaire import Questionnaire
from gotgan.terms.survey import DatasetFacts, FilledBy


def contexts_of(
    sheets: Sequence[Sheet], campaign: Campaign, form: Questionnaire, today: date
) -> dict[str, CheckContext]:
    """By sheet, as its answers stand in memory; five queries, however many sheets, fewer for those not stored yet."""
    last = last_answers(campaign, form, [sheet.dataset_id for sheet in sheets if sheet.dataset_id])
    linked = _linked(sheets)
    scanned = _scanned(sheets)
    asked = results_of({address for sheet in sheets for address in addresses_in(sheet.answers)})
    return {
        sheet.pk: CheckContext(
            today=today,
            asked=frozenset(item.key for item in _shown(form, sheet)),
            waiting=frozenset(
                key for key, each in sheet.answers.items() if not is_confirmed(each) and not is_empty(each["value"])
            ),
            scanned=scanned[sheet.pk],
            last=confirmed_values(last.get(sheet.dataset_id or "", {})),
            linked=tuple(linked.get(sheet.pk, ())),
            endpoints=asked,
        )
        for sheet in sheets
    }


def _shown(form: Questionnaire, sheet: Sheet) -> Iterable[Any]:
    return shown_items(form, values_of(sheet.answers), facts_of_sheet(sheet), sheet.wave)


def facts_of_sheet(sheet: Sheet) -> DatasetFacts | None:
    """Read once from the document that the sheet holds: checks and counts ask for it one after another."""
    kept = vars(sheet).get("_facts_read")
    if kept is None or kept[0] is not sheet.facts:
        kept = sheet.facts, DatasetFacts.from_json(sheet.facts) if sheet.facts else None
        vars(sheet)["_facts_read"] = kept
    found: DatasetFacts | None = kept[1]
    return found


def _linked(sheets: Sequence[Sheet]) -> dict[str, list[LinkedSheet]]:
    """Sheets of other bodies that are said to be of the same data, whichever side said so."""
    keys = [sheet.pk for sheet in sheets if not sheet._state.adding]  # nobody can have named a new one
    firsts = {sheet.pk: sheet.same_as_id for sheet in sheets if sheet.same_as_id}
    if not (keys or firsts):
        return {}
    rows = list(
        Sheet.objects.filter(Q(same_as__in=keys) | Q(pk__in=firsts.values()) | Q(same_as__in=firsts.values()))
        .select_related("target__organisation")
        .order_by("pk")
    )
    found: dict[str, list[LinkedSheet]] = {}
    for sheet in sheets:
        group = firsts.get(sheet.pk, sheet.pk)
        for row in rows:
            if row.pk != sheet.pk and group in (row.pk, row.same_as_id):
                found.setdefault(sheet.pk, []).append(_as_linked(row))
    return found


def _as_linked(row: Sheet) -> LinkedSheet:
    body = organisations.get(row.target.organisation_id)
    return LinkedSheet(row.pk, body.code, body.name, confirmed_values(row.answers))


def _scanned(sheets: Sequence[Sheet]) -> dict[str, dict[str, Any]]:
    """What a scan suggested, item by item: it stays evidence when a person corrected it."""
    found: dict[str, dict[str, Any]] = {sheet.pk: {} for sheet in sheets}
    stored = [sheet.pk for sheet in sheets if not sheet._state.adding]
    rows = AnswerChange.objects.filter(sheet__in=stored).order_by("-pk")
    for key, item, before in rows.values_list("sheet_id", "item", "before") if stored else ():
        if before and before["filled_by"] == FilledBy.SCAN:
            found[key][item] = before["value"]
    for sheet in sheets:
        found[sheet.pk] |= {
            key: each["value"]
            for key, each in sheet.answers.items()
            if each["filled_by"] == FilledBy.SCAN and not is_empty(each["value"])
        }
    return found
