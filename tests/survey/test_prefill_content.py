"""Sections B to E: content, structure, origin and licence."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.survey.rules.prefill.readings import read
from tests.survey.known_facts import described, note, of_media, scanned, sure, table, value


def test_words_of_the_record() -> None:
    facts = described(description="a" * 3000, keywords=["민원", "접수"], theme=["corporate management"])
    assert len(value(facts, "description")) == 2000
    assert value(facts, "keywords") == "민원, 접수"
    assert value(facts, "field") == ["corporate_management"]


def test_kinds_of_data_by_the_bytes_before_what_the_record_says() -> None:
    facts = scanned(catalogue={"modality": ["text"]})
    assert value(facts, "modality") == ["table"]
    assert "Otherwise says the record: text" in note(facts, "modality")
    assert sure(facts, "modality") == "medium"
    assert value(described(modality=["image"]), "modality") == ["image"]


def test_kinds_of_data_by_the_types_of_distributions() -> None:
    links = [{"location": "x", "media_type": each} for each in ("text/csv", "application/json", "kmz", None)]
    facts = described(links=links)
    assert (value(facts, "modality"), sure(facts, "modality")) == (["table", "geospatial"], "low")
    assert value(described(links=links[1:2]), "modality") is None


def test_record_is_told_by_a_key() -> None:
    facts = scanned(tables=(table(rows=5), table("큰 표", rows=60, keys=("등록번호",))))
    assert value(facts, "record_unit") == "한 행 = '등록번호' 1건"
    assert sure(facts, "record_unit") == "low"
    assert value(scanned(tables=(table(keys=()),)), "record_unit") is None
    assert value(of_media("image"), "record_unit") == "파일 1개"
    assert value(described(), "record_unit") is None


@pytest.mark.parametrize(
    ("temporal", "expected"),
    [
        ("2001/2015", {"from": "2001-01-01", "to": "2015-12-31"}),
        ("2013-02/2013-02", {"from": "2013-02-01", "to": "2013-02-28"}),
        ("2013-04-01/2013-04", {"from": "2013-04-01", "to": "2013-04-30"}),
        ("2013-01-01/..", {"from": "2013-01-01", "to": None}),
        ("2013-13-01/2014", None),
        ("2013", None),
        ("from the start/2014", None),
        ("2015/2001", None),
    ],
)
def test_period_of_the_record(temporal: str, expected: Any) -> None:
    assert value(described(temporal=temporal), "period_covered") == expected


def test_period_of_the_data() -> None:
    facts = scanned(period=("2014-01-01", "2026-05-01"))
    assert value(facts, "period_covered") == {"from": "2014-01-01", "to": "2026-05-01"}
    assert (value(facts, "first_year"), sure(facts, "first_year")) == (2014, "low")


BOX = {"south": 36.38, "north": 36.73, "west": 128.53, "east": 128.91}


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ({"is_nation": True, "code": ""}, {"name": "전국", "level": "eupmyeondong"}),
        ({"code": "11680"}, {"name": "서울특별시", "code": "11680", "level": "sigungu"}),
        ({"code": "48"}, {"name": "경상남도", "code": "48", "level": "sido"}),
        ({"provinces": 3, "districts": 9}, {"name": "시도 3곳, 시군구 9곳", "level": "eupmyeondong"}),
        (BOX, {"name": "위도 36.38~36.73, 경도 128.53~128.91"}),
        ({}, None),
    ],
)
def test_region_of_the_data(region: dict[str, Any], expected: Any) -> None:
    empty = dict.fromkeys(("provinces", "districts", *BOX)) | {"code": "", "is_nation": False}
    facts = scanned(regions=({**empty, **region}, {**empty, **region}))
    assert value(facts, "region") == ([expected] if expected else None)


def test_region_and_languages_of_the_record() -> None:
    facts = described(spatial="United States", language=["us-EN", "en-US", "not a language"])
    assert value(facts, "region") == [{"name": "United States"}]
    assert value(facts, "languages") == ["en-US"]
    assert value(described(language="ko"), "languages") == ["ko"]
    assert value(described(language=["??"]), "languages") is None
    assert value(scanned(languages=("ko", "en")), "languages") == ["ko", "en"]


def test_formats_counts_and_tables() -> None:
    facts = scanned()
    assert value(facts, "formats") == [{"format": "csv", "encoding": "cp949", "files": 1, "size_bytes": 5000}]
    assert [value(facts, key) for key in ("file_count", "size_bytes", "record_count")] == [1, 5000, 100]
    (row,) = value(facts, "tables_columns_keys")
    assert row == {
        "table": "민원.csv", "rows": 100, "columns": 3, "names": "접수번호, 접수일자, 내용", "keys": "접수번호",
    }  # fmt: skip
    links = [{"location": "x", "media_type": "text/csv"}, {"location": "y", "media_type": "text/csv"}]
    assert value(described(links=links), "formats") == [{"format": "text/csv", "files": 2}]


def test_files_are_counted_where_there_are_no_tables() -> None:
    facts = of_media("image")
    assert (value(facts, "record_count"), sure(facts, "record_count")) == (1200, "medium")
    assert value(facts, "tables_columns_keys") == "na"
    assert value(scanned(rows=None), "record_count") is None
    assert value(scanned(size_bytes=None), "size_bytes") is None


def test_codes_and_the_list_they_were_held_against() -> None:
    codes = {"table": "a", "column": "법정동코드", "list": "legal_dong", "as_of": "20220901", "valid": 1.0,
             "abolished": 0.0, "unknown": 0.0}  # fmt: skip
    facts = scanned(standards=("legal_dong",), code_lists=(codes, codes))
    assert value(facts, "standards_used") == ["legal_dong"]
    assert value(facts, "code_time_version") == [{"standard": "legal_dong", "as_of": "2022-09-01"}]
    assert sure(facts, "code_time_version") == "medium"
    old = scanned(code_lists=({**codes, "abolished": 0.2},))
    assert (sure(old, "code_time_version"), "20.0 %" in note(old, "code_time_version")) == ("low", True)
    assert value(scanned(code_lists=({**codes, "as_of": None},)), "code_time_version") is None


def label(column: str, *, is_sure: bool) -> dict[str, Any]:
    return {"table": "a", "column": column, "classes": 3, "missing": 25, "rows": 100, "is_sure": is_sure}


def test_labels_that_were_met() -> None:
    files = of_media("image", labels={"files": 40, "formats": ["coco", "class names"], "columns": []})
    assert (value(files, "labels_present"), sure(files, "labels_present")) == ("yes", "high")
    assert value(files, "label_type") == ["box"]
    column = scanned(labels={"files": 0, "formats": [], "columns": [label("라벨", is_sure=True)]})
    assert (value(column, "labels_present"), sure(column, "labels_present")) == ("yes", "medium")
    assert (value(column, "label_type"), value(column, "label_share")) == (["class"], 0.75)


def test_labels_that_were_not_met_are_not_denied() -> None:
    facts = scanned(labels={"files": 0, "formats": [], "columns": [label("처리상태", is_sure=False)]})
    assert [value(facts, key) for key in ("labels_present", "label_type", "label_share")] == [None, None, None]


def test_splits_and_documents() -> None:
    facts = scanned(splits=({"split": "train", "files": 3}, {"split": "test", "files": 1}))
    assert value(facts, "splits") == [
        {"split": "train", "files": 3, "share": 0.75}, {"split": "test", "files": 1, "share": 0.25},
    ]  # fmt: skip
    documents = ({"format": "pdf", "files": 3, "no_text": 2, "pages": 40},)
    assert value(of_media("document", documents=documents), "nested_documents") == [
        {"kind": "pdf", "count": 3, "needs_ocr": "yes"}
    ]


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("대기질 측정 2026년", "2026-01-01", "2026-12-31"), ("교통카드 2026년 8월", "2026-08-01", "2026-08-31"),
        ("구급출동 2026년 상반기", "2026-01-01", "2026-06-30"), ("판매량 2024년 2분기", "2024-04-01", "2024-06-30"),
        ("2020년~2023년 결산", "2020-01-01", "2023-12-31"), ("2020년대 인구", None, None), ("12024년호", None, None),
    ],
)  # fmt: skip
def test_period_that_the_title_names(title: str, first: str | None, last: str | None) -> None:
    facts = scanned(catalogue={"title": title})
    assert value(facts, "period_covered") == (first and {"from": first, "to": last})
    if first:
        assert sure(facts, "period_covered") == "low"
        assert title in note(facts, "period_covered")
        told = scanned(catalogue={"title": title}, period=("2026-01-02", "2026-03-04"))
        assert value(told, "period_covered") == {"from": "2026-01-02", "to": "2026-03-04"}
        assert sure(told, "period_covered") == "medium"


def test_list_without_dates_is_of_the_day_of_its_record() -> None:
    stated = {"title": "도서관 현황", "modified": "2026-04-09"}
    assert value(scanned(catalogue=stated), "period_covered") == {"from": "2026-04-09", "to": "2026-04-09"}
    assert "as of the day of its record" in note(scanned(catalogue=stated), "period_covered")
    assert value(described(**stated), "period_covered") is None  # nobody looked whether it holds dates
    assert value(scanned(catalogue=stated | {"title": "붓꽃 측정 자료"}), "period_covered") is None
    assert value(scanned(catalogue=stated | {"modified": "어제"}), "period_covered") is None


def test_cycle_by_a_portals_code_once_somebody_entered_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = described(cycle_code="RECY07")
    assert value(facts, "update_cycle") is None
    monkeypatch.setitem(read("readings")["cycle_codes"], "RECY07", "yearly")
    assert value(facts, "update_cycle") == "yearly"
    assert "RECY07" in note(facts, "update_cycle")
    assert value(described(cycle_code="RECY07", cycle="매월"), "update_cycle") == "monthly"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("R/P1D", "daily"), ("R/PT1S", "realtime"), ("R/P1Y", "yearly"), ("R/P6M", "half_yearly"),
        ("매월", "monthly"), ("분기", "quarterly"), ("수시(1회성 데이터)", "once"), ("irregular", "irregular"),
        ("R/P2Y", None), ("RECY03", None),
        ("http://publications.europa.eu/resource/authority/frequency/ANNUAL", "yearly"), ("매주", "weekly"),
    ],
)  # fmt: skip
def test_cycle_of_the_record(text: str, code: str | None) -> None:
    assert value(described(cycle=text), "update_cycle") == code


@pytest.mark.parametrize(
    ("text", "code", "confidence"),
    [
        ("kogl_3_ai", "kogl_3_ai", "high"),
        ("공공누리 제4유형: 출처표시+상업적 이용금지+변경금지", "kogl_4", "medium"),
        ("이용허락범위 제한 없음", "unrestricted", "medium"),
        ("https://creativecommons.org/licenses/by/4.0", "cc_by", "medium"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0", "cc_by_nc_sa", "medium"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "cc0", "medium"),
        ("https://www.usa.gov/government-works", "unrestricted", "medium"),
        ("https://project-open-data.cio.gov/unknown-license/", "none_stated", "medium"),
        ("http://www.usaid.gov/data/license-data-created-usaid-partners", "other", "low"),
    ],
)
def test_licence_of_the_record(text: str, code: str, confidence: str) -> None:
    facts = described(licence=text)
    assert (value(facts, "licence"), sure(facts, "licence")) == (code, confidence)


def test_licence_that_nobody_states_is_asked() -> None:
    assert value(described(title="Mines"), "licence") is None


def test_legal_basis_and_way_of_collection() -> None:
    facts = described(legal_basis="민원처리법 제1조", collection="IoT 센서 측정")
    assert (value(facts, "legal_basis"), value(facts, "collection_method")) == ("민원처리법 제1조", ["sensor"])
    assert value(described(collection="기타"), "collection_method") is None


def test_last_change_seen_told_or_claimed() -> None:
    seen = scanned(last_real_change="2026-05-01", last_change_is_seen=True)
    assert (value(seen, "last_real_change"), sure(seen, "last_real_change")) == ("2026-05-01", "high")
    told = scanned(last_real_change="2026-05-01")
    assert sure(told, "last_real_change") == "low"
    claimed = described(modified="2022-10-24T12:14:41-04:00")
    assert (value(claimed, "last_real_change"), sure(claimed, "last_real_change")) == ("2022-10-24", "low")
    assert value(described(modified="R/P1D"), "last_real_change") is None
