"""Numbers of a rule book: every option moves what its measure finds, as it says; what is wrong is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.quality_subjects import DAY, answers, column, subject, table

from gotgan.engine.quality import MEASURES, Book, Measured, assess, look_at, parse_book
from gotgan.engine.quality.gates import GATE_RULES
from gotgan.engine.quality.measures.format import KINDS, PROPRIETARY
from gotgan.engine.quality.measures.licence import LETS
from gotgan.engine.quality.options import Number, Numbers, options_of, takes
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, GateState, Subject

BOOK = """
book: mine
version: "1"
title: {{ko: 책, en: Book}}
source: ours
combine: none
gates: [{{id: harm, rule: harm, title: {{ko: 오용, en: Harm}}, options: {gate}}}]
factors:
  - id: one
    title: {{ko: 하나, en: One}}
    checks: [{{id: it, measure: {measure}, title: {{ko: 이것, en: It}}, options: {options}}}]
"""
BOOKS = Path(options_of.__code__.co_filename).parent / "books"
PHONE = {"table": "t.csv", "column": "전화", "kind": "phone", "count": 80, "share": 0.8, "confidence": 0.9}
SPLITS = ({"split": "train"}, {"split": "test"})
MIXED = table([column("수", lexical_types={"integer": 0.6, "text": 0.4}, mixed_type_rate=0.4)])
LABEL = {"labels": [{"column": "급", "leaks": []}], "groups": [], "quasi_identifiers": None}


def said(**values: Any) -> Subject:
    return subject(said=answers(**values))


def files(name: str) -> Subject:
    return subject(formats=({"format": name, "files": 3},))


def purpose(answer: str) -> Subject:
    return said(licence="cc0", permitted_purposes=[{"purpose": "pretrain", "answer": answer}])


def same(value: float) -> float:
    return value


Case = tuple[Subject, Callable[[float], float | None]]
CASES: Mapping[tuple[str, ...], Case] = {
    ("access.route", "direct"): (said(future_routes=["api"]), same),
    ("access.route", "application"): (said(future_routes=["apply_download"]), same),
    ("access.route", "zone"): (said(future_routes=["safe_zone_onsite"]), same),
    ("completeness.columns", "least_filled"): (
        subject(table([column("가", nulls=40), column("나")])), lambda least: 0.5 if least > 0.6 else 1.0),
    ("documentation.description", "enough"): (said(description="가" * 50), lambda enough: min(1.0, 50 / enough)),
    ("documentation.keywords", "enough"): (said(keywords="가, 나"), lambda enough: min(1.0, 2 / enough)),
    ("format.encoding", "utf8"): (subject(table([column("가")])), same),
    ("format.encoding", "cp949"): (subject(table([column("가")], encoding="cp949")), same),
    ("format.encoding", "other"): (subject(table([column("가")], encoding="utf-16-le")), same),
    ("format.machine_readable", "record"): (files("csv"), same),
    ("format.machine_readable", "sheet"): (files("xlsx"), same),
    ("format.machine_readable", "markup"): (files("hwpx"), same),
    ("format.machine_readable", "page"): (files("pdf"), same),
    ("format.machine_readable", "other"): (files("위키"), same),
    ("format.schema", "most_mixed"): (subject(MIXED), lambda most: 1.0 if most >= 0.4 else 0.0),
    ("format.splits", "two_parts"): (subject(splits=SPLITS, scanned_at=DAY), same),
    ("labels.present", "candidates"): (subject(table([column("급")], ai_use=LABEL)), same),
    ("labels.syntax", "other_formats"): (
        subject(labels={"files": 2, "formats": ["coco", "json"]}), lambda worth: (1 + worth) / 2),
    ("licence.training", "allowed"): (purpose("yes"), same),
    ("licence.training", "asking"): (purpose("ask"), same),
    ("licence.training", "refused"): (purpose("no"), same),
    ("licence.training", "own_words"): (said(licence="자체 이용약관"), same),
    ("privacy.identifiers", "office_contacts"): (
        subject(table([column("전화")]), findings=(PHONE,)), lambda counts: 0.8 * counts),
    ("privacy.reviewed", "not_reviewed"): (
        said(personal_data="pseudonymous", prior_deidentification=[{"technique": "가명"}]), same),
    ("privacy.state", "pseudonymous"): (said(personal_data="pseudonymous"), same),
    ("privacy.state", "unconfirmed"): (subject(table([column("가")])), same),
    ("representation.regions", "nation_above"): (
        subject(regions=({"provinces": 10},)), lambda least: 10 / 17 if least < 10 / 17 else None),
    **{("licence.training", "licences", code): (said(licence=code), same) for code in LETS},
    **{("format.machine_readable", "formats", name): (files(name), same) for name in {*KINDS, *PROPRIETARY}},
}  # fmt: skip
"""By measure and option, and code of a table of them: something that it is about, and what is found by its number."""
DECLARED: Mapping[tuple[str, ...], Number] = {
    (name, option, *more): number
    for name, function in MEASURES.items()
    for option, declared in options_of(function).items()
    for more, number in (
        [((), declared)] if isinstance(declared, Number) else [((code,), declared.each) for code in declared.codes]
    )
}
"""Every number that a book may set, with its range."""


def book(measure: str, options: Any, gate: Any = "{}") -> Book:
    dump = [
        each if isinstance(each, str) else yaml.safe_dump(each, default_flow_style=True) for each in (options, gate)
    ]
    return parse_book(
        BOOK.format(measure=measure, options=dump[0].strip(), gate=dump[1].strip()), MEASURES, "mine.yaml"
    )


def found(held: Subject, asked: Book) -> CheckResult:
    return assess(held, asked).factors[0].checks[0]


def test_every_option_has_its_case() -> None:
    assert set(CASES) == set(DECLARED)
    assert len(DECLARED) > 100


@pytest.mark.parametrize("key", sorted(CASES, key=str), ids="-".join)
@given(data=st.data())
def test_option_of_the_book_is_what_the_measure_goes_by(key: tuple[str, ...], data: st.DataObject) -> None:
    """Any number of its range, at both ends and between, gives what the case says; none of it stands in code."""
    (held, expected), number = CASES[key], DECLARED[key]
    whole = st.integers(int(number.least), int(number.most))
    value = data.draw(whole if number.is_whole else st.floats(number.least, number.most), label="value")
    measure, option, *code = key
    wanted = expected(value)
    told = found(held, book(measure, {option: {code[0]: value} if code else value})).measured
    assert told == (None if wanted is None else pytest.approx(wanted))


@pytest.mark.parametrize("key", sorted(CASES, key=str), ids="-".join)
def test_case_tells_two_numbers_apart(key: tuple[str, ...]) -> None:
    (_, expected), number = CASES[key], DECLARED[key]
    assert expected(number.least) != expected(number.most)


@pytest.mark.parametrize(("degree", "options", "state"), [
    (4, {}, GateState.UNKNOWN), (4, {"fails_from": 4}, GateState.FAILED), (3, {"asks_from": 3}, GateState.UNKNOWN),
    (5, {"fails_from": 6, "asks_from": 6}, GateState.PASSED), (5, {}, GateState.FAILED), (3, {}, GateState.PASSED),
])  # fmt: skip
def test_option_of_the_book_is_what_the_gate_goes_by(degree: int, options: dict[str, int], state: GateState) -> None:
    held = said(harm_if_misused={"score": str(degree), "reason": ""})
    assert assess(held, book("format.rows", "{}", options)).gates[0].state is state


@pytest.mark.parametrize(
    ("measure", "options", "told"),
    [
        ("format.splits", {"half": 1}, "check 'it' options: half: is not known; use two_parts (a number from 0 to 1)"),
        ("format.splits", {"two_parts": 1.5}, "check 'it' options: two_parts: is 1.5; give a number from 0 to 1"),
        ("format.splits", {"two_parts": "0.7"}, "options: two_parts: is '0.7'; give a number from 0 to 1"),
        ("format.splits", {"two_parts": True}, "options: two_parts: is True; give a number from 0 to 1"),
        ("format.splits", {"two_parts": None}, "options: two_parts: is None; give a number from 0 to 1"),
        ("format.splits", "{two_parts: .nan}", "options: two_parts: is nan; give a number from 0 to 1"),
        ("format.splits", [1], "check 'it' options: is no set of names and values; write two_parts"),
        ("format.rows", {"least": 1}, "check 'it' options: least: is not known; take it out: there are none"),
        ("documentation.keywords", {"enough": 0}, "options: enough: is 0; give a whole number from 1 to 100"),
        ("documentation.keywords", {"enough": 2.5}, "options: enough: is 2.5; give a whole number from 1 to 100"),
        ("licence.training", {"licences": 1}, "options: licences: is 1; give codes, each with a number from 0 to 1"),
        ("licence.training", {"licences": {"mit": 1}}, "options: licences: mit: is not known; use cc0, cc_by"),
        ("licence.training", {"licences": {"cc0": 2}}, "options: licences: cc0: is 2; give a number from 0 to 1"),
    ],
)
def test_wrong_option_is_refused_with_book_check_option_and_what_is_allowed(
    measure: str, options: Any, told: str
) -> None:
    with pytest.raises(Invalid) as raised:
        book(measure, options)
    (issue,) = raised.value.issues
    assert str(issue).startswith("mine.yaml check 'it' options")
    assert told in str(issue)


def test_wrong_option_of_a_gate_is_refused_the_same_way() -> None:
    with pytest.raises(Invalid) as raised:
        book("format.rows", "{}", {"fails_from": 7, "asks": 1})
    told = " | ".join(map(str, raised.value.issues))
    assert "mine.yaml gate 'harm' options: fails_from: is 7; give a whole number from 1 to 6" in told
    assert "mine.yaml gate 'harm' options: asks: is not known; use asks_from (a whole number from 1 to 6)" in told


def test_words_of_a_licence_speak_of_the_licence_and_not_of_its_worth() -> None:
    told = found(said(licence="kogl_1"), book("licence.training", {"licences": {"kogl_1": 0.4}}))
    assert told.measured == 0.4
    assert "A model may be trained with it." in told.diagnosis.en
    filled = found(subject(table([column("가", nulls=40)])), book("completeness.columns", {"least_filled": 0.75}))
    assert "less than 75% filled" in filled.diagnosis.en
    assert "75%도 채워지지" in filled.diagnosis.ko


def test_two_books_with_different_numbers_ask_one_look() -> None:
    """What was found by one book's numbers is not handed to the other's."""
    look = look_at(subject(splits=SPLITS, scanned_at=DAY))
    values = [
        look.measure("format.splits", options).value for options in ({"two_parts": 0.2}, {"two_parts": 0.4}, None)
    ]
    assert values == [0.2, 0.4, 0.7]


@pytest.mark.parametrize("path", sorted(BOOKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_house_writes_every_number_into_its_books(path: Path) -> None:
    """None hides in code: neither an option nor the worth of a code, formats aside, which go by their kind."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    asked = [
        (each, options_of(MEASURES[each["measure"]])) for factor in document["factors"] for each in factor["checks"]
    ]
    asked += [(each, options_of(GATE_RULES[each["rule"]])) for each in document.get("gates", ())]
    for each, known in asked:
        given = each.get("options", {})
        assert set(given) == set(known), each["id"]
        for name, option in known.items():
            if isinstance(option, Numbers):
                assert set(given[name]) == set(option.default), (each["id"], name)


def test_measure_of_a_third_party_takes_options_too() -> None:
    @takes(least=Number(2, 0, 10, is_whole=True))
    def columns(look: Any, options: Mapping[str, Any]) -> Measured:
        """Whether it has so many columns."""
        return Measured(float(len(look.columns) >= options["least"]), Words("항목 수", "Columns"))

    measures = {"their.columns": columns}
    text = BOOK.format(measure="their.columns", options="{least: 3}", gate="{}")
    asked = parse_book(text, measures)
    assert asked.checks[0].options == {"least": 3}
    held = subject(table([column("가"), column("나")]))
    look = look_at(held, measures)
    assert look.measure("their.columns", asked.checks[0].options).value == 0
    assert look.measure("their.columns").value == 1
    assert columns.__doc__ == "Whether it has so many columns."


def test_reference_tells_every_option_with_its_number() -> None:
    told = (Path(__file__).parents[2] / "docs/reference/readiness.md").read_text(encoding="utf-8")
    functions = {**MEASURES, **GATE_RULES}
    for name, function in functions.items():
        for option, declared in options_of(function).items():
            number = f" {declared.default:g} |" if isinstance(declared, Number) else ""
            row = next((line for line in told.splitlines() if line.startswith(f"| `{name}` | `{option}` |")), "")
            assert row, (name, option)
            assert row.endswith(number), (name, option)
