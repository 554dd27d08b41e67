"""What a sheet looks like once the inventory knows more: confirmed answers stay, suggestions are made anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gotgan.survey.rules.counts import is_confirmed
from gotgan.terms.survey import Answer, FilledBy

_PEOPLE = (FilledBy.OFFICER, FilledBy.APPROVER)


def renew_answers(
    stored: Mapping[str, Mapping[str, Any]], suggested: Mapping[str, Answer], revision: int
) -> dict[str, dict[str, Any]]:
    """The answers as a sheet keeps them. What a person confirmed, wrote or emptied stays as it is.

    A suggestion that says the same keeps its revision, so that nobody's open page is in conflict for nothing; one
    that changed, or goes, has `revision`.
    """
    renewed: dict[str, dict[str, Any]] = {}
    for key, before in stored.items():
        if is_a_persons(before):
            renewed[key] = dict(before)
    for key, answer in suggested.items():
        if key in renewed:
            continue
        said = answer.to_json() | {"revision": revision}
        standing = stored.get(key)
        if standing is not None and _without_revision(standing) == _without_revision(as_stored(said)):
            said = dict(standing)
        renewed[key] = said
    return renewed


def as_stored(document: Any) -> Any:
    """As it comes back out of the database: tuples are lists there."""
    return json.loads(json.dumps(document))


def is_a_persons(answer: Mapping[str, Any]) -> bool:
    """Confirmed by somebody, or written or emptied by somebody; not what an officer said of another dataset."""
    is_of_sibling = any(each.get("kind") == "sibling" for each in list(answer.get("evidence") or ())[:1])
    is_written = answer.get("filled_by") in _PEOPLE and not is_of_sibling
    return is_confirmed(answer) or bool(answer.get("by")) or is_written


def _without_revision(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "revision"}
