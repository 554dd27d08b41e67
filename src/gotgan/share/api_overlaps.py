"""Overlap candidates over the API, in the shape that `gotgan overlap` writes, with more keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema

from gotgan.inventory import queries as inventory
from gotgan.share import overlaps
from gotgan.share.overlaps import SeenEnd, SeenOverlap
from gotgan.share.parameters import WholeNumber

router = Router()
MOST_PER_PAGE = 100
GREATEST_ID = 2**63 - 1
Status = Literal["", "open", "confirmed", "refused", "weak"]
"""`open` waits for a person; `weak` is open as well, but waits for nobody."""
Relation = Literal["", "same_content", "same_schema", "joinable"]
"""Of terms.overlap, in the form that the description of the API is made from; "" is any."""


class End(Schema):
    path: str
    column: str | None
    organisation: str
    dataset: str
    version: str
    rows: int | None


class Found(Schema):
    relation: str
    score: float
    strength: str
    containment: float | None
    reasons: list[str]


class Decision(Schema):
    status: str
    verb: str
    reversed: bool
    reason: str
    by: str
    organisation: str
    role: str
    at: str


class Pair(Schema):
    id: int
    a: End
    b: End
    relation: str
    score: float
    strength: str
    containment: float | None
    relations: list[Found]
    reasons: list[str]
    suggestion: str | None
    status: str
    columns: list[dict[str, Any]]
    decisions: list[Decision]


class Pairs(Schema):
    pairs: list[Pair]


class Refusal(Schema):
    error: str


@router.get("", response={200: Pairs, 401: Refusal, 422: Refusal}, summary="Overlaps of the data you keep")
def list_overlaps(
    request: HttpRequest,
    status: Status = "",
    relation: Relation = "",
    page: WholeNumber = 1,
    page_size: WholeNumber = 50,
) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_signed_in:
        return 401, {"error": "send a token as `Authorization: Bearer TOKEN`"}
    size = min(max(page_size, 1), MOST_PER_PAGE)
    after = (min(max(page, 1), 10_000) - 1) * size
    found = overlaps.list_overlaps(viewer, status=status, relation=relation, limit=size, after=after)
    return {"pairs": [pair_document(each) for each in found]}


@router.get("/{overlap_id}", response={200: Pair, 404: Refusal, 422: Refusal}, summary="One overlap")
def get_overlap(request: HttpRequest, overlap_id: Annotated[WholeNumber, Path(ge=1, le=GREATEST_ID)]) -> Any:
    try:
        return pair_document(overlaps.get_overlap(request.viewer, overlap_id))  # type: ignore[attr-defined]
    except inventory.NoSuchOverlap as error:
        return 404, {"error": str(error)}


def pair_document(seen: SeenOverlap) -> dict[str, Any]:
    """`a.path` is `organisation/dataset:table`, the organisation's code alone where the dataset is not yours."""
    pair = seen.pair
    return {
        "id": pair.id,
        "a": _end(seen.a),
        "b": _end(seen.b),
        "relation": pair.relation,
        "score": pair.score,
        "strength": pair.strength,
        "containment": pair.containment,
        "relations": list(pair.relations),
        "reasons": [reason for each in pair.relations for reason in each["reasons"]],
        "suggestion": pair.suggested or None,
        "status": str(pair.status),
        "columns": list(pair.columns),
        "decisions": [
            {
                "status": each.status, "verb": each.verb, "reversed": each.is_reversed, "reason": each.reason,
                "by": who.label, "organisation": who.organisation.code if who.organisation else "", "role": who.role,
                "at": each.at.isoformat(),
            }
            for each, who in zip(pair.decisions, seen.deciders, strict=True)
        ],
    }  # fmt: skip


def _end(seen: SeenEnd) -> dict[str, Any]:
    return {
        "path": f"{seen.address}:{seen.table}" if seen.is_known else seen.organisation.code,
        "column": None,
        "organisation": seen.organisation.code,
        "dataset": seen.address,
        "version": seen.end.version_id if seen.is_known else "",
        "rows": seen.end.rows,
    }
