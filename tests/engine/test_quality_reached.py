"""Whether an address answers: not measured is said, and is no finding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.engine.quality_subjects import answers, subject

from gotgan.engine.quality import assess, dqv_of
from gotgan.terms.readiness import CheckResult, ScoreSheet

OF_ADDRESSES = ("access_url", "download_answers")


def sheet_of(*links: dict[str, Any], **said: Any) -> ScoreSheet:
    return assess(subject(said=answers(**said), catalogue={"links": list(links)}), "mqa")


def of_addresses(sheet: ScoreSheet) -> list[CheckResult]:
    return [each for factor in sheet.factors for each in factor.checks if each.id in OF_ADDRESSES]


def test_address_that_nobody_tried_is_not_measured() -> None:
    sheet = sheet_of({"location": "https://a"})
    for found in of_addresses(sheet):
        assert (found.value, found.is_unknown, found.confidence) == (0.0, True, 0.0)
        assert found.diagnosis.en == "Whether its address answers was not measured."
        assert "측정하지 않았습니다" in found.diagnosis.ko
    (note,) = [note for note in sheet.notes if "Not measured" in note.en]
    assert "Access URL answers, Download URL answers" in note.en
    assert "may give 80 more" in note.en
    assert "최대 80점" in note.ko


def test_address_of_an_answer_is_not_measured_either() -> None:
    sheet = sheet_of(provision_now_how={"routes": ["download"], "addresses": ["https://a"]})
    assert all(each.is_unknown for each in of_addresses(sheet))


@pytest.mark.parametrize(
    ("links", "value", "said"),
    [
        ([{"location": "https://a", "is_reachable": True}, {"location": "https://b"}], 1.0, "1 addresses answered."),
        ([{"location": "https://a", "is_reachable": False}], 0.0, "1 addresses were tried; none answered."),
        ([], 0.0, "No address is stated."),
    ],
)
def test_address_that_was_tried_or_is_not_there_is_a_finding(links: list[Any], value: float, said: str) -> None:
    sheet = sheet_of(*links)
    for found in of_addresses(sheet):
        assert (found.value, found.is_unknown, found.diagnosis.en) == (value, False, said)
    assert not any("Not measured" in note.en for note in sheet.notes)


def test_points_stay_those_of_the_method() -> None:
    """What was not measured earns nothing, as the method has it: the raw total is that of a silent address."""
    untried, silent = sheet_of({"location": "https://a"}), sheet_of({"location": "https://a", "is_reachable": False})
    assert (untried.total, untried.adjusted) == (silent.total, silent.adjusted)


def test_what_was_not_measured_is_no_quality_measurement() -> None:
    document = json.dumps(dqv_of(sheet_of({"location": "https://a"}), "https://hub/d/1"))
    assert "accessibility:access_url" not in document
    assert "accessibility:download_url" in document
    tried = json.dumps(dqv_of(sheet_of({"location": "https://a", "is_reachable": False}), "https://hub/d/1"))
    assert "accessibility:access_url" in tried
