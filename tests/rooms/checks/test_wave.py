"""Against the last wave, against another body, against what stands elsewhere, against the systems known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gotgan.survey.rules.checks import KnownSystem, LinkedSheet
from tests.rooms.checks.sheet import FACTS, facts, found, found_of_organisation, purposes, standard_form


@pytest.mark.parametrize(
    ("last", "now", "items"),
    [
        ({"record_count": 100}, {"record_count": 1001}, ["record_count"]),
        ({"record_count": 100}, {"record_count": 1000}, []),
        ({"record_count": 1001}, {"record_count": 100}, ["record_count"]),
        ({"record_count": 0}, {"record_count": 10}, []),
        ({"record_count": 0}, {"record_count": 11}, ["record_count"]),
        ({"record_count": "unknown"}, {"record_count": 11}, []),
        ({}, {"record_count": 11}, []),
        ({"size_bytes": 10**18}, {"size_bytes": 10**3, "file_count": 1}, ["size_bytes"]),
        ({"size_bytes": 10**400}, {"size_bytes": 10**3}, []),
        (
            {"period_covered": {"from": "2020-01-01", "to": "2020-01-10"}},
            {"period_covered": {"from": "2020-01-01", "to": "2020-04-10"}},
            ["period_covered"],
        ),
        (
            {"period_covered": {"from": "2020-01-01", "to": "2020-01-10"}},
            {"period_covered": {"from": "2020-01-01", "to": "2020-04-09"}},
            [],
        ),
        ({"period_covered": {"from": "2020-01-01", "to": None}}, {"period_covered": {"from": "2020-01-01"}}, []),
        ({"possible_scope": ["all"]}, {"possible_scope": ["impossible"], "reason_not_provided": ["not_ours"]},
         ["possible_scope"]),
        ({"possible_scope": ["impossible"]}, {"possible_scope": ["all"]}, ["possible_scope"]),
        ({"possible_scope": ["all"]}, {"possible_scope": ["columns"]}, []),
        ({"possible_scope": "unknown"}, {"possible_scope": ["all"]}, []),
        ({"licence": "kogl_1"}, {"licence": "kogl_2"}, ["licence"]),
        ({"licence": "kogl_2"}, {"licence": "kogl_1"}, []),
        ({"licence": "kogl_0"}, {"licence": "kogl_1"}, ["licence"]),
        ({"licence": "kogl_2_ai"}, {"licence": "kogl_2"}, ["licence"]),
        ({"licence": "kogl_3"}, {"licence": "kogl_3_ai"}, []),
        ({"licence": "kogl_1"}, {"licence": "cc_by"}, []),
        ({"licence": "kogl_1"}, {"licence": "contract"}, []),
        ({"licence": "unknown"}, {"licence": "kogl_4"}, []),
    ],
)  # fmt: skip
def test_wave_jump(last: dict[str, Any], now: dict[str, Any], items: list[str]) -> None:
    raised = found(now, last=last).get("wave_jump")
    assert list(raised.items if raised else ()) == items


def test_wave_jump_compares_the_scan_where_nobody_answered_and_tells_both() -> None:
    raised = found({}, facts(rows=5_000), last={"record_count": 12, "licence": "kogl_1"})["wave_jump"]
    assert "Number of records 12 → 5,000" in raised.message_en
    assert [each.kind for each in raised.evidence] == ["last_wave", "scan"]


OTHER = LinkedSheet("s2", "B551234", "한국공단", {})


@pytest.mark.parametrize(
    ("ours", "theirs", "items"),
    [
        ({"personal_data": "none"}, {"personal_data": "identifiable"}, ["personal_data"]),
        ({"personal_data": "pseudonymous"}, {"personal_data": "identifiable"}, []),
        ({"personal_data": "none"}, {"personal_data": "none"}, []),
        ({"personal_data": "none"}, {"personal_data": "unknown"}, []),
        ({"personal_data": "none"}, {}, []),
        ({"provision_now": "internal"}, {"provision_now": "open"}, ["provision_now"]),
        ({"possible_scope": ["all"]}, {"possible_scope": ["impossible"]}, ["possible_scope"]),
        ({"possible_scope": ["all"]}, {"possible_scope": ["columns"]}, []),
        ({"sensitive_information": "no"}, {"sensitive_information": "yes"}, ["sensitive_information"]),
        ({"sensitive_information": "no"}, {"sensitive_information": "na"}, []),
        ({"consent_covers_ai": {"answer": "no"}}, {"consent_covers_ai": {"answer": "yes"}}, ["consent_covers_ai"]),
        (
            {"permitted_purposes": purposes(pretrain="yes", overseas="ask")},
            {"permitted_purposes": purposes(pretrain="no", overseas="no")},
            ["permitted_purposes"],
        ),
        ({"permitted_purposes": purposes(pretrain="yes")}, {"permitted_purposes": purposes(overseas="no")}, []),
    ],
)
def test_sibling_differs(ours: dict[str, Any], theirs: dict[str, Any], items: list[str]) -> None:
    raised = found(ours, linked=(replace(OTHER, values=theirs),)).get("sibling_differs")
    assert list(raised.items if raised else ()) == items


def test_sibling_differs_only_of_the_same_data_and_keeps_the_other_answer_secret() -> None:
    other = replace(OTHER, values={"personal_data": "identifiable"})
    assert not found({"personal_data": "none"}, linked=(replace(other, link="subset"),))
    raised = found({"personal_data": "none"}, linked=(other,))["sibling_differs"]
    assert "한국공단" in raised.message_ko
    assert "identifiable" not in str(raised.to_json())
    assert [(each.kind, each.ref) for each in raised.evidence] == [("sibling", "s2")]


def overlap(**values: Any) -> dict[str, Any]:
    return {"organisation": "B551234", "verb": "identical", "status": "confirmed", **values}


@pytest.mark.parametrize(
    ("mark", "rows", "overlaps", "is_raised"),
    [
        ("4", [{"relation": "identical_copy"}], [], True),
        ("3", [{"relation": "identical_copy"}], [], False),
        ("5", [{"relation": "subset"}], [], True),
        ("5", [{"relation": "superset"}], [], False),
        ("5", [{"relation": "unrelated"}], [], False),
        ("5", "unknown", [], False),
        ("unknown", [{"relation": "identical_copy"}], [], False),
        ("5", [], [overlap()], True),
        ("5", [], [overlap(verb="subset")], True),
        ("5", [], [overlap(verb="superset")], False),
        ("5", [], [overlap(verb="superset", is_reversed=True)], True),
        ("5", [], [overlap(verb="subset", is_reversed=True)], False),
        ("5", [], [overlap(is_reversed=True)], True),
        ("5", [], [overlap(status="open")], False),
        ("5", [], [overlap(organisation=FACTS.organisation)], False),
        ("5", [], [overlap(organisation="")], False),
    ],
)
def test_uniqueness_vs_overlap(mark: str, rows: Any, overlaps: list[dict[str, Any]], is_raised: bool) -> None:
    values = {"uniqueness": {"score": mark, "reason": "유일"}, "similar_sets": rows}
    assert ("uniqueness_vs_overlap" in found(values, facts(overlaps=tuple(overlaps)))) is is_raised


def test_uniqueness_vs_overlap_takes_no_candidate_for_a_link() -> None:
    rows = [{"relation": "identical_copy"}]
    assert not found({"uniqueness": {"score": "5"}}, None, scanned={"similar_sets": rows})
    bare = replace(standard_form(), items=tuple(i for i in standard_form().items if i.key != "similar_sets"))
    assert not found({"uniqueness": "5", "similar_sets": rows}, form=bare)


SILENT, ANSWERED = KnownSystem("민원시스템", "S-1"), KnownSystem("통계시스템", "S-2", has_answer=True)
EXPLAINED = KnownSystem("폐기시스템", "S-3", none_held_reason="2024년 폐기")


@pytest.mark.parametrize(
    ("statement", "systems", "is_raised"),
    [
        ("yes", (SILENT, ANSWERED), True),
        ("yes", (ANSWERED, EXPLAINED), False),
        ("yes", (KnownSystem("빈칸", none_held_reason=" "),), True),
        ("yes", (), False),
        ("no", (SILENT,), False),
        ("unknown", (SILENT,), False),
        (None, (SILENT,), False),
    ],
)
def test_declared_vs_known_system(statement: str | None, systems: tuple[KnownSystem, ...], is_raised: bool) -> None:
    raised = found_of_organisation({"completeness_statement": statement}, systems=systems)
    assert ("declared_vs_known_system" in raised) is is_raised


def test_declared_vs_known_system_is_no_check_of_a_sheet_and_names_the_systems() -> None:
    values = {"completeness_statement": "yes"}
    assert not found(values, systems=(SILENT,))
    raised = found_of_organisation(values, systems=(SILENT, ANSWERED, KnownSystem("가나시스템")))
    message = raised["declared_vs_known_system"].message_ko
    assert "등록된 시스템 2개에" in message
    assert message.endswith("가나시스템, 민원시스템.")
    assert [each.ref for each in raised["declared_vs_known_system"].evidence] == ["가나시스템", "S-1"]
