"""Confirmed answers of accepted sheets, for the rooms that judge a dataset by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Q, When

from gotgan.survey.models import Sheet
from gotgan.survey.queries.forms import form_of
from gotgan.terms.questionnaire import Questionnaire, Words
from gotgan.terms.survey import Answer, SheetState


def accepted_answers(dataset_ids: Iterable[str]) -> dict[str, dict[str, Answer]]:
    """By dataset, those of its newest accepted sheet by item of the questionnaire; one query. Of sheets that were
    called back, none: the record they left says so."""
    rows = Sheet.objects.filter(dataset__in=list(dataset_ids), state=SheetState.ACCEPTED).order_by("-updated", "pk")
    found: dict[str, dict[str, Answer]] = {}
    for dataset, answers in rows.values_list("dataset_id", "answers").iterator(chunk_size=100):
        if str(dataset) not in found:
            confirmed = {item: each for item, each in answers.items() if each.get("is_confirmed")}
            found[str(dataset)] = {item: Answer.from_json(each) for item, each in confirmed.items()}
    return found


@dataclass(frozen=True)
class AnsweredSheet:
    """A dataset's sheet with the questionnaire its answers are in. `is_accepted`: its confirmed answers count."""

    id: str
    organisation: str
    form: Questionnaire
    campaign_title: Words
    is_accepted: bool
    answers: Mapping[str, Answer]


def answered_sheet(dataset_id: str) -> AnsweredSheet | None:
    """The newest accepted sheet of the dataset, else the newest one; None where it never was in a campaign."""
    rows = Sheet.objects.filter(dataset=dataset_id).select_related("target__campaign")
    accepted = Q(state=SheetState.ACCEPTED)
    row = rows.annotate(counts=Case(When(accepted, then=1), default=0)).order_by("-counts", "-updated", "pk").first()
    if row is None:
        return None
    campaign, is_accepted = row.target.campaign, row.state == SheetState.ACCEPTED
    answers = {key: Answer.from_json(each) for key, each in row.answers.items() if each.get("is_confirmed")}
    return AnsweredSheet(
        row.pk, str(row.target.organisation_id), form_of(campaign.form_id), Words(campaign.title_ko, campaign.title_en),
        is_accepted, answers if is_accepted else {},
    )  # fmt: skip
