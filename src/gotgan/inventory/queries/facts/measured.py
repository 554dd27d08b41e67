"""Aggregates of all profiles, findings and media of one dataset; no value of the data is kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gotgan.inventory.queries.facts.columns import (
    code_list_of,
    column_of,
    languages_in,
    missing_in,
    region_of,
    standards_in,
    whole_day,
)
from gotgan.inventory.queries.facts.files import file_of
from gotgan.terms.profile import has_only_sample

MOST_TABLES, MOST_COLUMNS, MOST_FINDINGS, MOST_LISTED = 100, 500, 200, 50
"""Kept of one dataset, for each sheet carries its facts: columns of all tables together."""
WORST_SHARE = 0.2
MIXED_SHARE = 0.01
_IS_LABEL = re.compile("라벨|레이블|정답|label|target", re.IGNORECASE)
_MEDIA_SUMS = ("seconds", "pages", "characters", "tokens")


class Measured:
    """Filled with one row of evidence after the other; `finish` gives the fields of DatasetFacts."""

    def __init__(self) -> None:
        self.formats: dict[str, tuple[str, str]] = {}
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        self._unread = 0
        self._is_compared: bool | None = None
        self._tables: list[dict[str, Any]] = []
        self._findings: dict[tuple[str, str | None, str], dict[str, Any]] = {}
        self._numbers: Counter[str] = Counter()
        self._worst: list[dict[str, Any]] = []
        self._days: list[tuple[str, str]] = []
        self._regions: list[dict[str, Any]] = []
        self._code_lists: list[dict[str, Any]] = []
        self._standards: set[str] = set()
        self._languages: Counter[str] = Counter()
        self._labels: list[dict[str, Any]] = []
        self._label_formats: Counter[str] = Counter()
        self._risks: list[dict[str, Any]] = []
        self._media: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        self._documents: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(
        self,
        table: str,
        status: str,
        profile: Mapping[str, Any] | None,
        findings: Iterable[Mapping[str, Any]],
        media: Mapping[str, Any] | None,
        *,
        is_compared: bool,
    ) -> None:
        if status == "failed":
            self._unread += 1
        elif profile is not None:
            self._is_compared = is_compared and self._is_compared is not False
        self._add_findings(table if profile else "", findings)
        if profile is not None:
            self._add_profile(table, profile)
        if media:
            self._add_media(table, media)

    def _add_findings(self, table: str, findings: Iterable[Mapping[str, Any]]) -> None:
        """Those in running text and pictures are added up over the files."""
        for finding in findings:
            key = (table, finding.get("column"), str(finding["kind"]))
            kept = self._findings.setdefault(
                key, {"table": table, "column": key[1], "kind": key[2], "count": 0, "share": 0.0, "confidence": 0.0}
            )
            kept["count"] += int(finding.get("count") or 0)
            for name in ("share", "confidence"):
                kept[name] = max(kept[name], round(float(finding.get(name) or 0), 4))

    def _add_profile(self, table: str, profile: Mapping[str, Any]) -> None:
        columns, rows = profile["columns"], int(profile["rows"])
        path = file_of(table)
        self.formats.setdefault(path, (profile.get("format") or "", profile.get("encoding") or ""))
        self.kinds[path].add("table")
        if len(self._tables) < MOST_TABLES:
            left = max(0, MOST_COLUMNS - sum(len(each["columns"]) for each in self._tables))
            self._tables.append(
                {"table": table, "rows": rows, "columns": [column_of(each) for each in columns[:left]],
                 "column_count": len(columns), "keys": _keys(profile), "is_sample": has_only_sample(profile)}
            )  # fmt: skip
        self._count(table, profile, columns, rows)
        self._look_at(table, profile, columns)

    def _count(self, table: str, profile: Mapping[str, Any], columns: list[Mapping[str, Any]], rows: int) -> None:
        numbers = self._numbers
        numbers["tables"] += 1
        numbers["rows"] += rows
        numbers["columns"] += len(columns)
        numbers["cells"] += rows * len(columns)
        numbers["duplicate_rows"] += profile.get("duplicate_rows") or 0
        numbers["ragged_rows"] += profile.get("ragged_rows") or 0
        for column in columns:
            missing = missing_in(column)
            numbers["missing"] += missing
            numbers["lost_characters"] += column.get("replacement_characters") or 0
            numbers["outlier_columns"] += (column.get("outlier_share") or 0) >= WORST_SHARE / 2
            numbers["mixed_columns"] += _is_mixed(column)
            if rows and missing / rows >= WORST_SHARE:
                self._worst.append({"table": table, "column": column["name"], "missing": round(missing / rows, 4)})

    def _look_at(self, table: str, profile: Mapping[str, Any], columns: list[Mapping[str, Any]]) -> None:
        time, use = profile.get("time_coverage") or {}, profile.get("ai_use") or {}
        if time.get("first") and time.get("last"):
            self._days.append((whole_day(time["first"]), whole_day(time["last"], is_end=True)))
        if region := region_of(table, profile):
            self._regions.append(region)
        for column in columns:
            if found := code_list_of(table, column):
                self._code_lists.append(found)
            self._standards |= standards_in(column)
            self._languages.update(languages_in(column))
        for label in use.get("labels") or ():
            self._labels.append(_label(table, label, int(profile["rows"])))
        if risk := use.get("quasi_identifiers"):
            kept = ("columns", "k_least", "rows_alone", "sensitive", "l_least")
            self._risks.append({"table": table, **{name: risk.get(name) for name in kept}})

    def _add_media(self, table: str, media: Mapping[str, Any]) -> None:
        kind, path = str(media.get("kind") or ""), file_of(table)
        self.kinds[path].add(kind)
        if path not in self.formats or path == table:
            self.formats[path] = (str(media.get("format") or ""), str(media.get("encoding") or ""))
        self._media[kind] += 1
        if kind == "label":
            self._label_formats[str(media.get("format") or "")] += 1
        self._flags.update(media.get("flags") or ())
        for name in _MEDIA_SUMS:
            self._sums[name] += media.get(name) or 0
        if language := media.get("language"):
            self._languages[language] += int(media.get("tokens") or 1)
        self._sums["with_place"] += bool(media.get("has_gps"))
        if kind == "document":
            of_format = self._documents[str(media.get("format") or "")]
            of_format["files"] += 1
            of_format["no_text"] += "no_text" in (media.get("flags") or ())
            of_format["pages"] += media.get("pages") or 0

    def finish(self, changed: datetime | None, scanned: datetime | None) -> dict[str, Any]:
        """`changed`: when other bytes were seen; else the newest day told in the data, if it had come by then."""
        found = sorted(self._findings.values(), key=lambda each: -each["count"])[:MOST_FINDINGS]
        period = (min(day for day, _ in self._days), max(day for _, day in self._days)) if self._days else None
        return {
            "tables": tuple(self._tables), "findings": tuple(found), "unread": self._unread, "period": period,
            "is_compared": bool(self._is_compared),
            "regions": tuple(self._regions[:MOST_LISTED]), "code_lists": tuple(self._code_lists[:MOST_LISTED]),
            "standards": tuple(sorted(self._standards)), "languages": _common(self._languages),
            "labels": self._all_labels(), "risks": tuple(self._risks[:MOST_LISTED]), "quality": self._quality(),
            "media": self._all_media(), "documents": self._all_documents(),
            "last_real_change": _last_change(changed, period, scanned), "last_change_is_seen": changed is not None,
        }  # fmt: skip

    def _quality(self) -> dict[str, Any]:
        if not self._numbers["tables"]:
            return {}
        names = ("tables", "rows", "columns", "cells", "missing", "duplicate_rows", "ragged_rows", "lost_characters",
                 "outlier_columns", "mixed_columns")  # fmt: skip
        worst = sorted(self._worst, key=lambda each: -each["missing"])[:5]
        return {name: self._numbers[name] for name in names} | {"worst": worst}

    def _all_labels(self) -> dict[str, Any]:
        if not (self._labels or self._media["label"]):
            return {}
        return {
            "columns": self._labels[:MOST_LISTED],
            "files": self._media["label"],
            "formats": sorted(self._label_formats),
        }

    def _all_media(self) -> dict[str, Any]:
        if not self._media:
            return {}
        sums = {name: value for name, value in self._sums.items() if value}
        return {"kinds": dict(self._media), "flags": dict(self._flags), **sums}

    def _all_documents(self) -> tuple[dict[str, Any], ...]:
        return tuple({"format": name, **counts} for name, counts in sorted(self._documents.items()))


def _keys(profile: Mapping[str, Any]) -> list[str]:
    """Columns that tell rows apart, those of a pair joined by +; the surest first."""
    found = sorted(profile.get("keys") or (), key=lambda key: (not key.get("verified"), len(key["columns"])))
    return [" + ".join(key["columns"]) for key in found[:5]]


def _is_mixed(column: Mapping[str, Any]) -> bool:
    """A column of numbers or dates of which some are written otherwise."""
    written = column.get("lexical_types") or {}
    commonest = max(written, key=lambda name: written[name]) if written else "text"
    return commonest != "text" and (column.get("mixed_type_rate") or 0) >= MIXED_SHARE


def _label(table: str, label: Mapping[str, Any], rows: int) -> dict[str, Any]:
    return {
        "table": table, "column": label["column"], "classes": len(label.get("classes") or ()),
        "missing": label.get("missing") or 0, "rows": rows, "is_sure": bool(_IS_LABEL.search(label["column"])),
    }  # fmt: skip


def _common(languages: Counter[str]) -> tuple[str, ...]:
    """Those that at least a twentieth is written in."""
    told = Counter({name: weight for name, weight in languages.items() if name not in ("und", "other")})
    return tuple(name for name, weight in told.most_common() if weight * 20 >= told.total())


def _last_change(changed: datetime | None, period: tuple[str, str] | None, scanned: datetime | None) -> str:
    if changed is not None:
        return changed.date().isoformat()
    if period is None or scanned is None or period[1] > scanned.date().isoformat():
        return ""
    return period[1]
