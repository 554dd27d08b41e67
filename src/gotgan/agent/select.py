"""The optimal list of a file of candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.select import Rules, choose, document_of, read_candidates, read_pairs, read_rules
from gotgan.engine.strict_yaml import Twice, load_yaml
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import read_text


def rules_from_file(path: Path) -> Rules:
    """Raises: Invalid with everything wrong."""
    return read_rules(_parsed(path))


def files_read(candidates: Path, rules: Path, read: Rules) -> tuple[Path, ...]:
    """All that a list is made from."""
    return (candidates, rules, *([rules.parent / read.redundancy] if read.redundancy else []))


def select_from_file(candidates: Path, rules: Path, read: Rules | None = None) -> dict[str, Any]:
    """The document of SHAPES.md (select). `read`: the rules, once read. Raises: Invalid for wrong candidates, rules or
    pairs."""
    read = read or rules_from_file(rules)
    table = read_candidates(_content(candidates), read)
    pairs = read_pairs(_content(rules.parent / read.redundancy), table.ids) if read.redundancy else {}
    return document_of(choose(table, read, pairs))


def _parsed(path: Path) -> Any:
    text = read_text(_content(path))
    try:
        return load_yaml(text or "")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        if isinstance(error, Twice):
            raise Invalid(Issue(f"{path}{line}", str(error.problem), "keep one of them")) from None
        raise Invalid(Issue(f"{path}{line}", "it is no YAML", "check indentation and colons")) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(Issue(str(path), f"cannot be read ({error.strerror})", "check the path")) from None
