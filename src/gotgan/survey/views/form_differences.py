"""Differences between two versions of a questionnaire, side by side and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gotgan.survey.rules.versions import Difference
from gotgan.survey.words import ASPECTS, NOUNS, Lazy

CHANGES: Lazy = {
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Taken away"),
    "retired": gettext_lazy("Retired"),
    "restored": gettext_lazy("Asked again"),
    "changed": gettext_lazy("Changed"),
}
SHAPES = {"added": "good", "removed": "bad", "retired": "warn", "restored": "good", "changed": "plain"}


@dataclass(frozen=True)
class Line:
    """One difference as a row: what, which aspect, before and after as text."""

    key: str
    what: str
    shape: str
    aspect: str
    before: str
    after: str


def difference_rows(found: Iterable[Difference]) -> list[tuple[str, list[Line]]]:
    """Differences by kind of thing, in words."""
    groups: dict[str, list[Line]] = {}
    for each in found:
        line = Line(
            each.key, str(CHANGES[each.what]), SHAPES[each.what], str(ASPECTS.get(each.aspect, each.aspect)),
            _text(each.before), _text(each.after),
        )  # fmt: skip
        groups.setdefault(each.noun, []).append(line)
    return [(str(NOUNS[noun]), lines) for noun, lines in groups.items()]


def _text(value: Any) -> str:
    """A value of a document as a person reads it: both languages, lists with commas, objects as `key: value`."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        if set(value) <= {"ko", "en"}:
            return "\n".join(str(value.get(language, "")) for language in ("ko", "en"))
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        is_long = any(isinstance(each, Mapping) for each in value)
        return ("\n" if is_long else ", ").join(_text(each).replace("\n", " / ") for each in value)
    return str(value)
