"""What is said to be inside, and how much of it, against the scan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.checks.sheet import facts, found, standard_checks

ALL_SIDO = next(c for c in standard_checks() if c.id == "population_vs_region").policy["sido"]["value"]


@pytest.mark.parametrize(
    ("present", "share", "is_raised"),
    [
        ("yes", 0, True),
        ("yes", 0.0, True),
        ("yes", 0.001, False),
        ("no", 0.001, True),
        ("no", 0, False),
        ("unknown", 0, False),
        ("yes", "unknown", False),
        ("yes", None, False),
    ],
)
def test_labels_vs_share(present: str, share: Any, is_raised: bool) -> None:
    assert ("labels_vs_share" in found({"labels_present": present, "label_share": share})) is is_raised


def test_labels_vs_share_takes_the_scan_where_nobody_answered() -> None:
    assert "labels_vs_share" in found({"labels_present": "no"}, scanned={"label_share": 0.4})


@pytest.mark.parametrize(
    ("needed", "estimate", "is_raised"),
    [
        (["none"], [{"processing": "clean"}], True),
        (["none"], [{"processing": "none"}], False),
        (["none"], [{"processing": "unknown", "reason": "?"}], False),
        (["none"], [], False),
        (["none"], "unknown", False),
        (["clean"], [{"processing": "deidentify"}], False),
        ("unknown", [{"processing": "clean"}], False),
    ],
)
def test_none_vs_estimate(needed: Any, estimate: Any, is_raised: bool) -> None:
    assert ("none_vs_estimate" in found({"processing_needed": needed, "scanner_estimate": estimate})) is is_raised


def test_none_vs_estimate_takes_what_the_scan_suggests_as_evidence() -> None:
    estimate = [{"processing": "recode"}, {"processing": "clean"}, {"processing": "clean"}]
    raised = found({"processing_needed": ["none"]}, scanned={"scanner_estimate": estimate})["none_vs_estimate"]
    assert raised.message_en.endswith("the scan expects: Clean, Recode.")


@pytest.mark.parametrize(
    ("modality", "shares", "lacking"),
    [
        (["table"], {"table": 0.89, "image": 0.11}, "Image 11 %"),
        (["table"], {"table": 0.9, "image": 0.1}, ""),
        (["table", "image"], {"table": 0.5, "image": 0.5}, ""),
        (["table"], {"image": 0.3, "video": 0.6}, "Video 60 %, Image 30 %"),
        (["multimodal"], {"image": 0.6, "text": 0.4}, ""),
        ("unknown", {"image": 1.0}, ""),
        (["table"], {"image": "much"}, ""),
        (["table"], {}, ""),
    ],
)
def test_format_vs_modality(modality: Any, shares: dict[str, Any], lacking: str) -> None:
    raised = found({"modality": modality}, facts(modality_shares=shares)).get("format_vs_modality")
    assert (lacking in raised.message_en) if lacking and raised else raised is None and not lacking


def test_format_vs_modality_without_a_scan() -> None:
    assert not found({"modality": ["table"]}, None)


def regions(*codes: str) -> list[dict[str, str]]:
    return [{"name": "", "code": code, "level": "sigungu"} for code in codes]


NATION = {"population_or_sample": "population", "title_ko": "전국 약국 현황"}
ALL_CODES = tuple(marks[0] + "110" for marks in ALL_SIDO.values())


@pytest.mark.parametrize(
    ("values", "is_raised"),
    [
        ({**NATION, "region": regions("1111000000", "2611000000")}, True),
        ({**NATION, "region": [{"name": "경상남도 창원시"}]}, True),
        ({**NATION, "region": regions(*ALL_CODES)}, False),
        ({**NATION, "region": regions(*ALL_CODES[1:])}, True),
        ({**NATION, "region": [{"name": "전국"}, {"name": "서울"}]}, False),
        ({**NATION, "region": [{"name": "미국"}]}, False),
        ({**NATION, "region": []}, False),
        ({**NATION, "region": "unknown"}, False),
        ({**NATION, "title_ko": "서울 약국 현황", "region": regions("11")}, False),
        ({**NATION, "population_or_sample": "sample", "region": regions("11")}, False),
        ({**NATION, "population_or_sample": "unknown", "region": regions("11")}, False),
    ],
)
def test_population_vs_region(values: dict[str, Any], is_raised: bool) -> None:
    assert ("population_vs_region" in found(values)) is is_raised


def test_population_vs_region_knows_all_provinces_by_code_and_by_name() -> None:
    assert len(ALL_SIDO) == 17
    names = [{"name": name} for name in (
        "서울특별시", "부산광역시", "대구광역시", "인천광역시", "광주광역시", "대전광역시", "울산광역시",
        "세종특별자치시",
        "경기도 광주시", "강원특별자치도", "충청북도", "충청남도", "전북특별자치도", "전라남도", "경상북도", "경상남도",
    )]  # fmt: skip
    raised = found({**NATION, "region": names})["population_vs_region"]
    assert "시도 17곳 가운데 16곳만 보입니다(없는 곳: 제주)" in raised.message_ko
    assert "population_vs_region" not in found({**NATION, "region": [*names, {"name": "제주도"}]})


def test_population_vs_region_takes_the_scan_where_nobody_answered() -> None:
    raised = found(NATION, facts(regions=({"table": "a", "provinces": 9}, {"table": "b", "provinces": 7})))
    assert raised["population_vs_region"].message_ko.endswith("시도 17곳 가운데 16곳만 보입니다.")
    assert not found(NATION, facts(regions=({"provinces": 9}, {"provinces": 8})))
    assert not found(NATION, facts(regions=({"provinces": None}, {})))
    assert not found({**NATION, "region": "unknown"}, facts(regions=({"provinces": 1},)))


def contract(*quantities: Any) -> list[dict[str, Any]]:
    return [{"contractor": "업체", "quantity": each, "year": 2024} for each in quantities]


@pytest.mark.parametrize(
    ("contractor", "rows", "files", "is_raised"),
    [
        (contract(1000), 999, None, True),
        (contract(1000), 1000, None, False),
        (contract(600, 401), 1000, None, True),
        (contract(1000), 10, 1000, False),
        (contract(1000), None, 2, True),
        (contract(1000), None, None, False),
        (contract("unknown"), 1, None, False),
        (contract(None), 1, None, False),
        (contract(0), 0, None, False),
        ("unknown", 1, None, False),
        ([], 1, None, False),
    ],
)
def test_count_vs_contract(contractor: Any, rows: int | None, files: int | None, is_raised: bool) -> None:
    raised = found({"contractor": contractor}, facts(rows=rows, file_count=files))
    assert ("count_vs_contract" in raised) is is_raised


def test_count_vs_contract_reports_the_ratio_rounded_down() -> None:
    raised = found({"contractor": contract(1_000_000)}, facts(rows=2_000))["count_vs_contract"]
    assert raised.message_ko == "계약 수량은 1,000,000인데 점검에서 센 수는 2,000으로, 계약의 0.2 %입니다."
    almost = found({"contractor": contract(1_000_000)}, facts(rows=999_999))["count_vs_contract"]
    assert "99.9 %" in almost.message_en
    assert "업체" not in str(raised.to_json())
