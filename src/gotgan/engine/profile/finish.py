"""The third verb: a state becomes the profile of SHAPES.md."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gotgan.engine.profile.classes import TYPE_OF_CLASS, inferred_type
from gotgan.engine.profile.masks import SHOWN as MASKS_SHOWN
from gotgan.engine.profile.masks import shortened
from gotgan.engine.profile.numbers import NumberState, histogram, outlier_share, quantile
from gotgan.engine.profile.sentinels import meaning_of
from gotgan.engine.profile.state import KMV_SIZE, ColumnState, TableState
from gotgan.engine.profile.top import shown
from gotgan.terms.finding import Finding, IdentifierKind
from gotgan.terms.profile import Bin, ColumnProfile, Length, MaskShare, Sentinel, TableProfile, ValueCount

if TYPE_CHECKING:
    from gotgan.engine.profile.sample.lists import Lists

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
HASH_SPACE = 2.0**64

NUMBERS_ARE_PEOPLE = frozenset({
    IdentifierKind.RESIDENT_NUMBER, IdentifierKind.FOREIGNER_NUMBER, IdentifierKind.BUSINESS_NUMBER,
    IdentifierKind.CORPORATION_NUMBER, IdentifierKind.DRIVER_LICENCE, IdentifierKind.HEALTH_CARD,
    IdentifierKind.PHONE, IdentifierKind.CARD_NUMBER, IdentifierKind.BANK_ACCOUNT,
})  # fmt: skip
"""Kinds that may stand in a number column, where a quantile or bin edge is somebody's number."""
LEAST_MEANT = 10
"""Different values of a column with findings from which its mean and stddev are told."""


def finish(state: TableState, findings: Sequence[Finding] = (), *, lists: Lists | None = None) -> TableProfile:
    """Write the profile. Columns with findings lose min, max, top, quantiles and histogram, and every other value;
    those that hold identifying numbers, or so few that a mean tells them, also mean and stddev.

    `lists`: code lists; those installed unless given.
    """
    facts = state.facts
    kinds: dict[str, set[str]] = {}
    for finding in findings:
        if finding.column is not None:
            kinds.setdefault(finding.column, set()).add(finding.kind)
    columns = tuple(_column(column, state, kinds.get(column.name, set())) for column in state.columns)
    profile = TableProfile(
        path=facts.path,
        format=facts.format,
        encoding=facts.encoding,
        delimiter=facts.delimiter,
        header_rows=facts.header_rows,
        rows=state.rows,
        columns=columns,
        duplicate_rows=state.duplicates if state.tier > 1 else None,
        ragged_rows=facts.ragged_rows,
        warnings=(*facts.warnings, *_warnings(state)),
        duplicate_row_rate=state.duplicates / state.rows if state.tier > 1 and state.rows else None,
        header_hash=header_hash([column.name for column in state.columns]),
    )
    if state.sample is None or not state.columns:
        return profile
    # Without a sample nothing of the close look is imported, nor the kernels it is written with.
    from gotgan.engine.profile.sample.examine import Known, examine
    from gotgan.engine.profile.sample.lists import shipped_lists

    known = Known(
        {name: frozenset(found) for name, found in kinds.items()},
        lists or shipped_lists,
        _counted(state),
    )
    return examine(profile, state.sample, known)


def header_hash(names: Sequence[str]) -> str:
    """SHA-256 of the names (NFC, as the profile has them), each closed by U+001F: equal for equal headers."""
    return hashlib.sha256("".join(f"{name}\x1f" for name in names).encode()).hexdigest()


def _counted(state: TableState) -> dict[str, list[tuple[str, int]]]:
    """The values of columns that list all they have."""
    return {
        column.name: [(_as_text(value), count) for value, count in column.frequent.values]
        for column in state.columns
        if not column.frequent.rest_max and sum(count for _, count in column.frequent.values) == column.filled > 0
    }


def _as_text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _warnings(state: TableState) -> list[str]:
    found = [
        f"{column.name}: {column.not_finite} values are not finite numbers; they take part in counts only"
        for column in state.columns
        if column.not_finite
    ]
    found += [
        f"{column.name}: {column.replaced} values hold U+FFFD, the sign of text that was decoded wrongly"
        for column in state.columns
        if column.replaced
    ]
    if not state.duplicates_exact and state.tier > 1:
        found.append("duplicate_rows counts repeats inside each measured part only")
    return found


def _column(column: ColumnState, state: TableState, kinds: set[str]) -> ColumnProfile:
    type_ = _type(column)
    numbers = column.numbers if type_ in ("integer", "decimal") else None
    distinct, exact, error = _distinct(column) if state.tier > 1 else (None, False, None)
    low, high = _ends(column, type_, numbers)
    withheld = bool(kinds)
    curves = None if numbers is None or withheld or state.tier == 1 else numbers
    identifying = bool(kinds & NUMBERS_ARE_PEOPLE) or (withheld and _tells_values(column))
    return ColumnProfile(
        name=column.name,
        original_name=column.original_name,
        position=column.position,
        type=type_,
        semantic_type=None,
        count=column.count,
        nulls=state.rows - column.count,
        blanks=column.count - column.filled,
        sentinels=_sentinels(column, type_),
        distinct=distinct,
        distinct_is_exact=exact,
        distinct_error=error,
        min=None if withheld else low,
        max=None if withheld else high,
        mean=None if numbers is None or identifying else _finite(numbers.mean),
        stddev=None if numbers is None or identifying else _stddev(numbers),
        quantiles=None if curves is None else {str(q): quantile(curves, q) for q in QUANTILES},
        zeros=numbers.zeros if numbers else None,
        negatives=numbers.negatives if numbers else None,
        length=_length(column),
        top=None if withheld or type_ == "binary" or state.tier == 1 else _top(column, state, type_),
        histogram=None if curves is None else tuple(Bin(*bin_) for bin_ in histogram(curves)),
        patterns=_patterns(column),
        replacement_characters=column.replaced,
        entropy=column.entropy,
        outlier_share=None if curves is None else outlier_share(curves),
    )


def _tells_values(column: ColumnState) -> bool:
    """Whether a mean (with its stddev) gives the values away: that of one value is the value."""
    few = column.filled if column.distinct is None else column.distinct
    return few < LEAST_MEANT or column.numbers is None or column.numbers.m2 == 0


def _type(column: ColumnState) -> str:
    if column.kind == "stored_text":
        return inferred_type(column.name, column.spelling, column.filled, column.length_min, column.length_max)
    return TYPE_OF_CLASS.get(column.kind, column.kind)


def _distinct(column: ColumnState) -> tuple[int | None, bool, float | None]:
    if column.distinct is not None:
        return column.distinct, True, 0.0
    estimate = (KMV_SIZE - 1) / ((float(column.kmv[KMV_SIZE - 1]) + 1) / HASH_SPACE)
    return max(KMV_SIZE, min(round(estimate), column.filled)), False, 1 / math.sqrt(KMV_SIZE - 2)


def _ends(column: ColumnState, type_: str, numbers: NumberState | None) -> tuple[Any, Any]:
    if type_ in ("integer", "decimal"):
        return (numbers.low, numbers.high) if numbers else (None, None)
    if column.kind == "stored_text" and type_ in column.ends:
        (_, low), (_, high) = column.ends[type_]
        return low, high
    if type_ in ("boolean", "binary") or column.low is None or column.high is None:
        return None, None
    return _written(column.low, column.kind), _written(column.high, column.kind)


def _written(text: str, kind: str) -> str:
    """A value as JSON text: typed times in ISO 8601, long text cut."""
    if kind == "datetime":
        text = text.replace(" ", "T", 1)
        return text.removesuffix("+00") + "Z" if text.endswith("+00") else text
    return shortened(text)


def _value(value: str | int | float | bool, column: ColumnState, type_: str) -> str | int | float | bool:
    """A stored value in the JSON type of its column, when that loses nothing: `1.50` stays text."""
    if not isinstance(value, str):
        return value
    if type_ == "integer":
        return int(value)
    if type_ == "decimal":
        return _decimal(value, stored_exactly=column.kind == "exact_decimal")
    if column.kind == "boolean":
        return value == "true"
    return _written(value, column.kind)


def _decimal(text: str, *, stored_exactly: bool) -> str | int | float:
    """The number whose own text is `text`; else the text. A stored decimal may lose its closing zeros only."""
    if text.lstrip("-").isdigit() and str(int(text)) == text:
        return int(text)
    number = float(text)
    same = Decimal(repr(number)) == Decimal(text) if stored_exactly else repr(number) == text
    return number if same and math.isfinite(number) else text


def _sentinels(column: ColumnState, type_: str) -> tuple[Sentinel, ...]:
    ordered = sorted(column.sentinels, key=lambda pair: (-pair[1], str(pair[0])))
    return tuple(Sentinel(_value(value, column, type_), count, meaning_of(value)) for value, count in ordered)


def _top(column: ColumnState, state: TableState, type_: str) -> tuple[ValueCount, ...]:
    pairs = shown(column.frequent, merged=state.merged, numeric=type_ in ("integer", "decimal"))
    return tuple(ValueCount(_value(value, column, type_), count) for value, count in pairs)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _stddev(numbers: NumberState) -> float | None:
    return _finite(math.sqrt(numbers.m2 / (numbers.count - 1))) if numbers.count > 1 else None


def _length(column: ColumnState) -> Length:
    if column.length_min is None or not column.filled:
        return Length(None, None, None)
    return Length(column.length_min, column.length_max, column.length_sum / column.filled)


def _patterns(column: ColumnState) -> tuple[MaskShare, ...] | None:
    if not column.masked_rows:
        return None
    return tuple(MaskShare(mask, rows / column.masked_rows) for mask, rows in column.masks[:MASKS_SHOWN])
