"""Consistency: one header, one shape, one way of writing, and rules between columns that hold."""

from __future__ import annotations

from collections import Counter

from gotgan.engine.quality.look import Column, Look
from gotgan.engine.quality.measured import Measured, not_asked, percent, with_names
from gotgan.engine.quality.measures.completeness import no_table, worst
from gotgan.engine.quality.measures.validity import error_rate
from gotgan.engine.quality.names import is_key_name, says_something
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words


@measure("consistency.rows")
def rows(look: Look) -> Measured:
    """Rows with as many cells as the header."""
    if not look.rows:
        return no_table(look)
    ragged = sum(int(table.get("ragged_rows") or 0) for table in look.tables)
    share = max(0.0, 1 - ragged / look.rows)
    said = Words(f"행 {look.rows:,}개 가운데 {ragged:,}개의 칸 수가 머리글과 다릅니다.",
                 f"{ragged:,} of {look.rows:,} rows have fewer or more cells than the header.")  # fmt: skip
    return Measured(share, said, look.method, 1.0, look.scans, (), look.rows, "scan", min(ragged, look.rows), look.rows)


@measure("consistency.headers")
def headers(look: Look) -> Measured:
    """The share of tables with one header row, or none where records name their columns, and a name for each column,
    none twice.
    """
    if not look.tables:
        return no_table(look)
    bad: list[str] = []
    is_good = 0
    for table in look.tables:
        names = [str(column["name"]) for column in table["columns"]]
        times = Counter(names)
        wrong = [name for name in times if not says_something(name) or times[name] > 1]
        bad += wrong
        is_good += not wrong and (table.get("header_rows") or 0) <= 1
    fields = tuple(sorted(set(bad)))
    said = Words(
        f"표 {len(look.tables)}개 가운데 {is_good}개의 머리글이 한 줄이고 항목 이름이 모두 다릅니다.",
        f"{is_good} of {len(look.tables)} tables have one header row with a name for each column.",
    )
    return Measured(is_good / len(look.tables), with_names(said, fields), look.method, 1.0, look.scans, fields)


@measure("consistency.forms")
def forms(look: Look) -> Measured:
    """Codes and numbers of things that are written in the commonest form of their column."""

    def errors(column: Column) -> int | None:
        patterns = column.told.get("patterns")
        if not is_key_name(column.name) or column.told.get("type") != "text" or not patterns:
            return None
        return round((1 - max(float(each["share"]) for each in patterns)) * column.filled)

    none = Words("글자로 된 코드·번호 항목이 없습니다.", "No text column is of codes or numbers of things.")
    return error_rate(
        look, errors, none, "가장 흔한 형식과 다르게 적혀 있습니다", "are not written in the commonest form",
        look.close_method, 0.6,
    )  # fmt: skip


@measure("consistency.rules")
def rules(look: Look) -> Measured:
    """1 less the mean error of the dependencies found between columns."""
    found = [rule for table in look.tables for rule in (table.get("dependencies") or ())]
    if not found:
        return not_asked("항목 사이에서 찾은 규칙이 없습니다.", "No rule between columns was found.")
    broken = [rule for rule in found if rule["error"] > 0]
    share = 1 - sum(rule["error"] for rule in found) / len(found)
    fields = tuple(dict.fromkeys(sorted(str(rule["dependent"]) for rule in broken)))
    said = Words(f"항목 사이 규칙 {len(found)}개 가운데 {len(broken)}개가 일부 행에서 어긋납니다.",
                 f"{len(broken)} of {len(found)} rules between columns are broken in some rows.")  # fmt: skip
    return Measured(share, with_names(said, fields), look.close_method, 0.6, look.scans, fields, look.looked_at or None)


@measure("consistency.units")
def units(look: Look) -> Measured:
    """Columns with values in a unit of which all are in that unit."""
    told = [(unit, each) for each in look.columns if (unit := each.told.get("unit")) and unit.get("share") is not None]
    if not told:
        return not_asked("값에 단위가 적힌 항목이 없습니다.", "No column writes units in its values.")
    share = sum(float(unit["share"]) for unit, _ in told) / len(told)
    fields = worst([(1 - float(unit["share"]), each) for unit, each in told if unit["share"] < 1])
    said = Words(f"단위가 적힌 항목 {len(told)}개에서 평균 {percent(share)}가 같은 단위입니다.",
                 f"In {len(told)} columns with units {percent(share)} of the values are in the same one.")  # fmt: skip
    return Measured(share, with_names(said, fields), look.close_method, 0.8, look.scans, fields, look.looked_at or None)
