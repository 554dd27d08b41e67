"""What a receipt must say of each kind of planted defect: repaired or reported, with its count where it has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gotgan.engine.sample.truth import DefectTruth

Receipt = Mapping[str, Any]
REFUSED = {"empty_file": "empty", "truncated_zip": "cut short"}
"""Kinds of which no table can come, and what the refusal says."""


def is_told(defect: DefectTruth, receipt: Receipt) -> bool:
    """Whether the receipt tells of the defect."""
    return RULES[defect.kind](defect, [step for step in receipt["steps"] if _is_of(step, defect, receipt)])


def _is_of(step: Mapping[str, Any], defect: DefectTruth, receipt: Receipt) -> bool:
    """Of several tables of one file a step names its Parquet."""
    if "table" not in step:
        return True
    places = {
        output["path"]: given["path"] for given, output in zip(receipt["inputs"], receipt["outputs"], strict=True)
    }
    return bool(places[step["table"]].endswith(defect.table))


def _sum(steps: list[Any], name: str, key: str, column: str | None = None) -> int:
    return sum(step.get(key, 0) for step in steps if step["name"] == name and step["column"] == column)


def _changed(name: str) -> Callable[[DefectTruth, list[Any]], bool]:
    return lambda defect, steps: _sum(steps, name, "changed", defect.column) == defect.count


def _found(name: str) -> Callable[[DefectTruth, list[Any]], bool]:
    return lambda defect, steps: _sum(steps, name, "found", defect.column) == defect.count


def _duplicates(defect: DefectTruth, steps: list[Any]) -> bool:
    """Rows drawn alike by chance count too."""
    return _sum(steps, "duplicates", "found") + _sum(steps, "duplicates", "dropped") >= defect.count


def _wrong_unit(defect: DefectTruth, steps: list[Any]) -> bool:
    """Most of them: a small value times a thousand may lie among the large ones."""
    return 0.7 * defect.count <= _sum(steps, "outliers", "found", defect.column) <= defect.count


def _mixed_encoding(defect: DefectTruth, steps: list[Any]) -> bool:
    return any(step["name"] == "encoding" and step["changed"] == defect.count for step in steps)


RULES: Mapping[str, Callable[[DefectTruth, list[Any]], bool]] = {
    "missing": _found("missing"),
    "sentinel": _changed("sentinels"),
    "mixed_dates": _changed("dates"),
    "zeros_lost": _found("codes"),
    "padded": _changed("spaces"),
    "wrong_unit": _wrong_unit,
    "duplicate_rows": _duplicates,
    "ragged_rows": _found("ragged"),
    "subtotal_rows": lambda defect, steps: _sum(steps, "totals", "dropped") == defect.count,
    "mixed_encoding": _mixed_encoding,
    "header_only": lambda _defect, steps: any("no row below" in step["reason"] for step in steps),
    "header_missing": lambda _defect, steps: any("no header row" in step["reason"] for step in steps),
}
