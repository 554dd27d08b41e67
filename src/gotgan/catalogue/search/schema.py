"""The fields of the index, and an entry as a document of it.

title_raw title_key title_tight   exact titles: as written, folded, without spaces
{title,tags,text}_m _b _en        morphemes, character pairs, English stems
organisation ... route            facets: raw terms and fast columns, exact counts
owner                             organisation with its names, so that a page needs no look-up
prior                             quality step 0-4, a bounded nudge among near ties
modified title_order              the other two orders of a result
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import tantivy

from gotgan.catalogue.search.text import bigrams, without_hangul
from gotgan.terms.search import FACETS
from gotgan.terms.text import nfc, title_key, title_tight

PARTS = ("title", "tags", "text")
ENGLISH = "english"
NONE = "none"
"""The facet value of an entry that has none."""
OWNER_SEPARATOR = "\t"
LONGEST_TERM, LONGEST_ORDER = 10_000, 80


@dataclass(frozen=True)
class IndexDocument:
    """One published entry, ready to be written. `morphemes` holds title, tags and text; empty
    strings where there is no Hangul or the desk was down."""

    dataset_id: str
    titles: tuple[str, ...]
    tags: tuple[str, ...]
    texts: tuple[str, ...]
    facets: Mapping[str, Sequence[str]]
    owner: tuple[str, str, str]
    prior: int
    modified: int
    morphemes: tuple[str, str, str] = field(default=("", "", ""))


def english_analyser() -> tantivy.TextAnalyzer:
    """Words, lower case, without accents, stemmed."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(60),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("English"),
    ):
        builder = builder.filter(step)
    return builder.build()


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("dataset_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_order", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("title_raw", "title_key", "title_tight", "prior"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for part in PARTS:
        builder.add_text_field(f"{part}_m", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{part}_b", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{part}_en", tokenizer_name=ENGLISH, index_option="freq")
    for facet in (*FACETS, "owner"):
        builder.add_text_field(facet, tokenizer_name="raw", fast=True, index_option="basic")
    builder.add_integer_field("modified", fast=True)
    return builder.build()


def make_document(entry: IndexDocument) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("dataset_id", entry.dataset_id)
    document.add_text("title_order", title_key(entry.titles[0])[:LONGEST_ORDER])
    for title in entry.titles:
        document.add_text("title_raw", nfc(title).strip()[:LONGEST_TERM])
        document.add_text("title_key", title_key(title)[:LONGEST_TERM])
        document.add_text("title_tight", title_tight(title)[:LONGEST_TERM])
    for part, texts, morphemes in zip(PARTS, (entry.titles, entry.tags, entry.texts), entry.morphemes, strict=True):
        document.add_text(f"{part}_m", morphemes)
        document.add_text(f"{part}_b", " ".join(bigrams(nfc(text) for text in texts)))
        document.add_text(f"{part}_en", without_hangul(nfc(text) for text in texts))
    for facet in FACETS:
        for value in dict.fromkeys(entry.facets.get(facet) or (NONE,)):
            document.add_text(facet, value or NONE)
    document.add_text("owner", OWNER_SEPARATOR.join(entry.owner))
    document.add_text("prior", str(entry.prior))
    document.add_integer("modified", entry.modified)
    return document
