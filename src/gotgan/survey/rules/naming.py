"""Names behind codes of institutions: the list is a register elsewhere, so a form brings none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gotgan.terms.questionnaire import RESERVED, Code, CodeList, Item, Part, Questionnaire, Words

INSTITUTIONS = "institution"
"""The open code list of the questionnaire that the registry of organisations answers."""


def institutions_in(item: Item | Part, value: Any) -> frozenset[str]:
    """The codes of institutions in an answer, in a column of its rows too."""
    return frozenset(code for code in _codes(item, value) if code not in RESERVED)


def _codes(item: Item | Part, value: Any) -> Iterator[str]:
    if item.code_list == INSTITUTIONS:
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))
    for part in getattr(item, "parts", ()):
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, Mapping) and row.get(part.key):
                yield from _codes(part, row[part.key])


def with_institutions(form: Questionnaire, names: Mapping[str, Words]) -> Questionnaire:
    """The form with these institutions on its open list, each as "name (code)"; the list stays open."""
    if not names or INSTITUTIONS not in form.code_lists:
        return form
    codes = tuple(Code(code, named(code, words)) for code, words in sorted(names.items()))
    return replace(form, code_lists={**form.code_lists, INSTITUTIONS: CodeList(INSTITUTIONS, codes, is_open=True)})


def named(code: str, words: Words) -> Words:
    """The name in each language with the code behind it; the other language's where one is missing."""
    return Words(f"{words.ko or words.en} ({code})", f"{words.en or words.ko} ({code})")
