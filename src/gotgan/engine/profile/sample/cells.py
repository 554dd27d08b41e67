"""What the cells of a column are: how they are written, in which script, and what they stand for.

All of it goes by masks (9 for a digit, A and a for Latin, 가 for Hangul, 字 for Han), of which a column has few;
a value is only looked at where its mask may be something. Shares are of the rows with a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect.cells import OCTET_OF_THREE, PRIVATE_TEN
from gotgan.engine.detect.context import kinds_of_name
from gotgan.engine.detect.verdicts import looks_like_addresses
from gotgan.engine.profile.columns import arrow_of, truths_of
from gotgan.engine.profile.masks import bytes_of
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.coded import Coded

LEXICAL = (
    ("integer", r"^[+-]?9+$"),
    ("decimal", r"^[+-]?(9+[.]9*|[.]9+|9+([.]9*)?[eE][+-]?9+)$"),
    ("grouped number", r"^[+-]?9{1,3}(,999)+([.]9+)?$"),
    ("date", r"^9999([-./] ?99?[-./] ?99?[.]?|가 ?99?가 ?99?가)$"),
    ("datetime", r"^9999[-./]99?[-./]99?[ T]99?(:99(:99([.]9+)?)?(Z|[+-]99:?99)?)?$"),
    ("time", r"^99?:99(:99([.]9+)?)?$"),
    ("number with sign or unit", r"^[^9A-Za-z가字]?[+-]?9[9,]*([.]9+)? ?[^9 ]{1,6}$"),
)
"""How a value is written, by its mask; the first that fits. Anything else is text. Calendars are not asked."""


_ANY_LEXICAL = "|".join(f"(?:{pattern})" for _, pattern in LEXICAL)


@dataclass(frozen=True)
class Meaning:
    """What a value may stand for: by its mask, itself, and (`header`) only under such a name."""

    name: str
    mask: str
    value: str
    header: str = ""


_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_MONTHS = "년월(?!일)|연월(?!일)|월$|month|yyyymm(?!d)|(?<![a-z])ym$"
_BYTE = r"(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])"
MEANINGS = (
    Meaning("email", "@", r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}$"),
    Meaning("url", "^[Aa]{3,5}://", r"^(https?|ftp)://\S+$"),
    Meaning("ip_address", r"^9{1,3}([.]9{1,3}){3}$", rf"^{_BYTE}([.]{_BYTE}){{3}}$"),
    Meaning("uuid", "^[9Aa]{8}-", r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
    Meaning("hash", "^[9Aa]{32,128}$", r"^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9A-F]{32})$"),
    Meaning(
        "phone", r"^([+]99 ?)?9{1,4}[- .)]+9{3,4}[- .]9{4}$",
        r"^([+]82 ?)?(0\d{1,3}|1[05678]\d{0,2}|\d{2})[- .)]+\d{3,4}[- .]\d{4}$",
    ),
    Meaning("phone", "^9999-9999$", r"^1[568]\d{2}-\d{4}$"),
    Meaning("phone", "^9{8,11}$", r"^(0\d{8,10}|1[568]\d{6})$", "전화|연락처|휴대|팩스|phone|tel|fax"),
    Meaning("datetime", "^9999[-./]99?[-./]99?[ T]99?(:99|$)", rf"^(1[89]|20)\d\d\D{_MONTH}\D{_DAY}[ T]"),
    Meaning("date", r"^9999[-./] ?99?[-./] ?99?[.]?$", rf"^(1[89]|20)\d\d\D{{1,2}}{_MONTH}\D{{1,2}}{_DAY}\D?$"),
    Meaning("date", "^9999가 ?99?가 ?99?가$", rf"^(1[89]|20)\d\d년 ?{_MONTH}월 ?{_DAY}일$"),
    Meaning(
        "date", "^9{8}$", r"^(1[89]|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$", "일자|날짜|일$|년월일|date|ymd"
    ),
    Meaning("month", "^9{6}$", r"^(1[89]|20)\d\d(0[1-9]|1[0-2])$", _MONTHS),
    Meaning("month", "^9999[.]99$", r"^(1[89]|20)\d\d[.](0[1-9]|1[0-2])$", _MONTHS),
    Meaning("month", "^9999[-/]99$", r"^(1[89]|20)\d\d[-/](0[1-9]|1[0-2])$"),
    Meaning("month", "^9999가 ?99?가$", rf"^(1[89]|20)\d\d년 ?{_MONTH}월$"),
    Meaning("year", "^9999가?$", r"^(1[89]|20)\d\d년?$", "년도|연도|년$|year"),
    Meaning("postcode", "^9{5}$", r"^(0[1-9]|[1-5]\d|6[0-3])\d{3}$", "우편|zip|post"),
    Meaning("legal_dong_code", "^9{10}$", r"^[1-5]\d{9}$", "법정동|bdong|bjd"),
    Meaning("administrative_dong_code", "^9{10}$", r"^[1-5]\d{9}$", "행정동|hdong|hjd|adm"),
    Meaning(
        "district_code", "^(99|9{5})$", r"^[1-5]\d(\d{3})?$", "시군구.?코드|시도.?코드|행정구역.?코드|sigungu|sgg"
    ),
    Meaning("institution_code", "^[9A]9{6}$", r"^[0-9A-Z]\d{6}$", "기관.?코드|institution.?code|instt.?code|org.?c"),
    Meaning("parcel_number", "^9{19}$", r"^[1-5]\d{18}$", "pnu|필지"),
    Meaning("latitude", r"^-?99?([.]9+)?$", r"^-?([0-8]?\d|90)([.]\d+)?$", "위도|latitude|^lat$|_lat$|y.?좌표"),
    Meaning(
        "longitude", r"^-?9{1,3}([.]9+)?$", r"^-?(1[0-7]\d|180|\d?\d)([.]\d+)?$",
        "경도|longitude|^(lon|lng)$|_(lon|lng)$|x.?좌표",
    ),
)  # fmt: skip
MEANS_FROM = 0.8
"""The share of values from which a column is said to hold something."""


def lexical_types(column: Coded) -> dict[str, float]:
    """The share of values written in each way, the most first; empty without values."""
    masks, of_value = column.masks
    if not len(masks):
        return {}
    kind = np.full(len(masks), len(LEXICAL))
    perhaps = np.flatnonzero(_matches(masks, _ANY_LEXICAL))
    some = masks.take(arrow_of(perhaps))
    for place in reversed(range(len(LEXICAL))):
        kind[perhaps[_matches(some, LEXICAL[place][1])]] = place
    rows = np.bincount(kind[of_value], weights=column.weights[1:], minlength=len(LEXICAL) + 1)
    names = (*(name for name, _ in LEXICAL), "text")
    shares = {name: float(count) / column.filled for name, count in zip(names, rows, strict=True) if count}
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))


def script_shares(column: Coded) -> dict[str, float]:
    """Shares of the code points but spaces that are Hangul, Latin letters, digits, Han and other ones."""
    masks, of_value = column.masks
    if not len(masks):
        return {}
    rows = np.bincount(of_value, weights=column.weights[1:], minlength=len(masks))
    offsets, text = bytes_of(masks)
    one_each = rows.max() == 1 == rows.min()
    weights = None if one_each else np.repeat(rows, np.diff(offsets))
    found = {name: _weight(places, weights) for name, places in _places(text).items()}
    total = found.pop("points") - found.pop("space")
    if not total:
        return {}
    return {**{name: count / total for name, count in found.items()}, "other": 1 - sum(found.values()) / total}


def _places(text: Array) -> dict[str, Array]:
    def stand_in(character: str) -> Array:
        code = character.encode()
        found: Array = text == code[0]
        for step, byte in enumerate(code[1:], start=1):
            found[:-step] &= text[step:] == byte
        return found

    return {
        "hangul": stand_in("가"), "latin": (text | 0x20) == ord("a"), "digit": text == ord("9"),
        "han": stand_in("字"), "points": (text & 0xC0) != 0x80, "space": text == ord(" "),
    }  # fmt: skip


def _weight(places: Array, weights: Array | None) -> float:
    return float(np.count_nonzero(places) if weights is None else weights[places].sum())


def meanings(column: Coded) -> dict[str, float]:
    """What at least one value in twenty may stand for, and the share that does; the most first."""
    shares: dict[str, float] = {}
    for name, rows in _meant(column):
        shares[name] = shares.get(name, 0.0) + rows / column.filled
    told = {name: min(1.0, share) for name, share in shares.items() if share >= 0.05}
    return dict(sorted(told.items(), key=lambda pair: (-pair[1], pair[0])))


def _meant(column: Coded) -> Iterator[tuple[str, int]]:
    asked = [each for each in MEANINGS if _may_mean(column, each)]
    if not asked or not column.classes:
        return
    masks, of_value = column.masks
    perhaps = np.flatnonzero(_matches(masks, "|".join(f"(?:{each.mask})" for each in asked)))
    some = masks.take(arrow_of(perhaps))
    for meaning in asked if perhaps.size else ():
        fits = np.zeros(len(masks), dtype=bool)
        fits[perhaps[_matches(some, meaning.mask)]] = True
        places = np.flatnonzero(fits[of_value])
        met = places[_matches(column.values.take(arrow_of(places)), meaning.value)]
        if met.size and (meaning.name != "ip_address" or _are_addresses(column, met)):
            yield meaning.name, int(column.weights[1:][met].sum())


def _are_addresses(column: Coded, met: Array) -> bool:
    """As for findings: a column of 1.2.3.4 and 2.1.1.1 numbers chapters, unless its name says otherwise."""
    texts, weights = column.values.take(arrow_of(met)), column.weights[1:][met]
    wide, ten = (int(weights[_matches(texts, pattern)].sum()) for pattern in (OCTET_OF_THREE, PRIVATE_TEN))
    return looks_like_addresses(kinds_of_name(column.name), cells=int(weights.sum()), wide=wide, ten=ten)


def _may_mean(column: Coded, meaning: Meaning) -> bool:
    """A number can only be what its header says."""
    if meaning.header:
        return bool(re.search(meaning.header, column.name, re.IGNORECASE))
    return column.type == "text"


def may_be_coordinate(name: str) -> bool:
    return any(
        meaning.name in ("latitude", "longitude") and re.search(meaning.header, name, re.IGNORECASE)
        for meaning in MEANINGS
    )


def _matches(texts: pa.Array, pattern: str) -> Array:
    return truths_of(pc.match_substring_regex(texts, pattern))
