"""How one row of evidence and one source record are read; without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gotgan.inventory.queries.facts.columns import whole_day
from gotgan.inventory.queries.facts.files import FileTally
from gotgan.inventory.queries.facts.measured import Measured
from gotgan.inventory.queries.facts.stated import scan_time, stated

SCANNED = datetime(2026, 6, 1, tzinfo=UTC)
OWN = ("title", "title_en", "description", "keywords", "licence", "field", "modality", "provision_now", "rights",
       "issued", "modified")  # fmt: skip


def record(kind: str, raw: dict[str, Any] | None, **own: Any) -> dict[str, Any]:
    """What a dataset's record states."""
    row = dict.fromkeys(OWN, "") | {
        "raw_shown": raw, "source__kind": kind, "source__location": "https://portal.example/data.json?key=secret",
        "remote_id": "r1", "links": [],
    }  # fmt: skip
    return stated(row | own)


def test_default_of_a_connector_is_not_stated() -> None:
    assert record("folder", {"path": "a.csv"}, title="a", provision_now="open", modality=["table"]) == {}
    assert "modality" not in record("ckan", {}, title="a", modality=["table"])
    assert record("socrata", {}, modality=["geospatial"])["modality"] == ["geospatial"]


def test_comment_of_a_table_and_title_of_an_upload_are_stated() -> None:
    assert record("sql", {}, title="t", description="민원 대장") == {
        "description": "민원 대장", "kind": "sql", "record": "r1",
    }  # fmt: skip
    assert record("upload", {}, title="민원", provision_now="open")["title"] == "민원"
    assert "provision_now" not in record("upload", {}, title="민원", provision_now="open")


def test_words_one_level_down_and_in_extras_are_met() -> None:
    raw = {
        "extras": [{"key": "update_frequency", "value": "매월"}, {"key": "x", "value": ""}, "no pair"],
        "resource": {"download_count": 12, "spatial": {"name": "서울"}, "theme": ["환경", 3, " "]},
        "temporal": True, "publisher": None,
    }  # fmt: skip
    found = record("ckan", raw, title="a")
    assert {name: found.get(name) for name in ("cycle", "downloads", "spatial", "theme", "temporal", "publisher")} == {
        "cycle": "매월", "downloads": 12, "spatial": "서울", "theme": ["환경"], "temporal": None, "publisher": None,
    }  # fmt: skip


def test_address_of_the_catalogue_has_no_key_in_it() -> None:
    assert record("ckan", {}, title="a")["address"] == "https://portal.example/data.json"
    assert "address" not in record("ckan", {}, title="a", source__location="/data/a.json")


def test_links_are_taken_from_catalogues_only() -> None:
    links = [{"path": "a", "location": "https://a.example", "media_type": "text/csv", "size_bytes": 1}, "no link"]
    assert record("dcat", {}, title="a", links=links)["links"] == [
        {"path": "a", "location": "https://a.example", "media_type": "text/csv"}
    ]
    assert "links" not in record("folder", {"label": {"title": "a"}}, title="a", links=links)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-06-01T00:00:00", None])
def test_moment_without_a_zone_is_no_moment(text: str | None) -> None:
    assert scan_time({"scanned": text}) is None


def test_moment_of_a_carried_scan() -> None:
    assert scan_time({"scanned": "2026-06-01T00:00:00Z"}) == SCANNED


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03T10:00", "2024-02-03", "2024-02-03"),
        ("2024-13", "2024-13-01", "2024-13-28"),
        ("after the war", "after the ", "after the "),
    ],
)
def test_whole_days(text: str, first: str, last: str) -> None:
    assert (whole_day(text), whole_day(text, is_end=True)) == (first, last)


def media(**facts: Any) -> Measured:
    measured = Measured()
    measured.add("회의록/1.pdf", "read", None, (), facts, is_compared=False)
    return measured


def test_documents_pictures_and_labels_are_counted() -> None:
    measured = media(kind="document", format="pdf", pages=3, flags=["no_text"], language="ko", tokens=90)
    photo = {"kind": "image", "format": "JPEG", "has_gps": True, "flags": ["dark"]}
    places = [{"column": None, "kind": "coordinates", "count": 1}]
    for name in ("a.jpg", "b.jpg"):
        measured.add(name, "read", None, places, photo, is_compared=False)
    measured.add("a.json", "read", None, (), {"kind": "label", "format": "coco"}, is_compared=False)
    measured.add("b.pdf", "failed", None, (), {"kind": "document"}, is_compared=False)
    found = measured.finish(None, SCANNED)
    assert found["media"]["kinds"] == {"document": 2, "image": 2, "label": 1}
    assert (found["media"]["with_place"], found["media"]["flags"]) == (2, {"no_text": 1, "dark": 2})
    assert {"format": "pdf", "files": 1, "no_text": 1, "pages": 3} in found["documents"]
    assert found["labels"] == {"columns": [], "files": 1, "formats": ["coco"]}
    assert found["findings"] == (
        {"table": "", "column": None, "kind": "coordinates", "count": 2, "share": 0.0, "confidence": 0.0},
    )
    assert (found["unread"], found["languages"], found["is_compared"]) == (1, ("ko",), False)


def test_files_without_bytes_are_known_by_what_was_measured() -> None:
    measured = media(kind="document", format="pdf")
    files = FileTally()
    files.complete(measured.formats, measured.kinds)
    assert (files.count, files.modality, files.shares) == (1, ("document",), {"document": 1.0})
    assert files.formats == ({"format": "pdf", "encoding": "", "files": 1, "size_bytes": None},)
    assert FileTally().shares == {}


def profile(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rows": 10, "columns": list(columns), "format": "csv", "encoding": "utf-8", **more}


def test_profile_is_read_to_its_end() -> None:
    measured = Measured()
    codes = {"code_list": "legal_dong_code", "as_of": "20220901", "valid": 0.5, "abolished": 0.25, "unknown": 0.25}
    column = {"name": "법정동코드", "type": "text", "sentinels": [{"value": "-", "count": 2}], "nulls": 1, "blanks": 1,
              "code_list": codes, "lexical_types": {"integer": 0.9, "text": 0.1}, "mixed_type_rate": 0.1}  # fmt: skip
    prose = {"name": "본문", "type": "text", "text_use": {"tokens": 900, "languages": {"ko": 0.9, "und": 0.1}}}
    use = {
        "labels": [{"column": "정답", "classes": [1, 2], "missing": 3}],
        "quasi_identifiers": {"columns": ["나이"], "k_least": 1, "rows_alone": 0.5, "sensitive": None, "l_least": None},
    }  # fmt: skip
    keys = [{"columns": ["a", "b"], "verified": True}, {"columns": ["c"], "verified": True}]
    time = {"first": "2031", "last": "2032"}
    measured.add("a.csv", "read", profile(column, prose, ai_use=use, keys=keys, time_coverage=time), (), None,
                 is_compared=True)  # fmt: skip
    found = measured.finish(None, SCANNED)
    assert found["quality"]["missing"] == 4
    assert found["quality"]["mixed_columns"] == 1
    assert found["code_lists"][0]["list"] == "legal_dong"
    assert found["standards"] == ("legal_dong",)
    assert found["languages"] == ("ko",)
    assert found["labels"]["columns"][0] == {
        "table": "a.csv", "column": "정답", "classes": 2, "missing": 3, "rows": 10, "is_sure": True,
    }  # fmt: skip
    assert found["risks"][0]["columns"] == ["나이"]
    assert found["tables"][0]["keys"] == ["c", "a + b"]
    assert (found["period"], found["last_real_change"]) == (("2031-01-01", "2032-12-31"), "")  # not come yet
    assert found["is_compared"]


def test_one_table_that_was_not_compared_is_enough() -> None:
    measured = Measured()
    for is_compared in (True, False, True):
        measured.add("a.csv", "read", profile(), (), None, is_compared=is_compared)
    assert not measured.finish(None, SCANNED)["is_compared"]


def test_columns_of_a_wide_dataset_are_cut() -> None:
    measured = Measured()
    wide = profile(*({"name": f"열{number}"} for number in range(400)))
    for name in ("a.csv", "b.csv", "c.csv"):
        measured.add(name, "read", wide, (), None, is_compared=True)
    tables = measured.finish(None, SCANNED)["tables"]
    assert [len(table["columns"]) for table in tables] == [400, 100, 0]
    assert [table["column_count"] for table in tables] == [400, 400, 400]
