"""An item as a field: what it shows, and the value that comes back from what a person sends."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.survey.rules.values import normal_value
from gotgan.survey.views.fields import draw_field, read_field, read_fields
from gotgan.survey.views.posted import is_matrix, raw_of
from tests.survey.standard import item, standard
from tests.survey.test_values import FILE, values_of


def sent(texts: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, found in texts.items():
        data.setlist(name, [found] if isinstance(found, str) else list(found))
    return data


def read(key: str, **texts: Any) -> tuple[Any, list[str]]:
    """Names are written with __ for the dots."""
    found = read_field(standard(), item(key), sent({name.replace("__", "."): text for name, text in texts.items()}))
    return found.value, [str(issue) for issue in found.issues]


def drawn(key: str, value: Any = None, **more: Any) -> str:
    field = draw_field(standard(), item(key), value, **more)
    return render_to_string("survey/parts/field.html", {"field": field})


def controls(page: str) -> QueryDict:
    """What a browser would send of these fields."""
    texts: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = said.get("type") not in ("checkbox", "radio") or re.search(r"\schecked", tag)
        if ticked and "name" in said and said.get("type") != "file":
            texts.setdefault(said["name"], []).append(_plain(said.get("value", "")))
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        texts.setdefault(name, []).append(_plain(text))
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        texts.setdefault(name, []).extend(_plain(each) for each in re.findall(r'value="([^"]*)" selected', options))
    return sent(texts)


def _plain(text: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(mark, letter)
    return text


WITH_ROWS = [each for each in standard().items if each.parts]


def purposes() -> st.SearchStrategy[Any]:
    """One answer for each of some codes, in the order of the list."""
    codes = [code.code for code in standard().code_lists["purpose_of_use"].codes]
    answers = st.fixed_dictionaries({}, optional={code: st.sampled_from(["yes", "no", "ask"]) for code in codes})
    return answers.map(lambda found: [{"purpose": code, "answer": found[code]} for code in codes if code in found])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_a_page_shows_is_what_it_sends_back(data):
    known = data.draw(st.sampled_from(standard().items) | st.sampled_from(WITH_ROWS))
    value = data.draw(st.sampled_from(["unknown", "na"]) | (purposes() if is_matrix(known) else values_of(known)))
    value = normal_value(standard(), known, value)
    once = read_field(standard(), known, sent(raw_of(standard(), known, value)))
    assert once.value == value
    page = render_to_string(
        "survey/parts/field.html", {"field": draw_field(standard(), replace(known, is_read_only=False), value)}
    )
    again = read_field(standard(), known, controls(page))
    assert normal_value(standard(), known, again.value) == value
    assert {issue.place for issue in again.issues} == {issue.place for issue in once.issues}


@pytest.mark.parametrize(
    ("key", "texts", "value"),
    [
        ("title_ko", {"title_ko": "  "}, None),
        ("record_count", {"record_count": "1,200"}, 1200),
        ("build_cost", {"build_cost": "3,000원"}, 3000),
        ("last_real_change", {"last_real_change": "2024. 3. 1."}, "2024-03-01"),
        (
            "period_covered",
            {"period_covered__from": "2020-01-01", "period_covered__to": ""},
            {"from": "2020-01-01", "to": None},
        ),
        ("period_covered", {"period_covered__from": "", "period_covered__to": ""}, None),
        ("labels_present", {"labels_present": "unknown"}, "unknown"),
        ("labels_present", {"labels_present": ""}, None),
        ("modality", {"modality": ["text", "table"]}, ["table", "text"]),
        ("modality", {"modality__state": "na"}, "na"),
        ("listed_elsewhere", {"listed_elsewhere": "http://a.kr\r\nhttp://b.kr"}, ["http://a.kr", "http://b.kr"]),
        ("field", {"field": "nia:1; brm:2"}, ["nia:1", "brm:2"]),
        (
            "formats",
            {"formats__rows": "3", "formats__1__format": "csv", "formats__1__files": "2"},
            [{"format": "csv", "files": 2}],
        ),
        ("formats", {"formats__rows": "-1", "formats__0__format": "csv"}, None),
        ("price", {"price__model": "free", "price__amount_won": ""}, {"model": "free"}),
        (
            "permitted_purposes",
            {
                "permitted_purposes__rows": "2", "permitted_purposes__0__purpose": "pretrain",
                "permitted_purposes__1__purpose": "finetune", "permitted_purposes__1__answer": "ask",
            },
            [{"purpose": "finetune", "answer": "ask"}],
        ),
    ],
)  # fmt: skip
def test_value_of_what_was_sent(key, texts, value):
    assert read(key, **texts) == (value, [])


@pytest.mark.parametrize(
    ("key", "texts", "issue"),
    [
        ("record_count", {"record_count": "many"}, "record_count: it is not a number"),
        ("record_count", {"record_count": "-3"}, "record_count: it is below zero"),
        ("title_ko", {"title_ko": "민원", "title_ko__state": "unknown"}, "title_ko: there is an answer beside"),
        ("modality", {"modality__state": ["unknown", "na"]}, "modality: there is an answer beside"),
        ("licence", {"licence": "mit"}, "licence: it is not in the list licence"),
        ("formats", {"formats__rows": "3", "formats__2__files": "x"}, "formats[3].files: it is not a number"),
        ("contractor", {"contractor__rows": "3", "contractor__2__year": "24"}, "contractor[3].year: it is not a year"),
        ("data_dictionary", {"data_dictionary__keep": "x.pdf"}, "data_dictionary: it is not a list of files"),
    ],
)
def test_issue_names_the_place_on_the_page(key, texts, issue):
    found = read(key, **texts)[1]
    assert len(found) == 1
    assert found[0].startswith(issue)


def test_new_files_are_described_and_handed_on_and_old_ones_kept():
    data = sent({"data_dictionary.keep": [f"정의서.pdf ({FILE['sha256']}, 12)"]})
    uploads = MultiValueDict({"data_dictionary.new": [SimpleUploadedFile("코드.csv", b"a,b\n")]})
    found = read_field(standard(), item("data_dictionary"), data, uploads)
    assert found.value[0] == FILE
    assert (found.value[1]["name"], found.value[1]["size_bytes"]) == ("코드.csv", 4)
    assert [each.name for each in found.files] == ["코드.csv"]
    assert found.issues == ()


def test_unknown_file_list_stays_unknown():
    assert read("data_dictionary", data_dictionary__keep="모름") == ("unknown", [])


def test_only_fields_of_the_page_are_read():
    data = sent({"x.title_ko.here": "1", "x.title_ko": "민원", "x.record_count": "3"})
    found = read_fields(standard(), standard().items, data, prefix="x.")
    assert {key: posted.value for key, posted in found.items()} == {"title_ko": "민원"}


def test_what_was_sent_is_shown_again_with_its_issue():
    data = sent({"formats.rows": "1", "formats.0.files": "many", "formats.0.format": "<csv>"})
    page = drawn("formats", posted=read_field(standard(), item("formats"), data))
    assert 'value="many"' in page
    assert "&lt;csv&gt;" in page
    assert page.count('class="problem"') == 1
    assert 'name="formats.rows" value="3"' in page, "two blank rows below"


def test_date_that_is_none_is_shown_as_it_was_written():
    data = sent({"last_real_change": "작년 봄"})
    assert 'type="text" name="last_real_change"' in drawn(
        "last_real_change", posted=read_field(standard(), item("last_real_change"), data)
    )
    assert 'type="date" name="last_real_change"' in drawn("last_real_change", "2024-03-01")


def test_labels_follow_the_language():
    with translation.override("ko"):
        assert "필요 없음" in drawn("processing_needed")
    with translation.override("en"):
        page = drawn("reason_not_provided")
    assert "Often lifted by: De-identify, Synthetic data, Safe zone" in page
    assert "Why it is not provided" in page


def test_retired_code_is_shown_only_where_it_was_chosen():
    modality = standard().code_lists["modality"]
    codes = tuple(replace(code, is_retired=code.code == "text") for code in modality.codes)
    form = replace(standard(), code_lists={**standard().code_lists, "modality": replace(modality, codes=codes)})
    assert "text" not in [choice.value for choice in draw_field(form, item("modality")).first.choices]
    chosen = draw_field(form, item("modality"), ["text"]).first.choices
    assert [choice.value for choice in chosen if choice.is_chosen] == ["text"]


def test_locked_field_shows_words_and_takes_nothing():
    with translation.override("ko"):
        page = drawn("modality", ["table", "text"], is_locked=True)
    assert "표; 글(텍스트)" in page
    assert "<input" not in page
    assert "<input" not in drawn("dataset_id", "abc")


@pytest.mark.parametrize("each", [each.key for each in standard().items])
def test_every_control_has_a_name_that_is_read_out(each):
    page = drawn(each)
    for tag in re.findall(r'<(?:input type="(?:text|date|file)"|textarea|select)[^>]*>', page):
        named = "aria-label" in tag or f'for="{re.search(r"id=.([^ >]*?).[ >]", tag)[1]}"' in page  # type: ignore[index]
        assert named, tag
