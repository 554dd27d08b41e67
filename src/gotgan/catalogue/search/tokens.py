"""The catalogue's port to the desk: morphemes for documents and for questions."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from gotgan.catalogue.search.text import has_hangul
from gotgan.terms.desk import Desk, Morphemes


def desk() -> Desk:
    """The desk that settings choose."""
    made: Desk = import_string(settings.GOTGAN_DESK)(settings.GOTGAN_DESK_URL, settings.GOTGAN_DATA)
    return made


def tokens_of(texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
    """Morphemes of each text. Only texts with Hangul are sent. Raises: Unavailable."""
    korean = [text for text in texts if has_hangul(text)]
    if not korean:
        return Morphemes(tuple(() for _ in texts), "")
    answer = desk().tokens(korean, wait_seconds=wait_seconds)
    made = iter(answer.of_texts)
    return Morphemes(tuple(next(made) if has_hangul(text) else () for text in texts), answer.dictionary)
