"""The licence that each wheel of a bundle states in its own metadata."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from email.message import Message
from email.parser import Parser
from pathlib import Path

_CLASSIFIER = "License :: "
_HEAD = (
    "# Licences",
    "",
    "As each package states it in its own metadata; the full texts are inside the wheels.",
    "",
    "| package | version | licence |",
    "|---|---|---|",
)


def licences(wheels: Sequence[Path]) -> str:
    """A table in Markdown: package, version, licence as stated."""
    lines = [*_HEAD]
    rows = {(str(said["Name"]), str(said["Version"]), _stated(said)) for said in map(_metadata, wheels)}
    lines += [f"| {name} | {version} | {licence} |" for name, version, licence in sorted(rows, key=_by_name)]
    return "\n".join(lines) + "\n"


def _by_name(row: tuple[str, str, str]) -> tuple[str, str]:
    return row[0].lower(), row[1]


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
        )
        return Parser().parsestr(archive.read(name).decode("utf-8", "replace"))


def _stated(said: Message) -> str:
    if expression := said["License-Expression"]:
        return str(expression)
    classified = [str(each).rpartition(" :: ")[2] for each in said.get_all("Classifier", ())
                  if str(each).startswith(_CLASSIFIER) and str(each).count(" :: ") > 1]  # fmt: skip
    first = next(iter(str(said["License"] or "").strip().splitlines()), "")
    return "; ".join(classified) or first[:100].replace("|", "/") or "see the wheel"
