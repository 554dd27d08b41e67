"""What was changed, dropped or only found: counted by step, column and reason, with a few examples."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 3
_LONGEST = 80
Key = tuple[str, str | None, str]
"""Step, column (None for the table), reason."""


@dataclass
class Noted:
    """`changed` counts cells (lines for encoding), `dropped` rows, `found` what was only reported."""

    changed: int = 0
    dropped: int = 0
    found: int = 0
    suggestion: str = ""
    examples: list[tuple[str, str]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Tally:
    """Mergeable: of two, the one of the earlier rows first, whose examples win."""

    noted: dict[Key, Noted] = field(default_factory=dict)

    def add(
        self, step: str, column: str | None, reason: str, *, changed: int = 0, dropped: int = 0, found: int = 0,
        suggestion: str = "", examples: Iterable[tuple[str, str]] = (), details: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        entry = self.noted.setdefault((step, column, reason), Noted())
        entry.changed += changed
        entry.dropped += dropped
        entry.found += found
        entry.suggestion = entry.suggestion or suggestion
        entry.details.update(details or {})
        for before, after in examples:
            if len(entry.examples) >= EXAMPLES:
                break
            if (before, after) not in entry.examples:
                entry.examples.append((before, after))

    def merge(self, other: Tally) -> Tally:
        """Counts add; this one's examples come first."""
        joined = Tally()
        for part in (self, other):
            for key, entry in part.noted.items():
                joined.add(
                    *key, changed=entry.changed, dropped=entry.dropped, found=entry.found,
                    suggestion=entry.suggestion, examples=entry.examples, details=entry.details,
                )  # fmt: skip
        return joined

    def changed_columns(self) -> list[str]:
        """Columns whose examples show values."""
        return list(dict.fromkeys(column for (_, column, _), entry in self.noted.items() if column and entry.examples))

    def steps(self, *, withheld: Container[str] = (), show: Callable[[str], str] = str) -> list[dict[str, Any]]:
        """The steps of the receipt; columns in `withheld` show no example, `show` says how others are written."""
        return [_step(key, entry, withheld, show) for key, entry in sorted(self.noted.items(), key=_order)]


ORDER = (
    "encoding", "header", "ragged", "merged", "totals", "duplicates", "unicode", "spaces", "sentinels", "missing",
    "dates", "numbers", "units", "codes", "phones", "addresses", "types", "formulas", "outliers", "wide", "near",
)  # fmt: skip


def _order(item: tuple[Key, Noted]) -> tuple[int, str]:
    """In the order of the work; within a step as met, which is the order of the columns."""
    step = item[0][0]
    return (ORDER.index(step) if step in ORDER else len(ORDER), step)


def _step(key: Key, entry: Noted, withheld: Container[str], show: Callable[[str], str]) -> dict[str, Any]:
    name, column, reason = key
    shown = [] if column in withheld else entry.examples
    step: dict[str, Any] = {
        "name": name, "column": column, "changed": entry.changed, "dropped": entry.dropped, "reason": reason,
        "examples": [{"before": short(show(before)), "after": short(show(after))} for before, after in shown],
    }  # fmt: skip
    if entry.found:
        step["found"] = entry.found
    if entry.suggestion:
        step["suggestion"] = entry.suggestion
    return step | ({} if column in withheld else entry.details)


def shape_of(text: str) -> str:
    """How a value is written, not the value: 가 for Hangul, A and a for letters, 9 for digits."""
    return "".join(map(_shape, text))


def _shape(character: str) -> str:
    if character.isdigit():
        return "9"
    if "가" <= character <= "힣":
        return "가"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    return character


def short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
