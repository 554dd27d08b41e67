"""A check's thresholds as a person edits them: a number, a list (one a line), a table (`key = values` a line)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import IdentifierKind
from gotgan.terms.questionnaire import Questionnaire, Words

NUMBER, LIST, TABLE = "number", "list", "table"
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
_SIGNS = "=,/\n"
"""What parts a table's text: a value with one of them is edited in the file only."""


@dataclass(frozen=True)
class Threshold:
    """One setting of a check. `known`: the words it may hold; empty when any may stand there."""

    name: str
    note: Words
    shape: str
    text: str
    known: tuple[str, ...] = ()


def thresholds_of(form: Questionnaire, policy: Mapping[str, Any]) -> tuple[Threshold, ...]:
    """The settings of a check's policy that can be written as text without loss."""
    found = []
    for name, entry in policy.items():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        shape = shape_of(value)
        if shape:
            note = Words(str(entry.get("ko", name)), str(entry.get("en", name)))
            known = tuple(sorted(known_words(form, _words_in(value))))
            found.append(Threshold(name, note, shape, write_threshold(value), known))
    return tuple(found)


def shape_of(value: Any) -> str:
    """ "" for what is not edited as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return NUMBER
    if isinstance(value, list) and all(_is_word(each, "\n") for each in value):
        return LIST
    if isinstance(value, Mapping) and value and all(_is_word(key, "=\n") for key in value):
        return TABLE if _cells_of(value) else ""
    return ""


def write_threshold(value: Any) -> str:
    """The value as text; see `read_threshold`."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {_write_cell(cell)}".strip() for key, cell in value.items())
    return "\n".join(value) if isinstance(value, list) else f"{value}"


def read_threshold(form: Questionnaire, place: str, before: Any, text: str) -> Any:
    """The value that a text stands for, of the shape that the setting has. Raises: Invalid."""
    shape = shape_of(before)
    if shape == NUMBER:
        return _number(place, text.strip().replace(",", ""))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    value = list(dict.fromkeys(lines)) if shape == LIST else _table(place, before, lines)
    known = known_words(form, _words_in(before))
    strange = [word for word in _words_in(value) if known and word not in known]
    if strange:
        raise Invalid(*(Issue(place, f"{word} is no word of it", "write one of those named above") for word in strange))
    return value


def known_words(form: Questionnaire, words: Iterable[str]) -> frozenset[str]:
    """All words of those lists (codes, item keys, kinds of identifiers) that hold every one of these; none: free."""
    used = frozenset(words)
    if not used:
        return frozenset()
    lists = [frozenset(code.code for code in each.codes) for each in form.code_lists.values()]
    lists += [frozenset(item.key for item in form.items), frozenset(map(str, IdentifierKind))]
    return frozenset().union(*(each for each in lists if used <= each))


def _number(place: str, text: str) -> int | float:
    try:
        return _cell_number(text)
    except ValueError:
        raise Invalid(Issue(place, "it is not a number", "write digits, as in 12.5")) from None


def _table(place: str, before: Mapping[str, Any], lines: Iterable[str]) -> dict[str, Any]:
    read, table = _cells_of(before), dict[str, Any]()
    assert read is not None  # its shape was looked at
    for line in lines:
        key, sign, cell = (part.strip() for part in line.partition("="))
        if not sign or not key:
            raise Invalid(Issue(place, "a line has no =", "write it as in key = value"))
        try:
            table[key] = read(cell)
        except ValueError:
            raise Invalid(Issue(place, f"the value of {key} does not fit", "write it as the other lines are")) from None
    if not table:
        raise Invalid(Issue(place, "it is empty", "leave one line at least"))
    return table


def _cells_of(table: Mapping[str, Any]) -> Callable[[str], Any] | None:
    """How the cells of a table are read: all numbers, all words, all lists of words, or all lists of pairs."""
    cells = list(table.values())
    if all(shape_of(cell) == NUMBER for cell in cells):
        return _cell_number
    if all(_is_word(cell) for cell in cells):
        return _cell_word
    if all(isinstance(cell, list) and all(_is_word(each) for each in cell) for cell in cells):
        return _parts_of
    if all(isinstance(cell, list) and cell and all(map(_is_pair, cell)) for cell in cells):
        return _pairs_of
    return None


def _cell_number(text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text) if "." in text else int(text)


def _cell_word(text: str) -> str:
    if not _is_word(text):
        raise ValueError(text)
    return text


def _is_pair(cell: Any) -> bool:
    return isinstance(cell, list) and len(cell) == 2 and all(_is_word(each) for each in cell)


def _is_word(value: Any, signs: str = _SIGNS) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip() and not set(signs) & set(value)


def _parts_of(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pairs_of(text: str) -> list[list[str]]:
    pairs = [[each.strip() for each in part.split("/")] for part in _parts_of(text)]
    if not pairs or not all(map(_is_pair, pairs)):
        raise ValueError(text)
    return pairs


def _write_cell(cell: Any) -> str:
    if isinstance(cell, list):
        return ", ".join(" / ".join(each) if isinstance(each, list) else each for each in cell)
    return f"{cell}"


def _words_in(value: Any) -> list[str]:
    """The entries of a list; the keys of a table, whose cells are judged by the check itself."""
    return list(value) if isinstance(value, list | Mapping) else []
