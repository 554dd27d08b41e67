"""A question as index queries.

Each word is looked for as morphemes and as a chain of character pairs; both rankings are added up in
one query, so that a page costs one search. All hard words must match (strict); when few entries
do, half of the parts are enough (loose). Constant steps keep the order of the tiers:

    exact title  >  all words  >  some words        and inside a tier: BM25, then the quality prior
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from gotgan.catalogue.search.question import Question, Term, Word
from gotgan.catalogue.search.schema import LONGEST_TERM
from gotgan.catalogue.search.text import GAP, bigrams
from gotgan.terms.text import title_key, title_tight

EXACT_STEP, STRICT_STEP = 5_000.0, 1_000.0
EXACT_FIELDS = (("title_raw", 4.0), ("title_key", 2.0), ("title_tight", 1.0))
PART_WEIGHTS = (("title", 8.0), ("tags", 1.0), ("text", 0.5))
PAIR_WEIGHT, SYNONYM_WEIGHT = 0.5, 0.4
PRIOR_STEP = 0.15
LOOSE_SHARE = 0.5
PRIORS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Composed:
    """`ranked` orders both tiers; `strict` and `loose` say what matches."""

    ranked: Query
    strict: Query
    loose: Query


def compose(question: Question, schema: Schema) -> Composed:
    """Raises nothing for odd questions: without any word only an exact title matches."""
    exact = _any(_exact(question.title, schema))
    strict = _strict(question, schema)
    loose = _loose(question, schema)
    matching = _any([exact, strict, Query.const_score_query(strict, STRICT_STEP), loose])
    prior = [
        (Occur.Should, Query.const_score_query(Query.term_query(schema, "prior", step), int(step) * PRIOR_STEP))
        for step in PRIORS
    ]
    ranked = Query.boolean_query([(Occur.Must, matching), *prior])
    return Composed(ranked, _any([exact, strict]), _any([exact, strict, loose]))


def chosen_query(chosen: dict[str, list[str]], schema: Schema) -> Query | None:
    """Values of one facet are alternatives, facets together must hold; no influence on the score."""
    if not chosen:
        return None
    facets = [_any([Query.term_query(schema, facet, value) for value in values]) for facet, values in chosen.items()]
    return Query.const_score_query(_all(facets), 0.0)


def narrowed(query: Query, chosen: Query | None) -> Query:
    return _all([query, chosen]) if chosen is not None else query


def _exact(title: str, schema: Schema) -> Iterable[Query]:
    forms = {"title_raw": title, "title_key": title_key(title), "title_tight": title_tight(title)}
    for field, weight in EXACT_FIELDS:
        term = Query.term_query(schema, field, forms[field][:LONGEST_TERM])
        yield Query.const_score_query(term, weight * EXACT_STEP)


def _strict(question: Question, schema: Schema) -> Query:
    hard = question.hard_words
    if not hard:
        return Query.empty_query()
    soft = [word for word in question.words if word not in hard]
    clauses = [(Occur.Must, _word(word, schema)) for word in hard]
    clauses += [(Occur.Should, _word(word, schema)) for word in soft]
    return Query.boolean_query(clauses)


def _loose(question: Question, schema: Schema) -> Query:
    parts = [part for word in question.hard_words for part in _parts(word, schema)]
    if not parts:
        return Query.empty_query()
    enough = max(1, round(len(parts) * LOOSE_SHARE))
    return Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=enough)


def _word(word: Word, schema: Schema) -> Query:
    choices = [_term(word.term, schema)]
    if any(word.unit_synonyms):
        choices.append(_compound(word, schema))
    choices += [Query.boost_query(_term(term, schema), SYNONYM_WEIGHT) for term in word.synonyms]
    return _any(choices)


def _compound(word: Word, schema: Schema) -> Query:
    """Every part of a compound as itself or as one of its synonyms."""
    parts = []
    for unit, synonyms in zip(word.term.units, word.unit_synonyms, strict=True):
        own = _in_parts("m", [unit], schema)
        parts.append(_any([own, *(Query.boost_query(_term(term, schema), SYNONYM_WEIGHT) for term in synonyms)]))
    return Query.boost_query(_all(parts), SYNONYM_WEIGHT)


def _term(term: Term, schema: Schema) -> Query:
    if not term.is_hangul:
        return _all([_in_parts("en", [stem], schema) for stem in term.units]) if term.units else Query.empty_query()
    choices = [Query.boost_query(_in_parts("b", _pairs(term.text), schema), PAIR_WEIGHT)]
    if term.units:
        choices.append(_all([_in_parts("m", [unit], schema) for unit in term.units]))
    return _any(choices)


def _parts(word: Word, schema: Schema) -> list[Query]:
    """What a loose match counts: stems, morphemes, or character pairs when there are none."""
    term = word.term
    if not term.is_hangul:
        return [_in_parts("en", [stem], schema) for stem in term.units]
    if term.units:
        return [_term(Term(unit, (unit,), True), schema) for unit in term.units]
    return [_in_parts("b", [pair], schema) for pair in _pairs(term.text)]


def _pairs(text: str) -> list[str]:
    return [pair for pair in bigrams([text]) if pair != GAP]


def _in_parts(suffix: str, tokens: Sequence[str], schema: Schema) -> Query:
    """The token, or the chain of tokens, in any part of a document, by the weight of the part."""
    found = []
    for part, weight in PART_WEIGHTS:
        field = f"{part}_{suffix}"
        one = len(tokens) == 1
        query = Query.term_query(schema, field, tokens[0]) if one else Query.phrase_query(schema, field, list(tokens))
        found.append(Query.boost_query(query, weight))
    return _any(found)


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
