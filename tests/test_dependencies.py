"""Each dependency says why it is there, and none is under a licence that the house refuses."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
NAMED = re.compile(r'^\s*"(?P<name>[A-Za-z0-9_.-]+)(?:\[[^\]]*\])?[^"]*",?(?P<rest>.*)$')
REFUSED = re.compile(r"\b(A?GPL|Affero|SSPL|BUSL|Business Source|Elastic License|Commons Clause)", re.IGNORECASE)
ALLOWED = {
    "paramiko": "LGPL-2.1: used as an unmodified library, its code is never copied",
    "psycopg": "LGPL-3.0-only: used as an unmodified library, its code is never copied",
    "psycopg-binary": "LGPL-3.0-only: likewise",
}


def test_every_dependency_says_why() -> None:
    """A dependency stands on a line of its own, with its reason behind it."""
    lines = PYPROJECT.read_text(encoding="utf-8").split("[tool.", 1)[0].splitlines()
    named = [found for line in lines if (found := NAMED.match(line)) and found["name"] != "gotgan"]
    assert len(named) > 50
    assert not [found["name"] for found in named if not re.search(r"#\s*\S", found["rest"])]


def test_no_dependency_is_under_a_refused_licence() -> None:
    refused = {}
    for package in metadata.distributions():
        said = [package.metadata.get("License-Expression") or "", (package.metadata.get("License") or "")[:100]]
        said += [line for line in package.metadata.get_all("Classifier") or [] if line.startswith("License")]
        if REFUSED.search(" ".join(said).replace("LGPL", "Lesser GPL")) and package.name not in ALLOWED:
            refused[package.name] = said
    assert not refused
