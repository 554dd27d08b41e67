"""What holds for every sheet, whatever the evidence: a better measure, the cap, the bounds, the order of columns."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.quality_subjects import answers, column, subject, table

from gotgan.engine.quality import Look, Measured, assess, compare, measure, open_book, parse_book
from gotgan.engine.quality.assess import _sheet
from gotgan.engine.quality.book import Book, Curve
from gotgan.engine.quality.combine import geometric
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import DECLARED_CAP, FactorResult, Method, ScoreSheet, Subject, Use

NAMES = tuple(f"m.{letter}" for letter in "abcdef")
TEXT = """
book: three
version: "1"
title: {{ko: 책, en: Book}}
source: ours
combine: {combine}
factors:
  - id: one
    title: {{ko: 하나, en: One}}
    weight: 0.5
    checks:
      - {{id: a, measure: m.a, weight: 2, title: {{ko: 가, en: A}}}}
      - {{id: b, measure: m.b, title: {{ko: 나, en: B}}, curve: {{zero: 0.2, full: 0.9}}}}
  - id: two
    title: {{ko: 둘, en: Two}}
    weight: 0.3
    checks:
      - {{id: c, measure: m.c, title: {{ko: 다, en: C}}}}
      - {{id: d, measure: m.d, weight: 0.5, title: {{ko: 라, en: D}}, curve: {{zero: 0.01, full: 1, scale: log}}}}
  - id: three
    title: {{ko: 셋, en: Three}}
    weight: 0.2
    checks:
      - {{id: e, measure: m.e, title: {{ko: 마, en: E}}}}
      - {{id: f, measure: m.f, title: {{ko: 바, en: F}}}}
"""


def _nothing(_: Look) -> Measured:
    return Measured(None, Words("", ""))


BOOKS = [
    parse_book(TEXT.format(combine=name), dict.fromkeys(NAMES, _nothing))
    for name in ("geometric", "mean", "points\nmost: 6.5")
]
VALUES = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=6, max_size=6)
METHODS = st.lists(st.sampled_from(list(Method)), min_size=6, max_size=6)


def sheet_of(book: Book, values: list[float | None], methods: list[Method]) -> ScoreSheet:
    """As if the six measures had found these."""
    found = {
        name: (lambda _, value=value, method=method: Measured(value, Words("가", "a"), method))
        for name, value, method in zip(NAMES, values, methods, strict=True)
    }
    return _sheet(Look(subject(), found), book, "any")


@given(VALUES, METHODS, st.integers(0, 5), st.floats(0, 1), st.sampled_from(BOOKS))
def test_better_measure_never_lowers_the_total(
    values: list[float | None], methods: list[Method], at: int, better: float, book: Book
) -> None:
    before = values[at]
    if before is None:
        return
    raised = [*values]
    raised[at] = max(before, better)
    sheet, two = sheet_of(book, values, methods), sheet_of(book, raised, methods).total
    if sheet.total is None:  # nobody has said anything of a whole factor
        assert book.combine == "geometric"
        assert 0 in values
        return
    assert two is not None
    assert two >= sheet.total - 1e-9


@given(VALUES, METHODS, st.sampled_from(BOOKS))
def test_words_alone_are_worth_the_cap_at_most(values: list[float | None], methods: list[Method], book: Book) -> None:
    for check in (each for factor in sheet_of(book, values, methods).factors for each in factor.checks):
        if check.method is Method.DECLARED and check.value is not None:
            assert check.value <= DECLARED_CAP
        assert not check.is_capped or check.value == DECLARED_CAP


@given(VALUES, METHODS)
def test_words_measured_are_worth_more(values: list[float | None], methods: list[Method]) -> None:
    """The same figure, measured, is never worth less than declared."""
    declared, measured = [Method.DECLARED] * 6, [Method.MEASURED] * 6
    totals = [sheet_of(BOOKS[0], values, each).total for each in (declared, methods, measured)]
    if totals[0] is not None:
        assert [total or 0 for total in totals] == sorted(total or 0 for total in totals)
        assert totals[0] <= 100 * DECLARED_CAP + 1e-9


@given(VALUES, METHODS, st.sampled_from(BOOKS[:2]))
def test_total_lies_between_the_least_and_the_greatest_factor(
    values: list[float | None], methods: list[Method], book: Book
) -> None:
    sheet = sheet_of(book, values, methods)
    factors = [factor.value for factor in sheet.factors if factor.value is not None]
    assert (sheet.total is None) == (sheet.no_total is not None)
    assert (sheet.total is None) or factors
    assert sheet.total is not None or not factors or book.combine == "geometric"
    if sheet.total is not None:
        assert min(factors) - 1e-9 <= sheet.total <= max(factors) + 1e-9
        assert book.combine != "geometric" or (sheet.total == 0) == (min(factors) == 0)


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.001, 100)), min_size=1, max_size=6))
def test_geometric_mean_is_that_of_the_product(pairs: list[tuple[float, float]]) -> None:
    factors = [FactorResult(str(n), Words("", ""), weight, value, ()) for n, (weight, value) in enumerate(pairs)]
    whole = math.prod(value ** (weight / sum(w for w, _ in pairs)) for weight, value in pairs)
    assert geometric(factors) == pytest.approx(whole)


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-20, 20), st.floats(0, 5))
def test_curve_goes_one_way(zero: float, full: float, at: float, step: float) -> None:
    if abs(zero - full) < 1e-6:
        return
    curve = Curve(zero, full)
    assert (curve.value_of(zero), curve.value_of(full)) == (0, 1)
    low, high = curve.value_of(at), curve.value_of(at + step)
    assert low <= high if zero < full else low >= high


COLUMNS = [
    column("관리번호", nulls=3),
    column("금액(천원)", type="integer", negatives=2, outlier_share=0.05, entropy=2.0,
           unit={"unit": "천원", "share": None}),
    column("여부", top=[{"value": "Y", "count": 90}, {"value": "모름", "count": 10}], entropy=0.4, distinct=2),
    column("등록일자", semantic_type="date", semantic_types={"date": 0.9}, mixed_type_rate=0.1,
           lexical_types={"date": 0.9, "text": 0.1}),
    column("법정동코드", code_list={"code_list": "legal_dong_code", "valid": 0.8, "abolished": 0.1, "unknown": 0.1}),
    column("V1", blanks=7, replacement_characters=1),
]  # fmt: skip


@given(st.permutations(COLUMNS))
def test_order_of_columns_makes_no_difference(columns: list[dict[str, object]]) -> None:
    for book in ("ai_readiness", "public_database", "iso_5259_2"):
        assert assess(subject(table(columns)), book, "tabular") == assess(subject(table(COLUMNS)), book, "tabular")


@given(st.permutations([table(COLUMNS[:3], path="a.csv"), table(COLUMNS[3:], path="b.csv", duplicate_rows=4)]))
def test_order_of_tables_makes_no_difference_to_the_figures(tables: list[dict[str, object]]) -> None:
    one, two = assess(subject(*tables), "ai_readiness", "tabular"), assess(
        subject(table(COLUMNS[:3], path="a.csv"), table(COLUMNS[3:], path="b.csv", duplicate_rows=4)),
        "ai_readiness", "tabular",
    )  # fmt: skip
    assert one.total == two.total


SAID = answers(
    legal_basis="법", security_class="general", collection_method=["admin"], lineage="가공", licence="kogl_1",
    harm_if_misused={"score": "1", "reason": "없음"}, update_cycle="monthly", service_level="월 1회",
)  # fmt: skip


@pytest.mark.parametrize("use", list(Use))
def test_gates_add_no_points(use: Use) -> None:
    book = open_book("ai_readiness")
    held = subject(table(COLUMNS), said=SAID)
    assert assess(held, book, use).total == assess(held, replace(book, gates=()), use).total


def test_comparison_tells_what_moved_and_why() -> None:
    before = assess(subject(table(COLUMNS)), "ai_readiness", "tabular")
    after = assess(subject(table(COLUMNS, duplicate_rows=20), said=SAID), "ai_readiness", "tabular")
    found = compare(before, after)
    moved = {each.id: each for each in found.checks}
    assert not moved["unique_rows"].is_better
    assert "0 of 100 rows" in moved["unique_rows"].because.en
    assert "20 of 100 rows" in moved["unique_rows"].because.en
    assert moved["licence"].is_better
    assert "filled" not in moved
    assert {each.id for each in found.factors} >= {"clean", "compliant"}
    assert {each.id: (each.before, each.after) for each in found.gates}["lawful"] == ("unknown", "passed")
    assert compare(before, before).checks == ()
    with pytest.raises(ValueError, match="cannot be compared"):
        compare(before, assess(subject(), "mqa"))


def test_comparison_tells_that_the_book_changed() -> None:
    book = BOOKS[0]
    before = sheet_of(book, [0.5] * 6, [Method.MEASURED] * 6)
    first = book.factors[0]
    harder = replace(first, checks=(replace(first.checks[0], curve=Curve(0, 2)), *first.checks[1:]))
    after = sheet_of(replace(book, version="2", factors=(harder, *book.factors[1:])), [0.5] * 6, [Method.MEASURED] * 6)
    found = compare(before, after)
    assert not found.is_same_book
    assert [(each.id, each.because.en) for each in found.checks] == [("a", "The book changed.")]


def test_no_value_of_the_data_stands_on_a_sheet() -> None:
    secret = "칠갑산로77"
    top = [{"value": secret, "count": 50}]
    held: Subject = subject(table([
        column("여부", top=top, min=secret, max=secret), column("비율", type="decimal", min=3.5, max=777.25),
        column("번호", top=top, patterns=[{"mask": "가가가", "share": 0.5}]),
    ], ai_use={"labels": [{"column": "등급", "classes": [{"value": secret, "count": 5}], "missing": 0,
                           "imbalance_ratio": 2.0, "evenness": 0.5, "leaks": []}],
               "groups": [], "quasi_identifiers": None}))  # fmt: skip
    for name in ("ai_readiness", "public_database", "nia", "iso_5259_2", "mois_ai_ready", "fair", "mqa"):
        told = str(assess(held, name, "tabular").to_json())
        assert secret not in told
        assert "777.25" not in told


def test_comparison_tells_every_kind_of_reason() -> None:
    """Anew and no longer asked, applying now and no longer, another kind of evidence, the same."""
    book = BOOKS[0]
    same, other = [0.5] * 6, [Method.SAMPLED, *[Method.MEASURED] * 5]
    one = sheet_of(book, [0.5, None, 0.5, 0.5, 0.5, 0.5], [Method.MEASURED] * 6)
    whole = sheet_of(book, same, [Method.MEASURED] * 6)
    reasons = {each.id: each.because.en for each in compare(one, whole).checks}
    assert reasons == {"b": "It applies now. a"}
    assert compare(whole, one).checks[0].because.en == "It applies no longer. a"
    assert compare(whole, sheet_of(book, same, other)).checks == ()
    declared = sheet_of(book, [0.9] * 6, [Method.DECLARED, *[Method.MEASURED] * 5])
    measured = sheet_of(book, [0.9] * 6, [Method.MEASURED] * 6)
    assert [(each.id, each.because.en) for each in compare(declared, measured).checks] == [
        ("a", "The kind of evidence changed (measured, sampled, declared).")
    ]
    short = replace(book, factors=(replace(book.factors[0], checks=book.factors[0].checks[:1]), *book.factors[1:]))
    fewer = sheet_of(short, same, [Method.MEASURED] * 6)
    assert [each.because.en for each in compare(whole, fewer).checks] == ["The book asks it no longer."]
    assert [each.because.en for each in compare(fewer, whole).checks] == ["The book asks it anew."]


def test_names_that_are_taken_are_refused() -> None:
    with pytest.raises(ValueError, match="stands there already"):
        measure("completeness.cells")(lambda look: look.measure("completeness.cells"))
