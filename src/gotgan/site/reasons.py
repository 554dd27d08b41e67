"""Reasons and warnings of the lower floors in the language of the page.

They are written in English, once, where the data is; pages say them in the reader's words. Each is
`place: what; remedy`, joined by semicolons, so it is put over clause by clause: what no pattern knows
stays as it was written.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext

from gotgan.site import format as written
from gotgan.site.phrases import PHRASES
from gotgan.site.phrases_campaigns import CAMPAIGN_PLACES
from gotgan.site.phrases_clusters import CLUSTER_PLACES
from gotgan.site.phrases_combining import COMBINING_PLACES
from gotgan.site.phrases_connections import PLACES
from gotgan.site.phrases_lists import LIST_PLACES
from gotgan.site.phrases_plans import PLAN_PLACES
from gotgan.site.phrases_signing import SIGNING_PLACES

_HOLDER = re.compile(r"%\((\w+)\)s")
_MOST_CHARACTERS = 4000
_ALL_PLACES = PLACES + CAMPAIGN_PLACES + COMBINING_PLACES + CLUSTER_PLACES + PLAN_PLACES + LIST_PLACES + SIGNING_PLACES
_SENTENCE_ENDS = ("니다", "시오")
_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) KST")
_MORE = re.compile(r"^(.*) \(and (\d+) more\)$", re.DOTALL)


def plainly(text: object) -> str:
    """The text in the language of the page; as it is in English, or where it is not known."""
    said = _MOMENT.sub(_moment, str(text or ""))
    if (get_language() or "ko")[:2] == "en" or not said or len(said) > _MOST_CHARACTERS:
        return said
    more = _MORE.match(said)
    if more:
        return gettext("%(first)s (and %(number)s more)") % {"first": plainly(more[1]), "number": more[2]}
    return _joined([_clause(part) or part for part in said.split("; ")])


def _moment(found: re.Match[str]) -> str:
    """A moment in Korea as pages write it, and not as programs do."""
    try:
        when = datetime.strptime(found[1], "%Y-%m-%d").date()
    except ValueError:
        return found[0]
    return f"{written.day(when, (get_language() or 'ko')[:2])} {found[2]} KST"


def _joined(clauses: list[str]) -> str:
    """Korean clauses are sentences; between others the semicolon stays."""
    text = clauses[0]
    for clause in clauses[1:]:
        text += (". " if text.rstrip(")").endswith(_SENTENCE_ENDS) else "; ") + clause
    return text


def _clause(clause: str) -> str | None:
    """One clause; a place before it (`file.csv: ...`) is kept, a field of a form is named."""
    whole = _phrase(clause)
    if whole is not None:
        return whole
    at = clause.find(": ")
    while at >= 0:
        rest = _phrase(clause[at + 2 :])
        if rest is not None:
            return f"{_place(clause[:at])}: {rest}"
        at = clause.find(": ", at + 1)
    return None


def _place(text: str) -> str:
    for place, pattern in _patterns(_ALL_PLACES):
        found = pattern.fullmatch(text)
        if found:
            return gettext(place) % found.groupdict() if "%" in place else gettext(place)
    return text


def _phrase(text: str) -> str | None:
    for phrase, pattern in _patterns(PHRASES):
        found = pattern.fullmatch(text)
        if found:
            values = {name: _phrase(value) or value for name, value in found.groupdict().items()}
            translated = gettext(phrase)
            return translated % values if "%" in phrase else translated
    return None


@lru_cache(maxsize=2)
def _patterns(phrases: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those that say most first: a pattern of one value and few words must not take the others' texts."""
    return tuple((phrase, _pattern(phrase)) for phrase in sorted(phrases, key=_weight))


def _weight(phrase: str) -> tuple[bool, int]:
    return bool(_HOLDER.search(phrase)), -len(_HOLDER.sub("", phrase))


def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = _HOLDER.split(phrase)
    fixed = (re.escape(piece.replace("%%", "%")) for piece in pieces[::2])
    names = (f"(?P<{name}>[^;]+?)" for name in pieces[1::2])
    return re.compile("".join(part for pair in zip(fixed, (*names, ""), strict=True) for part in pair))
