"""Linkability: what other data can be joined to it by."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, with_names
from gotgan.engine.quality.measures.completeness import no_table
from gotgan.engine.quality.registry import measure
from gotgan.engine.quality.words import joined
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

PLACES = frozenset({"legal_dong_code", "administrative_dong_code", "district_code", "parcel_number", "postcode"})
BODIES = frozenset({"institution_code"})
TIMES = frozenset({"date", "datetime", "month", "year"})
AXES = {"place": PLACES, "body": BODIES, "time": TIMES}
_KO = {"place": "지역", "body": "기관", "time": "시간"}


@measure("linkability.keys")
def keys(look: Look) -> Measured:
    """The share of tables with columns that tell their rows apart."""
    told = [table for table in look.tables if table.get("rows")]
    if not told:
        return no_table(look)
    keyed = [table for table in told if table.get("keys")]
    fields = tuple(dict.fromkeys(name for table in keyed for name in table["keys"][0]["columns"]))
    said = Words(f"표 {len(told)}개 가운데 {len(keyed)}개에 행을 구별하는 키가 있습니다.",
                 f"{len(keyed)} of {len(told)} tables have a key that tells rows apart.")  # fmt: skip
    return Measured(len(keyed) / len(told), with_names(said, fields), look.method, 0.9, look.scans, fields)


@measure("linkability.axes")
def axes(look: Look) -> Measured:
    """By how many of place, body and time its rows can be joined to others."""
    if not look.columns:
        return no_table(look)
    found: dict[str, list[str]] = {axis: [] for axis in AXES}
    for column in look.columns:
        meant = {column.told.get("semantic_type"), (column.told.get("code_list") or {}).get("code_list")}
        is_day = column.told.get("type") in ("date", "datetime")
        for axis, meanings in AXES.items():
            if meant & meanings or (axis == "time" and is_day):
                found[axis].append(column.name)
    coordinates = any((table.get("spatial_extent") or {}).get("latitude") for table in look.tables)
    there = [axis for axis in AXES if found[axis] or (axis == "place" and coordinates)]
    fields = tuple(dict.fromkeys(sorted(name for names in found.values() for name in names)))
    ko, en = ", ".join(_KO[axis] for axis in there) or "없음", ", ".join(there) or "none"
    said = Words(f"연계할 수 있는 축: {ko}.", f"It can be joined by: {en}.")
    return Measured(float(len(there)), with_names(said, fields), look.close_method, 0.8, look.scans, fields)


@measure("linkability.standards")
def standards(look: Look) -> Measured:
    """Standard codes in use, met by the scan or named by a person."""
    met = set(look.facts.standards)
    said_codes = look.answer("standards_used")
    told = set(map(str, said_codes)) if isinstance(said_codes, list | tuple) else set()
    number = len(met | told)
    if not number and not look.tables:
        return not_asked("표준 코드를 쓰는지 모릅니다.", "Whether it uses standard codes is not known.")
    shown = joined("standard", sorted(met | told))
    said = Words(f"쓰인 표준 코드: {shown.ko or '없음'}.", f"Standard codes in use: {shown.en or 'none'}.")
    method = look.method if met or (look.tables and not told) else Method.DECLARED
    return Measured(float(number), said, method, 0.8, look.scan if met else look.by_answer("standards_used"))
