"""A choice as the JSON of `gotgan select`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gotgan.engine.select.shapes import Cause, Change, Choice, Infeasible


def document_of(choice: Choice) -> dict[str, Any]:
    return {
        "objective": choice.objective,
        "bound": choice.bound,
        "gap": choice.gap,
        "members": [
            {"id": each.id, "mode": each.mode, "score": each.score, "value": each.value, "class": each.standing,
             "acceptability": each.acceptability, **_why(each.causes)}
            for each in choice.members
        ],
        "rejected": [
            {"id": each.id, "score": each.score, "class": each.standing, "acceptability": each.acceptability,
             **_why(each.causes), "least_change": _changes(each.least_change),
             "alone": _changes(each.alone)}
            for each in choice.rejected
        ],
        "constraints": [{"name": each.name, "slack": each.slack, "price": each.price} for each in choice.constraints],
        "infeasible": choice.infeasible and _infeasible(choice.infeasible),
        "notes": list(choice.notes),
    }  # fmt: skip


def _infeasible(found: Infeasible) -> dict[str, Any]:
    told: dict[str, Any] = {
        "conflict": list(found.conflict),
        "relaxation": [{"name": each.name, "from": each.before, "to": each.after} for each in found.relaxation],
    }
    return told | ({"not_proven": list(found.not_proven)} if found.not_proven else {})


def _why(causes: Sequence[Cause]) -> dict[str, Any]:
    return {
        "reasons": [cause.text for cause in causes],
        "causes": [{"kind": cause.kind, "name": cause.name} for cause in causes],
    }


def _changes(changes: Sequence[Change] | None) -> list[dict[str, Any]] | None:
    if changes is None:
        return None
    return [{"column": each.column, "from": each.before, "to": each.after} for each in changes]
