"""Ways to provide a dataset, gates, standings, what floors and caps count: in the page's language, of every page.

The words themselves stand in rules.reasons and rules.limits, whose sentences use them too: one word for one thing.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from gotgan.assess.rules.limits import COLUMN_WORDS, GATE_WORDS
from gotgan.assess.rules.reasons import MODE_WORDS
from gotgan.terms.questionnaire import Words as Bilingual

Words = Mapping[str, "Promise | str"]

STANDING_SHAPES = {each: each for each in ("core", "contested", "reserve")}
"""The shape of a chip: a disc, a diamond, a ring, as in the pictures; of all others plain."""


def in_page(said: Bilingual) -> str:
    """The text in the page's language, the other where it is missing."""
    return (said.en or said.ko) if (get_language() or "ko")[:2] == "en" else (said.ko or said.en)


def _as_head(said: Bilingual) -> str:
    text = in_page(said)
    return text[:1].upper() + text[1:]


_inside, _head = lazy(in_page, str), lazy(_as_head, str)
MODES: Words = {code: _inside(said) for code, said in MODE_WORDS.items()}
"""Within a sentence or a cell; HEADS where they begin one."""
MODE_HEADS: Words = {code: _head(said) for code, said in MODE_WORDS.items()}
GATES: Words = {code: _inside(said) for code, said in GATE_WORDS.items()}
COLUMNS: Words = {code: _inside(said) for code, said in COLUMN_WORDS.items()}
COLUMN_HEADS: Words = {code: _head(said) for code, said in COLUMN_WORDS.items()}
