"""Search as people meet it: exact titles, facets, synonyms, odd questions, and its budget of calls."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import cycle, islice

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotgan.catalogue import actions
from gotgan.catalogue.models import Entry
from gotgan.catalogue.queries import search
from gotgan.catalogue.search import index as index_module
from gotgan.catalogue.search.schema import LONGEST_TERM
from gotgan.terms.search import FACETS, SearchQuery
from tests.rooms.entries import NOW, make_entry, save_entries

pytestmark = pytest.mark.django_db
LICENCES, FORMATS, ROUTES = ("cc0", "cc_by", "none_stated"), ("csv", "xlsx", "json"), ("download", "", "trade")


@pytest.fixture(autouse=True)
def without_desk(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_DESK = "tests.rooms.entries.no_desk"


def _fill(*rows: Entry) -> None:
    save_entries(rows)
    actions.rebuild_index()


def _titles(words: str, **more: object) -> list[str]:
    return [hit.title for hit in search(SearchQuery(words, **more)).hits]  # type: ignore[arg-type]


def test_search_without_an_index_answers_with_nothing() -> None:
    result = search(SearchQuery("자료"))
    assert (result.hits, result.total, set(result.facets)) == ((), 0, set(FACETS))


def test_search_exact_title_is_first_against_better_described() -> None:
    words = {"description": "crime data 공공데이터 " * 50, "keywords": ["crime", "공공데이터"]}
    loud = [make_entry(f"Crime Data {number} 공공데이터 안내", **words) for number in range(20)]
    _fill(*loud, make_entry("Crime Data"), make_entry("공공 데이터"))
    assert _titles("crime  data")[0] == "Crime Data"
    assert _titles("공공데이터")[0] == "공공 데이터"


def test_search_exact_title_as_written_beats_another_case() -> None:
    _fill(make_entry("Park List"), make_entry("park list"))
    assert _titles("park list")[0] == "park list"
    assert _titles("Park List")[0] == "Park List"


@pytest.mark.parametrize("title", ["???", "C++ & C#", 'A "quoted" title', "(괄호) [제목]", "2024", "😀 통계", "가"])
def test_search_odd_exact_title_is_found(title: str) -> None:
    _fill(make_entry(title), make_entry("다른 자료"))
    assert _titles(title)[0] == title


def test_search_decomposed_hangul_finds_composed() -> None:
    import unicodedata

    _fill(make_entry("보안등위치정보"))
    assert _titles(unicodedata.normalize("NFD", "보안등"))[0] == "보안등위치정보"


def test_search_synonyms_are_searched_and_said() -> None:
    _fill(make_entry("고령자 복지관 이용"), make_entry("나무 심기"), make_entry("Elderly care homes"))
    result = search(SearchQuery("노인"))
    assert "고령자" in result.also_searched
    assert {hit.title for hit in result.hits} == {"고령자 복지관 이용", "Elderly care homes"}
    assert all(hit.why for hit in result.hits)


def test_search_soft_words_do_not_exclude() -> None:
    _fill(make_entry("보안등위치"), *(make_entry(f"나무 데이터 {number}") for number in range(9)))
    assert _titles("보안등 데이터")[0] == "보안등위치"


def test_search_strict_when_enough_hold_all_words() -> None:
    roads = [make_entry(f"강변 도로 {number}") for number in range(6)]
    _fill(*roads, *(make_entry(f"강변 나무 {number}") for number in range(6)))
    assert search(SearchQuery("강변 도로")).total == 6
    assert search(SearchQuery("강변 도로 5")).total >= 1


def test_search_some_words_follow_when_few_hold_all() -> None:
    _fill(make_entry("Road survey north"), make_entry("Road works"), make_entry("Harbour"))
    assert _titles("road survey") == ["Road survey north", "Road works"]


def test_search_facets_are_exact_as_counted_naively() -> None:
    kinds = list(islice(zip(cycle(LICENCES), cycle(FORMATS), cycle(ROUTES[:2]), strict=False), 60))
    rows = [
        make_entry(f"강변 도로 {number}", licence_group=licence, formats=[format_, "pdf"], route=route,
                   organisation=f"100000{number % 4}", organisation_name=f"기관 {number % 4}")
        for number, (licence, format_, route) in enumerate(kinds)
    ]  # fmt: skip
    _fill(*rows, make_entry("다른 나무"))
    query = SearchQuery("도로", (("licence", "cc0"), ("licence", "cc_by"), ("format", "csv"), ("format", "xlsx")))
    result = search(query)
    by_licence = [row for row in rows if row.licence_group in ("cc0", "cc_by")]
    by_format = [row for row in rows if {"csv", "xlsx"} & set(row.formats)]
    both = [row for row in by_licence if row in by_format]
    assert result.total == len(both)
    expected = {
        "licence": Counter(row.licence_group for row in by_format),
        "format": Counter(each for row in by_licence for each in row.formats),
        "organisation": Counter(row.organisation for row in both),
        "route": Counter(row.route or "none" for row in both),
    }
    for facet, counts in expected.items():
        assert {value.value: value.count for value in result.facets[facet]} == dict(counts), facet
    assert {value.label for value in result.facets["organisation"]} == {f"기관 {number}" for number in range(4)}


def test_search_facet_value_with_operators_is_taken_literally() -> None:
    odd = 'a "b" OR \\ route:*'
    _fill(make_entry("가나", field=odd), make_entry("다라", field="x"))
    result = search(SearchQuery("", (("field", odd), ("no such facet", "x"))))
    assert [hit.title for hit in result.hits] == ["가나"]
    assert result.total == 1
    assert {value.value for value in result.facets["field"]} == {odd, "x"}


def test_search_organisation_label_in_english() -> None:
    _fill(make_entry("가나"))
    with translation.override("en"):
        assert search(SearchQuery()).facets["organisation"][0].label == "Gana City"


def test_search_empty_lists_newest_first_whatever_the_quality() -> None:
    praise = {"description": "x" * 200, "keywords": ["a"], "licence_group": "cc0"}
    good = make_entry("old", modified=NOW - timedelta(days=2), **praise)
    _fill(good, make_entry("new"), make_entry("middle", modified=NOW - timedelta(days=1)))
    assert _titles("") == ["new", "middle", "old"]
    assert _titles("   ") == ["new", "middle", "old"]
    assert _titles("", sort="title") == ["middle", "new", "old"]


def test_search_sorts_what_matches() -> None:
    _fill(make_entry("road b", modified=NOW - timedelta(days=1)), make_entry("road a"), make_entry("tree"))
    assert _titles("road", sort="modified") == ["road a", "road b"]
    assert _titles("road", sort="title") == ["road a", "road b"]


def test_search_pages_neither_skip_nor_repeat() -> None:
    _fill(*(make_entry(f"도로 {number}") for number in range(45)))
    pages = [_titles("도로", page=page, page_size=20) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({title for page in pages for title in page}) == 45


def test_search_good_metadata_leads_among_equals_only() -> None:
    good = make_entry("도로 정비", description="x" * 200, keywords=["k"], licence_group="cc0", version_id="1")
    other = make_entry("도로 정비 계획 요약", description="도로 정비", licence_group="cc0")
    _fill(make_entry("도로 정비"), good, other)
    assert search(SearchQuery("정비 도로")).hits[0].dataset_id == good.dataset_id


def test_search_withdrawn_is_gone_before_the_index_follows() -> None:
    _fill(make_entry("비밀 도로", description="숨길 설명"), make_entry("도로 둘"))
    Entry.objects.filter(title="비밀 도로").update(is_published=False)
    assert _titles("도로") == ["도로 둘"]


def test_search_unpublished_never_enters_the_index() -> None:
    _fill(make_entry("도로"), make_entry("도로 초안", is_published=False, published_at=None))
    result = search(SearchQuery("도로"))
    assert (result.total, [hit.title for hit in result.hits]) == (1, ["도로"])


def test_search_snippet_is_plain_text_around_the_word() -> None:
    text = "<p>" + "앞선 설명 " * 60 + "<b>보안등</b> 위치 " + "뒤의 설명 " * 60 + "</p>"
    _fill(make_entry("시설", description=text))
    snippet = search(SearchQuery("보안등")).hits[0].snippet
    assert "보안등" in snippet
    assert "<" not in snippet
    assert len(snippet) < 260


@pytest.mark.parametrize("words", ["", "보안등 road", "road sign number"])
def test_search_page_costs_at_most_three_calls(words: str, django_assert_max_num_queries, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    _fill(*(make_entry(f"보안등 road sign {number}") for number in range(30)))
    readers = []
    made = index_module.TantivyIndex.reader

    def reader(self: index_module.TantivyIndex) -> index_module.Reader:
        readers.append(made(self))
        return readers[-1]

    monkeypatch.setattr(index_module.TantivyIndex, "reader", reader)
    with django_assert_max_num_queries(1):
        search(SearchQuery(words, (("format", "csv"), ("licence", "none_stated"))))
    assert sum(each.calls for each in readers) + 1 <= 3


ODD = ['"', "AND OR NOT", "title_m:x", "*", "a* -b +c", "[a TO b]", "\\", "😀😀", "\x00", " " * 500, "가" * 10_000,
       "a b " * 3_000, "' OR 1=1 --", "{{7*7}}", "\u202e\u200b", "ㄱㄴㄷ", "^~", "(",
       "x" * (LONGEST_TERM + 5)]  # fmt: skip


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_search_odd_questions_never_raise(words: str) -> None:
    _fill(make_entry("도로"))
    for sort in ("relevance", "modified", "title", "nonsense"):
        assert search(SearchQuery(words, (("format", words), ("licence", "")), sort=sort)).total >= 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_search_any_text_never_raises(words: str) -> None:
    if not Entry.objects.exists():
        _fill(make_entry("도로"))
    assert search(SearchQuery(words)).total >= 0
