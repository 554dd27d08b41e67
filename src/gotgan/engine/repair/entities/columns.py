"""By what rows are compared: columns that say who or where, as what was found in them and their names tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from gotgan.engine.repair.purpose import ADDRESS as ADDRESS
from gotgan.engine.repair.purpose import PHONE as PHONE
from gotgan.engine.repair.purpose import purpose_of
from gotgan.terms.finding import IdentifierKind

NAME, INSTITUTION, DATE, EMAIL, NUMBER = "name", "institution", "date", "email", "number"
_OF_FINDING = {
    IdentifierKind.PERSON_NAME: NAME, IdentifierKind.PHONE: PHONE, IdentifierKind.EMAIL: EMAIL,
    IdentifierKind.ADDRESS: ADDRESS, IdentifierKind.BIRTH_DATE: DATE, IdentifierKind.RESIDENT_NUMBER: NUMBER,
    IdentifierKind.FOREIGNER_NUMBER: NUMBER, IdentifierKind.BUSINESS_NUMBER: NUMBER,
    IdentifierKind.CORPORATION_NUMBER: NUMBER, IdentifierKind.DRIVER_LICENCE: NUMBER, IdentifierKind.PASSPORT: NUMBER,
    IdentifierKind.HEALTH_CARD: NUMBER, IdentifierKind.VEHICLE_PLATE: NUMBER,
}  # fmt: skip
_NUMBERS = frozenset({"business_number", "corporation_number", "resident_number"})
_PERSON = re.compile(
    r"(?:성명|이름|성함|신청인|민원인|대표자명?|담당자명?|소유자명?|회원명|고객명)$|^(?:name|full_?name)$", re.I
)
_BODY = re.compile(
    r"(?:상호|상호명|업체명|업소명|회사명|기업명|법인명|사업장명|점포명|기관명|단체명|시설명|학교명|병원명|약국명|공원명|주차장명|대상시설명)$"
    r"|^(?:company|institution|organi[sz]ation)(?:_?name)?$",
    re.I,
)
_DAY = re.compile(
    r"(?:생년월일|생일|출생일|설립일자?|개업일자?|창립일자?|개교일자?|준공일자?|인허가일자?)$|birth", re.I
)
_PROVIDER = re.compile(r"제공기관|관리기관|담당기관|소관기관")
"""Who gives or keeps the table stands in every row: it tells none from another."""
_LEGAL = (
    r"주식회사|유한책임회사|유한회사|재단법인|사단법인|사회복지법인|의료법인|학교법인|농업회사법인"
    r"|협동조합|\((?:주|유|재|사|합)\)|㈜|㈔"
)
_MARKS = r"[\s\"'“”‘’`·.,\-_/()\[\]&]+"


@dataclass(frozen=True)
class Role:
    """`kind` of what a column says: name, institution, date, phone, email, address, number."""

    kind: str
    column: str


def roles_of(schema: pa.Schema, findings: Mapping[str, Collection[IdentifierKind]]) -> list[Role]:
    """The columns to compare, in their order; what was found in a column goes before what its name says."""
    roles = []
    for field in schema:
        if kind := _kind(field, findings.get(field.name, ())):
            roles.append(Role(kind, field.name))
    return roles


def fullest_address(roles: Sequence[Role], frame: pl.DataFrame) -> list[Role]:
    """One address of several: by lot and by road they say the same place, which must not count twice."""
    addresses = [role for role in roles if role.kind == ADDRESS]
    kept = max(addresses, key=lambda role: frame.get_column(role.column).count(), default=None)
    return [role for role in roles if role.kind != ADDRESS or role is kept]


def _kind(field: pa.Field, found: Collection[IdentifierKind]) -> str:
    tight = re.sub(r"\(.*?\)|\s", "", unicodedata.normalize("NFKC", field.name))
    if pa.types.is_temporal(field.type):
        return DATE if _DAY.search(tight) else ""
    if not pa.types.is_string(field.type) or _PROVIDER.search(tight):
        return ""
    if _BODY.search(tight):
        return INSTITUTION
    kinds = [_OF_FINDING[kind] for kind in found if kind in _OF_FINDING]
    if kinds:
        return kinds[0]
    purpose = purpose_of(field.name)
    if purpose in (PHONE, ADDRESS):
        return purpose
    if purpose in _NUMBERS:
        return NUMBER
    return NAME if _PERSON.search(tight) else DATE if _DAY.search(tight) else ""


def folded(column: pl.Series, kind: str) -> pl.Series:
    """Each cell in the one writing that equal things share; null for what says nothing."""
    texts = column.cast(pl.String, strict=False).str.normalize("NFKC").str.to_lowercase()
    if kind == INSTITUTION:
        texts = texts.str.replace_all(_LEGAL, "")
    if kind in (NAME, INSTITUTION):
        texts = texts.str.replace_all(_MARKS, "")
    elif kind in (PHONE, NUMBER):
        texts = texts.str.replace_all(r"[^0-9a-z]+", "")
    elif kind == DATE:
        texts = texts.str.slice(0, 10)
    elif kind == ADDRESS:
        texts = texts.str.replace_all(r"\s+", " ")
    texts = texts.str.strip_chars()
    return texts.set(texts.str.len_chars().fill_null(0) < 2, None)


def as_letters(texts: pl.Series) -> pl.Series:
    """Hangul by its letters: 김 and 긴 differ in one of three, not in all."""
    return texts.str.normalize("NFD")
