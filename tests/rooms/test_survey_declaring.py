"""Registers of systems, and what stands in the way of declaring and signing: rules alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gotgan.survey.rules.declaring import (
    declared_items,
    issues_of_declaration,
    issues_of_none_held,
    issues_of_signature,
    may_go,
    next_step,
)
from gotgan.survey.rules.form import read_form, standard_document
from gotgan.survey.rules.registers import (
    LARGEST_BYTES,
    MOST_ROWS,
    KnownSystem,
    RegisterRow,
    not_known_yet,
    read_register,
)
from gotgan.terms.survey import TargetState

HEAD = "관리번호,정보시스템명,기관코드\n"
KNOWN = {"1741000", "1311000"}


@dataclass(frozen=True)
class Counts:
    sheets: int = 3
    drafts: int = 0
    returned: int = 0
    submitted: int = 0
    state: TargetState = TargetState.ANSWERING


def read(text: str, encoding: str = "utf-8") -> tuple[tuple[RegisterRow, ...], list[str]]:
    rows, issues = read_register(text.encode(encoding), KNOWN)
    return rows, [issue.place for issue in issues]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_register_is_read_in_each_encoding(encoding: str) -> None:
    rows, problems = read(HEAD + "S-1, 민원  시스템 ,1741000\n\n,버스 시스템,1311000\n", encoding)
    assert problems == []
    assert rows == (RegisterRow(2, "S-1", "민원 시스템", "1741000"), RegisterRow(4, "", "버스 시스템", "1311000"))


def test_every_problem_is_told_with_its_line() -> None:
    _, problems = read(
        HEAD + "S-1,,1741000\nS-2,둘,9999999\nS-2\nS-3," + "가" * 301 + ",1741000\n" + "9" * 101 + ",다섯,1741000\n"
        "S-6,여섯,1741000\nS-6,일곱,1741000\n,여덟,1741000\n,여 덟,1741000\n"
    )
    assert problems == [
        "line 2, name", "line 3, organisation", "line 4", "line 5, name", "line 6, number", "line 8", "line 10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("번호,이름\n1,2\n", ["column name", "column organisation"]),
        ("name,시스템명,code\na,b,1741000\n", ["column name"]),
        (HEAD, ["file"]),
        ("", ["column name", "column organisation"]),
        ("a\0b", ["file"]),
    ],
)
def test_file_that_is_no_register_is_said_to_be_none(text: str, places: list[str]) -> None:
    assert read(text)[1] == places


def test_file_of_another_encoding_or_too_large_is_refused() -> None:
    assert read_register(b"\xff\xfe\xff", KNOWN)[1][0].place == "encoding"
    assert "larger" in read_register(b"x" * (LARGEST_BYTES + 1), KNOWN)[1][0].what
    many = HEAD + "".join(f"{n},s{n},1741000\n" for n in range(MOST_ROWS + 1))
    assert read(many) == ((), [f"line {MOST_ROWS + 2}"])


def test_system_is_known_by_number_or_by_name() -> None:
    systems = [KnownSystem("민원 시스템", "S-1"), KnownSystem("민원시스템"), KnownSystem("버스"), KnownSystem(" "),
               KnownSystem("새 이름", "S-9"), KnownSystem("버스", "S-2")]  # fmt: skip
    fresh = not_known_yet(systems, [("S-9", "옛 이름")])
    assert [each.name for each in fresh] == ["민원 시스템", "버스"]


@pytest.mark.parametrize(
    ("values", "counts", "silent", "places"),
    [
        ({"completeness_statement": "yes"}, Counts(), (), []),
        ({"completeness_statement": "no"}, Counts(), (), ["completeness_statement"]),
        ({}, Counts(drafts=1, returned=2), ("민원",), ["completeness_statement", "sheets", "system"]),
        ({"completeness_statement": "yes"}, Counts(sheets=0), (), ["sheets"]),
        ({"completeness_statement": "yes"}, Counts(), tuple("abcdefghijklmnopqrstuvw"), ["system"] * 21),
    ],
)
def test_declaration_is_refused_with_everything_in_its_way(
    values: dict[str, str], counts: Counts, silent: tuple[str, ...], places: list[str]
) -> None:
    issues = issues_of_declaration(values, counts, silent, {"completeness_statement"})
    assert [issue.place for issue in issues] == places


def test_form_without_a_statement_needs_none() -> None:
    assert issues_of_declaration({}, Counts(), (), ()) == ()


def test_head_signs_when_every_sheet_is_signed() -> None:
    assert issues_of_signature(TargetState.DECLARED, Counts(), ()) == ()
    unsigned = issues_of_signature(TargetState.DECLARED, Counts(drafts=1, submitted=1), ("민원",))
    assert [issue.place for issue in unsigned] == ["sheets", "system"]
    assert "2 are not signed" in unsigned[0].what
    assert issues_of_signature(TargetState.NONE_HELD, Counts(sheets=0), ("민원",)) == ()
    assert issues_of_signature(TargetState.NONE_HELD, Counts(), ())[0].place == "sheets"


def test_nothing_is_held_only_where_nothing_is_known() -> None:
    assert issues_of_none_held("관리하는 자료 없음", Counts(sheets=0), 100) == ()
    places = [issue.place for issue in issues_of_none_held("", Counts(), 100)]
    assert places == ["reason", "sheets"]
    assert issues_of_none_held("가" * 101, Counts(sheets=0), 100)[0].place == "reason"


def test_path_of_an_organisation() -> None:
    assert may_go(TargetState.WAITING, TargetState.ANSWERING)
    assert may_go(TargetState.DECLARED, TargetState.SIGNED)
    assert not may_go(TargetState.ANSWERING, TargetState.SIGNED)
    assert "signed cannot become declared" in may_go(TargetState.SIGNED, TargetState.DECLARED).reasons[0]


def test_lead_answers_the_items_of_l_that_nothing_fills_by_itself() -> None:
    keys = [item.key for item in declared_items(read_form(standard_document()))]
    assert keys == ["completeness_statement", "evidence_files", "answer_confidence"]


ALL, OFFICER, HEAD_ONLY = (True, True, True), (True, False, False), (False, False, True)


@pytest.mark.parametrize(
    ("counts", "rights", "step"),
    [
        (Counts(drafts=1), ALL, "answer"),
        (Counts(returned=1), OFFICER, "answer"),
        (Counts(drafts=1), HEAD_ONLY, ""),
        (Counts(sheets=0), ALL, ""),
        (Counts(), ALL, "declare"),
        (Counts(submitted=2), OFFICER, ""),
        (Counts(state=TargetState.DECLARED), HEAD_ONLY, "sign"),
        (Counts(state=TargetState.DECLARED, submitted=1), HEAD_ONLY, ""),
        (Counts(sheets=0, state=TargetState.NONE_HELD), HEAD_ONLY, "sign"),
        (Counts(state=TargetState.DECLARED), OFFICER, ""),
        (Counts(state=TargetState.SIGNED), ALL, ""),
    ],
)
def test_each_is_led_to_what_waits_for_them(counts: Counts, rights: tuple[bool, bool, bool], step: str) -> None:
    answers, leads, signs = rights
    assert next_step(counts, may_answer=answers, may_lead=leads, may_sign=signs) == step
