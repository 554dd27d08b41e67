"""Read the tables of scan documents, streaming: sketches and what weighs them, never a row."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ijson
import numpy as np

from gotgan.engine.canonical import SIZE
from gotgan.engine.overlap.model import ColumnSketch, Hashes, TableSketch
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import nfc

SMALL_DOMAIN = 8
"""Columns of so few values (yes/no, kinds) are found everywhere: by name only (measure.md 8)."""
TELLING_DOMAIN = 256
TELLING_LENGTH = {"text": 4.0, "integer": 8.0, "decimal": 8.0}
"""From this mean length on a value tells most that it can: 시군구명 is short, a management number long."""
TELLING_TYPE = {"date": 0.1, "datetime": 0.1, "time": 0.05}
CROWDED = 4
"""Measurements lie about their mean: combinations meet so much oftener than evenly spread ones."""
_WHOLE = 2.0**64
_DIGIT = re.compile("[0-9]")


def read_scan(path: Path, prefix: str = "") -> Iterator[TableSketch]:
    """The tables of one scan document that were read and profiled.

    Raises: Invalid when the file is not a scan document.
    """
    found = 0
    try:
        with path.open("rb") as content:
            for entry in ijson.items(content, "files.item", use_float=True):
                found += 1
                if entry.get("profile"):
                    yield table_of(entry, prefix)
            content.seek(0)
            if not found and next(ijson.items(content, "kind"), None) != "scan":
                raise ValueError
    except OSError as error:
        raise Invalid(Issue(str(path), f"cannot be read ({error.strerror})", "check the path")) from None
    except (ijson.JSONError, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(Issue(str(path), "is not a scan document", "make one with `gotgan scan -o`")) from None


def table_of(entry: Mapping[str, Any], prefix: str = "") -> TableSketch:
    """One entry of a scan document as a table. Raises: KeyError, TypeError, ValueError for another shape."""
    profile, sketches = entry["profile"], entry.get("sketches")
    measured = {column["name"]: column for column in profile["columns"]}
    columns = [_column(each, measured[each["name"]], profile["rows"]) for each in (sketches or {}).get("columns", ())]
    return TableSketch(
        path=prefix + entry["path"],
        sha256=entry["sha256"] or "",
        rows=profile["rows"],
        space=_space(sketches),
        names=tuple(nfc(name) if column["original_name"] else "" for name, column in measured.items()),
        types=tuple(column["type"] for column in measured.values()),
        columns=tuple(columns),
        withheld=len(measured) - len(columns) if sketches else 0,
        trios=_trios(sketches, profile["rows"]),
        newest=max((str(column["max"])[:10] for column in measured.values() if _is_day(column)), default=""),
    )


def _space(sketches: Mapping[str, Any] | None) -> str:
    return "/".join(str(sketches[name]) for name in ("key_id", "canonical", "sampler", "version")) if sketches else ""


def _is_day(column: Mapping[str, Any]) -> bool:
    return column["type"] in ("date", "datetime") and bool(column["max"])


def _column(sketch: Mapping[str, Any], measured: Mapping[str, Any], rows: int) -> ColumnSketch:
    """The type is the profile's: it was found by a full scan, where the sketch knows how the value was stored."""
    hashes, kind = unpack(sketch["kmv"]), measured["type"]
    known = measured.get("distinct")
    distinct = float(known) if known is not None else _estimated(hashes)
    return ColumnSketch(
        name=sketch["name"],
        type=kind,
        hashes=hashes,
        distinct=distinct,
        unique=min(1.0, distinct / rows) if rows else 0.0,
        telling=telling_of(kind, distinct, measured),
        chance=chance_of(kind, distinct, measured),
    )


def _trios(sketches: Mapping[str, Any] | None, rows: int) -> ColumnSketch | None:
    """The sketch of the rows, in scans that have one; its chance is how densely the combinations lie."""
    found = (sketches or {}).get("trios")
    if not found or not rows:
        return None
    hashes = unpack(found["kmv"])
    distinct = _estimated(hashes)
    unique = min(1.0, distinct / (rows * math.comb(len(found["columns"]), 3)))
    chance = min(1.0, CROWDED * distinct / found["possible"])
    return ColumnSketch(", ".join(found["columns"]), "trios", hashes, distinct, unique, 1.0, chance)


def _estimated(hashes: Hashes) -> float:
    return float(len(hashes)) if len(hashes) < SIZE else (SIZE - 1) / (float(hashes[-1]) / _WHOLE)


def unpack(kmv: str) -> Hashes:
    """The kept hashes of a column, ascending."""
    return np.frombuffer(base64.b64decode(kmv), dtype=">u8").astype(np.uint64)


def telling_of(kind: str, distinct: float, measured: Mapping[str, Any]) -> float:
    """How much a shared value says, 0-1: nothing for few values, much for long ones; days meet everywhere."""
    if distinct <= SMALL_DOMAIN:
        return 0.0
    domain = min(1.0, math.log(distinct / SMALL_DOMAIN) / math.log(TELLING_DOMAIN / SMALL_DOMAIN))
    if kind in TELLING_TYPE:
        return TELLING_TYPE[kind] * domain
    full = TELLING_LENGTH.get(kind)
    return domain * min(1.0, _mean_length(measured) / full) if full else 0.0


def chance_of(kind: str, distinct: float, measured: Mapping[str, Any]) -> float:
    """The share of other values of its shape that a column holds because its own lie so densely, 0-1.

    A running number, also one written A-00017, holds every small number of the world; a column of coordinates
    hardly any other.
    """
    if kind == "text":
        return _running_text(distinct, measured)
    quantiles = measured.get("quantiles")
    if kind not in ("integer", "decimal") or not quantiles:
        return 0.0
    places = max(0.0, _mean_length(measured) - len(str(int(abs(quantiles["0.5"])))) - 1) if kind == "decimal" else 0.0
    possible = (quantiles["0.75"] - quantiles["0.25"]) * 10.0**places + 1
    return float(min(1.0, distinct / 2 / possible))


def _running_text(distinct: float, measured: Mapping[str, Any]) -> float:
    """Codes of one length that differ in their digits alone: how many of the possible ones there are."""
    low, high = str(measured.get("min") or ""), str(measured.get("max") or "")
    length = measured.get("length") or {}
    if length.get("min") != length.get("max") or _DIGIT.sub("0", low) != _DIGIT.sub("0", high):
        return 0.0
    first, last = (int("0" + "".join(_DIGIT.findall(text))) for text in (low, high))
    return float(min(1.0, distinct / max(1, last - first + 1)))


def _mean_length(measured: Mapping[str, Any]) -> float:
    return float((measured.get("length") or {}).get("mean") or 0.0)
