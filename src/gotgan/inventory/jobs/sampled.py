"""A table that may not be read whole: its measured sample is evidence, without a file to preview or download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gotgan.agent.database import scan_table
from gotgan.agent.key import SketchKey
from gotgan.engine.sources.sql.source import SqlSource
from gotgan.inventory.actions.versions import NewVersion
from gotgan.inventory.jobs.carried import carried_version
from gotgan.inventory.jobs.cleaning import storable


def sampled_version(source: SqlSource, table_id: str, scratch: Path, secret: bytes) -> tuple[NewVersion | None, str]:
    """What the sample tells, and why there is only a sample (or why there is none: the version is None then).

    Raises: NotFound, OutsideWindow, Unavailable, NotAllowed, OSError.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    entry = storable(scan_table(source, table_id, scratch, SketchKey(secret, is_random=False)).to_json())
    version, reasons = carried_version([entry])
    return version, reasons or _reason(entry["profile"])


def _reason(profile: dict[str, Any] | None) -> str:
    sample = (profile or {}).get("sample")
    if sample is None:
        return ""
    return f"measured from a sample of {sample['rows']:,} rows; nothing of it can be previewed or downloaded"
