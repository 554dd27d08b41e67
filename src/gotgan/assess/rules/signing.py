"""What is signed, and that it is what the one who signs has seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotgan.terms.digest import canonical_json, sha256_of
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class Seen:
    """What somebody had before them, by sha256: the list, its minutes, and its objections where they matter."""

    document: str
    minutes: str
    objections: str | None = None


def minutes_hash(minutes: str) -> str:
    return sha256_of([minutes.encode()])


def objections_hash(lines: Sequence[Mapping[str, Any]]) -> str:
    """Of objections with their answers, as the archive holds them."""
    return sha256_of([canonical_json(list(lines))])


def check_seen(seen: Seen, now: Seen) -> None:
    """Raises: Invalid naming each thing that is not what was seen."""
    if changed := list(_changed(seen, now)):
        raise Invalid(*changed)


def _changed(seen: Seen, now: Seen) -> Iterator[Issue]:
    remedy = "look at it as it is now, and decide again"
    if seen.document != now.document:
        yield Issue("document", "the list was chosen anew since you opened the page", remedy)
    if seen.minutes != now.minutes:
        yield Issue("minutes", "somebody wrote the minutes anew since you opened the page", remedy)
    if seen.objections is not None and seen.objections != now.objections:
        yield Issue("objections", "objections or answers came in since you opened the page", remedy)
