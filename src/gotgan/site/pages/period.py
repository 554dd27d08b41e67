"""The time that the rows of a table cover, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gotgan.site import format as written


def tell_period(profile: Mapping[str, Any] | None) -> str:
    """`2024-01 – 2024-06 (기준년월); 1 of 6 months has no row`; empty where it is not known or withheld."""
    covered = (profile or {}).get("time_coverage") or {}
    first, last = covered.get("first"), covered.get("last")
    if not first or not last:
        return ""
    text = _("%(first)s – %(last)s (column %(column)s)") % {"first": first, "last": last, "column": covered["column"]}
    missing = covered.get("missing")
    return f"{text}; {_gaps(missing, covered)}" if missing else text


def _gaps(missing: int, covered: Mapping[str, Any]) -> str:
    values = {"missing": written.number(missing), "periods": written.number(covered["periods"])}
    if covered["granularity"] == "day":
        return ngettext("%(missing)s of %(periods)s days has no row", "%(missing)s of %(periods)s days have no row",
                        missing) % values  # fmt: skip
    if covered["granularity"] == "month":
        return ngettext("%(missing)s of %(periods)s months has no row", "%(missing)s of %(periods)s months have no row",
                        missing) % values  # fmt: skip
    return ngettext("%(missing)s of %(periods)s years has no row", "%(missing)s of %(periods)s years have no row",
                    missing) % values  # fmt: skip
