"""How often each dataset was asked for, as its organisation answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gotgan.survey.models import Sheet
from gotgan.terms.survey import SheetState


def requests_of(dataset_ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """{dataset: (sheet, requests received and matching demand)} of the newest accepted sheet that states one; one
    query. A dataset that nobody answered for is left out."""
    rows = Sheet.objects.filter(state=SheetState.ACCEPTED, dataset__isnull=False).order_by("signed", "pk")
    wanted, found = set(dataset_ids), {}
    for sheet, dataset, answers in rows.values_list("pk", "dataset_id", "answers").iterator(chunk_size=200):
        if dataset in wanted and (count := _counted(answers)) is not None:
            found[str(dataset)] = (sheet, count)
    return found


def _counted(answers: Mapping[str, Mapping[str, Any]]) -> int | None:
    received = _rows(answers, "requests")
    tickets = _rows(answers, "demand_tickets")
    if received is None and tickets is None:
        return None
    asked = sum(row["received"] for row in received or () if isinstance(row.get("received"), int))
    return asked + sum(row.get("fits") is True for row in tickets or ())


def _rows(answers: Mapping[str, Mapping[str, Any]], item: str) -> list[Mapping[str, Any]] | None:
    """The rows of a confirmed table; None where it is not answered with one."""
    answer = answers.get(item) or {}
    value = answer.get("value")
    if not answer.get("is_confirmed") or not isinstance(value, list):
        return None
    return [row for row in value if isinstance(row, Mapping)]
