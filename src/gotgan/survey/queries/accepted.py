"""Confirmed answers of accepted sheets, for the rooms that judge a dataset by them."""

from __future__ import annotations

from collections.abc import Iterable

from gotgan.survey.models import Sheet
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
