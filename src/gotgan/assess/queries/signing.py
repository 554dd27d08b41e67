"""What of a version is signed, as it is now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gotgan.assess.models import ListVersion, Objection
from gotgan.assess.queries.carrying import carried_of
from gotgan.assess.rules.signing import Seen, minutes_hash, objections_hash


def seen_of(version: ListVersion) -> Seen:
    """What its page shows."""
    return Seen(version.document, minutes_hash(version.minutes), objections_hash(objection_lines(version)))


def objection_lines(version: ListVersion) -> list[dict[str, Any]]:
    """Objections to the version with their answers, then those granted to earlier ones: `version`, and `reason` where
    it is said why they are not met. Without names of persons."""
    own = [_line(each) for each in version.objections.all()]
    return own + [
        {**_line(each.objection), "version": each.objection.version.number, "reason": each.reason}
        for each in carried_of(version)
    ]  # fmt: skip


def _line(objection: Objection) -> dict[str, Any]:
    return {
        "organisation": objection.organisation_id, "dataset": objection.dataset, "side": objection.side,
        "text": objection.text, "at": _moment(objection.at), "answer": objection.answer, "effect": objection.effect,
        "answered_at": _moment(objection.answered_at),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
