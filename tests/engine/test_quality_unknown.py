"""What is not known is told apart from what is bad: empty tables, and data that nobody looked at."""

from __future__ import annotations

import json

import pytest
from tests.engine.quality_subjects import DAY, answers, column, subject, table

from gotgan.engine.quality import assess
from gotgan.terms.readiness import DECLARED_CAP, CheckResult, ScoreSheet, Subject

EMPTY = table([column("관리번호"), column("면적")], rows=0)
LINKS = {"catalogue": {"links": [{"location": "https://a/b.csv", "media_type": "text/csv"}]}}


def check(sheet: ScoreSheet, name: str) -> CheckResult:
    return next(each for factor in sheet.factors for each in factor.checks if each.id == name)


def factors(sheet: ScoreSheet) -> dict[str, float | None]:
    return {factor.id: factor.value for factor in sheet.factors}


@pytest.mark.parametrize(
    ("book", "has_total"),
    [("ai_readiness", False), ("mois_ai_ready", False), ("public_database", False), ("fair", True), ("mqa", True)],
)
def test_empty_table_gets_no_total_of_what_its_rows_would_tell(book: str, has_total: bool) -> None:
    """Books about the record go on: an empty table may be well described."""
    sheet = assess(subject(EMPTY, said=answers(licence="kogl_1", description="가" * 100)), book)
    assert (sheet.total is not None) == has_total
    assert (sheet.no_total is None) == has_total
    assert sheet.rating is None or has_total


def test_empty_table_says_so_and_shows_what_is_known_without_rows() -> None:
    sheet = assess(subject(EMPTY, said=answers(licence="kogl_1")), "ai_readiness", "tabular")
    assert sheet.no_total is not None
    assert "행이 하나도 없어" in sheet.no_total.ko
    assert "no rows" in sheet.no_total.en
    assert factors(sheet)["clean"] is None
    assert factors(sheet)["compliant"] == pytest.approx(100 * DECLARED_CAP)
    assert (factors(sheet)["consumable"] or 0) > 0
    assert not any("makes the total 0" in note.en for note in sheet.notes)


def test_one_row_among_empty_tables_is_enough_for_a_total() -> None:
    held = subject(EMPTY, table([column("관리번호")], rows=1, path="b.csv"), said=answers(licence="kogl_1"))
    assert assess(held, "ai_readiness", "tabular").total is not None


def test_pictures_beside_an_empty_table_are_data() -> None:
    media = {"kinds": {"image": 10}, "flags": {}}
    held = subject(EMPTY, media=media, modality=("image",), said=answers(licence="kogl_1", description="가" * 50))
    assert assess(held, "ai_readiness", "vision").total is not None


@pytest.mark.parametrize("held", [subject(), subject(**LINKS), subject(said=answers(description="가" * 100))])
def test_record_that_nobody_looked_at_has_an_unknown_total_and_not_0(held: Subject) -> None:
    sheet = assess(held, "ai_readiness")
    assert sheet.total is None
    assert sheet.no_total is not None
    assert "0점이라는 뜻이 아닙니다" in sheet.no_total.ko
    assert "Compliant" in sheet.no_total.en
    assert 0 not in factors(sheet).values()
    assert check(sheet, "licence").is_unknown


def test_words_alone_still_make_a_capped_total() -> None:
    said = answers(description="가" * 100, licence="kogl_1")
    sheet = assess(subject(said=said, **LINKS), "ai_readiness")
    assert sheet.no_total is None
    assert 0 < (sheet.total or 0) <= 100 * DECLARED_CAP
    assert not check(sheet, "licence").is_unknown


def test_statement_that_is_bad_stays_bad() -> None:
    """Said to have no licence at all: that is known, and no factor is left open."""
    said = answers(description="가" * 100, licence="none_stated")
    sheet = assess(subject(said=said, **LINKS), "ai_readiness")
    assert (sheet.total, sheet.no_total) == (0, None)


def test_silence_about_data_that_were_scanned_counts_nothing() -> None:
    """Somebody looked: that it has no description is a finding."""
    media = {"kinds": {"image": 10}, "flags": {}}
    sheet = assess(subject(media=media, modality=("image",), scanned_at=DAY), "ai_readiness", "vision")
    assert factors(sheet)["contextual"] == 0
    assert sheet.total == 0


def test_saying_more_never_takes_a_total_away() -> None:
    steps = [{}, {"description": "가" * 100}, {"licence": "kogl_1"}, {"data_dictionary": "있음"}]
    said: dict[str, object] = {}
    totals = []
    for step in steps:
        said |= step
        totals.append(assess(subject(said=answers(**said), **LINKS), "ai_readiness").total)
    assert totals[:2] == [None, None]
    assert totals[2] is not None
    assert (totals[3] or 0) > totals[2]


def test_unknown_is_told_in_json_and_read_again() -> None:
    sheet = assess(subject(), "ai_readiness")
    document = json.loads(json.dumps(sheet.to_json()))
    assert document["total"] is None
    assert document["no_total"]["en"].endswith("it is not 0.")
    assert ScoreSheet.from_json(document) == sheet
    for part in document["factors"]:
        for each in part["checks"]:
            del each["is_unknown"]
    del document["no_total"]
    assert ScoreSheet.from_json(document).total is None, "a sheet of before has neither"


def test_labels_and_splits_that_nobody_looked_for_are_not_said_to_be_missing() -> None:
    sheet = assess(subject(), "ai_readiness")
    for name in ("labels", "splits", "filled", "machine_readable"):
        found = check(sheet, name)
        assert (found.value, found.is_unknown) == (None, True), name
    assert "Nobody has looked for labels" in check(sheet, "labels").diagnosis.en
    notes = " ".join(note.en for note in sheet.notes)
    assert "not measured yet, which dropped out: Cells filled" in notes
