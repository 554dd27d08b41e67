"""Cells that are one number and nothing else, judged many at a time.

Each *group* is a set of cells with the same evidence: `id13.bare.birth.resident` are the cells of
thirteen digits without separator whose first seven name a day of birth and a non-foreigner. Which
groups are findings is decided per column (`verdicts.py`), when every row was counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect import numbers, shapes
from gotgan.engine.detect import text as forms
from gotgan.engine.detect.screen import Mask, matches

Digits = npt.NDArray[np.uint8]

_GAP = r"[ \t.\-]{0,3}"
ID13 = rf"^[0-9]{{6}}{_GAP}[0-9]{{7}}$"
ID13_MASKED = rf"^[0-9]{{6}}{_GAP}[0-9]{{0,6}}[*Xx]{{1,7}}$"
ID10 = rf"^[0-9]{{3}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{5}}$"
CARD = (
    rf"^(?:[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{1,7}}|[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}})$"
)
PHONE = "^(?:" + shapes.PHONE.pattern.removeprefix(r"(?<![0-9])").removesuffix(r"(?![0-9])") + ")$"
EMAIL = "^" + shapes.EMAIL.pattern.removesuffix(r"(?![A-Za-z0-9])") + "$"
IP = "^" + shapes.IP.pattern.removeprefix(r"(?<![0-9.])").removesuffix(r"(?!\.?[0-9])") + "$"
OCTET_OF_THREE = r"(?:^|\.)[0-9]{3}(?:\.|$)"
PRIVATE_TEN = r"^10\."
NUMBER_LIKE = r"^[+(]?[0-9][0-9 .\-()/*Xx]*$"
ONE_POINT = r"^[0-9]*\.[0-9]*$"


def find_groups(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    """Yield (group, which cells) of a plain, trimmed string array without nulls.

    Groups of different identifiers may overlap; `whole` marks every cell that is in some form.
    """
    whole = np.zeros(len(cells), dtype=bool)
    for form in (_thirteen, _masked, _ten, _cards, _phones, _rest):
        for group, mask in form(cells):
            whole |= mask
            if mask.any():
                yield group, mask
    yield "whole", whole


def _thirteen(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    shaped = matches(cells, ID13)
    if not shaped.any():
        return
    digits = digits_of(cells, shaped, 13)
    is_bare = lengths(cells)[shaped] == 13
    births, foreign = is_birth(digits), np.isin(digits[:, 6], (5, 6, 7, 8))
    person = person_check(digits, foreign)
    corporate = _weighed(digits, numbers.CORPORATION_WEIGHTS) == digits[:, 12]
    for gap, mine in (("bare", is_bare), ("gap", ~is_bare)):
        yield f"id13.{gap}", spread(shaped, mine)
        for who, are in (("resident", ~foreign), ("foreigner", foreign)):
            yield f"id13.{gap}.birth.{who}", spread(shaped, mine & births & are)
        yield f"id13.{gap}.birth.check", spread(shaped, mine & births & person)
        yield f"id13.{gap}.corporation", spread(shaped, mine & corporate)
    yield "id13.corporation.only", spread(shaped, corporate & ~births)
    yield "id13.bare.ean", spread(shaped, is_bare & (_weighed(digits, numbers.EAN_WEIGHTS) == digits[:, 12]))
    yield from _signs_of_chance(digits, shaped, is_bare & births)


def _signs_of_chance(digits: Digits, shaped: Mask, births: Mask) -> Iterator[tuple[str, Mask]]:
    """Clock readings are births by chance: every seventh digit alike often, one month at a time."""
    for digit in np.unique(digits[births, 6]):
        yield f"chance.gender.{digit}", spread(shaped, births & (digits[:, 6] == digit))
    months = digits[:, :4] @ np.array([1000, 100, 10, 1])
    for month in np.unique(months[births]):
        yield f"chance.month.{month:04d}", spread(shaped, births & (months == month))


def _masked(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    shaped = matches(cells, ID13_MASKED)
    if shaped.any():
        for row in np.flatnonzero(shaped):
            hits = forms.find_hits(cells[row].as_py())
            shaped[row] = bool(hits) and len(hits[0].kind) > 0
        foreign = shaped & matches(cells, rf"^[0-9]{{6}}{_GAP}[5-8]")
        yield "id13.masked.foreigner", foreign
        yield "id13.masked.resident", shaped & ~foreign


def _ten(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    shaped = matches(cells, ID10)
    if not shaped.any():
        return
    digits = digits_of(cells, shaped, 10)
    weights = np.array([*numbers.BUSINESS_WEIGHTS, 0])
    check = (-(digits.astype(np.int64) @ weights + digits[:, 8].astype(np.int64) * 5 // 10)) % 10 == digits[:, 9]
    is_bare = lengths(cells)[shaped] == 10
    for gap, mine in (("bare", is_bare), ("gap", ~is_bare)):
        yield f"id10.{gap}", spread(shaped, mine)
        yield f"id10.{gap}.check", spread(shaped, mine & check)


def _cards(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    shaped = matches(cells, CARD)
    rows = np.flatnonzero(shaped)
    if not len(rows):
        return
    texts = pc.replace_substring_regex(cells.filter(pa.array(shaped)), "[^0-9]", "").to_pylist()
    passed = np.fromiter((numbers.passes_card(digits) for digits in texts), dtype=bool, count=len(texts))
    long = np.fromiter((len(digits) >= 14 for digits in texts), dtype=bool, count=len(texts))
    is_bare = matches(cells, "^[0-9]+$")[shaped]
    for gap, mine in (("bare", is_bare), ("gap", ~is_bare)):
        yield f"card.{gap}", spread(shaped, mine)
        yield f"card.{gap}.check", spread(shaped, mine & passed)
    yield "card.long", spread(shaped, long)


def _phones(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    shaped = matches(cells, PHONE)
    bare = matches(cells, "^[0-9]+$")
    mobile = matches(cells, "^01[016789]")
    service = matches(cells, "^1")
    short = lengths(cells) <= 11
    yield "phone.gap", shaped & ~bare & ~service
    yield "phone.gap.year", shaped & ~bare & matches(cells, r"^[0-9]+[^0-9]+(?:19[5-9]|20[0-4])[0-9][^0-9]")
    yield "phone.service", shaped & service
    yield "phone.mobile", shaped & bare & mobile
    yield "phone.landline", shaped & bare & ~mobile & ~service & short
    yield "phone.abroad", shaped & bare & ~short
    yield "phone.loose", matches(cells, r"^[+(]?[0-9][0-9 .\-()/]{5,17}[0-9]$") & ~matches(cells, ONE_POINT) & ~shaped
    yield "bare11", matches(cells, "^[0-9]{9,11}$")
    yield "digits11", matches(cells, "^[0-9]{11}$")
    yield "short13", _short_births(cells)


def _short_births(cells: pa.Array) -> Mask:
    """Ten to twelve digits that lost the zeros in front of a day of birth."""
    shaped = matches(cells, "^[1-9][0-9]{9,11}$")
    if shaped.any():
        filled = pc.utf8_lpad(cells.filter(pa.array(shaped)), 13, "0")
        shaped = spread(shaped, is_birth(digits_of(filled, np.ones(len(filled), dtype=bool), 13)))
    return shaped


def _rest(cells: pa.Array) -> Iterator[tuple[str, Mask]]:
    yield "email", matches(cells, EMAIL)
    shaped = matches(cells, IP)
    yield "ip", shaped
    yield "ip.wide", shaped & matches(cells, OCTET_OF_THREE)
    yield "ip.ten", shaped & matches(cells, PRIVATE_TEN)


def digits_of(cells: pa.Array, shaped: Mask, width: int) -> Digits:
    """The digits of the shaped cells as a matrix, one row a cell."""
    texts = pc.replace_substring_regex(cells.filter(pa.array(shaped)), "[^0-9]", "").to_pylist()
    joined = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8)
    return (joined - ord("0")).reshape(-1, width)


def lengths(cells: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(pc.utf8_length(cells).to_numpy(zero_copy_only=False), dtype=np.int64)


def spread(shaped: Mask, inner: Mask) -> Mask:
    """A mask over the shaped cells as a mask over all."""
    mask = np.zeros(len(shaped), dtype=bool)
    mask[np.flatnonzero(shaped)[inner]] = True
    return mask


_CENTURY = np.array([1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800])
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def is_birth(digits: Digits) -> Mask:
    """Which rows open with a day of the calendar, `YYMMDDG`."""
    wide = digits.astype(np.int64)
    year = _CENTURY[wide[:, 6]] + wide[:, 0] * 10 + wide[:, 1]
    month, day = wide[:, 2] * 10 + wide[:, 3], wide[:, 4] * 10 + wide[:, 5]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[np.where(month <= 12, month, 0)] + (leap & (month == 2))
    return np.asarray((day >= 1) & (day <= last), dtype=bool)


def person_check(digits: Digits, foreign: Mask) -> Mask:
    total = digits[:, :12].astype(np.int64) @ np.array(numbers.PERSON_WEIGHTS)
    base = np.where(foreign, numbers.FOREIGNER_BASE, numbers.RESIDENT_BASE)
    return np.asarray((base - total % 11) % 10 == digits[:, 12], dtype=bool)


def _weighed(digits: Digits, weights: tuple[int, ...]) -> npt.NDArray[np.int64]:
    return np.asarray(-(digits[:, :12].astype(np.int64) @ np.array(weights)) % 10, dtype=np.int64)
