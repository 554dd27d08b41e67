"""Completeness: what is filled (ISO/IEC 25012). A cell is missing when it is null, blank or stands for none."""

from __future__ import annotations

from gotgan.engine.quality.look import Column, Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known, percent, with_names
from gotgan.engine.quality.names import is_key_name
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words


def no_table(look: Look) -> Measured:
    """Nothing was measured as a table, or what was has not a row."""
    if look.tables:
        return not_asked("표에 행이 하나도 없습니다.", "Its tables have no rows.")
    return not_known("진단한 표가 없습니다.", "No table of it has been profiled.")


def worst(columns: list[tuple[float, Column]], most: int = 20) -> tuple[str, ...]:
    """Names, the greatest first; equal ones by name, so that the order of columns does not matter."""
    found = sorted(columns, key=lambda each: (-each[0], each[1].name, each[1].table))
    return tuple(dict.fromkeys(column.name for _, column in found[:most]))


@measure("completeness.cells")
def cells(look: Look) -> Measured:
    """The share of cells that hold something."""
    if not look.cells:
        return no_table(look)
    missing = sum(column.missing for column in look.columns)
    fields = worst([(column.missing / column.rows, column) for column in look.columns if column.missing])
    share = 1 - missing / look.cells
    said = Words(f"값 {look.cells:,}개 가운데 {missing:,}개가 비어 있습니다(채움 {percent(share)}).",
                 f"{missing:,} of {look.cells:,} cells are missing ({percent(share)} filled).")  # fmt: skip
    return Measured(
        share, with_names(said, fields), look.method, 1.0, look.scans, fields, look.rows, "scan", missing, look.cells,
    )  # fmt: skip


@measure("completeness.columns")
@takes(least_filled=Number(0.5))
def columns(look: Look, options: Options) -> Measured:
    """The share of columns of which at least `least_filled` is filled: others are of hardly any use."""
    told = [column for column in look.columns if column.rows]
    if not told:
        return no_table(look)
    least = options["least_filled"]
    empty = [(column.missing / column.rows, column) for column in told if column.filled < least * column.rows]
    fields = worst(empty)
    said = Words(f"항목 {len(told)}개 가운데 {len(empty)}개는 {least * 100:g}%도 채워지지 않았습니다.",
                 f"{len(empty)} of {len(told)} columns are less than {least * 100:g}% filled.")  # fmt: skip
    share = 1 - len(empty) / len(told)
    return Measured(share, with_names(said, fields), look.method, 1.0, look.scans, fields, look.rows)


@measure("completeness.plain")
def plain(look: Look) -> Measured:
    """The share of cells that are not a blank or a sentinel: what is missing should be told as missing."""
    if not look.cells:
        return no_table(look)
    disguised = sum(column.disguised for column in look.columns)
    fields = worst([(column.disguised / column.rows, column) for column in look.columns if column.disguised])
    share = 1 - min(1.0, disguised / look.cells)
    said = Words(f"빈칸이나 대체값(-, 9999 등)으로 적힌 결측이 {disguised:,}개입니다.",
                 f"{disguised:,} missing cells are written as blanks or stand-ins (-, 9999 and the like).")  # fmt: skip
    return Measured(
        share, with_names(said, fields), look.method, 1.0, look.scans, fields, look.rows, "scan",
        min(disguised, look.cells), look.cells,
    )  # fmt: skip


@measure("completeness.mandatory")
def mandatory(look: Look) -> Measured:
    """The share of cells filled in columns that a key or their name makes mandatory."""
    keyed = {(str(table.get("path") or ""), name) for table in look.tables for key in (table.get("keys") or ())
             if len(key["columns"]) == 1 for name in key["columns"]}  # fmt: skip
    must = [each for each in look.columns if each.rows and ((each.table, each.name) in keyed or is_key_name(each.name))]
    if not must:
        return not_asked("이름으로 보아 필수인 항목(코드, 번호, ID)이 없습니다.",
                         "No column is mandatory by its name (code, number, ID).")  # fmt: skip
    checked, missing = sum(column.rows for column in must), sum(column.missing for column in must)
    fields = worst([(column.missing / column.rows, column) for column in must if column.missing])
    share = 1 - missing / checked
    said = Words(f"필수 항목 {len(must)}개의 값 {checked:,}개 가운데 {missing:,}개가 비어 있습니다.",
                 f"{missing:,} of {checked:,} cells of {len(must)} mandatory columns are missing.")  # fmt: skip
    return Measured(
        share, with_names(said, fields), look.method, 0.8, look.scans, fields, look.rows, "scan", missing, checked
    )


@measure("completeness.readable")
def readable(look: Look) -> Measured:
    """The share of files and tables that could be opened."""
    seen = max(len(look.tables), look.facts.file_count or 0)
    if not seen or (look.facts.scanned_at is None and not look.tables):
        return not_known("점검한 파일이 없습니다.", "No file of it has been scanned.")
    unread = look.facts.unread
    share = max(0.0, 1 - unread / max(seen, unread))
    said = (
        Words(
            f"파일·표 {seen:,}개 가운데 {unread:,}개를 열지 못했습니다.",
            f"{unread:,} of {seen:,} files and tables could not be opened.",
        )
        if unread
        else Words(f"파일·표 {seen:,}개가 모두 열립니다.", f"Every one of {seen:,} files and tables opens.")
    )
    return Measured(share, said, look.method, 1.0, look.scan)
