"""The items of a document: kinds, parts, code lists and conditions must fit together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gotgan.survey.rules.conditions import check_conditions
from gotgan.survey.rules.form_reader import Reader
from gotgan.terms.questionnaire import RESERVED, CodeList, Fill, Item, Kind, Part, Scope, Section

TYPES = {"url[]": Kind.URLS, "file[]": Kind.FILES}
"""Types that a document writes otherwise than their kind is called; codes are `code:list` and `codes:list`."""
CODED = (Kind.CODE, Kind.CODES)
WITH_PARTS = (Kind.TABLE, Kind.GROUP)
_NUMBER = re.compile(r"[A-Z][0-9]{2}")

Lists = Mapping[str, CodeList]


def type_text(kind: Kind, code_list: str = "") -> str:
    """A kind as a document writes it."""
    if kind in CODED:
        return f"{kind}:{code_list}"
    return next((text for text, known in TYPES.items() if known is kind), str(kind))


def read_items(
    document: Mapping[str, Any], sections: tuple[Section, ...], lists: Lists, reader: Reader
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items in use, and the keys of those that were retired."""
    rows = reader.rows(document, "items", "items")
    items = tuple(_read_item(row, lists, reader) for row in rows)
    reader.once((item.key for item in items), "item", "key")
    retired = tuple(item.key for item, row in zip(items, rows, strict=True) if row.get("retired"))
    used = tuple(item for item in items if item.key not in retired)
    reader.once((item.number for item in used), "number", "number")
    _check_sections(used, sections, reader)
    reader.issues.extend(check_conditions(used))
    return used, retired


def _read_item(row: Mapping[str, Any], lists: Lists, reader: Reader) -> Item:
    key = reader.key(row, "key", "items")
    place = f"item {key}"
    kind, code_list = _read_type(row, place, lists, reader)
    number = str(row.get("number", ""))
    if not _NUMBER.fullmatch(number):
        reader.refuse(place, "its number is not a letter and two digits", "write it as in A01")
    if key in RESERVED:
        reader.refuse(place, "the key is reserved", "choose another one")
    return Item(
        key=key,
        number=number,
        section=number[:1],
        label=reader.words(row, "label", place),
        question=reader.words(row, "question", place),
        fill=_read_fill(row, place, reader),
        kind=kind,
        code_list=code_list,
        codes=_read_codes(row, place, lists.get(code_list), reader),
        parts=_read_parts(row, place, kind, lists, reader),
        is_first_wave=bool(row.get("first_wave", False)),
        scope=_read_scope(row, place, reader),
        shown_if=row.get("shown_if"),
        is_read_only=bool(row.get("read_only", False)),
    )


def _read_type(row: Mapping[str, Any], place: str, lists: Lists, reader: Reader) -> tuple[Kind, str]:
    name, _, code_list = str(row.get("type", "")).partition(":")
    kind = TYPES.get(name) or (Kind(name) if name in set(Kind) else None)
    if kind is None:
        reader.refuse(place, "its type is not known", "choose one of the list")
        return Kind.TEXT, ""
    if (kind in CODED) != bool(code_list):
        reader.refuse(place, "a type with codes names a code list, and no other does", "write it as in code:modality")
    elif code_list and code_list not in lists:
        reader.refuse(place, "its code list is not there", "add the list or choose another one")
    return kind, code_list


def _read_codes(row: Mapping[str, Any], place: str, code_list: CodeList | None, reader: Reader) -> tuple[str, ...]:
    codes = reader.texts(row, "codes", place)
    if code_list and not all(code_list.find(code) for code in codes):
        reader.refuse(place, "it narrows its list to a code that is not in it")
    return codes


def _read_fill(row: Mapping[str, Any], place: str, reader: Reader) -> tuple[Fill, ...]:
    names = reader.texts(row, "fill", place)
    if not names or not set(names) <= set(Fill):
        reader.refuse(place, "it does not say who fills it", "name scan, prefill or human")
    return tuple(fill for fill in Fill if fill in names)


def _read_scope(row: Mapping[str, Any], place: str, reader: Reader) -> Scope:
    name = row.get("scope", Scope.DATASET)
    if name not in set(Scope):
        reader.refuse(place, "its scope is not known", "name dataset, system or organisation")
        return Scope.DATASET
    return Scope(name)


def _read_parts(row: Mapping[str, Any], place: str, kind: Kind, lists: Lists, reader: Reader) -> tuple[Part, ...]:
    rows = reader.rows(row, "parts", place)
    if (kind in WITH_PARTS) != bool(rows):
        reader.refuse(place, "a table or a group has parts, and no other kind has", "add a part or change the type")
    parts = tuple(_read_part(each, place, lists, reader) for each in rows)
    reader.once((part.key for part in parts), place, "part")
    return parts


def _read_part(row: Mapping[str, Any], place: str, lists: Lists, reader: Reader) -> Part:
    key = reader.key(row, "key", place)
    here = f"{place} {key}"
    kind, code_list = _read_type(row, here, lists, reader)
    if kind in WITH_PARTS:
        reader.refuse(here, "a part cannot have parts itself", "choose another type")
    codes = _read_codes(row, here, lists.get(code_list), reader)
    return Part(key, reader.words(row, "label", here), kind, code_list, codes)


def _check_sections(items: tuple[Item, ...], sections: tuple[Section, ...], reader: Reader) -> None:
    letters = {section.letter for section in sections}
    for item in items:
        if item.section not in letters:
            reader.refuse(f"item {item.key}", "its section is not there", "add the section or change the number")
