"""The search page: a question from an address, its answer, and the links that change the question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from gotgan.catalogue import queries as catalogue
from gotgan.share import queries as share
from gotgan.site import licences, words, words_survey
from gotgan.site.asked import whole_number
from gotgan.terms.role import Viewer
from gotgan.terms.search import FACETS, FacetValue, SearchQuery, SearchResult

PAGE_SIZE = 20
LAST_PAGE = 500
LONGEST_WORDS = 300
SORTS = ("relevance", "modified", "title")
SHOWN_VALUES = 12
_SAYS_NOTHING = {"usability": ["none"]}
"""A facet with these values alone is left out: before any survey there is nothing to choose."""


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet: choosing it, or taking it away again, is following `address`."""

    id: str
    label: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class FacetView:
    facet: str
    values: tuple[FacetLink, ...]


@dataclass(frozen=True)
class SearchPage:
    query: SearchQuery
    result: SearchResult
    facets: tuple[FacetView, ...]
    pages: int
    previous: str
    following: str
    without_facets: str
    hidden: tuple[tuple[str, str], ...]
    """What a form must carry along so that new words keep the chosen facets."""

    @property
    def first(self) -> int:
        return (self.query.page - 1) * self.query.page_size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.result.hits) - 1


def read_question(asked: QueryDict) -> SearchQuery:
    """The question in an address; what makes no sense in it is ignored."""
    chosen = tuple((facet, value) for facet in FACETS for value in asked.getlist(facet) if value)
    sort = asked.get("sort", "relevance")
    return SearchQuery(
        words=asked.get("q", "").strip()[:LONGEST_WORDS],
        chosen=chosen[:40],
        page=whole_number(asked.get("page", ""), most=LAST_PAGE) or 1,
        page_size=PAGE_SIZE,
        sort=sort if sort in SORTS else "relevance",
    )


def get_page(viewer: Viewer, asked: QueryDict) -> SearchPage:
    """Search once and make every link of the page."""
    query = read_question(asked)
    found = catalogue.search(query)
    result = replace(found, hits=share.known_to(viewer, found.hits))
    pages = min(-(-result.total // query.page_size), LAST_PAGE)
    return SearchPage(
        query=query,
        result=result,
        facets=tuple(_view_facets(query, result)),
        pages=pages,
        previous=address_of(query, page=query.page - 1) if query.page > 1 else "",
        following=address_of(query, page=query.page + 1) if query.page < pages else "",
        without_facets=address_of(query, chosen=()) if query.chosen else "",
        hidden=(*query.chosen, *((("sort", query.sort),) if query.sort != "relevance" else ())),
    )


def address_of(query: SearchQuery, *, page: int = 1, chosen: Iterable[tuple[str, str]] | None = None) -> str:
    """The address that asks this question; the same question always has the same address."""
    pairs = [("q", query.words)] if query.words else []
    pairs += list(query.chosen if chosen is None else chosen)
    if query.sort != "relevance":
        pairs.append(("sort", query.sort))
    if page > 1:
        pairs.append(("page", str(page)))
    return "/search?" + urlencode(pairs)


def _view_facets(query: SearchQuery, result: SearchResult) -> Iterable[FacetView]:
    for facet in FACETS:
        values = result.facets.get(facet, ())
        chosen_first = sorted(values, key=lambda value: (facet, value.value) not in query.chosen)
        links = tuple(_link(query, facet, value) for value in chosen_first[:SHOWN_VALUES])
        if links and [value.value for value in values] != _SAYS_NOTHING.get(facet):
            yield FacetView(facet, links)


def _link(query: SearchQuery, facet: str, value: FacetValue) -> FacetLink:
    pair = (facet, value.value)
    is_chosen = pair in query.chosen
    chosen = [each for each in query.chosen if each != pair] if is_chosen else [*query.chosen, pair]
    label = _label(facet, value)
    return FacetLink(f"facet-{facet}-{value.value}", label, value.count, is_chosen, address_of(query, chosen=chosen))


def _label(facet: str, value: FacetValue) -> str:
    lists = {"modality": words.MODALITIES, "route": words.ROUTES, "field": words.FIELDS,
             "usability": words_survey.USABILITIES}  # fmt: skip
    if facet in lists and value.value in lists[facet]:
        return words.word(lists[facet], value.value)
    return licences.name_of(value.value) if facet == "licence" else value.label or value.value
