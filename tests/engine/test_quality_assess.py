"""Score sheets against sums made by hand."""

from __future__ import annotations

import json
import math

import pytest
from tests.engine.quality_subjects import DAY, answers, column, subject, table

from gotgan.engine.quality import MEASURES, assess, open_book, parse_book, uses_of, with_profiles
from gotgan.terms.errors import Invalid
from gotgan.terms.readiness import DECLARED_CAP, CheckResult, GateState, Method, ScoreSheet, Use
from gotgan.terms.selection import GATES
from gotgan.terms.survey import Answer, FilledBy

SMALL = """
book: small
version: "1"
title: {ko: 작은 책, en: Small}
source: ours
combine: geometric
factors:
  - id: clean
    title: {ko: 정제, en: Clean}
    weight: 0.75
    checks:
      - {id: filled, measure: completeness.cells, title: {ko: 채움, en: Filled}, weight: 3, curve: {zero: 0.5, full: 1}}
      - {id: rows, measure: uniqueness.rows, title: {ko: 중복, en: Twice}}
  - id: told
    title: {ko: 설명, en: Told}
    weight: 0.25
    checks:
      - {id: text, measure: documentation.description, title: {ko: 설명, en: Description}}
"""


def check(sheet: ScoreSheet, name: str) -> CheckResult:
    return next(each for factor in sheet.factors for each in factor.checks if each.id == name)


def test_sheet_is_the_sum_made_by_hand() -> None:
    """40 of 200 cells missing: 0.8 filled, 0.6 on the curve. 10 of 100 rows twice: 0.9. 50 of 100 letters: 0.5."""
    book = parse_book(SMALL, MEASURES)
    held = table([column("가", nulls=30), column("나", nulls=0, blanks=10)], duplicate_rows=10)
    sheet = assess(subject(held, said=answers(description="가" * 50)), book)
    clean, told = sheet.factors
    assert clean.value == pytest.approx(100 * (3 * 0.6 + 0.9) / 4)
    assert told.value == pytest.approx(50)
    assert sheet.total == pytest.approx(67.5**0.75 * 50**0.25)
    assert sheet.method is Method.MEASURED
    assert sheet.coverage == 1


def test_diagnosis_names_the_columns_and_numbers() -> None:
    held = table([column("가", nulls=30), column("나", blanks=10)])
    found = check(assess(subject(held), parse_book(SMALL, MEASURES)), "filled")
    assert found.fields == ("가", "나")
    assert "200개 가운데 40개" in found.diagnosis.ko
    assert "40 of 200 cells" in found.diagnosis.en
    assert found.evidence[0].ref == "profile:t.csv"


def test_words_alone_are_capped_and_say_so() -> None:
    found = check(assess(subject(said=answers(description="가" * 100)), parse_book(SMALL, MEASURES)), "text")
    assert (found.value, found.measured, found.is_capped, found.method) == (DECLARED_CAP, 1.0, True, Method.DECLARED)


def test_factor_without_checks_drops_out_and_is_told() -> None:
    sheet = assess(subject(said=answers(description="가" * 50)), parse_book(SMALL, MEASURES))
    assert sheet.factors[0].value is None
    assert sheet.total == pytest.approx(50)
    assert sheet.coverage == 0.25
    assert any("renormalised" in note.en and "Clean" in note.en for note in sheet.notes)
    assert any("Filled, Twice" in note.en for note in sheet.notes)


def test_factor_of_nothing_makes_the_total_nothing() -> None:
    sheet = assess(subject(table([column("가", nulls=50)], duplicate_rows=100)), parse_book(SMALL, MEASURES))
    assert sheet.factors[0].value == 0
    assert sheet.total == 0
    assert any("makes the total 0" in note.en for note in sheet.notes)


def test_answer_that_nobody_confirmed_is_none() -> None:
    said = {key: type(each)(each.value, each.filled_by) for key, each in answers(description="가" * 50).items()}
    assert check(assess(subject(said=said), parse_book(SMALL, MEASURES)), "text").value == 0


def test_gates_of_the_list_come_out_of_the_book() -> None:
    sheet = assess(subject(), "ai_readiness", Use.TABULAR)
    states = {gate.id: gate.state for gate in sheet.gates}
    assert set(GATES) | {"harm"} == set(states)
    assert set(states.values()) == {GateState.UNKNOWN}


def test_gates_pass_and_fail_without_points() -> None:
    good = answers(
        legal_basis="도로법 제1조", security_class="general", collection_method=["admin"], update_cycle="monthly",
        harm_if_misused={"score": "2", "reason": ""},
    )  # fmt: skip
    bad = answers(
        retention_end="2020-01-01", security_class="secret", reason_not_provided=["not_ours"], update_cycle="monthly",
        harm_if_misused={"score": "5", "reason": "위험"},
    )  # fmt: skip
    held = table([column("가")])
    for said, state in ((good, GateState.PASSED), (bad, GateState.FAILED)):
        gates = assess(subject(held, said=said), "ai_readiness", "tabular").gates
        assert {gate.state for gate in gates if gate.id != "updates"} == {state}
    only_gates = answers(security_class="general", harm_if_misused={"score": "1", "reason": ""})
    without = assess(subject(held), "ai_readiness", "tabular").total
    assert assess(subject(held, said=only_gates), "ai_readiness", "tabular").total == without


def test_sheet_survives_json_and_is_made_again_to_the_byte() -> None:
    held = subject(table([column("가", nulls=3)]), said=answers(licence="kogl_1"))
    first, second = (json.dumps(assess(held, "ai_readiness", "tabular").to_json(), sort_keys=True) for _ in range(2))
    assert first == second
    assert ScoreSheet.from_json(json.loads(first)) == assess(held, "ai_readiness", "tabular")


def test_sheet_of_a_later_version_is_read_without_its_keys() -> None:
    held = assess(subject(table([column("가")])), "ai_readiness", "tabular")
    later = json.loads(json.dumps(held.to_json()))
    later["weather"] = later["factors"][0]["weather"] = later["factors"][0]["checks"][0]["weather"] = "fine"
    assert ScoreSheet.from_json(later) == held


def test_uses_follow_what_it_holds() -> None:
    time = {"column": "날짜", "periods": 365, "missing": 0}
    assert uses_of(subject(table([column("가")], time_coverage=time))) == (Use.TABULAR, Use.TIME_SERIES)
    assert uses_of(subject(modality=("image", "audio"))) == (Use.VISION, Use.SPEECH)
    assert uses_of(subject(table([column("글", text_use={"tokens": 5000, "mean_tokens": 50})]))) == (
        Use.TABULAR,
        Use.LANGUAGE,
    )
    assert uses_of(subject()) == ()


def test_trial_on_a_processed_sample_raises_what_processing_raises() -> None:
    """Nulls for stand-ins, Parquet for CP949, the numbers of persons gone: clean, consumable and compliant move."""
    stand_ins = [{"value": "-", "count": 20, "means": "missing"}]
    raw = table([column("번호", sentinels=stand_ins, mixed_type_rate=0.1, lexical_types={"integer": 0.9, "text": 0.1})],
                encoding="cp949", ragged_rows=5)  # fmt: skip
    finding = {"table": "t.csv", "column": "번호", "kind": "phone", "count": 50, "share": 0.5, "confidence": 0.9}
    before = subject(raw, findings=(finding,), formats=({"format": "csv", "encoding": "cp949", "files": 1},))
    done = table([column("번호", nulls=20, type="integer", mixed_type_rate=0.0)], encoding=None, format="parquet")
    one, two = (assess(each, "ai_readiness", "tabular") for each in (before, with_profiles(before, [done])))
    values = {factor.id: (factor.value, after.value) for factor, after in zip(one.factors, two.factors, strict=True)}
    for name in ("clean", "consumable", "compliant"):
        was, now = values[name]
        assert (now or 0) > (was or 0), name
    assert values["contextual"][0] == values["contextual"][1]


def test_use_that_a_book_does_not_know_is_refused() -> None:
    with pytest.raises(Invalid, match="'poetry'; use one of tabular"):
        assess(subject(), "ai_readiness", "poetry")
    assert assess(subject(), "mqa", "tabular").use == "any"
    ids = {each.id for factor in assess(subject(), "ai_readiness").factors for each in factor.checks}
    assert "filled" in ids
    assert not ids & {"records", "tokens", "files", "hours"}


def test_table_without_a_profile_is_no_table() -> None:
    assert assess(subject({}), "ai_readiness", "tabular").factors[0].value is None


def test_figure_that_a_scan_filled_and_a_person_confirmed_is_measured() -> None:
    said = {"label_share": Answer(1.0, FilledBy.SCAN, is_confirmed=True)}
    told = {"label_share": Answer(1.0, FilledBy.OFFICER, is_confirmed=True)}
    found = [check(assess(subject(said=each), "ai_readiness", "vision"), "labels_filled") for each in (said, told)]
    assert [(each.method, each.value) for each in found] == [(Method.MEASURED, 1.0), (Method.DECLARED, DECLARED_CAP)]


def test_pictures_are_judged_by_their_files() -> None:
    """50 of 1,000 pictures blurred: 0.95 sound, 0.9375 on the curve; COCO labels; parted in three."""
    media = {"kinds": {"image": 1000, "label": 1}, "flags": {"blurry": 50, "dark": 0}}
    held = subject(
        modality=("image",), media=media, scanned_at=DAY, file_count=1001,
        labels={"columns": [], "files": 1, "formats": ["coco"]},
        splits=tuple({"split": name, "files": 1} for name in ("train", "validation", "test")),
        formats=({"format": "jpeg", "files": 1000}, {"format": "hwp", "files": 1}),
    )  # fmt: skip
    sheet = assess(held, "ai_readiness", Use.VISION)
    assert check(sheet, "sound_files").value == pytest.approx((0.95 - 0.5) / 0.48)
    assert "blurry 50" in check(sheet, "sound_files").diagnosis.en
    assert check(sheet, "labels").value == 1
    assert check(sheet, "splits").value == 1
    assert check(sheet, "files").value == pytest.approx(0.5)
    assert check(sheet, "machine_readable").value == pytest.approx(1000.2 / 1001)
    assert check(sheet, "filled").value is None
    assert uses_of(held) == (Use.VISION,)


def test_office_telephones_count_little_and_persons_fully() -> None:
    phone = {"table": "t.csv", "column": "전화", "kind": "phone", "count": 100, "share": 1.0, "confidence": 0.9}
    name = {**phone, "column": "성명", "kind": "person_name", "share": 0.5}
    number = {**phone, "column": "주민번호", "kind": "resident_number", "share": 0.01}
    held = table([column("전화"), column("성명"), column("주민번호")])
    values = [
        check(assess(subject(held, findings=found), "ai_readiness", "tabular"), "identifiers").measured
        for found in ((), (phone,), (phone, name), (number,))
    ]
    assert values == [0.0, 0.1, 1.0, 1.0]


def test_group_of_places_makes_no_data_about_persons() -> None:
    """A car park has a column on places for the disabled, and an office's telephone; a register has sex and age."""
    phone = {"table": "t.csv", "column": "전화번호", "kind": "phone", "count": 100, "share": 1.0, "confidence": 0.9}
    quasi = {"columns": ["가", "나"], "k_least": 1, "rows_alone": 0.4}
    for group, share, risk in (("장애인전용주차구역보유여부", 0.1, None), ("성별", 1.0, 0.4)):
        use = {"labels": [], "groups": [{"column": group, "groups": 2, "evenness": 0.9}], "quasi_identifiers": quasi}
        sheet = assess(subject(table([column("가")], ai_use=use), findings=(phone,)), "ai_readiness", "tabular")
        assert check(sheet, "identifiers").measured == share
        assert check(sheet, "risk").measured == risk


@pytest.mark.parametrize(
    ("told", "is_good"),
    [
        ({"header_rows": 1}, True),
        ({"header_rows": 3}, False),
        ({"header_rows": 2, "format": "xlsx", "encoding": None}, False),
        ({"header_rows": 0, "format": "json"}, True),
    ],
)
def test_header_is_one_row_or_none_is_needed(told: dict[str, object], is_good: bool) -> None:
    sheet = assess(subject(table([column("이름")], **told)), "ai_readiness", "tabular")
    assert check(sheet, "header").measured == is_good


def test_counts_and_years_need_no_unit() -> None:
    numbers = [column(name, type="integer") for name in ("면적", "주차구획수", "2014년", "관리번호")]
    found = check(assess(subject(table(numbers)), "ai_readiness", "tabular"), "units")
    assert (found.measured, found.fields) == (0.0, ("면적",))


def test_unknown_book_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Invalid, match="ai_readiness"):
        assess(subject(), "no_such_book")


def test_weights_of_the_six_factors_sum_to_one() -> None:
    book = open_book("ai_readiness")
    assert [factor.id for factor in book.factors] == [
        "clean", "contextual", "compliant", "consumable", "current", "correlated",
    ]  # fmt: skip
    assert [factor.weight for factor in book.factors] == [0.25, 0.20, 0.20, 0.15, 0.10, 0.10]
    assert math.fsum(factor.weight for factor in book.factors) == pytest.approx(1)


def test_risk_of_a_processed_sample_is_measured_anew() -> None:
    def held(alone: float) -> dict[str, object]:
        quasi = {"columns": ["나이", "성별"], "k_least": 1, "rows_alone": alone}
        return table([column("나이")], ai_use={"labels": [], "groups": [], "quasi_identifiers": quasi})

    before = subject(held(0.4), said=answers(personal_data="identifiable"))
    after = with_profiles(before, [held(0.05)])
    found = [check(assess(each, "ai_readiness", "tabular"), "risk") for each in (before, after)]
    assert [each.value for each in found] == pytest.approx([0.2, 0.9])
    assert found[0].fields == ("나이", "성별")


def test_figures_of_a_sample_say_so() -> None:
    held = table([column("가", nulls=30)], sample={"rows": 100, "of": 900, "metrics": ["every metric"]})
    sheet = assess(subject(held, said=answers(description="가" * 90)), parse_book(SMALL, MEASURES))
    assert check(sheet, "filled").method is Method.SAMPLED
    assert sheet.method is Method.SAMPLED


def test_close_look_at_a_part_makes_its_figures_a_samples() -> None:
    held = table([column("금액", lexical_types={"integer": 0.9, "text": 0.1}, mixed_type_rate=0.1)],
                 examined={"value_rows": 20, "of": 100})  # fmt: skip
    found = check(assess(subject(held), "ai_readiness", "tabular"), "one_type")
    assert (found.method, found.sample) == (Method.SAMPLED, 20)


def test_sheet_that_words_carry_is_declared() -> None:
    told = answers(description="가" * 90)
    sheet = assess(subject(said=told), parse_book(SMALL, MEASURES))
    assert sheet.method is Method.DECLARED
    assert sheet.confidence == pytest.approx(0.7)


def test_words_at_the_cap_are_asked_for_no_more_words() -> None:
    """A longer description would not raise what only words speak for."""
    for text in ("가" * 60, "가" * 100):
        sheet = assess(subject(said=answers(description=text)), "fair")
        found = next(
            each for factor in sheet.factors for each in factor.checks if each.measure.endswith(".description")
        )
        assert (found.value, found.is_capped, found.fix, found.action) == (DECLARED_CAP, True, None, "")
