"""Sheets filled from real sources: every record of seven agencies, and a small sample government."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from benchmarks import survey_prefill as bench

from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.truth import SampleTruth
from gotgan.survey.rules.prefill import suggest
from gotgan.survey.rules.prefill.readings import rights_patterns
from gotgan.survey.rules.values import check_value
from gotgan.terms.survey import Answer, DatasetFacts
from tests.survey.standard import item, standard

pytestmark = pytest.mark.django_db
PROVISION = {"public": "open", "restricted public": "limited", "non-public": "internal"}
SAYS_NOTHING = {"", "true", "TRUE", "restricted", "private", "NA", "Not Available", "not available", "Restricted",
                "Internal dataset", "Restricted dataset", "None", "null", "public"}  # fmt: skip
Sheet = tuple[dict[str, Any], DatasetFacts, dict[str, Answer]]


@pytest.fixture
def sheets() -> list[Sheet]:
    """Each record of the seven catalogues as its agency wrote it, as the inventory knows it, and as it is suggested."""
    if not bench.AGENCIES.is_dir():
        assert not os.environ.get("CI"), "NOT RUN: seven agencies: ../shared/data is absent"
        pytest.skip("NOT RUN: seven agencies: ../shared/data is absent")
    facts = bench.facts_of_agencies()
    written = {}
    for number, path in enumerate(sorted(bench.AGENCIES.glob("*.json"))):
        for record in json.loads(path.read_text(encoding="utf-8"))["dataset"]:
            written[f"{9_000_000 + number}", record["identifier"].strip()] = record
    assert len(facts) == len(written) == 2659
    return [
        (written[each.organisation, each.catalogue["record"]], each, suggest(standard(), each, {}, ()))
        for each in facts
    ]


def test_catalogues_of_seven_agencies_become_prefilled_sheets(sheets: list[Sheet]) -> None:
    """Access levels, reasons with the words that they come from, and nothing where nothing is stated."""
    landed: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    for record, facts, found in sheets:
        level, rights = record["accessLevel"], record.get("rights")
        assert found["provision_now"].value == PROVISION[level], facts.address
        landed[level, found["provision_now"].value] += 1
        reasons.update(check_reason(rights if isinstance(rights, str) else "", level, found))
        for key, answer in found.items():
            assert check_value(standard(), item(key), answer.value) == (), (facts.address, key)
    assert landed == {("public", "open"): 2003, ("restricted public", "limited"): 349, ("non-public", "internal"): 307}
    assert {"art9_6_privacy", "art9_2_security", "art9_5_in_progress", "third_party_copyright"} <= set(reasons)


def check_reason(rights: str, level: str, found: dict[str, Answer]) -> list[str]:
    """The codes suggested, after seeing that each quotes words of the text and that silence gives none."""
    answer = found.get("reason_not_provided")
    if level == "public" or rights.strip() in SAYS_NOTHING:
        assert answer is None
        assert "disclosure_exemption" not in found
        assert "lifts_it" not in found
    if answer is None:
        return []
    ids = {pattern.id for pattern in rights_patterns()}
    for evidence in answer.evidence:
        _, said, rest = evidence.note_en.split('"')
        assert said in " ".join(rights.split())
        assert rest.rpartition("(pattern ")[2].rstrip(").") in ids
    assert answer.confidence == "low"
    assert not answer.is_confirmed
    return list(answer.value)


SMALL = [plan for plan in PLANS if not plan.real and sum(draw.rows for draw in plan.draws) <= 2500][::9]
"""Ten datasets of the sample government; the whole of it is the benchmark's."""


def test_half_of_the_first_wave_and_a_third_of_all_items_are_taken_over(tmp_path: Path) -> None:
    """In the very first campaign, also where no register says more of the data, and after an accepted first wave."""
    facts = bench.facts_of_sample(tmp_path, SMALL)
    assert len(facts) == len(SMALL) >= 8
    form = standard()
    first = bench.tallies(form, facts, [{}] * len(facts))
    bare = bench.tallies(form, bench.without_register(facts), [{}] * len(facts))
    assert first[0].taken_over >= bench.FIRST_WAVE_BAR
    assert first[1].taken_over >= bench.ALL_BAR
    assert bare[0].taken_over >= bench.FIRST_WAVE_BAR  # all items: the benchmark's, on the whole sample
    following = bench.tallies(form, facts, [bench.accepted(form, each) for each in facts])
    assert following[0].taken_over >= bench.FIRST_WAVE_BAR
    assert following[1].taken_over >= bench.ALL_BAR
    assert first[0].share("guess", items=["processing_needed"]) == 1.0  # counted apart
    assert first[0].share("scan", "register", items=["processing_needed", "record_unit"]) == 0.0
    check_no_value_is_told(facts, tmp_path)


def check_no_value_is_told(facts: list[DatasetFacts], folder: Path) -> None:
    """Identifiers that were planted appear in no suggestion and no evidence."""
    planted = SampleTruth.read(folder / "truth.json").values
    assert planted
    suggested = [suggest(standard(), each, {}, ()) for each in facts]
    told = json.dumps([{key: each.to_json() for key, each in found.items()} for found in suggested], ensure_ascii=False)
    assert not [value for value in planted if value in told]
