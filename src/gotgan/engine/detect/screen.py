"""Stage 1: which texts could hold an identifier at all, and of which form, by linear-time patterns over many at once.

A screen lets through whatever stage 2 (`text.py`) could find: it decides nothing. RE2 has no look-around: where a
number ends is said by the sign beside it, which is enough to know that there is one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect import names

Mask = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

_GAP = r"[^0-9A-Za-z,:;'\"가-힣]{0,5}"
_ODD_SIGNS = (
    r"[\p{No}\x{FF10}-\x{FF19}\x{0660}-\x{0669}\x{06F0}-\x{06F9}\x{0966}-\x{096F}\x{1D7CE}-\x{1D7FF}\x{FF20}"
    r"\x{200B}-\x{200F}\x{2060}-\x{2064}\x{FEFF}\x{AD}\x{180E}\x{061C}\x{FE0E}\x{FE0F}\x{1100}-\x{11FF}]"
)
_EDGE = r"(?:^|[^0-9])"
_AREA = "0(?:2|[3-6][0-5]|50[0-9]|[178][0-9])"
_BANK = r"(?i:계좌|은행|입금|송금|농협|신협|금고|뱅크|account|bank)"
CANDIDATE = "|".join(
    (
        "@",
        _ODD_SIGNS,
        rf"{_EDGE}[0-9]{{6}}{_GAP}[0-9]{{0,7}}(?:[0-9]{{7}}|[*Xx\p{{So}}\x{{FF0A}}\x{{203B}}])",
        r"[0-9]{10}",
        rf"{_EDGE}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]",
        rf"{_EDGE}[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}",
        rf"{_EDGE}{_AREA}{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}",
        rf"82{_GAP}[0-9]{{1,3}}{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}",
        rf"{_EDGE}1[568][0-9]{{2}}{_GAP}[0-9]{{4}}",
        rf"{_EDGE}[0-9]{{3}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{5}}",
        r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}",
        r"[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}",
        r"[A-Za-z]{2}[0-9]{2} ?[A-Za-z0-9]{4}",
        r"[MSRODmsrod][0-9]{3}[A-Za-z0-9][0-9]{4}",
        rf"{_EDGE}[12][0-9]{_GAP}[0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{2}}",
        rf"{_EDGE}[0-9]{{2,3}} ?[가-힣] ?[0-9]{{4}}",
        names.HINT,
        _BANK,
    )
)
"""Every text that could hold an identifier matches, as it stands in the file."""
SCREEN = (
    rf"@|{_ODD_SIGNS}|(?:[0-9][^0-9]*){{6}}|[0-9]+\.[0-9]+\.[0-9]+\.[0-9]|:[0-9A-Fa-f]*:"
    rf"|{names.HINT}|{_BANK}|[A-Za-z]{{2}}[0-9]{{2}}"
)
"""Matches whatever CANDIDATE matches. Short columns are many in wide tables, and reading the long pattern
costs more than their cells."""

_PLAIN_GAP = r"[ \t.\-]{0,3}"
_RARELY_SEEN = r"[^\x00-\x7f가-힣\x{2018}-\x{201D}\x{2026}\x{300A}-\x{3011}\x{25B2}\x{25B3}\x{2192}]"
_END = r"(?:[^0-9]|$)"


def _whole(*groups: str) -> str:
    """Groups of digits with little between them, and no further digit before or behind."""
    return _EDGE + _PLAIN_GAP.join(f"[0-9]{{{group}}}" for group in groups) + _END


FORMS: dict[str, str] = {
    "email": "@",
    "person": rf"{_EDGE}[0-9]{{6}}{_PLAIN_GAP}[0-9*Xx]{{7}}{_END}",
    "iban": r"[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){11}",
    "ipv6": r":[0-9A-Fa-f]{0,4}:",
    "licence": _whole("2", "2", "6", "2"),
    "passport": r"[MSRODmsrod][0-9]{3}[A-Za-z0-9][0-9]{4}",
    "customs": r"[Pp][0-9]{12}",
    "account": rf"{_whole('10,14')}|[0-9]{{2}}-[0-9]{{2,6}}-[0-9]{{2}}",
    "health": rf"{_EDGE}[0-9]-?[0-9]{{10}}{_END}",
    "card": rf"{_whole('4', '4', '4', '1,7')}|{_whole('4', '6', '4,5')}",
    "short card": _whole("12"),
    "phone": (
        rf"{_EDGE}{_AREA}[ \t.)/\-]{{0,7}}[0-9]{{3,4}}{_PLAIN_GAP}[0-9]{{4}}{_END}|(?:\+|00)82"
        rf"|{_EDGE}1[568][0-9]{{2}}[^0-9]{{0,3}}[0-9]{{4}}{_END}"
    ),
    "business": _whole("3", "2", "5"),
    "ip": r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
    "plate": r"[0-9]{2} ?[가-힣] ?[0-9]{4}",
    "name": names.HINT,
    "uuid": r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-",
    "thirteen": _whole("13"),
}
"""What a plain text must hold for a seeker to find anything in it, by the seeker's name."""
_WORDS = {
    "account": _BANK,
    "health": r"(?i:건강보험|보험증|health card|insurance)",
    "short card": r"(?i:카드|card|결제)",
}
"""These numbers count only beside such a word; an odd sign may be part of one in another form."""
_LONG = rf"[0-9](?:{_PLAIN_GAP}[0-9*Xx]){{9}}"
_LETTERED = r"[A-Za-z][0-9]{2}"
_OF_LONG = ("person", "licence", "account", "health", "card", "short card", "business", "thirteen")
_OF_LETTERED = ("iban", "passport", "customs")
_SELDOM, _SELDOM_LONG = ("ipv6", "ip", "plate", "uuid"), tuple(n for n in _OF_LONG if n not in ("person", "account"))


def _any_of(names_of_forms: tuple[str, ...]) -> str:
    return "|".join(FORMS[name] for name in names_of_forms)


_GATES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), tuple(name for name in FORMS if name not in _OF_LONG + _OF_LETTERED + _SELDOM)),
    ((_any_of(_SELDOM),), _SELDOM),
    ((_LONG,), tuple(name for name in _OF_LONG if name not in _SELDOM_LONG)),
    ((_LONG, _any_of(_SELDOM_LONG)), _SELDOM_LONG),
    ((_LETTERED,), _OF_LETTERED),
)
"""Most texts hold no long number, no letter before digits, no form that is seldom: one pattern spares them several."""
BIT = {name: 1 << place for place, name in enumerate(FORMS)}
EVERY = (1 << len(FORMS)) - 1


def matches(texts: pa.Array, pattern: str) -> Mask:
    """Which texts match, by the linear engine."""
    found = pc.match_substring_regex(texts, pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def forms_in(texts: pa.Array, said: frozenset[str]) -> Bits:
    """For every plain text the forms it may hold, as bits. A column that speaks of a kind needs no word of it."""
    bits = np.zeros(len(texts), dtype=np.uint32)
    passed: dict[tuple[str, ...], tuple[Rows, pa.Array]] = {(): (np.arange(len(texts)), texts)}
    for gates, names_of_forms in _GATES:
        if gates not in passed:
            passed[gates] = _through(gates[-1], *passed[gates[:-1]])
        rows, some = passed[gates]
        if len(rows):
            for name in names_of_forms:
                bits[rows[_may_hold(some, name, said)]] |= BIT[name]
    return bits


def _through(gate: str, rows: Rows, texts: pa.Array) -> tuple[Rows, pa.Array]:
    """The rows that match, and their texts."""
    found = np.flatnonzero(matches(texts, gate))
    return (rows[found], texts.take(pa.array(found))) if len(found) < len(texts) else (rows, texts)


def _may_hold(texts: pa.Array, form: str, said: frozenset[str]) -> Mask:
    found = matches(texts, FORMS[form])
    if form in _WORDS and not said and found.any():
        found &= matches(texts, f"{_WORDS[form]}|{_RARELY_SEEN}")
    return found
