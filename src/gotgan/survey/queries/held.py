"""What the row of a sheet holds, read once: answers, items asked and needed, gaps, contradictions, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.survey.models import AnswerChange, Reply, Sheet
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.queries.forms import form_of
from gotgan.survey.rules.answering import find_gaps
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import needed_items, values_of
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Item, Questionnaire, Scope
from gotgan.terms.survey import Answer, DatasetFacts


@dataclass(frozen=True)
class Held:
    """What the sheet's row gives, read once."""

    row: Sheet
    form: Questionnaire
    facts: DatasetFacts | None
    answers: dict[str, Answer]
    shown: frozenset[str]
    needed: frozenset[str]


def hold(row: Sheet) -> Held:
    """`row` with its target and campaign read."""
    form, facts = form_of(row.target.campaign.form_id), facts_of_sheet(row)
    shown = shown_items(form, values_of(row.answers), facts, row.wave)
    answers = {key: Answer.from_json(each) for key, each in row.answers.items()}
    needed = frozenset(item.key for item in needed_items(shown, row.answers))
    return Held(row, form, facts, answers, frozenset(item.key for item in shown), needed)


def asked_of(held: Held) -> tuple[Item, ...]:
    """Items of this wave, also those that a condition hides: their place is on the page, so they can appear.

    What only a scan knows and none found is left out, unless it takes part in a contradiction.
    """
    disputed = {key for each in held.row.contradictions for key in each["items"]}
    found = []
    for item in held.form.of_scope(Scope.DATASET):
        is_of_wave = held.row.wave > 1 or item.is_first_wave
        if is_of_wave and (item.key in held.needed or item.key not in held.shown or item.key in disputed):
            found.append(item)
    return tuple(found)


def most_severe_first(row: Sheet) -> tuple[Mapping[str, Any], ...]:
    """Its contradictions: those without a reply before those with one, blocking ones first."""
    return tuple(sorted(row.contradictions, key=lambda each: (bool(each.get("reply")), each["severity"] != "block")))


def gaps_of(held: Held) -> tuple[Issue, ...]:
    """What still keeps the sheet from being handed in."""
    shown = [item for item in held.form.of_scope(Scope.DATASET) if item.key in held.shown]
    return find_gaps(shown, held.row.answers, held.row.contradictions)


def corrected_in(row: Sheet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What stood before a person's correction, where it had evidence: the first such change of an item."""
    keys = [key for key, answer in answers.items() if answer.changed_from is not None]
    if not keys:
        return {}
    found: dict[str, Answer] = {}
    for item, before in AnswerChange.objects.filter(sheet=row, item__in=keys).values_list("item", "before"):
        if before and before["evidence"] and not before["is_confirmed"] and item not in found:
            found[item] = Answer.from_json(before)
    return found


def outlived_of(row: Sheet) -> tuple[Reply, ...]:
    """Replies whose facts changed since: they are shown, and count no longer."""
    held = {(each["check"], each["key"]) for each in row.contradictions}
    checks = {each["check"] for each in row.contradictions}
    return tuple(
        each for each in Reply.objects.filter(sheet=row, check_id__in=checks) if (each.check_id, each.key) not in held
    )
