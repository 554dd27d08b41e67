"""What a scan must show for each kind of planted defect: one rule a kind, on the entry of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gotgan.engine.sample.truth import DefectTruth

Entry = Mapping[str, Any]
DAY_MASKS = {"9999-99-99", "9999.99.99", "9999/99/99", "99999999"}


def is_shown(defect: DefectTruth, entry: Entry) -> bool:
    """Whether a person who reads the entry sees the defect, with its count where it has one."""
    return RULES[defect.kind](defect, entry)


def _column(defect: DefectTruth, entry: Entry) -> Mapping[str, Any]:
    (found,) = [each for each in entry["profile"]["columns"] if each["name"] == defect.column]
    return found


def _missing(defect: DefectTruth, entry: Entry) -> bool:
    column = _column(defect, entry)
    return column["nulls"] + column["blanks"] == defect.count


def _sentinel(defect: DefectTruth, entry: Entry) -> bool:
    """Counted as a sentinel; an unknown word among numbers is at least a pattern of its own."""
    column = _column(defect, entry)
    counted = {str(each["value"]): each["count"] for each in column["sentinels"]}
    if defect.value in counted:
        return counted[defect.value] == defect.count
    return any(_is_share_of(each["share"], defect, column) for each in column["patterns"])


def _is_share_of(share: float, defect: DefectTruth, column: Mapping[str, Any]) -> bool:
    return abs(share * column["count"] - defect.count) < 0.5


def _mixed_dates(defect: DefectTruth, entry: Entry) -> bool:
    """The column is no date, and the odd spellings stand among its patterns."""
    column = _column(defect, entry)
    odd = sum(each["share"] for each in column["patterns"] if each["mask"] != "9999-99-99")
    masks = {each["mask"] for each in column["patterns"]}
    return column["type"] == "text" and len(masks & DAY_MASKS) >= 3 and _is_share_of(odd, defect, column)


def _zeros_lost(defect: DefectTruth, entry: Entry) -> bool:
    """Codes of another width than the rest."""
    column = _column(defect, entry)
    short = [each["share"] for each in column["patterns"] if len(each["mask"]) < column["length"]["max"]]
    return column["length"]["min"] < column["length"]["max"] and _is_share_of(sum(short), defect, column)


def _padded(defect: DefectTruth, entry: Entry) -> bool:
    column = _column(defect, entry)
    padded = sum(each["share"] for each in column["patterns"] if each["mask"] != each["mask"].strip())
    return _is_share_of(padded, defect, column)


def _wrong_unit(defect: DefectTruth, entry: Entry) -> bool:
    """A thousand times too much: a greatest value far beyond nearly all, and the histogram leaves a gap."""
    column = _column(defect, entry)
    beyond = sum(bin_["count"] for bin_ in column["histogram"][1:])
    return bool(column["max"] > 20 * column["quantiles"]["0.95"]) and 0 < beyond <= defect.count


def _duplicate_rows(defect: DefectTruth, entry: Entry) -> bool:
    return bool(entry["profile"]["duplicate_rows"] == defect.count)


def _ragged_rows(defect: DefectTruth, entry: Entry) -> bool:
    return bool(entry["profile"]["ragged_rows"] == defect.count) and "rows have" in " ".join(
        entry["profile"]["warnings"]
    )


def _subtotal_rows(defect: DefectTruth, entry: Entry) -> bool:
    return f"{defect.count} rows are totals" in " ".join(entry["profile"]["warnings"])


def _failed(word: str) -> Callable[[DefectTruth, Entry], bool]:
    return lambda _defect, entry: entry["status"] != "read" and word in entry["reason"]


RULES: Mapping[str, Callable[[DefectTruth, Entry], bool]] = {
    "missing": _missing,
    "sentinel": _sentinel,
    "mixed_dates": _mixed_dates,
    "zeros_lost": _zeros_lost,
    "padded": _padded,
    "wrong_unit": _wrong_unit,
    "duplicate_rows": _duplicate_rows,
    "ragged_rows": _ragged_rows,
    "subtotal_rows": _subtotal_rows,
    "mixed_encoding": _failed("mixed encodings"),
    "empty_file": _failed("empty"),
    "truncated_zip": _failed("cut short"),
    "header_only": lambda _defect, entry: (entry["profile"]["rows"], entry["profile"]["header_rows"]) == (0, 1),
    "header_missing": lambda _defect, entry: (
        entry["profile"]["header_rows"] == 0 and not any(each["original_name"] for each in entry["profile"]["columns"])
    ),
}
