"""The rates that effort and retained utility are estimated by: the package's own, or an installation's file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gotgan.terms.errors import Invalid, Issue

Rates = Mapping[str, Any]
_NEEDED = ("year", "source", "hour_won", "tasks", "reviewers", "zone", "kept")
SHIPPED = Path(__file__).with_name("rates.yaml")


@cache
def shipped_rates() -> Rates:
    return read_rates(SHIPPED)


def read_rates(path: Path) -> Rates:
    """Raises: Invalid when the file cannot be read, lacks a part, or has three points that do not rise."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Invalid(Issue("rates", "the file cannot be read", "give a YAML file like the package's")) from None
    missing = [name for name in _NEEDED if not isinstance(found, dict) or name not in found]
    if missing:
        raise Invalid(*(Issue(f"rates: {name}", "is missing", "copy it from the package's file") for name in missing))
    points = {**found["tasks"], "hour_won": found["hour_won"], "zone.won": found["zone"]["won"]}
    if issues := [
        Issue(f"rates: {name}", "is not low, expected, high", "write three numbers that do not fall")
        for name, given in points.items()
        if not _rises(given)
    ]:
        raise Invalid(*issues)
    return dict(found)


def _rises(given: Any) -> bool:
    is_three = isinstance(given, list) and len(given) == 3 and all(isinstance(each, int | float) for each in given)
    return is_three and 0 <= given[0] <= given[1] <= given[2]
