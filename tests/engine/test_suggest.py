"""What is suggested for a column, and why: small columns and the expected answer."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.engine.deidentify.suggest import keys_of, sensitive_of, suggest
from gotgan.engine.deidentify.suggest_words import KINDS, REASONS, reason_of
from gotgan.refine.rules.planning import check_plan
from gotgan.terms.finding import IdentifierKind


def column(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    base = {"name": name, "type": kind, "count": 1000, "distinct": 40, "min": None, "max": None, "quantiles": None}
    return {**base, "length": {"min": 1, "max": 9, "mean": 5.0} if kind == "text" else None, **more}


def finding(kind: str, share: float = 1.0, name: str = "열", count: int = 1234) -> dict[str, Any]:
    return {"column": name, "kind": kind, "share": share, "count": count}


def amount(name: str, most: float, middle: float = 1_234_000, bound: float = 2_345_678) -> dict[str, Any]:
    return column(name, "integer", max=most, min=0, quantiles={"0.5": middle, "0.95": bound})


LONG = {"min": 5, "max": 400, "mean": 80.0}


@pytest.mark.parametrize(
    ("given", "found", "entry", "because"),
    [
        (column("열"), [finding("resident_number")], {"do": "pseudonymise", "key": "custody"}, "links_records"),
        (column("열"), [finding("business_number")], {"do": "pseudonymise", "key": "custody"}, "links_records"),
        (column("열"), [finding("person_name")], {"do": "suppress"}, "names_a_person"),
        (column("열"), [finding("phone")], {"do": "suppress"}, "names_a_person"),
        (column("열", length=LONG), [finding("address")], {"do": "suppress"}, "names_a_person"),
        (column("열", length=LONG), [finding("phone")], {"do": "mask_text", "key": "custody"}, "found_in_text"),
        (column("열"), [finding("phone", 0.02)], {"do": "mask_text", "key": "custody"}, "found_in_text"),
        (
            column("열", "date"),
            [finding("birth_date")],
            {"do": "key", "hierarchy": "builtin:date", "least_level": 1},
            "born_on",
        ),
        (column("열"), [finding("birth_date")], {"do": "suppress"}, "names_a_person"),
        (column("성명"), [], {"do": "suppress"}, "called_so"),
        (column("e-mail"), [], {"do": "suppress"}, "called_so"),
        (column("진단명"), [], {"do": "sensitive"}, "sensitive"),
        (column("salary", "integer"), [], {"do": "sensitive"}, "sensitive"),
        (column("나이", "integer", min=19, max=88), [], {"do": "key", "hierarchy": "builtin:age"}, "known_to_others"),
        (column("나이", "integer", min=19, max=880), [], {"do": "key", "hierarchy": "builtin:flat"}, "known_to_others"),
        (column("연령대"), [], {"do": "key", "hierarchy": "builtin:flat"}, "known_to_others"),
        (column("성별", distinct=2), [], {"do": "key", "hierarchy": "builtin:flat"}, "known_to_others"),
        (column("성별", distinct=None), [], {"do": "keep"}, "nothing_seen"),
        (column("출생일", "date"), [], {"do": "key", "hierarchy": "builtin:date"}, "known_to_others"),
        (
            column("우편번호", length={"min": 5, "max": 5, "mean": 5}),
            [],
            {"do": "key", "hierarchy": "builtin:postcode"},
            "known_to_others",
        ),
        (
            column("우편번호", "integer", min=1000, max=63_644),
            [],
            {"do": "key", "hierarchy": "builtin:postcode"},
            "known_to_others",
        ),
        (column("우편번호", distinct=900), [], {"do": "keep"}, "nothing_seen"),
        (
            column("법정동코드", distinct=999, length={"min": 10, "max": 10, "mean": 10}),
            [],
            {"do": "key", "hierarchy": "builtin:region"},
            "known_to_others",
        ),
        (column("접수일", "datetime"), [], {"do": "key", "hierarchy": "builtin:date"}, "day_of_event"),
        (column("연번", "integer", distinct=1000), [], {"do": "suppress"}, "row_number"),
        (column("민원번호", distinct=1000), [], {"do": "pseudonymise", "key": "custody"}, "record_id"),
        (column("측정값", "integer", distinct=1000), [], {"do": "keep"}, "nothing_seen"),
        (column("측정값", "decimal", distinct=1000), [], {"do": "keep"}, "nothing_seen"),
        (column("내용", length=LONG), [], {"do": "mask_text", "key": "custody"}, "free_text"),
        (amount("매출", 99_000_000), [], {"do": "top_code", "at": 2_400_000}, "outliers"),
        (amount("비율", 9.0, 0.2, 0.5), [], {"do": "top_code", "at": 0.5}, "outliers"),
        (amount("매출", 2_400_000), [], {"do": "round", "to": 100_000}, "exact_amount"),
        (amount("건수", 2_400_000), [], {"do": "keep"}, "nothing_seen"),
        (column("처리부서", distinct=12), [], {"do": "keep"}, "nothing_seen"),
    ],
)
def test_suggest(given: dict[str, Any], found: list[dict[str, Any]], entry: dict[str, Any], because: str) -> None:
    (said,) = suggest({"columns": [given]}, found)
    assert (said.entry, said.because) == (entry, because)
    assert set(said.reason) == {"ko", "en"}
    assert check_plan({"columns": {said.column: said.entry}}) == ()


def test_what_is_found_most_decides_and_other_columns_do_not() -> None:
    found = [finding("phone", 0.6), finding("resident_number", 0.9), finding("person_name", 1.0, "다른 열")]
    (said,) = suggest({"columns": [column("열")]}, found)
    assert said.entry["do"] == "pseudonymise"
    assert "주민등록번호" in said.reason["ko"]
    assert "resident numbers (1,234)" in said.reason["en"]


def test_keys_and_sensitive_columns_are_told_apart() -> None:
    said = suggest({"columns": [column("성별"), column("진단명"), column("부서")]}, [])
    assert (keys_of(said), sensitive_of(said)) == (("성별",), ("진단명",))


def test_every_reason_and_kind_has_both_languages() -> None:
    assert set(KINDS) == {str(kind) for kind in IdentifierKind}
    for because in REASONS:
        said = reason_of(because, kind="phone", count="3", distinct="2")
        assert all(said.values())
        assert "{" not in said["ko"] + said["en"]
    assert "iris" in reason_of("names_a_person", kind="iris", count="1")["en"]
