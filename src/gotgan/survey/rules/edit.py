"""Changes of a draft's document: each gives a new document and leaves the old one as it was.

What the version before had is retired and stays; what only this draft has is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from gotgan.terms.errors import Invalid, Issue

Document = Mapping[str, Any]
EMPTY: Document = {
    "sections": [], "items": [], "code_lists": [], "checks": [], "mapping": {}, "policy": {},
}  # fmt: skip


def next_version(document: Document, version: int) -> dict[str, Any]:
    """The document as the draft of a later version: nothing is mapped yet."""
    return {**deepcopy(dict(document)), "version": version, "mapping": {}}


def set_title(document: Document, ko: str, en: str) -> dict[str, Any]:
    return {**deepcopy(dict(document)), "title": {"ko": ko, "en": en}}


def put_section(document: Document, letter: str, label: Mapping[str, str]) -> dict[str, Any]:
    """Add a section or change its label."""
    changed = deepcopy(dict(document))
    rows = [row for row in changed["sections"] if row["letter"] != letter]
    changed["sections"] = sorted([*rows, {"letter": letter, "label": dict(label)}], key=lambda row: row["letter"])
    return changed


def put_item(document: Document, row: Mapping[str, Any]) -> dict[str, Any]:
    """Add an item, or put it in the place of the one with its key. Items stand in the order of their numbers."""
    changed = deepcopy(dict(document))
    rows = [each for each in changed["items"] if each["key"] != row["key"]]
    changed["items"] = sorted([*rows, deepcopy(dict(row))], key=lambda each: str(each.get("number", "")))
    return changed


def retire_item(document: Document, key: str, before: Document | None) -> dict[str, Any]:
    """Ask an item no longer. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    row = _row(changed["items"], "key", key, "item")
    if before and any(each["key"] == key for each in before["items"]):
        row["retired"] = True
    else:
        changed["items"].remove(row)
    return changed


def restore_item(document: Document, key: str) -> dict[str, Any]:
    """Ask a retired item again. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    _row(changed["items"], "key", key, "item").pop("retired", None)
    return changed


def put_list(document: Document, name: str) -> dict[str, Any]:
    """Add a code list; one that is there stays as it is."""
    changed = deepcopy(dict(document))
    if all(each["name"] != name for each in changed["code_lists"]):
        changed["code_lists"].append({"name": name, "codes": []})
    return changed


def put_code(document: Document, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Add a code at the end of a list, or reword the one that is there; a code itself never changes."""
    changed = deepcopy(dict(document))
    codes = _row(changed["code_lists"], "name", name, "code list").setdefault("codes", [])
    for place, each in enumerate(codes):
        if each["code"] == row["code"]:
            codes[place] = deepcopy(dict(row))
            return changed
    codes.append(deepcopy(dict(row)))
    return changed


def retire_code(document: Document, name: str, code: str, before: Document | None) -> dict[str, Any]:
    """Offer a code no longer. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    codes = _row(changed["code_lists"], "name", name, "code list").setdefault("codes", [])
    row = _row(codes, "code", code, f"code list {name}")
    lists = before["code_lists"] if before else []
    if any(each["name"] == name and any(old["code"] == code for old in each.get("codes", ())) for each in lists):
        row["retired"] = True
    else:
        codes.remove(row)
    return changed


def restore_code(document: Document, name: str, code: str) -> dict[str, Any]:
    """Offer a retired code again. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    codes = _row(changed["code_lists"], "name", name, "code list").get("codes", [])
    _row(codes, "code", code, f"code list {name}").pop("retired", None)
    return changed


def put_mapping(document: Document, old: str, new: str | None, codes: Mapping[str, str | None]) -> dict[str, Any]:
    """Say what became of an item of the version before: under which key its answers go on, or nowhere."""
    changed = deepcopy(dict(document))
    changed["mapping"] = {**(changed.get("mapping") or {}), old: {"key": new, "codes": dict(codes)}}
    return changed


def drop_mapping(document: Document, old: str) -> dict[str, Any]:
    changed = deepcopy(dict(document))
    changed["mapping"] = {key: entry for key, entry in (changed.get("mapping") or {}).items() if key != old}
    return changed


def put_check(
    document: Document,
    name: str,
    severity: str,
    message: Mapping[str, str],
    thresholds: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Reword a check, change its severity or thresholds. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    row = _row(changed["checks"], "id", name, "check")
    row["severity"], row["message"] = severity, dict(message)
    for key, value in (thresholds or {}).items():
        row["policy"][key] = {**row["policy"][key], "value": value}
    return changed


def drop_check(document: Document, name: str) -> dict[str, Any]:
    """Judge by a check no longer. Raises: Invalid for an unknown one."""
    changed = deepcopy(dict(document))
    changed["checks"].remove(_row(changed["checks"], "id", name, "check"))
    return changed


def _row(rows: list[dict[str, Any]], name: str, key: str, noun: str) -> dict[str, Any]:
    found = next((row for row in rows if row.get(name) == key), None)
    if found is None:
        raise Invalid(Issue(f"{noun} {key}", "it is not there", "look at the list"))
    return found
