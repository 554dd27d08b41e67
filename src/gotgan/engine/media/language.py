"""The language of a piece of text: ko, en, ja, zh, another one, or none that can be told."""

from __future__ import annotations

from functools import cache

from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

OTHER, UNKNOWN = "other", "und"
_TOLD_FROM = 0.5
_TOLD = {"ko": "ko", "en": "en", "ja": "ja", "zh": "zh", "yue": "zh", "wuu": "zh"}
"""Model's language to ours; Cantonese and Wu are written as Chinese."""


def language_of(text: str) -> str:
    """By the classifier's probabilities over all its languages, added up over ours; `und` below one half."""
    shares = dict.fromkeys((*_TOLD.values(), OTHER), 0.0)
    best_other = 0.0
    for name, share in _identifier().rank(text):
        if name in _TOLD:
            shares[_TOLD[name]] += share
        else:
            best_other = max(best_other, share)
    shares[OTHER] = best_other
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _TOLD_FROM else UNKNOWN


@cache
def _identifier() -> LanguageIdentifier:
    """Its model lies inside the package; half a second to load, once."""
    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
