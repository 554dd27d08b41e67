"""Code lists, checks and the mapping from the version before, as they stand in a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.survey.rules.checks import policy_issues
from gotgan.survey.rules.form_reader import CODE, Reader
from gotgan.terms.questionnaire import Check, Code, CodeList
from gotgan.terms.survey import Severity

SEPARATORS = (";", "|", "\n")
"""A label may not hold them: lists and rows are written with them in a cell."""


def read_code_lists(document: Mapping[str, Any], reader: Reader) -> dict[str, CodeList]:
    rows = reader.rows(document, "code_lists", "code lists")
    lists = [_read_list(row, reader) for row in rows]
    reader.once((each.name for each in lists), "code list", "name")
    found = {each.name: each for each in lists}
    _check_suggestions(found, reader)
    return found


def _read_list(row: Mapping[str, Any], reader: Reader) -> CodeList:
    name = reader.key(row, "name", "code lists")
    place = f"code list {name}"
    codes = tuple(_read_code(each, place, reader) for each in reader.rows(row, "codes", place))
    is_open = bool(row.get("open", False))
    if is_open and codes:
        reader.refuse(place, "an open list names no codes", "take them away or close the list")
    if not is_open and not any(not code.is_retired for code in codes):
        reader.refuse(place, "it has no codes", "add one")
    reader.once((code.code for code in codes), place, "code")
    reader.once((code.label.ko for code in codes), place, "Korean label")
    reader.once((code.label.en for code in codes), place, "English label")
    return CodeList(name, codes, is_open)


def _read_code(row: Mapping[str, Any], place: str, reader: Reader) -> Code:
    code = reader.key(row, "code", place, CODE)
    here = f"{place} {code}"
    label = reader.words(row, "label", here)
    if any(mark in text for mark in SEPARATORS for text in (label.ko, label.en)):
        reader.refuse(here, "its label holds a semicolon, a bar or a line break", "write it without")
    return Code(
        code=code,
        label=label,
        excludes=bool(row.get("excludes", False)),
        suggests=reader.texts(row, "suggests", here),
        note=str(row.get("note", "")),
        group=str(row.get("group", "")),
        explanation=reader.words(row, "explanation", here) if "explanation" in row else None,
        is_retired=bool(row.get("retired", False)),
    )


def _check_suggestions(lists: Mapping[str, CodeList], reader: Reader) -> None:
    known = {code.code for each in lists.values() for code in each.codes}
    for each in lists.values():
        for code in each.codes:
            if not set(code.suggests) <= known:
                reader.refuse(f"code list {each.name} {code.code}", "it suggests a code that is in no list")


def read_checks(document: Mapping[str, Any], known: Mapping[str, Any], reader: Reader) -> tuple[Check, ...]:
    """The contradiction checks; `known` are the keys of the items."""
    checks = tuple(_read_check(row, known, reader) for row in reader.rows(document, "checks", "checks"))
    reader.once((check.id for check in checks), "check", "id")
    return checks


def _read_check(row: Mapping[str, Any], known: Mapping[str, Any], reader: Reader) -> Check:
    name = reader.key(row, "id", "checks")
    place = f"check {name}"
    severity, items = str(row.get("severity", "")), reader.texts(row, "items", place)
    if severity not in set(Severity):
        reader.refuse(place, "its severity is neither block nor warn")
    if not set(items) <= set(known):
        reader.refuse(place, "it reads an item that is not there", "take it away or retire the check")
    message = reader.words(row, "message", place)
    check = Check(name, severity, items, message, reader.mapping(row, "policy", place))
    reader.issues.extend(policy_issues(check))
    return check


def read_mapping(document: Mapping[str, Any], known: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """What became of keys of the version before: {old: {"key": new or None, "codes": {old: new or None}}}."""
    found: dict[str, Any] = {}
    for old, entry in reader.mapping(document, "mapping", "mapping").items():
        place = f"mapping {old}"
        if not isinstance(entry, Mapping) or "key" not in entry:
            reader.refuse(place, "it does not say the new key", "name an item, or none")
            continue
        if entry["key"] is not None and entry["key"] not in known:
            reader.refuse(place, "it leads to an item that is not there", "name an item, or none")
        found[old] = {"key": entry["key"], "codes": dict(reader.mapping(entry, "codes", place))}
    return found
