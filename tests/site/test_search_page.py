"""The search page: the question in an address, its links, and its honest notes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from gotgan.site.asked import whole_number
from gotgan.site.pages.search import address_of, read_question
from gotgan.terms.search import FACETS, SearchQuery, SearchResult

_chosen = st.lists(st.tuples(st.sampled_from(FACETS), st.text(min_size=1, max_size=20)), max_size=6)
_words = st.text(st.characters(codec="utf-8"), max_size=40).map(str.strip)


@given(_words, _chosen, st.integers(1, 500), st.sampled_from(("relevance", "modified", "title")))
def test_address_says_the_question_back(words, chosen, page, sort):
    query = SearchQuery(words, tuple(chosen), page, sort=sort)
    asked = QueryDict(mutable=True)
    for name, value in parse_qsl(urlsplit(address_of(query, page=page)).query, keep_blank_values=True):
        asked.appendlist(name, value)
    read = read_question(asked)
    assert (read.words, read.page, read.sort, sorted(read.chosen)) == (words, page, sort, sorted(chosen))


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "٣", "1e9"])
def test_senseless_page_is_the_first(page):
    assert read_question(QueryDict(f"page={page}")).page == 1


@pytest.mark.parametrize(
    ("text", "most", "number"),
    [("7", 9, 7), ("007", 9, 7), ("12", 9, 9), ("0", 9, 0), ("9" * 5000, 9, 9), ("0" * 5000, 9, 0),
     ("", 9, None), ("-1", 9, None), ("1.5", 9, None), ("²", 9, None), ("３", 9, None)],
)  # fmt: skip
def test_whole_number_of_whatever_stands_in_an_address(text, most, number):
    assert whole_number(text, most=most) == number


@pytest.mark.parametrize("address", ["/search?page={}", "/catalog.json?page={}", "/organisations/haewon?page={}"])
def test_endless_page_number_is_answered(hub, english, address):
    assert english.get(address.format("9" * 5000)).status_code in (200, 404)


def test_unknown_sort_and_facets_are_ignored():
    query = read_question(QueryDict("sort=drop&colour=red&route=download"))
    assert (query.sort, query.chosen) == ("relevance", (("route", "download"),))


def test_page_asks_the_catalogue_once(hub, english):
    english.get("/search?q=bus&organisation=1741000&page=2")
    (query,) = hub.asked
    assert (query.words, query.page, query.chosen) == ("bus", 2, (("organisation", "1741000"),))


def test_chosen_facet_can_be_taken_away(english):
    page = english.get("/search?q=bus&organisation=1741000").content.decode()
    assert 'aria-current="true"' in page
    assert 'href="/search?q=bus"' in page


def test_new_words_keep_the_chosen_facets(english):
    page = english.get("/search?q=bus&organisation=1741000").content.decode()
    assert '<input type="hidden" name="organisation" value="1741000">' in page


def test_synonyms_and_missing_morphemes_are_said(hub, english):
    hub.result = replace(hub.result, without_morphemes=True)
    page = english.get("/search?q=bus").content.decode()
    assert "Also searched: 정류장" in page
    assert "could not be taken apart" in page


def test_nothing_found_offers_next_steps(hub, english):
    hub.result = SearchResult((), 0, {})
    page = english.get("/search?q=zzz&route=download").content.decode()
    assert "No dataset found" in page
    assert "Take all choices away" in page
    assert "part of a Korean compound" in page


def test_titles_come_in_the_language_of_the_page(korean):
    in_korean = korean.get("/search").content.decode()
    in_english = korean.get("/search", headers={"accept-language": "en"}).content.decode()
    assert in_korean.index("해원시 버스 정류소 현황 1") < in_korean.index("Bus stops of Haewon 1")
    assert in_english.index("Bus stops of Haewon 1") < in_english.index("해원시 버스 정류소 현황 1")


def test_typed_words_are_shown_as_text(english):
    assert "<script>alert" not in english.get("/search?q=<script>alert(1)</script>").content.decode()
