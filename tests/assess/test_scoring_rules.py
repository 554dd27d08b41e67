"""Whose sheets a person sees, which use stands for a dataset, and a sheet as it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.assess.rules.scoring import Pace, best_use, bodies_seen, may_score, pace_of
from gotgan.assess.rules.sheets import method_shares, pack_with_print, references, unpack
from gotgan.terms.readiness import GateResult, GateState
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.survey import EvidenceRef
from tests.assess.score_sheets import check, sheet, words


@pytest.mark.parametrize(
    ("role", "organisation", "seen"),
    [
        (Role.SURVEY_MANAGER, None, None),
        (Role.AUDITOR, None, None),
        (Role.ASSESSOR, None, None),
        (Role.OFFICER, "0001", frozenset({"0001"})),
        (Role.USER, None, frozenset()),
    ],
)
def test_person_sees_the_sheets_of(role: Role, organisation: str | None, seen: frozenset[str] | None) -> None:
    assert bodies_seen(Viewer(1, "p", (RoleHeld(role, organisation),))) == seen


def test_only_the_manager_has_datasets_scored() -> None:
    assert may_score(Viewer(1, "p", (RoleHeld(Role.SURVEY_MANAGER),)))
    refused = may_score(Viewer(1, "p", (RoleHeld(Role.AUDITOR),)))
    assert not refused
    assert "manager" in refused.reasons[0]


@pytest.mark.parametrize(
    ("totals", "best"),
    [
        ([("vision", 40.0), ("tabular", 60.0)], "tabular"),
        ([("vision", 60.0), ("tabular", 60.0)], "tabular"),
        ([("any", None), ("vision", 0.0)], "vision"),
        ([], None),
    ],
)
def test_use_with_the_highest_total_stands_for_the_dataset(
    totals: list[tuple[str, float | None]], best: str | None
) -> None:
    assert best_use(totals) == best


def test_packed_sheet_reads_back_the_same() -> None:
    document = sheet().to_json()
    packed, _print = pack_with_print(document)
    assert pack_with_print(unpack(packed)) == pack_with_print(document)
    assert unpack(packed)["factors"][0]["checks"][0]["diagnosis"]["en"] == "half is missing"


def test_another_look_at_the_same_data_is_no_other_evidence() -> None:
    now = check(evidence=(EvidenceRef("scan", "profile:a.csv", at="2026-11-21"),))
    later = check(evidence=(EvidenceRef("scan", "profile:a.csv", at="2026-11-22"),))
    other = check(evidence=(EvidenceRef("scan", "profile:b.csv", at="2026-11-21"),))
    prints = [pack_with_print(_with(each).to_json())[1] for each in (now, later, other)]
    assert prints[0] == prints[1] != prints[2]


@given(st.text(), st.text())
def test_what_people_wrote_is_never_taken_for_a_time(one: str, other: str) -> None:
    texts = [f'"at":"{each}"' for each in (one, other)]
    prints = [pack_with_print(_with(check(diagnosis=words(text))).to_json())[1] for text in texts]
    assert (prints[0] == prints[1]) == (one == other)


def _with(checked):  # type: ignore[no-untyped-def]
    made = sheet()
    return replace(made, factors=(replace(made.factors[0], checks=(checked,)),))


def test_methods_carry_what_their_checks_weigh() -> None:
    shares = method_shares(sheet())
    assert shares == {"measured": 0.6, "sampled": 0.0, "declared": 0.4}
    assert set(method_shares(replace(sheet(), factors=())).values()) == {0.0}


def test_every_reference_of_a_sheet_is_listed() -> None:
    gate = GateResult("lawful", words("Lawful"), GateState.PASSED, words("told"), (EvidenceRef("person", "survey:a"),))
    found = list(references(replace(sheet(), gates=(gate,))))
    assert [name for name, _ in found] == ["missing", "outliers", "updates", "keys", "lawful"]
    assert found[-1][1].ref == "survey:a"


@pytest.mark.parametrize(
    ("modality", "best"),
    [
        (("text",), "language"), (("table",), "tabular"), (("sensor_timeseries",), "time_series"),
        (("table", "text"), "tabular"), (("image",), "tabular"), ((), "tabular"),
    ],
)  # fmt: skip
def test_use_that_its_kind_of_data_is_made_for_stands_before_a_higher_total(
    modality: tuple[str, ...], best: str
) -> None:
    totals = [("tabular", 70.0), ("language", 60.0), ("time_series", 50.0), ("vision", None)]
    assert best_use(totals, modality) == best


@pytest.mark.parametrize(
    ("done", "of", "began", "seconds", "pace"),
    [
        (0, 100, 0, 5, Pace(0, 100)),
        (40, 100, 40, 5, Pace(40, 100)),
        (40, 100, 0, 0, Pace(40, 100)),
        (50, 100, 0, 60, Pace(50, 100, 50.0, 60)),
        (60, 100, 40, 60, Pace(60, 100, 20.0, 120)),
        (120, 100, 0, 60, Pace(120, 120, 120.0, 0)),
    ],
)
def test_pace_is_that_of_this_attempt(done: int, of: int, began: int, seconds: float, pace: Pace) -> None:
    assert pace_of(done=done, of=of, began=began, seconds=seconds) == pace
