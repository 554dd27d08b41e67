"""Numbers as people write them: separators, full-width digits, accounting signs, units, money in won."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gotgan.engine.profile.sample.units import as_unit

STEP, UNITS_STEP = "numbers", "units"
MONEY = "won"
_SCALES = {
    "십": 10, "백": 100, "천": 10**3, "만": 10**4, "십만": 10**5, "백만": 10**6, "천만": 10**7, "억": 10**8,
    "십억": 10**9, "백억": 10**10, "천억": 10**11, "조": 10**12,
}  # fmt: skip
_WON = {"원": 1, **{f"{scale}원": factor for scale, factor in _SCALES.items()}}
_BODY = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+−△▲])?\s*(?P<won>[₩￦\\])?\s*(?P<body>{_BODY})(?P<exponent>[eE][-+]?\d{{1,3}})?"
    r"\s*(?P<unit>[^\d\s.,()+-][^\d\s()+]{0,7})?(?P<close>\))?"
)
_PARTS = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(천만|백만|십만|천억|백억|십억|조|억|만|천|백)?\s*")
_LONGEST = 60


@dataclass(frozen=True)
class Number:
    """`form` says how it was written ("" plainly); `unit` what stood behind it, `won` for all money."""

    value: int | float
    form: str
    unit: str = ""


@lru_cache(maxsize=1 << 16)
def read_number(text: str) -> Number | None:
    """Read one cell, trimmed; None when it is no number. Codes such as 007 are none."""
    if not text or len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    met = _NUMBER.fullmatch(plain)
    if met is None:
        return _composed(plain)
    if bool(met["open"]) != bool(met["close"]):
        return None
    whole = met["body"].replace(",", "")
    if len(whole) > 1 and whole[0] == "0" and whole[1] != ".":
        return None
    factor, unit = _unit_of(met["unit"] or "", bool(met["won"]))
    if factor is None:
        return None
    value = Decimal(whole + (met["exponent"] or "")) * factor
    if met["sign"] in ("-", "−", "△", "▲") or met["open"]:
        value = -value
    return Number(_as_number(value, met), _form(text, plain, met), unit)


def _unit_of(written: str, with_sign: bool) -> tuple[int | None, str]:
    """(what to multiply by, the unit); None for what is no unit."""
    if written in _WON:
        return _WON[written], MONEY
    if written == "%":
        return 1, "%"
    if not written:
        return 1, MONEY if with_sign else ""
    unit = as_unit(written)
    return (1, unit) if unit and not with_sign else (None, "")


def _as_number(value: Decimal, met: re.Match[str]) -> int | float:
    fraction = "." in met["body"] or met["exponent"]
    if not fraction or (met["unit"] in _WON and value == value.to_integral_value()):
        return int(value)
    return float(value)


def _form(text: str, plain: str, met: re.Match[str]) -> str:
    if met["unit"] or met["won"]:
        return "unit"
    if met["open"] or met["sign"] in ("△", "▲"):
        return "accounting sign"
    if "," in met["body"]:
        return "thousands separators"
    if plain != text:
        return "full-width digits"
    return "plus sign" if met["sign"] in ("+", "−") else ""


def _composed(plain: str) -> Number | None:
    """`3억 5,000만원`: amounts of falling scales, ended by 원."""
    text = plain.strip()
    if not text.endswith("원"):
        return None
    total, place, last = Decimal(0), 0, 10**16
    text = text[:-1].rstrip()
    while place < len(text):
        met = _PARTS.match(text, place)
        if met is None:
            return None
        scale = _SCALES.get(met[2] or "", 1)
        if scale >= last:
            return None
        total, place, last = total + Decimal(met[1].replace(",", "")) * scale, met.end(), scale
    return Number(int(total) if total == total.to_integral_value() else float(total), "unit", MONEY) if place else None
