"""The Croissant document: names and types of columns, never a value."""

from __future__ import annotations

from gotgan.terms.croissant import CroissantFacts, CroissantFile, CroissantTable, croissant

FACTS = CroissantFacts(
    name="org/name", title="주차장", description="", url="http://127.0.0.1/datasets/org/name", licence="",
    version="1.0.0", published="2026-11-23", publisher="가온시",
)  # fmt: skip
FILE = CroissantFile("parks.parquet", "http://127.0.0.1/f", 10, "ab" * 32, "application/x-parquet")


def test_fields_that_become_one_name_keep_an_id_each() -> None:
    table = CroissantTable("주차장 표", FILE.id, (("이 름", "text"), ("이  름", "integer"), ("값", "decimal")))
    (record_set,) = croissant(FACTS, [FILE], [table])["recordSet"]
    assert record_set["@id"] == "주차장_표"
    ids = [field["@id"] for field in record_set["field"]]
    assert ids == ["주차장_표/이_름", "주차장_표/이_름_2", "주차장_표/값"]
    assert [field["dataType"] for field in record_set["field"]] == ["sc:Text", "sc:Integer", "sc:Float"]


def test_what_was_found_is_named_by_its_kind() -> None:
    assert "rai:personalSensitiveInformation" not in croissant(FACTS, [FILE], [])
    found = CroissantFacts(**{**FACTS.__dict__, "sensitive": ("phone",)})
    assert croissant(found, [FILE], [])["rai:personalSensitiveInformation"] == ["phone"]


def test_a_column_that_is_called_split_keeps_its_name() -> None:
    table = CroissantTable("표", FILE.id, (("split", "text"),), splits={"train": FILE.id})
    record_set = next(each for each in croissant(FACTS, [FILE], [table])["recordSet"] if each["name"] == "표")
    assert [field["name"] for field in record_set["field"]] == ["split", "_split"]
