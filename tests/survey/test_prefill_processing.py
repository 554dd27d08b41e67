"""Sections H, I and J: processing by figures, quality as measured, similar data as found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.survey.known_facts import (
    described,
    finding,
    note,
    of_media,
    overlap,
    quality,
    scanned,
    suggested,
    sure,
    value,
)

CODES = {"table": "a", "column": "법정동코드", "list": "legal_dong", "as_of": "20220901", "valid": 0.8,
         "abolished": 0.15, "unknown": 0.05}  # fmt: skip


def needed(facts: Any) -> dict[str, float]:
    return {row["processing"]: row["effort_days"] for row in value(facts, "scanner_estimate")}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (scanned(quality=quality(missing=60, duplicate_rows=5)), {"clean": 1.0, "document": 0.5}),
        (scanned(unread=2), {"clean": 0.5, "document": 0.5}),
        (scanned(code_lists=(CODES,)), {"recode": 0.5, "document": 0.5}),
        (scanned(findings=(finding("phone"), finding("email", "메일"))), {"deidentify": 2.0, "document": 0.5}),
        (of_media("image", 1200), {"label": 3.0}),
        (of_media("image", labels={"files": 9, "formats": ["coco"], "columns": []}), None),
        (of_media("document", 90, documents=({"format": "pdf", "files": 90, "no_text": 90, "pages": 900},)),
         {"digitise": 3.0, "convert": 1.0}),
        (scanned(quality=quality(columns=90)), {"document": 3.0}),
        (scanned(catalogue={"dictionary": "https://a.example/d.pdf"}), None),
    ],
)  # fmt: skip
def test_processing_that_the_figures_show(facts: Any, expected: dict[str, float] | None) -> None:
    if expected is None:
        assert value(facts, "scanner_estimate") == "na"
        assert value(facts, "processing_needed") == ["none"]
        assert value(facts, "effort_days") is None
    else:
        assert needed(facts) == expected
        assert value(facts, "processing_needed") == list(expected)
        assert value(facts, "effort_days") == sum(expected.values())
    assert sure(facts, "processing_needed") == "low"


def test_reason_of_the_processing_is_beside_it() -> None:
    facts = scanned(code_lists=(CODES,), findings=(finding("resident_number"),))
    assert '20 % of the codes in "법정동코드" are not in force' in note(facts, "processing_needed")
    assert "1 place(s) hold Resident registration number" in note(facts, "processing_needed")


def test_nothing_is_estimated_without_a_scan() -> None:
    found = suggested(described(title="Mines"))
    assert not {"scanner_estimate", "processing_needed", "effort_days", "profile"} & set(found)


def test_profile_of_tables() -> None:
    worst = [{"table": "a", "column": "비고", "missing": 0.6}]
    facts = scanned(quality=quality(missing=30, ragged_rows=2, worst=worst), code_lists=(CODES,))
    rows = value(facts, "profile")
    assert rows[0] == {"measure": "missing_share", "value": 0.1}
    assert {"measure": "ragged_rows", "value": 2} in rows
    assert {"table": "a", "measure": "missing_share", "value": 0.6, "note": "비고"} in rows
    assert {"table": "a", "measure": "code_validity", "value": 0.8, "note": "법정동코드"} in rows
    assert "Every row" in note(facts, "profile")


def test_profile_of_a_sample_says_so_and_of_no_cells_has_no_share() -> None:
    facts = scanned(tables=({**scanned().tables[0], "is_sample": True},), quality=quality(cells=0))
    assert "Some rows" in note(facts, "profile")
    assert value(facts, "profile")[0]["measure"] == "duplicate_rows"


def test_profile_of_media() -> None:
    media = {"kinds": {"image": 9}, "flags": {"dark": 2}}
    assert value(of_media("image", media=media), "profile") == [
        {"measure": "files_image", "value": 9}, {"measure": "flag_dark", "value": 2},
    ]  # fmt: skip


def test_defects_in_words() -> None:
    facts = scanned(quality=quality(missing=60, lost_characters=1200))
    assert value(facts, "known_defects") == "빈 값 20 %; 깨진 글자가 있는 칸 1,200개"
    assert value(scanned(), "known_defects") is None


@pytest.mark.parametrize(
    ("cycle", "row"),
    [
        ("매일", {"stated_cycle": "daily", "last_change": "2024-05-31", "days_late": 730}),
        ("매년", {"stated_cycle": "yearly", "last_change": "2024-05-31", "days_late": 365}),
        ("수시", {"stated_cycle": "irregular", "last_change": "2024-05-31"}),
    ],
)
def test_delay_against_the_cycle(cycle: str, row: dict[str, Any]) -> None:
    facts = scanned(last_real_change="2024-05-31", last_change_is_seen=True, catalogue={"cycle": cycle})
    assert value(facts, "freshness") == [row]


def test_no_delay_without_a_cycle() -> None:
    facts = scanned(last_real_change="2024-05-31")
    assert value(facts, "freshness") == [{"last_change": "2024-05-31"}]
    assert "No cycle is known" in note(facts, "freshness")
    assert value(described(modified="2024-05-31"), "freshness") is None


def test_downloads() -> None:
    assert value(scanned(downloads=7, catalogue={"downloads": 9}), "downloads") == 7
    assert value(described(downloads=9), "downloads") == 9
    assert value(described(downloads="many"), "downloads") is None


@pytest.mark.parametrize(
    ("verb", "is_reversed", "relation"),
    [
        ("identical", False, "identical_copy"), ("identical", True, "identical_copy"), ("subset", False, "subset"),
        ("subset", True, "superset"), ("superset", True, "subset"), ("older_copy", False, "older_copy"),
        ("older_copy", True, None), ("derived", True, None), ("", False, None),
        ("same_subject", True, "same_subject_different_collection"),
    ],
)  # fmt: skip
def test_relation_of_similar_data(verb: str, is_reversed: bool, relation: str | None) -> None:
    facts = scanned(overlaps=(overlap(verb=verb, is_reversed=is_reversed), overlap(table="둘째")))
    row = {"dataset": "d2", "title": "민원 사본", "institution": "서울특별시"}
    assert value(facts, "similar_sets") == [row | ({"relation": relation} if relation else {})]
