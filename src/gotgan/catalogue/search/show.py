"""An entry as a hit: why it matched, and a few words of its description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from gotgan.catalogue.models import Entry
from gotgan.catalogue.search.question import Question, Word
from gotgan.catalogue.search.text import plain
from gotgan.terms.search import Hit
from gotgan.terms.text import title_key, title_tight

SNIPPET_LENGTH, LEAD = 220, 60


def show(row: Entry, question: Question, score: float) -> Hit:
    """A hit as everyone may see it: only published entries come here."""
    description = plain(row.description)
    return Hit(
        dataset_id=row.dataset_id,
        address=f"{row.organisation_slug}/{row.name}",
        title=row.title,
        title_en=row.title_en,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        organisation_name_en=row.organisation_name_en,
        snippet=snippet(description, question.words),
        why=why(row, description, question),
        route=row.route,
        formats=tuple(row.formats),
        modality=tuple(row.modality),
        licence=row.licence_group,
        rows=row.rows,
        size_bytes=row.size_bytes,
        modified=row.modified,
        is_sample=row.is_sample,
        score=score,
        usability=row.usability,
    )


def snippet(text: str, words: Iterable[Word]) -> str:
    """Plain text around the first word that stands in it, else its beginning."""
    if len(text) <= SNIPPET_LENGTH:
        return text
    folded = text.casefold()
    places = [folded.find(form) for word in words for form in _forms(word)]
    first = min((place for place in places if place >= 0), default=0)
    start = 0 if first <= LEAD else text.rfind(" ", 0, first - LEAD // 2) + 1
    cut = text[start : start + SNIPPET_LENGTH].rsplit(" ", 1)[0]
    return ("… " if start else "") + cut + (" …" if start + len(cut) < len(text) else "")


def why(row: Entry, description: str, question: Question) -> str:
    """One line on why it matched; empty when nothing was asked."""
    if not question.words:
        return ""
    if title_key(question.title) in (title_key(row.title), title_key(row.title_en)):
        return _("The title is what you typed")
    places = (
        (_("Title"), f"{row.title} {row.title_en}"),
        (_("Keywords"), " ".join(row.keywords)),
        (_("Organisation"), f"{row.organisation_name} {row.organisation_name_en}"),
        (_("Columns"), " ".join(row.columns)),
        (_("Description"), description),
    )
    for place, text in places:
        found = _found(question.words, text)
        if found:
            return f"{place}: {', '.join(found)}"
    also = [term for term in question.also_searched if title_tight(term) in title_tight(f"{row.title} {description}")]
    return _("Related words: %(words)s") % {"words": ", ".join(also[:3])} if also else ""


def _found(words: Sequence[Word], text: str) -> list[str]:
    tight = title_tight(text)
    return [word.term.text for word in words if any(form.replace(" ", "") in tight for form in _forms(word))]


def _forms(word: Word) -> tuple[str, ...]:
    """How the word may stand in a text: as typed, or by its parts."""
    if word.term.is_hangul:
        return (word.term.text, *(unit for unit in word.term.units if len(unit) > 1))
    return (word.term.text, *word.term.units)
