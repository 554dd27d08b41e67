"""Text columns as a language model reads them, by the measures of text files (engine/media).

Those are imported where a column is prose: few tables have one, and every profile would pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from gotgan.engine.profile.columns import truths_of
from gotgan.engine.profile.sample.coded import Coded
from gotgan.terms.examined import TextUse

if TYPE_CHECKING:
    from gotgan.engine.media.grams import Grams
    from gotgan.engine.media.repeats import Hashes

LEAST_LENGTH = 20
_SPACED = 0.5
_VALUES = 300
_ASKED = 100
"""Values whose language is asked for; where most letters are Hangul nothing need be asked."""
_HANGUL = 0.5


def is_prose(column: Coded) -> bool:
    """Text of 20 code points and more, most of it in words."""
    if column.type != "text" or column.mean_length < LEAST_LENGTH:
        return False
    spaced = truths_of(pc.match_substring(column.values.slice(0, _VALUES), " "))
    return bool(spaced.mean() >= _SPACED)


def text_use(column: Coded, filled: int, mean_length: float) -> TextUse:
    """Of the first values, which are chosen by chance. `filled`: cells with a value in the whole table,
    `mean_length`: their code points, since the sample may have cut them."""
    from gotgan.engine.media.grams import Grams
    from gotgan.engine.media.repeats import Counter
    from gotgan.engine.media.tokens import count_characters, estimate_tokens

    texts: list[str] = column.values.slice(0, _VALUES).to_pylist()
    tokens = estimate_tokens(count_characters("\n".join(texts)))
    repeats = Counter()
    repeats.add(np.concatenate([hashes for text in texts for hashes in _grams(Grams(), text)]))
    mean = tokens / sum(map(len, texts)) * mean_length
    return TextUse(
        values=len(texts),
        mean_tokens=mean,
        tokens=round(mean * filled),
        languages=_languages(texts[:_ASKED]),
        duplicate_share=1 - column.classes / column.filled,
        repeated_gram_share=repeats.state().share,
    )


def _grams(grams: Grams, text: str) -> tuple[Hashes, Hashes]:
    return grams.take(text), grams.rest()


def _languages(texts: list[str]) -> dict[str, float]:
    found: dict[str, int] = {}
    for text in texts:
        name = _language(text)
        found[name] = found.get(name, 0) + 1
    return {name: count / len(texts) for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))}


def _language(text: str) -> str:
    """Hangul writes one language; only the rest is asked of the classifier."""
    from gotgan.engine.media.language import language_of
    from gotgan.engine.media.tokens import count_characters

    counts = count_characters(text)
    letters = counts.hangul + counts.han + counts.kana + counts.latin
    if letters and counts.hangul >= _HANGUL * letters:
        return "ko"
    return language_of(text)
