"""Identifiers whose form is digits, and addresses: where they stand in one plain text, and how sure each is by itself.

Digit boundaries are `(?<![0-9])` and `(?![0-9])`, never `\\b`: Korean particles are glued on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gotgan.engine.detect import context, numbers
from gotgan.engine.detect.formats import GAP, Said, numbers_in
from gotgan.engine.detect.hit import Hit
from gotgan.terms.finding import IdentifierKind as Kind

_OPEN, _SHUT = r"(?<![0-9])", r"(?![0-9])"
_MASK = r"[*Xx]"
_AREA = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[0-4]|70|80|50[0-9]|1[016789]|30)"
_SERVICE = (
    r"(?:1522|1533|1544|1551|1555|1566|1577|1588|1599|1600|1644|1660|1661|1666|1668|1670|1688|"
    r"1800|1811|1833|1855|1877|1899)"
)
_INTERNATIONAL = (
    rf"(?:\+|00)82[ .\-()0]{{0,5}}(?:1[016789]|2|[3-6][0-5]|70|80|50[0-9]){GAP}\)?{GAP}[0-9]{{3,4}}{GAP}[0-9]{{4}}"
)
_CALLED = rf"\(?{_AREA}(?:{GAP}[)/]{GAP}|{GAP})[0-9]{{3,4}}{GAP}[0-9]{{4}}"

PERSON = re.compile(
    rf"{_OPEN}([0-9]{{6}})({GAP})([0-9]{{7}}|(?=[0-9*Xx]{{7}}(?![0-9*]))[0-9]{{0,6}}{_MASK}{{1,7}}){_SHUT}"
)
BUSINESS = re.compile(rf"{_OPEN}[0-9]{{3}}({GAP})[0-9]{{2}}({GAP})[0-9]{{5}}{_SHUT}")
CARD = re.compile(
    rf"{_OPEN}(?:[0-9]{{4}}({GAP})[0-9]{{4}}{GAP}[0-9]{{4}}{GAP}[0-9]{{1,7}}|"
    rf"[0-9]{{4}}{GAP}[0-9]{{6}}{GAP}[0-9]{{4,5}}){_SHUT}"
)
SHORT_CARD = re.compile(rf"{_OPEN}[0-9]{{12}}{_SHUT}")
PHONE = re.compile(rf"{_OPEN}(?:{_INTERNATIONAL}|{_CALLED}|{_SERVICE}[\s.\-]{{0,3}}[0-9]{{4}}){_SHUT}")
EMAIL = re.compile(r"[A-Za-z0-9._%+*\-]{1,64}@(?:[A-Za-z0-9*\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
IP = re.compile(rf"(?<![0-9.]){_OCTET}(?:\.{_OCTET}){{3}}(?!\.?[0-9])")
THIRTEEN = re.compile(rf"{_OPEN}[0-9]{{13}}{_SHUT}")
_NOT_DIGIT = re.compile(r"[^0-9]")


def seek_emails(text: str, _said: Said) -> Iterator[Hit]:
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Hit(Kind.EMAIL, match.start(), match.end(), True)


def seek_persons(text: str, _said: Said) -> Iterator[Hit]:
    for match in numbers_in(PERSON, text):
        hit = _judge_person(text, match)
        if hit is not None:
            yield hit


def _judge_person(text: str, match: re.Match[str]) -> Hit | None:
    head, gap, tail = match.groups()
    is_said = any(context.speaks_of(word, text, *match.span()) for word in (context.RESIDENT, context.FOREIGNER))
    if not is_said and context.speaks_of(context.CORPORATION, text, *match.span()):
        return Hit(Kind.CORPORATION_NUMBER, *match.span(), True)
    if not tail.isdigit():
        digits = head + (tail if tail[0].isdigit() else "3")
        is_day = numbers.is_birth(digits) or numbers.is_birth(head + "1")
        return Hit(_person_kind(digits), *match.span(), True) if is_day else None
    digits = head + tail
    if not numbers.is_birth(digits):
        has_check = numbers.passes_corporation(digits)
        return Hit(Kind.CORPORATION_NUMBER, *match.span(), True, True) if gap and has_check else None
    has_check = numbers.passes_person(digits)
    is_strong = is_said or bool(gap) or (has_check and not _is_fraction(text, match.start()))
    return Hit(_person_kind(digits), *match.span(), is_strong, has_check)


def _is_fraction(text: str, start: int) -> bool:
    """Whether the digits at `start` stand behind a decimal point."""
    return start >= 2 and text[start - 1] == "." and text[start - 2].isdigit()


def _person_kind(digits: str) -> str:
    return Kind.FOREIGNER_NUMBER if numbers.is_foreigner(digits) else Kind.RESIDENT_NUMBER


def seek_cards(text: str, _said: Said) -> Iterator[Hit]:
    for match in numbers_in(CARD, text):
        digits = _NOT_DIGIT.sub("", match.group())
        has_check = numbers.passes_card(digits)
        is_said = context.speaks_of(context.CARD, text, *match.span()) and len(digits) in (15, 16)
        if has_check or is_said:
            is_strong = is_said or len(digits) < len(match.group())
            yield Hit(Kind.CARD_NUMBER, *match.span(), is_strong, has_check)


def seek_short_cards(text: str, said: Said) -> Iterator[Hit]:
    """Twelve digits, the shortest that ISO/IEC 7812 lets a card have: only where a word says card, and by Luhn."""
    for match in numbers_in(SHORT_CARD, text):
        is_said = Kind.CARD_NUMBER in said or context.speaks_of(context.CARD, text, *match.span())
        if is_said and numbers.passes_luhn(match.group()):
            yield Hit(Kind.CARD_NUMBER, *match.span(), True, True)


def seek_phones(text: str, _said: Said) -> Iterator[Hit]:
    for match in PHONE.finditer(text):
        written = match.group()
        is_said = context.speaks_of(context.PHONE, text, *match.span())
        if _is_fraction(text, match.start()) and not is_said:
            continue
        yield Hit(Kind.PHONE, *match.span(), is_said or _is_clear_phone(written))


def _is_clear_phone(written: str) -> bool:
    """A mobile number always, others when grouped; `1588-1612` may be years, `1588.1234` a decimal."""
    if written[0] == "1":
        return written[4] in "- " and not 1500 <= int(written[-4:]) <= 2100
    is_bare = written.isdigit()
    return not is_bare or written.startswith("01")


def seek_businesses(text: str, _said: Said) -> Iterator[Hit]:
    for match in numbers_in(BUSINESS, text):
        is_grouped = bool(match.group(1) and match.group(2))
        has_check = numbers.passes_business(_NOT_DIGIT.sub("", match.group()))
        is_said = context.speaks_of(context.BUSINESS, text, *match.span())
        if is_grouped or has_check or is_said:
            yield Hit(Kind.BUSINESS_NUMBER, *match.span(), is_said or (is_grouped and has_check), has_check)


def seek_addresses(text: str, _said: Said) -> Iterator[Hit]:
    for match in numbers_in(IP, text):
        octets = match.group().split(".")
        is_said = context.speaks_of(Kind.IP_ADDRESS, text, *match.span())
        yield Hit(Kind.IP_ADDRESS, *match.span(), is_said or max(map(len, octets)) == 3)
