"""Excerpts of chosen lists: found where one was made of exactly these texts and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.assess import parsed
from gotgan.assess.models import Excerpt, ListVersion
from gotgan.assess.rules.excerpts import FORM
from gotgan.terms.digest import fingerprint

_TEXTS = ("document", "names", "candidates", "evidence", "rules", "settings", "shortlist")


def key_of(version: ListVersion) -> str:
    return fingerprint([FORM, *(getattr(version, name) for name in _TEXTS)])


def is_made(version: ListVersion) -> bool:
    return Excerpt.objects.filter(pk=key_of(version)).exists()


def public_of(version: ListVersion) -> Mapping[str, Any] | None:
    """What everyone may read; None until it was made."""
    found = Excerpt.objects.filter(pk=key_of(version)).values_list("public", flat=True).first()
    return parsed.json_of(found) if found else None


def inside_of(version: ListVersion) -> Mapping[str, Any] | None:
    """Where lines of the evidence lie, and who was not chosen from; None until it was made."""
    found = Excerpt.objects.filter(pk=key_of(version)).values_list("inside", flat=True).first()
    return parsed.json_of(found) if found else None
