"""Numbers that name something: years, months, codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMING = frozenset({"year", "month", "postcode", "parcel_number", "legal_dong_code", "administrative_dong_code",
                    "district_code", "institution_code"})  # fmt: skip
"""Meanings whose numbers name something: 202401 is no quantity, and the mean of codes says nothing."""


def is_name(column: Mapping[str, Any]) -> bool:
    """Whether its numbers name something rather than count or measure it."""
    return column.get("semantic_type") in NAMING
