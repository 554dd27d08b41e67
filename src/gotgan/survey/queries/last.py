"""What was answered in the campaign before, in the items and codes of this one's questionnaire."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gotgan.survey.models import Campaign, Sheet
from gotgan.survey.queries.versions import forms_between
from gotgan.survey.rules.mapping import map_through
from gotgan.terms.questionnaire import Questionnaire
from gotgan.terms.survey import Answer


def last_answers(campaign: Campaign, form: Questionnaire, datasets: Collection[str]) -> dict[str, dict[str, Answer]]:
    """Confirmed answers by dataset; two queries. Of two sheets of one dataset the one with more of them."""
    if campaign.previous_id is None or not datasets:
        return {}
    rows = Sheet.objects.filter(target__campaign=campaign.previous_id, dataset__in=list(datasets))
    carry = _carrier(campaign, form)
    found: dict[str, dict[str, Answer]] = {}
    for dataset, answers in rows.order_by("pk").values_list("dataset_id", "answers").iterator(chunk_size=200):
        carried = carry(answers)
        if len(carried) > len(found.get(str(dataset), {})):
            found[str(dataset)] = carried
    return found


def last_declared(
    campaign: Campaign, form: Questionnaire, codes: Iterable[str]
) -> Iterator[tuple[str, str, dict[str, Answer]]]:
    """Data that the organisation declared itself the last time and no inventory knows: title, system, answers."""
    if campaign.previous_id is None:
        return
    rows = Sheet.objects.filter(
        target__campaign=campaign.previous_id, target__organisation__in=list(codes), dataset__isnull=True
    )
    carry = _carrier(campaign, form)
    for title, system, answers in rows.order_by("title", "pk").values_list("title", "system", "answers"):
        yield title, system, carry(answers)


def _carrier(campaign: Campaign, form: Questionnaire) -> Any:
    assert campaign.previous is not None
    return partial(_carried, forms_between(campaign.previous.form_id, form, campaign.form_id))


def _carried(forms: Sequence[Questionnaire], answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    confirmed = {key: Answer.from_json(each) for key, each in answers.items() if each.get("is_confirmed")}
    return map_through(forms, confirmed).answers
