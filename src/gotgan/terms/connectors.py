"""Connectors of third parties: kinds of source that an installed package brings, by its entry points."""

from __future__ import annotations

import re
from importlib.metadata import entry_points

from gotgan.terms.source import SourceKind

ENTRY_POINTS = "gotgan.sources"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,19}")


def installed_kinds() -> tuple[str, ...]:
    """Names of the kinds that are installed beside gotgan's own; nothing is loaded.

    One with a name of gotgan's own, or that is not 1 to 20 small letters, digits, - and _, is passed over.
    """
    names = {point.name for point in entry_points(group=ENTRY_POINTS)}
    return tuple(sorted(name for name in names if _NAME.fullmatch(name) and name not in set(SourceKind)))
