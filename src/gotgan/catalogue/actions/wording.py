"""What of an entry is searched, and whether its stored morphemes still belong to it."""

from __future__ import annotations

from gotgan.catalogue.models import Entry
from gotgan.catalogue.search.text import has_hangul, plain
from gotgan.terms.digest import fingerprint

LONGEST_FOR_MORPHEMES = 4_000


def text_key(row: Entry) -> str:
    """The fingerprint of all that is searched: other text, other morphemes."""
    owner = [row.organisation_name, row.organisation_name_en]
    return fingerprint([row.title, row.title_en, row.description, row.keywords, row.columns, owner])


def tokens_key_of(row: Entry, before: Entry | None) -> str:
    """`text_key:dictionary` of the stored morphemes; without a dictionary none are needed; empty:
    they have to be made."""
    if before is not None and before.tokens_key.startswith(f"{row.text_key}:"):
        return before.tokens_key
    return "" if any(map(has_hangul, texts_of(row))) else f"{row.text_key}:"


def texts_of(row: Entry) -> tuple[str, str, str]:
    """Title, tags and body, as the analyser gets them."""
    title = f"{row.title}\n{row.title_en}"
    body = f"{plain(row.description)[:LONGEST_FOR_MORPHEMES]}\n{' '.join(row.columns)[:LONGEST_FOR_MORPHEMES]}"
    return title, "\n".join(tags_of(row)), body


def tags_of(row: Entry) -> tuple[str, ...]:
    return (*row.keywords, row.organisation_name, row.organisation_name_en)
