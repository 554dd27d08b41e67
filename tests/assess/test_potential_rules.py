"""Which modes law and survey close, and how the officer's word and a trial differ."""

from __future__ import annotations

import pytest

from gotgan.assess.rules.potential import (
    Difference,
    Stated,
    closed_modes,
    difference,
    is_personal,
    may_try,
    needs_of,
    stated_in,
)
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.readiness import Subject
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.selection import Mode
from gotgan.terms.survey import Answer, DatasetFacts, FilledBy

EVERY = set(Mode)


@pytest.mark.parametrize(
    ("stated", "gates", "closed"),
    [
        (Stated(), {}, {}),
        (Stated(), {"lawful": "unknown", "not_classified": "passed"}, {}),
        (Stated(), {"lawful": "failed"}, dict.fromkeys(EVERY, "law")),
        (Stated(), {"not_classified": "failed"}, dict.fromkeys(EVERY, "law")),
        (Stated(security_class="secret"), {}, dict.fromkeys(EVERY, "law")),
        (Stated(True, "not_usable", "final", "none"), {}, dict.fromkeys(EVERY, "final")),
        (Stated(True, "now", "ready_not_opened", "none"), {}, {}),
        (Stated(True, "after_processing", "lifted_by_processing", "none"), {}, {Mode.AS_IS: "not_provided"}),
        (Stated(True, "after_processing", "needs_processing", "open"), {}, {}),
        (
            Stated(True, "not_usable", "blocked", "none", ("third_party_copyright",), ("rights_clearance",)),
            {},
            {Mode.AS_IS: "not_provided", Mode.PROCESSED: "not_lifted"},
        ),
        (
            Stated(True, "not_usable", "blocked", "none", ("art9_2_security",), ("legal_change",)),
            {},
            {Mode.AS_IS: "not_provided", Mode.PROCESSED: "not_lifted", Mode.SAFEZONE: "law"},
        ),
        (
            Stated(True, "not_usable", "blocked", "none", ("art9_1_other_law",), ("sandbox",)),
            {},
            {Mode.AS_IS: "not_provided", Mode.PROCESSED: "not_lifted"},
        ),
    ],
)
def test_closed_modes(stated: Stated, gates: dict[str, str], closed: dict[Mode, str]) -> None:
    assert closed_modes(stated, gates) == closed


def test_stated_is_read_from_answers_also_without_a_record() -> None:
    facts = DatasetFacts("d", "1", "o/d", "자료")
    record = DatasetRecord("d", "1", "o", "d", "s", "r", "자료")
    answers = {
        "security_class": Answer("secret", FilledBy.OFFICER), "personal_data": Answer(["x"], FilledBy.OFFICER),
    }  # fmt: skip
    stated = stated_in(Subject(record, facts, (), answers))
    assert (stated.is_asked, stated.security_class, stated.personal_data) == (False, "secret", "")
    assert stated.to_json()["security_class"] == "secret"


def test_personal_as_stated() -> None:
    assert [is_personal(Stated(personal_data=each)) for each in ("", "none", "pseudonymous")] == [None, False, True]


def step(name: str, **counts: int) -> dict[str, object]:
    return {"name": name, "column": None, "changed": 0, "dropped": 0, **counts}


def test_needs_are_what_the_trial_did() -> None:
    document = {
        "tables": [
            {"repair": [step("missing", found=3), step("encoding", changed=4), step("codes", found=2)],
             "plan": {"columns": {"a": {"do": "keep"}, "b": {"do": "suppress"}}}},
            {"repair": [step("duplicates", dropped=1)]},
        ]
    }  # fmt: skip
    assert needs_of(document) == ("clean", "recode", "deidentify", "convert")
    assert needs_of({"tables": [{"repair": [step("missing", found=3)]}]}) == ()
    assert needs_of({}) == ()


def test_difference_speaks_of_what_a_trial_can_judge() -> None:
    assert difference((), ["clean"]) is None
    assert difference(["label", "document"], []) is None
    assert difference(["clean"], ["clean"]) is None
    assert difference(["none"], ["deidentify"]) == Difference((), ("deidentify",))
    assert difference(["clean", "label"], ["recode"]) == Difference(("clean",), ("recode",))


def test_only_the_manager_has_it_tried() -> None:
    assert may_try(Viewer(1, "m", (RoleHeld(Role.SURVEY_MANAGER),)))
    decision = may_try(Viewer(1, "a", (RoleHeld(Role.ASSESSOR),)))
    assert not decision
    assert decision.reasons
