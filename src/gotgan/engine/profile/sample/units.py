"""The unit of a column: as its header says in brackets, else as its values end."""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa

from gotgan.engine.profile.sample.coded import Coded
from gotgan.terms.examined import Unit

UNITS = frozenset(
    re.findall(
        r"\S+",
        "원 천원 만원 십만원 백만원 천만원 억원 십억원 조원 달러 천달러 USD KRW % %p ‰ ppm ppb "
        "명 천명 만명 인 건 천건 개 천개 대 척 두 마리 수 호 동 가구 세대 개소 개사 개교 곳 필지 "
        "매 권 장 본 주 그루 식 점 회 번 차 위 배 급 층 차로 차선 면 년 개월 월 주일 일 시간 분 초 ms 세 살 "
        "m km cm mm nm ㎡ ㎢ ha a 평 ㎥ 천㎥ L kL ㎘ ml kg g mg t 천톤 ㎍/㎥ mg/L m/s km/h mm/h "
        "kW MW GW kWh MWh GWh W V A Hz dB Pa hPa MPa kcal TOE toe tCO2eq ℃ ℉ 도 ° kbps Mbps MB GB TB KB 바이트",
    )
)
_SQUARE = {
    "㎞": "km", "㎝": "cm", "㎜": "mm", "㎏": "kg", "㎎": "mg", "㏊": "ha", "％": "%", "km²": "㎢", "km2": "㎢",
    "m²": "㎡", "m2": "㎡", "m³": "㎥", "m3": "㎥", "°C": "℃", "미터": "m", "M": "m", "Km": "km", "KM": "km",
    "Kg": "kg", "KG": "kg", "ton": "t", "톤": "t", "ℓ": "L", "l": "L", "µg/㎥": "㎍/㎥", "μg/㎥": "㎍/㎥",
    "mg/l": "mg/L", "㎎/ℓ": "mg/L", "㎎/L": "mg/L", "byte": "바이트",
}  # fmt: skip
"""Other ways to write a unit. `㎡`, `㎥`, `㎢`, `℃` and `㎍/㎥` are how Korean tables write them."""
_IN_BRACKETS = re.compile(r"[(\[（【<]\s*(?:단위\s*[:：]?\s*)?([^()\[\]（）【】<>]{1,10}?)\s*[)\]）】>]")
_AT_END = re.compile(r"^[+-]?[₩$]?\s?\d[\d,]*(?:\.\d+)?\s*([^\d\s,.]\S{0,7})$")
_LOOKED_AT = 2_000
_TOLD_FROM = 0.5


def unit_of(column: Coded) -> Unit | None:
    """Withheld like the values of a column with findings, since it may be read off them."""
    if said := unit_of_header(column.name):
        return Unit(said, "header", None)
    if column.type != "text" or column.withheld:
        return None
    return _of_values(column)


def unit_of_header(name: str) -> str | None:
    for said in reversed(_IN_BRACKETS.findall(unicodedata.normalize("NFC", name))):
        if unit := as_unit(said):
            return unit
    return None


def as_unit(text: str) -> str | None:
    """One way to write a unit, None for what is none."""
    unit = _SQUARE.get(text, text)
    return unit if unit in UNITS else None


def _of_values(column: Coded) -> Unit | None:
    """The unit of most of the first values (which are those with the smallest hashes: chosen by chance)."""
    looked = column.values.slice(0, _LOOKED_AT)
    rows: dict[str, int] = {}
    weights = column.weights[1 : 1 + len(looked)]
    for value, weight in zip(_short(looked), weights.tolist(), strict=True):
        met = _AT_END.match(value)
        if met and (unit := as_unit(met[1])):
            rows[unit] = rows.get(unit, 0) + weight
    total = int(weights.sum())
    best = max(sorted(rows), key=lambda unit: rows[unit], default=None)
    if best is None or rows[best] < _TOLD_FROM * total:
        return None
    return Unit(best, "values", rows[best] / total)


def _short(values: pa.Array) -> list[str]:
    return [value if len(value) <= 40 else "" for value in values.to_pylist()]
