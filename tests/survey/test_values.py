"""What a value may be, its one normal writing, and its text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.survey.rules.values import check_value, normal_value, value_from_text, value_to_text
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Item, Kind, Part
from tests.survey.standard import item, standard

FILE = {"name": "정의서.pdf", "sha256": "a" * 64, "size_bytes": 12}


def problems(key: str, value: Any) -> list[str]:
    return [str(issue) for issue in check_value(standard(), item(key), value)]


GOOD = [
    ("title_ko", "민원 처리 현황"),
    ("title_ko", None),
    ("title_ko", "unknown"),
    ("modality", "na"),
    ("description", "첫 줄\n둘째 줄"),
    ("file_count", 0),
    ("first_year", 1998),
    ("build_cost", 120_000_000),
    ("effort_days", 2.5),
    ("label_share", 0.25),
    ("last_real_change", "2024-02-29"),
    ("period_covered", {"from": "2020-01-01", "to": None}),
    ("period_covered", {"from": "2020-01-01", "to": "2020-01-01"}),
    ("labels_present", "yes"),
    ("listed_elsewhere", ["https://www.data.go.kr/data/1/fileData.do"]),
    ("data_dictionary", [FILE]),
    ("institution", "1741000"),
    ("field", ["nia:health", "brm:05"]),
    ("licence", "kogl_1_ai"),
    ("processing_needed", ["none"]),
    ("processing_needed", ["clean", "label"]),
    ("formats", [{"format": "csv", "encoding": "cp949", "files": 3}]),
    ("permitted_purposes", [{"purpose": "pretrain", "answer": "ask"}]),
    ("price", {"model": "fixed", "amount_won": 1000}),
    ("uniqueness", {"score": "5", "reason": "unknown"}),
    ("consent_covers_ai", {"answer": "no", "files": [FILE]}),
    ("provision_now_how", {"routes": ["download"], "addresses": ["http://example.org/"]}),
    ("disclosure_exemption", ["art9_6_privacy"]),
]


@pytest.mark.parametrize(("key", "value"), GOOD)
def test_good_value_has_no_issue_and_is_normal(key, value):
    assert problems(key, value) == []
    assert normal_value(standard(), item(key), value) == value


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("title_ko", 3, "title_ko: it is not a text"),
        ("title_ko", " ", "title_ko: it is not a text"),
        ("title_ko", "가" * 501, "title_ko: it is longer than 500 characters"),
        ("title_ko", "a\nb", "title_ko: it holds characters that cannot be shown"),
        ("description", "a\x00b", "description: it holds characters that cannot be shown"),
        ("description", "a\ud800b", "description: it holds characters that cannot be shown"),
        ("listed_elsewhere", ["http://a.kr/\x00"], "listed_elsewhere: one of them is not an address of the web"),
        ("languages", ["ko\ud800"], "languages: it is not a code"),
        ("data_dictionary", [FILE | {"name": "a\ud800.pdf"}], "data_dictionary: one of the files has no name"),
        ("description", "가" * 5001, "description: it is longer than 5000 characters"),
        ("file_count", True, "file_count: it is not a whole number"),
        ("file_count", 1.5, "file_count: it is not a whole number"),
        ("file_count", "12", "file_count: it is not a whole number"),
        ("file_count", -1, "file_count: it is below zero or too large"),
        ("first_year", 98, "first_year: it is not a year between 1800 and 2200"),
        ("effort_days", "2", "effort_days: it is not a number"),
        ("effort_days", float("nan"), "effort_days: it is not a number"),
        ("effort_days", 1e30, "effort_days: it is too large"),
        ("label_share", 85, "label_share: it is not a share between 0 and 1"),
        ("last_real_change", "2024-02-30", "last_real_change: it is not a date"),
        ("last_real_change", "20240228", "last_real_change: it is not a date"),
        ("last_real_change", 20240228, "last_real_change: it is not a date"),
        ("last_real_change", "0024-02-28", "last_real_change: it is not a date between 1800 and 2200"),
        ("period_covered", "2020", "period_covered: it is not a period"),
        ("period_covered", {"from": None, "to": None}, "period_covered: it is not a period"),
        ("period_covered", {"from": "x", "to": None}, "period_covered: it is not a date"),
        ("period_covered", {"from": "2021-01-01", "to": "2020-01-01"}, "period_covered: it ends before it begins"),
        ("labels_present", True, "labels_present: it is neither yes nor no"),
        ("listed_elsewhere", [], "listed_elsewhere: it is not a list of addresses"),
        ("listed_elsewhere", ["javascript:alert(1)"], "listed_elsewhere: one of them is not an address of the web"),
        ("listed_elsewhere", ["http://[::1"], "listed_elsewhere: one of them is not an address of the web"),
        ("listed_elsewhere", ["http://a.kr/"] * 501, "listed_elsewhere: there are more than 500"),
        ("data_dictionary", "x.pdf", "data_dictionary: it is not a list of files"),
        ("data_dictionary", [FILE | {"sha256": "abc"}], "data_dictionary: one of the files has no name"),
        ("data_dictionary", [{"name": "x"}], "data_dictionary: one of the files has no name"),
        ("data_dictionary", [FILE] * 501, "data_dictionary: there are more than 500"),
        ("institution", "해원 시", "institution: it is not a code"),
        ("licence", "mit", "licence: it is not in the list licence"),
        ("licence", ["cc0"], "licence: it is not in the list licence"),
        ("modality", "table", "modality: it is not a list of codes"),
        ("modality", ["table", "smell", "taste"], "modality: it is not in the list modality"),
        ("modality", ["table", "table"], "modality: a code is there twice"),
        ("processing_needed", ["none", "label"], "processing_needed: none stands beside others"),
        ("disclosure_exemption", ["medical_law"], "disclosure_exemption: it is not in the list reason_not_provided"),
        ("price", [], "price: it is not a set of answers"),
        ("price", {"tax": 1}, "price: it has a field that is not asked for"),
        ("price", {"amount_won": "free"}, "price.amount_won: it is not a whole number"),
        ("formats", [], "formats: it is not a list of rows"),
        ("formats", [{}], "formats: it is not a list of rows"),
        ("formats", [{"files": 1}] * 501, "formats: there are more than 500"),
        ("formats", [{"files": 1}, {"files": "x"}], "formats[2].files: it is not a whole number"),
        ("contractor", [{"year": 24}], "contractor[1].year: it is not a year between"),
        ("permitted_purposes", [{"answer": "maybe"}], "permitted_purposes[1].answer: it is not in the list permission"),
    ],
)  # fmt: skip
def test_bad_value_is_refused_with_its_place(key, value, expected):
    (found,) = problems(key, value)
    assert found.startswith(expected)
    assert "; " in found, "says what to do"


def test_retired_code_is_refused_and_named():
    modality = standard().code_lists["modality"]
    codes = tuple(replace(code, is_retired=code.code == "text") for code in modality.codes)
    form = replace(standard(), code_lists={**standard().code_lists, "modality": replace(modality, codes=codes)})
    (issue,) = check_value(form, item("modality"), ["text"])
    assert issue.what == "text of the list modality is no longer used"


@pytest.mark.parametrize(
    ("key", "value", "normal"),
    [
        ("title_ko", "  민원\t 처리 ", "민원 처리"),
        ("title_ko", "민원", "민원"),
        ("title_ko", "  ", None),
        ("title_ko", "모름", "unknown"),
        ("labels_present", "해당 없음", "na"),
        ("description", "가 \r\n나\r ", "가\n나"),
        ("description", 3, 3),
        ("file_count", 12.0, 12),
        ("file_count", 12.5, 12.5),
        ("modality", ["text", "table", "text"], ["table", "text"]),
        ("modality", ["x", 3, "text"], ["text", "x", 3]),
        ("modality", [], None),
        ("modality", 4, 4),
        ("listed_elsewhere", [" http://a.kr ", "", "http://a.kr"], ["http://a.kr"]),
        ("data_dictionary", [FILE, FILE], [FILE]),
        ("data_dictionary", {}, {}),
        ("period_covered", {"from": " 2020-01-01 "}, {"from": "2020-01-01", "to": None}),
        ("period_covered", {"from": "", "to": ""}, None),
        ("period_covered", [1], [1]),
        ("price", {"amount_won": 3.0, "model": "free", "x": 1}, {"model": "free", "amount_won": 3, "x": 1}),
        ("price", {"model": ""}, None),
        ("price", [1], [1]),
        ("formats", [{"format": " csv "}, {"format": ""}, {}], [{"format": "csv"}]),
        ("formats", [{}], None),
        ("formats", "csv", "csv"),
        ("formats", ["csv"], ["csv"]),
    ],
)
def test_normal_writing(key, value, normal):
    assert normal_value(standard(), item(key), value) == normal


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("title_ko", "", None),
        ("title_ko", " 민원 ", "민원"),
        ("title_ko", "알 수 없음", "unknown"),
        ("title_ko", "N/A", "na"),
        ("record_count", "1,234,567", 1234567),
        ("record_count", "12.0", 12),
        ("record_count", "1.2e3", 1200),
        ("build_cost", "120,000,000원", 120_000_000),
        ("build_cost", "₩ 5000", 5000),
        ("label_share", "85%", 0.85),
        ("label_share", ".5", 0.5),
        ("last_real_change", "2024-3-1", "2024-03-01"),
        ("last_real_change", "2024. 3. 1.", "2024-03-01"),
        ("last_real_change", "2024년 3월 1일", "2024-03-01"),
        ("last_real_change", "2024/03/01", "2024-03-01"),
        ("last_real_change", "20240301", "2024-03-01"),
        ("last_real_change", "2024-03-01 00:00:00", "2024-03-01"),
        ("last_real_change", "2024-03-01T09:30:00.123", "2024-03-01"),
        ("last_real_change", "1 Mar 2024", "2024-03-01"),
        ("last_real_change", "1 March 2024", "2024-03-01"),
        ("period_covered", "2020 ~ 2024", {"from": "2020-01-01", "to": "2024-12-31"}),
        ("period_covered", "2020년부터 2024년까지", {"from": "2020-01-01", "to": "2024-12-31"}),
        ("period_covered", "2020-02 - 2024-02", {"from": "2020-02-01", "to": "2024-02-29"}),
        ("period_covered", "2020-01-05 ~", {"from": "2020-01-05", "to": None}),
        ("period_covered", "~ 2024. 5. 6.", {"from": None, "to": "2024-05-06"}),
        ("period_covered", "2021", {"from": "2021-01-01", "to": "2021-12-31"}),
        ("period_covered", "2020-01-01/2020-03-04", {"from": "2020-01-01", "to": "2020-03-04"}),
        ("labels_present", "아니오", "no"),
        ("labels_present", "TRUE", "yes"),
        ("listed_elsewhere", "http://a.kr;https://b.kr\nhttp://c.kr", ["http://a.kr", "https://b.kr", "http://c.kr"]),
        ("licence", "공공누리 1유형(출처표시)", "kogl_1"),
        ("licence", "kogl 1 + ai TYPE", "kogl_1_ai"),
        ("modality", "글(텍스트); 표;", ["table", "text"]),
        ("modality", "table;Text\n이미지", ["table", "text", "image"]),
        ("institution", "1741000", "1741000"),
        ("irb", "모름", "unknown"),
        (
            "formats",
            "csv | cp949 | 3\n\nxlsx | | 1",
            [{"format": "csv", "encoding": "cp949", "files": 3}, {"format": "xlsx", "files": 1}],
        ),
        ("formats", "a\\|b", [{"format": "a|b"}]),
        ("price", "정액 | 1,000원", {"model": "fixed", "amount_won": 1000}),
        (
            "provision_now_how",
            "내려받기\\; API | http://a.kr http://b.kr",
            {"routes": ["download", "api"], "addresses": ["http://a.kr", "http://b.kr"]},
        ),
    ],
)  # fmt: skip
def test_text_is_read(key, text, value):
    assert value_from_text(standard(), item(key), text) == value


@pytest.mark.parametrize(
    ("key", "text", "what"),
    [
        ("record_count", "many", "it is not a number"),
        ("last_real_change", "soon", "it is not a date"),
        ("last_real_change", "2024-02-30", "it is not a date"),
        ("last_real_change", "2024", "it is not a date"),
        ("last_real_change", "1 Foo 2024", "it is not a date"),
        ("period_covered", "always", "it is not a period"),
        ("period_covered", "~", "it is not a period"),
        ("period_covered", "2020-13 ~ 2021", "it is not a period"),
        ("labels_present", "maybe", "it is neither yes nor no"),
        ("licence", "free", "it is not in the list licence"),
        ("modality", "table; smell", "it is not in the list modality"),
        ("data_dictionary", "x.pdf", "it is not a list of files"),
        ("price", "fixed | 1 | 2", "a row has more than 2 fields"),
    ],
)
def test_text_that_cannot_be_read_is_an_issue(key, text, what):
    with pytest.raises(Invalid) as raised:
        value_from_text(standard(), item(key), text)
    (issue,) = raised.value.issues
    assert (issue.place, issue.what) == (key, what)
    assert issue.remedy


@pytest.mark.parametrize(
    ("key", "value", "korean", "english", "codes"),
    [
        ("modality", ["table", "text"], "표; 글(텍스트)", "Table; Text", "table; text"),
        ("labels_present", "no", "아니요", "no", "no"),
        ("licence", "na", "해당 없음", "not applicable", "na"),
        ("irb", "unknown", "모름", "unknown", "unknown"),
        ("price", {"amount_won": 10}, "| 10", "| 10", "| 10"),
        ("field", ["nia:1"], "nia:1", "nia:1", "nia:1"),
        ("file_count", 1200, "1200", "1200", "1200"),
        ("title_ko", None, "", "", ""),
    ],
)
def test_value_is_written(key, value, korean, english, codes):
    form, known = standard(), item(key)
    written = [value_to_text(form, known, value, language).strip() for language in ("ko", "en", "")]
    assert written == [korean, english, codes]


@pytest.mark.parametrize("language", ["ko", "en", ""])
@pytest.mark.parametrize(("key", "value"), GOOD)
def test_text_leads_back_to_the_value(key, value, language):
    form, known = standard(), item(key)
    assert value_from_text(form, known, value_to_text(form, known, value, language)) == value


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)
DAYS = st.dates().map(lambda day: day.isoformat())
ADDRESSES = st.from_regex(r"https?://[a-z]{1,8}\.kr/[a-z0-9?=&;%#]{0,8}[a-z]", fullmatch=True)


def values_of(known: Item | Part) -> st.SearchStrategy[Any]:
    form = standard()
    simple: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: WORDS, Kind.TEXT_LONG: st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
        Kind.INT: st.integers(0, 10**18), Kind.WON: st.integers(0, 10**18), Kind.DECIMAL: st.floats(0, 1),
        Kind.DATE: DAYS, Kind.PERIOD: st.fixed_dictionaries({"from": st.none() | DAYS, "to": st.none() | DAYS}),
        Kind.BOOL: st.sampled_from(["yes", "no"]), Kind.URLS: st.lists(ADDRESSES, max_size=3),
        Kind.FILES: st.lists(st.just(FILE), max_size=1),
    }  # fmt: skip
    if known.kind in (Kind.CODE, Kind.CODES):
        codes = [code.code for code in form.code_lists[known.code_list].codes] or ["1741000", "nia:1"]
        choice = st.sampled_from(list(known.codes) or codes)
        return choice if known.kind is Kind.CODE else st.lists(choice, max_size=3)
    if isinstance(known, Item) and known.parts:
        row = st.fixed_dictionaries({}, optional={part.key: values_of(part) for part in known.parts})
        return row if known.kind is Kind.GROUP else st.lists(row, max_size=3)
    return simple[known.kind]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_normal_values_survive_the_text_of_a_cell(data):
    known = data.draw(st.sampled_from(standard().items))
    value = normal_value(standard(), known, data.draw(values_of(known)))
    assert normal_value(standard(), known, value) == value
    for language in ("ko", "en", ""):
        text = value_to_text(standard(), known, value, language)
        assert value_from_text(standard(), known, text) == value, text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_json_gets_issues_and_never_an_exception(data):
    known = data.draw(st.sampled_from(standard().items))
    value = data.draw(JSON)
    check_value(standard(), known, value)
    check_value(standard(), known, normal_value(standard(), known, value))
