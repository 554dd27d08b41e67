"""Validity: values are of the kind, list, form and range that their column says (column domain rules)."""

from __future__ import annotations

from collections.abc import Callable

from gotgan.engine.quality.look import Column, Look
from gotgan.engine.quality.measured import Measured, not_asked, percent, with_names
from gotgan.engine.quality.measures.completeness import no_table, worst
from gotgan.engine.quality.names import is_amount_name, is_date_name, is_rate_name, is_yes_no_name
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

NUMBERS = frozenset({"integer", "decimal"})
DAYS = frozenset({"date", "datetime"})
YES_NO = frozenset({"y", "n", "yes", "no", "예", "아니오", "아니요", "true", "false", "0", "1", "o", "x", "유", "무"})
Errors = Callable[[Column], int | None]


def error_rate(
    look: Look, errors: Errors, none: Words, ko: str, en: str, method: Method, confidence: float = 0.9
) -> Measured:
    """1 - errors / checked cells over the columns for which `errors` is not None.

    `ko` and `en` end the sentence "N of M values of K columns ...".
    """
    if not look.cells:
        return no_table(look)
    told = [(found, each) for each in look.columns if each.filled and (found := errors(each)) is not None]
    if not told:
        return not_asked(none.ko, none.en)
    checked, wrong = sum(each.filled for _, each in told), sum(min(found, each.filled) for found, each in told)
    fields = worst([(found / each.filled, each) for found, each in told if found])
    said = Words(
        f"항목 {len(told)}개의 값 {checked:,}개 가운데 {wrong:,}개가 {ko}({percent(wrong / checked)}).",
        f"{wrong:,} of {checked:,} values of {len(told)} columns {en} ({percent(wrong / checked)}).",
    )
    sample = look.looked_at if method is Method.SAMPLED and look.looked_at else look.rows
    return Measured(1 - wrong / checked, with_names(said, fields), method, confidence, look.scans, fields, sample,
                    "scan", wrong, checked)  # fmt: skip


def commonest(column: Column) -> str:
    """How most values of a text column are written; its type for the others."""
    kinds = column.told.get("lexical_types") or {}
    return max(sorted(kinds), key=lambda kind: kinds[kind]) if kinds else str(column.told.get("type"))


@measure("validity.types")
def types(look: Look) -> Measured:
    """Values of columns of numbers and days that are written as such."""

    def errors(column: Column) -> int | None:
        if commonest(column) in ("text", "binary"):
            return None
        return round((column.told.get("mixed_type_rate") or 0) * column.filled)

    none = Words("숫자나 날짜인 항목이 없습니다.", "No column is of numbers or days.")
    return error_rate(look, errors, none, "다른 자료형입니다", "are written as another type", look.close_method)


@measure("validity.typed")
def typed(look: Look) -> Measured:
    """The share of columns of numbers and days whose type says so, not text that looks like them."""
    told = [each for each in look.columns if each.filled and commonest(each) != "text"]
    if not told:
        return (
            no_table(look)
            if not look.cells
            else not_asked("숫자나 날짜인 항목이 없습니다.", "No column is of numbers or days.")
        )
    text = [(1.0, each) for each in told if each.told.get("type") == "text" and commonest(each) != "integer"]
    fields = worst(text)
    said = Words(f"숫자·날짜 항목 {len(told)}개 가운데 {len(text)}개가 글자로 저장되어 있습니다.",
                 f"{len(text)} of {len(told)} columns of numbers and days are stored as text.")  # fmt: skip
    return Measured(1 - len(text) / len(told), with_names(said, fields), look.close_method, 0.9, look.scans, fields)


@measure("validity.characters")
def characters(look: Look) -> Measured:
    """Text cells without broken characters (U+FFFD)."""

    def errors(column: Column) -> int | None:
        found: int | None = column.told.get("replacement_characters")
        return found if column.told.get("type") == "text" else None

    none = Words("글자로 된 항목이 없습니다.", "No column is of text.")
    return error_rate(look, errors, none, "깨진 글자를 담고 있습니다", "hold broken characters", look.method, 1.0)


@measure("validity.outliers")
def outliers(look: Look) -> Measured:
    """Numbers within Tukey's fences."""

    def errors(column: Column) -> int | None:
        share = column.told.get("outlier_share")
        return None if share is None else round(share * column.filled)

    none = Words("숫자 항목이 없습니다.", "No column is of numbers.")
    return error_rate(look, errors, none, "다른 값과 동떨어져 있습니다", "lie far from the others", look.method, 0.6)


@measure("validity.codes")
def codes(look: Look) -> Measured:
    """Codes that their list has, in force or abolished."""

    def errors(column: Column) -> int | None:
        found = column.told.get("code_list")
        return round(found["unknown"] * column.filled) if found else None

    none = Words("코드표와 견줄 항목이 없습니다.", "No column could be held against a code list.")
    return error_rate(look, errors, none, "코드표에 없습니다", "are not in their code list", look.close_method)


@measure("validity.dates")
def dates(look: Look) -> Measured:
    """Values of columns of days that are days, as their type or their writing tells; none of a column that is named
    so and was looked at, and whose values are read as text."""

    def errors(column: Column) -> int | None:
        meant = column.told.get("semantic_type")
        if column.told.get("type") in DAYS:
            return 0
        if meant not in ("date", "datetime") and not is_date_name(column.name):
            return None
        told = column.told.get("semantic_types") or {}
        good = max((told.get(kind) or 0.0 for kind in ("date", "datetime", "month", "year")), default=0.0)
        if not told:
            return column.filled if commonest(column) == "text" and column.told.get("lexical_types") else None
        return round((1 - good) * column.filled)

    none = Words("날짜 항목이 없습니다.", "No column is of days.")
    return error_rate(look, errors, none, "날짜로 읽히지 않습니다", "cannot be read as days", look.close_method)


@measure("validity.yes_no")
def yes_no(look: Look) -> Measured:
    """Values of yes/no columns that are on the list Y/N and its like; of the commonest ten values."""

    def errors(column: Column) -> int | None:
        top = column.told.get("top")
        if not is_yes_no_name(column.name) or top is None:
            return None
        return sum(int(each["count"]) for each in top if str(each["value"]).strip().casefold() not in YES_NO)

    none = Words("여부(Y/N) 항목이 없습니다.", "No column is of yes or no.")
    return error_rate(look, errors, none, "Y/N이 아닙니다", "are neither yes nor no", look.method)


@measure("validity.amounts")
def amounts(look: Look) -> Measured:
    """Values of columns of amounts and counts that are numbers, and not below zero."""

    def errors(column: Column) -> int | None:
        if not is_amount_name(column.name):
            return None
        if column.told.get("type") in NUMBERS:
            return int(column.told.get("negatives") or 0)
        kinds = column.told.get("lexical_types") or {}
        numeric = sum(
            kinds.get(kind, 0) for kind in ("integer", "decimal", "grouped number", "number with sign or unit")
        )
        return round((1 - min(1.0, numeric)) * column.filled) if kinds else None

    none = Words("금액·수량 항목이 없습니다.", "No column is of amounts or counts.")
    return error_rate(look, errors, none, "숫자가 아니거나 0보다 작습니다", "are no number or below zero", look.method)


@measure("validity.rates")
def rates(look: Look) -> Measured:
    """Columns of rates whose ends lie within 0 and 100; one that goes beyond counts as one error at least."""

    def errors(column: Column) -> int | None:
        if not is_rate_name(column.name) or column.told.get("type") not in NUMBERS:
            return None
        low, high = column.told.get("min"), column.told.get("max")
        if not isinstance(low, int | float) or not isinstance(high, int | float):
            return None
        return max(column.told.get("negatives") or 0, int(high > 100) + int(low < 0))

    none = Words("비율 항목이 없습니다.", "No column is of rates.")
    return error_rate(look, errors, none, "0~100을 벗어납니다", "lie outside 0 to 100", look.method, 0.7)


@measure("validity.places")
def places(look: Look) -> Measured:
    """Coordinates that lie in Korea."""
    told = [extent for table in look.tables if (extent := table.get("spatial_extent"))]
    told = [extent for extent in told if extent.get("in_korea") is not None]
    if not told:
        return not_asked("좌표 항목이 없습니다.", "No columns hold coordinates.")
    share = min(float(extent["in_korea"]) for extent in told)
    fields = tuple(sorted({str(extent[end]) for extent in told for end in ("latitude", "longitude") if extent[end]}))
    said = Words(
        f"좌표의 {percent(share)}가 우리나라 안에 있습니다.", f"{percent(share)} of the coordinates lie in Korea."
    )
    return Measured(share, with_names(said, fields), look.close_method, 0.9, look.scans, fields, look.looked_at or None)
