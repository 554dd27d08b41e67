"""Letters that go out by mail, whichever room writes them: in Korean and English in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LetterState(StrEnum):
    """`unclear`: handed over, and no answer came; sent again only if a person says so."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class NewLetter:
    """One letter to one person. `key` (at most 120 characters) makes it unique: written again it is none."""

    key: str
    kind: str
    person_id: int
    subject: str
    body: str


@dataclass(frozen=True)
class Said:
    """A letter's subject and body; in one language, `{name}` places are filled by `in_both`."""

    subject: str
    body: str


_LINE = "\n\n----------\n\n"


def in_both(korean: Said, english: Said, values: Mapping[str, object]) -> Said:
    """Both languages in one letter. Raises: KeyError when a place has no value."""
    subject = f"{_filled(korean.subject, values)} / {_filled(english.subject, values)}"
    body = _filled(korean.body, values) + _LINE + _filled(english.body, values) + "\n"
    return Said(" ".join(subject.split()), body)


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Only our own text is a template: what is put in is never read as one."""
    return text.format_map({name: str(value) for name, value in values.items()})
