"""Files that the answers of a sheet name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.survey.queries.reach import NoSuchSheet, find_sheet
from gotgan.terms.role import Viewer


def file_named(viewer: Viewer, sheet_id: str, sha256: str) -> tuple[str, str]:
    """(organisation, file name) of a file that an answer of the sheet names.

    Raises: NoSuchSheet when the sheet is not the viewer's to see, or names no such file.
    """
    row = find_sheet(viewer, sheet_id)
    for answer in row.answers.values():
        name = _name_in(answer, sha256)
        if name:
            return str(row.target.organisation_id), name
    raise NoSuchSheet("file: there is no such file on this sheet")


def _name_in(answer: Mapping[str, Any], sha256: str) -> str:
    for proof in answer["evidence"]:
        if proof["kind"] == "document" and proof["ref"] == sha256:
            return str(proof["note_ko"])
    return _name_in_value(answer["value"], sha256)


def _name_in_value(value: Any, sha256: str) -> str:
    if isinstance(value, Mapping):
        if value.get("sha256") == sha256:
            return str(value["name"])
        return next((name for each in value.values() if (name := _name_in_value(each, sha256))), "")
    if isinstance(value, list):
        return next((name for each in value if (name := _name_in_value(each, sha256))), "")
    return ""
