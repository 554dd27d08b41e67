"""Change between two measurements: columns, types, missing shares, distributions, findings."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gotgan.terms.change import Measured, compare_tables, drift


def column(name: str, kind: str = "integer", **values: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "count": 100, "nulls": 0, "blanks": 0, **values}


def table(*columns: dict[str, Any], rows: int = 100, findings: Any = (), **sketches: str) -> Measured:
    return Measured("t", {"rows": rows, "columns": list(columns)}, findings, sketches)


def bins(*counts: int, low: float = 0, width: float = 10) -> list[dict[str, float]]:
    return [{"low": low + n * width, "high": low + (n + 1) * width, "count": count} for n, count in enumerate(counts)]


def kmv(first: int, last: int) -> str:
    return base64.b64encode(b"".join(n.to_bytes(8) for n in range(first, last))).decode()


def kinds(before: Measured, after: Measured) -> dict[str, str]:
    return {each.name: each.kind for each in compare_tables(before, after).columns}


def test_columns_added_removed_retyped_and_same() -> None:
    before = table(column("a"), column("b"), column("c"))
    after = table(column("a"), column("b", "text"), column("d"))
    assert kinds(before, after) == {"a": "same", "b": "type", "c": "removed", "d": "added"}


def test_renamed_column_is_known_by_its_values() -> None:
    before = table(column("old"), column("gone"), old=kmv(0, 100), gone=kmv(500, 600))
    after = table(column("new"), column("fresh"), new=kmv(5, 105), fresh=kmv(900, 950))
    assert kinds(before, after) == {"new": "renamed", "fresh": "added", "gone": "removed"}


def test_missing_share_that_grew_is_told() -> None:
    (change,) = compare_tables(table(column("a")), table(column("a", count=80, nulls=20))).columns
    assert (change.kind, change.missing_before, change.missing_after) == ("missing", 0.0, 0.2)


@pytest.mark.parametrize(
    ("old", "new", "least", "most"),
    [
        (bins(10, 20, 30), bins(10, 20, 30), 0, 0),
        (bins(10, 20, 30), bins(20, 40, 60), 0, 1e-9),
        (bins(100), bins(100, low=50), 1, 1),
        (bins(50, 50), bins(60, 40), 0.001, 0.05),
        (bins(90, 10), bins(10, 90), 0.3, 0.8),
        (bins(100, width=20), bins(50, 50, width=10), 0, 1e-9),
        (bins(5, low=3, width=0), bins(5, low=3, width=0), 0, 0),
    ],
)
def test_drift_of_histograms(old: Any, new: Any, least: float, most: float) -> None:
    found = drift(column("a", histogram=old), column("a", histogram=new))
    assert found is not None
    assert least <= found <= most
    assert drift(column("a", histogram=new), column("a", histogram=old)) == pytest.approx(found)


def test_drift_of_frequent_values_counts_the_rest() -> None:
    old = column("a", "text", top=[{"value": "서울", "count": 60}, {"value": "부산", "count": 40}])
    new = column("a", "text", top=[{"value": "서울", "count": 60}])
    assert drift(old, old) == 0
    assert drift(old, new) == pytest.approx(0.4, abs=0.01)
    assert drift(column("a"), new) is None
    nothing = column("a", histogram=bins(0, 0))
    assert drift(nothing, column("a", histogram=bins(1, 2))) is None


def test_values_of_columns_with_findings_are_not_compared() -> None:
    found = ({"column": "a", "kind": "phone", "count": 7},)
    old, new = column("a", histogram=bins(100)), column("a", histogram=bins(100, low=50))
    change = compare_tables(table(old), table(new, findings=found))
    assert change.columns[0].drift is None
    assert change.findings == ({"column": "a", "kind": "phone", "before": 0, "after": 7},)
    assert not change.is_same


def test_table_that_is_new_or_gone() -> None:
    new = compare_tables(None, table(column("a")))
    assert (new.rows_before, new.rows_after, new.columns[0].kind) == (None, 100, "added")
    assert compare_tables(table(column("a")), None).columns[0].kind == "removed"
