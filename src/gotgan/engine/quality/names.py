"""What the name of a column tells: a code, an amount, a yes or no; or nothing at all."""

from __future__ import annotations

import re

_KEY = re.compile(r"(?:코드|번호|ID|아이디|일련번호|연번|관리번호|고유번호|_?id|_?code|_?no|_?cd)$", re.IGNORECASE)
_CONTACT = re.compile(r"전화|휴대|핸드폰|연락처|팩스|우편|phone|tel_?no|fax|mobile|zip", re.IGNORECASE)
_YES_NO = re.compile(r"(?:여부|유무|_?yn|_?flag)$", re.IGNORECASE)
_RATE = re.compile(r"(?:비율|율|률|_?rate|_?ratio|percent(?:age)?|\(%\)|%)$", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:금액|가격|요금|단가|예산|인구|인원|면적|수량|건수|개수|세대수|횟수|_?amount|_?price|_?count|population)"
    r"(?:\([^)]*\))?$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:일자|날짜|일시|년월일|연월일|기준일|_?date|_?dt)$", re.IGNORECASE)
_BEGUN = re.compile(
    r"설치|준공|건축|건립|조성|식재|매설|설립|개관|개업|개원|지정|인허가|생년|출생|"
    r"(?:^|_)(?:install|built|planted|founded|opened|licen[cs]ed|designated|birth)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"성별|나이|연령|생년|출생|국적|(?:^|_)(?:sex|gender|age|nationality|birth)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:수|건|횟수|인구|인원|년|연도|년도|월|순위|차수|급|count|year|month|rank|number)(?:\([^)]*\))?$", re.IGNORECASE
)
_EMPTY = re.compile(
    r"(?:unnamed[:_ ]*\d*|(?:column|col|field|var)[_ ]?\d*|[a-z]{1,2}\d*|[-_.\d\s]*|(?:열|항목)\s*\d*)",
    re.IGNORECASE,
)


def is_key_name(name: str) -> bool:
    """A code or number of a thing; not one that people are called or written to by."""
    return _KEY.search(name) is not None and _CONTACT.search(name) is None


def is_yes_no_name(name: str) -> bool:
    return _YES_NO.search(name) is not None


def is_rate_name(name: str) -> bool:
    return _RATE.search(name) is not None


def is_amount_name(name: str) -> bool:
    """Of what is counted or paid: a number, and not below nothing."""
    return _AMOUNT.search(name) is not None


def is_date_name(name: str) -> bool:
    return _DATE.search(name) is not None


def is_of_its_beginning(name: str) -> bool:
    """When the thing that a row describes began (installed, built, planted, born), not when something was observed."""
    return _BEGUN.search(name) is not None


def is_of_persons(name: str) -> bool:
    """Of sex, age, nationality: not of places for the disabled, nor of regions."""
    return _PERSON.search(name) is not None


def needs_unit(name: str) -> bool:
    """A measured number: neither a number of things, a year, nor a count."""
    return not is_key_name(name) and _COUNT.search(name) is None


def says_something(name: str) -> bool:
    """Neither a bare position nor one or two letters (`Unnamed: 3`, `col1`, `V2`, `7`)."""
    return _EMPTY.fullmatch(name.strip()) is None
