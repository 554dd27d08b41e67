"""What to do with each column of a table, from what was measured and found: a suggestion with its reason, not a plan.

The first rule that speaks wins: what was found, then what the column is called, then what its numbers look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import floor, log10
from typing import Any

from gotgan.engine.deidentify.suggest_words import reason_of
from gotgan.terms.inspection import CUSTODY, Suggestion

Column = Mapping[str, Any]
Found = Sequence[Mapping[str, Any]]
LINKING = frozenset(
    {"resident_number", "foreigner_number", "driver_licence", "passport", "health_card", "customs_code",
     "business_number", "corporation_number"}
)  # fmt: skip
"""One a person or firm for life: the records of one stay together by a pseudonym."""
IN_TEXT_LENGTH = 20
"""Characters: a longer value is no single identifier but text around one."""
FREE_TEXT_LENGTH = 30
WHOLE_SHARE = 0.5
"""Cells with a finding, above which a column of short values is one of identifiers."""
FEW = 200
OLDEST = 120
STANDS_OUT = 3.0
"""How many times the bound of the upper 5 % the greatest value is, to stand out."""
_KEYED = {"key": CUSTODY}
_NUMBERS = ("integer", "decimal")
_ROW_NUMBER = re.compile(r"^(연번|순번|일련번호|번호|no\.?|seq|row)$", re.IGNORECASE)
_ID = re.compile(r"(번호|코드|식별자|키|_?id|_?key|_?no)$", re.IGNORECASE)
_CALLED_SO = re.compile(
    r"^(이름|성명|성함|name)$|성명$|주민(등록)?번호|연락처|전화|휴대폰|이메일|전자우편|계좌|카드번호|여권번호|차량번호"
    r"|(^|_)(full|first|last|sur|person)_?name$|e-?mail|phone|mobile",
    re.IGNORECASE,
)
_SENSITIVE = re.compile(
    r"질병|질환|상병|병명|진단|증상|장애|수급|소득|급여|연봉|신용|연체|범죄|전과|종교|정당|노조|사상|유전|혈액형"
    r"|diagnos|disease|illness|disab|income|salary|credit|crim|religion|union",
    re.IGNORECASE,
)
_AGE = re.compile(r"나이|연령|(^|_)age$", re.IGNORECASE)
_POSTCODE = re.compile(r"우편번호|zip|post(al)?_?code", re.IGNORECASE)
_REGION_CODE = re.compile(r"(법정동|행정동|지역|시군구).*코드", re.IGNORECASE)
_BIRTH = re.compile(r"생년월일|출생|birth", re.IGNORECASE)
_TRAIT = re.compile(
    r"성별|시도|시군구|읍면동|지역|거주|주소지|직업|직종|직급|학력|혼인|국적|세대|가구|학교|학년|출생"
    r"|gender|(^|_)sex$|region|city|province|occupation|education|marital|race|nationality|household",
    re.IGNORECASE,
)
_MONEY = re.compile(r"금액|가격|요금|비용|매출|보수|수당|연금|amount|price|cost|fee|pay", re.IGNORECASE)


def suggest(profile: Mapping[str, Any], findings: Found) -> tuple[Suggestion, ...]:
    """One suggestion for each column, in the table's order. `profile` and `findings` as in SHAPES."""
    return tuple(
        _suggest_one(column, [each for each in findings if each["column"] == column["name"]])
        for column in profile["columns"]
    )


def keys_of(suggestions: Sequence[Suggestion]) -> tuple[str, ...]:
    """The suggested quasi-identifiers."""
    return tuple(each.column for each in suggestions if each.entry["do"] == "key")


def sensitive_of(suggestions: Sequence[Suggestion]) -> tuple[str, ...]:
    return tuple(each.column for each in suggestions if each.entry["do"] == "sensitive")


def _suggest_one(column: Column, found: Found) -> Suggestion:
    if found:
        return _of_findings(column, found)
    for rule in _RULES:
        if (suggestion := rule(column)) is not None:
            return suggestion
    return _say(column, "nothing_seen", {"do": "keep"})


def _say(column: Column, because: str, entry: Mapping[str, Any], **values: object) -> Suggestion:
    return Suggestion(column["name"], dict(entry), because, reason_of(because, **values))


def _of_findings(column: Column, found: Found) -> Suggestion:
    """By the kind that is found most; identifiers in running text are replaced where they stand."""
    first = max(found, key=lambda each: (each["share"], each["count"], each["kind"]))
    said = {"kind": first["kind"], "count": f"{first['count']:,}"}
    is_whole = first["share"] >= WHOLE_SHARE
    if not is_whole or (_length(column) > IN_TEXT_LENGTH and first["kind"] != "address"):
        return _say(column, "found_in_text", {"do": "mask_text", **_KEYED}, **said)
    if first["kind"] in LINKING:
        return _say(column, "links_records", {"do": "pseudonymise", **_KEYED}, **said)
    if first["kind"] == "birth_date" and column["type"] in ("date", "datetime"):
        entry = {"do": "key", "hierarchy": "builtin:date", "least_level": 1}
        return _say(column, "born_on", entry, **said)
    return _say(column, "names_a_person", {"do": "suppress"}, **said)


def _length(column: Column) -> float:
    return float((column.get("length") or {}).get("mean") or 0)


def _called_so(column: Column) -> Suggestion | None:
    return _say(column, "called_so", {"do": "suppress"}) if _CALLED_SO.search(column["name"]) else None


def _sensitive(column: Column) -> Suggestion | None:
    return _say(column, "sensitive", {"do": "sensitive"}) if _SENSITIVE.search(column["name"]) else None


def _trait(column: Column) -> Suggestion | None:
    """What others may know of a person, with the hierarchy that its values fit."""
    hierarchy = _hierarchy(column)
    if hierarchy is None:
        return None
    distinct = f"{column['distinct']:,}" if column["distinct"] is not None else "?"
    return _say(column, "known_to_others", {"do": "key", "hierarchy": f"builtin:{hierarchy}"}, distinct=distinct)


def _hierarchy(column: Column) -> str | None:
    name = column["name"]
    if _AGE.search(name) and column["type"] == "integer" and _is_between(column, 0, OLDEST - 1):
        return "age"
    if _BIRTH.search(name) and column["type"] in ("date", "datetime"):
        return "date"
    if _POSTCODE.search(name) and _has_lengths(column, 4, 5):
        return "postcode"
    if _REGION_CODE.search(name) and _has_lengths(column, 10, 10):
        return "region"
    is_few = column["distinct"] is not None and 0 < column["distinct"] <= FEW
    return "flat" if is_few and (_TRAIT.search(name) or _AGE.search(name)) else None


def _is_between(column: Column, low: float, high: float) -> bool:
    least, most = column.get("min"), column.get("max")
    return least is not None and most is not None and low <= float(least) and float(most) <= high


def _has_lengths(column: Column, least: int, most: int) -> bool:
    length = column.get("length") or {}
    if length.get("min") is None:
        return column["type"] == "integer" and _is_between(column, 10 ** (least - 1), 10**most - 1)
    return bool(least <= length["min"] and length["max"] <= most)


def _day(column: Column) -> Suggestion | None:
    if column["type"] not in ("date", "datetime"):
        return None
    return _say(column, "day_of_event", {"do": "key", "hierarchy": "builtin:date"})


def _identity(column: Column) -> Suggestion | None:
    """Numbers that differ from row to row."""
    distinct, count = column["distinct"], column["count"]
    if distinct is None or count < 2 or distinct < 0.99 * count or column["type"] == "decimal":
        return None
    if _ROW_NUMBER.search(column["name"]):
        return _say(column, "row_number", {"do": "suppress"})
    if _ID.search(column["name"]):
        return _say(column, "record_id", {"do": "pseudonymise", **_KEYED})
    return None


def _free_text(column: Column) -> Suggestion | None:
    if column["type"] != "text" or _length(column) < FREE_TEXT_LENGTH:
        return None
    return _say(column, "free_text", {"do": "mask_text", **_KEYED})


def _amount(column: Column) -> Suggestion | None:
    """Numbers with a long tail are cut at its bound; exact amounts are rounded to two figures of the median."""
    quantiles = column.get("quantiles")
    if column["type"] not in _NUMBERS or not quantiles:
        return None
    bound, middle, most = float(quantiles["0.95"]), abs(float(quantiles["0.5"])), column.get("max")
    if bound > 0 and most is not None and float(most) > STANDS_OUT * bound:
        return _say(column, "outliers", {"do": "top_code", "at": _two_figures(bound)})
    if _MONEY.search(column["name"]) and middle >= 100:
        return _say(column, "exact_amount", {"do": "round", "to": 10 ** (floor(log10(middle)) - 1)})
    return None


def _two_figures(value: float) -> int | float:
    """No less than the value, so that no quantile of the data stands in a plan."""
    step = 10.0 ** (floor(log10(value)) - 1)
    rounded = -floor(-value / step) * step
    return int(rounded) if rounded >= 10 else round(rounded, 12)


_RULES: tuple[Callable[[Column], Suggestion | None], ...] = (
    _called_so, _sensitive, _trait, _day, _identity, _free_text, _amount,
)  # fmt: skip
