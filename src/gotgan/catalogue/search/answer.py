"""One question to the catalogue, answered in three calls: a ranking, the counts, the rows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from tantivy import Query

from gotgan.catalogue.models import Entry
from gotgan.catalogue.search.compose import STRICT_STEP, Composed, chosen_query, compose, narrowed
from gotgan.catalogue.search.facets import chosen_of, read_counts, request_of
from gotgan.catalogue.search.index import Ranking, Reader, SearchIndex, TantivyIndex
from gotgan.catalogue.search.question import Question, read_question
from gotgan.catalogue.search.show import show
from gotgan.terms.errors import Unavailable
from gotgan.terms.search import FACETS, Hit, SearchQuery, SearchResult

ENOUGH = 5
"""With fewer entries that hold all words, those that hold some of them follow."""
MOST_PER_PAGE, LAST_PLACE = 1_000, 20_000
_NOT_SHOWN = ("title_m", "tags_m", "text_m")


def search_index() -> SearchIndex:
    """The index of this data folder."""
    return _index(settings.GOTGAN_DATA / "index")


@cache
def _index(folder: Path) -> SearchIndex:
    return TantivyIndex(folder)


def search(query: SearchQuery, *, index: SearchIndex | None = None) -> SearchResult:
    """Find published entries. Never raises for what was typed; empty words list the newest first.

    The row of every hit is read from the database, so what was withdrawn a moment ago is not shown
    even before the index follows. An index that does not exist yet answers with nothing.
    """
    question = read_question(query.words)
    try:
        reader = (index or search_index()).reader()
    except Unavailable:
        return SearchResult((), 0, dict.fromkeys(FACETS, ()), (), question.without_morphemes)
    start = (max(query.page, 1) - 1) * min(query.page_size, MOST_PER_PAGE)
    end = min(start + min(query.page_size, MOST_PER_PAGE), LAST_PLACE)
    matching, ranking = _rank(reader, query, question, end)
    total, facets = read_counts(reader.aggregate(matching, request_of(chosen_of(query))))
    hits = _hits(ranking, question, start, min(end, total))
    return SearchResult(hits, total, facets, question.also_searched, question.without_morphemes)


def _rank(reader: Reader, query: SearchQuery, question: Question, end: int) -> tuple[Query, Ranking]:
    """What matches before any facet is chosen, and the first `end` hits with the chosen ones."""
    chosen = chosen_query(chosen_of(query), reader.schema)
    if not question.title:
        everything = Query.all_query()
        sort = query.sort if query.sort in ("modified", "title") else "modified"
        return everything, reader.search(narrowed(everything, chosen), max(end, 1), sort=sort)
    composed = compose(question, reader.schema)
    if query.sort in ("modified", "title"):
        return composed.strict, reader.search(narrowed(composed.strict, chosen), max(end, 1), sort=query.sort)
    ranking = reader.search(narrowed(composed.ranked, chosen), max(end, ENOUGH))
    return _matching(composed, ranking), ranking


def _matching(composed: Composed, ranking: Ranking) -> Query:
    """Strict when that is enough, or when a title is exactly what was typed."""
    strict = sum(score >= STRICT_STEP for score in ranking.scores[:ENOUGH])
    has_exact = bool(ranking.scores) and ranking.scores[0] > 2 * STRICT_STEP
    return composed.strict if strict >= ENOUGH or has_exact else composed.loose


def _hits(ranking: Ranking, question: Question, start: int, end: int) -> tuple[Hit, ...]:
    ids = ranking.ids(start, end)
    rows = Entry.objects.filter(dataset_id__in=ids, is_published=True).defer(*_NOT_SHOWN) if ids else ()
    found = {row.dataset_id: row for row in rows}
    scores = dict(zip(ids, ranking.scores[start:end], strict=True))
    return tuple(show(found[each], question, float(_number(scores[each]))) for each in ids if each in found)


def _number(score: object) -> float:
    """A relevance; orders by a field give the field's value instead."""
    return float(score) if isinstance(score, int | float) else 0.0
