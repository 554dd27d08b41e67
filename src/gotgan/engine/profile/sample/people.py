"""What an AI use asks of a sample: labels and what gives them away, groups, and who could be singled out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.profile.columns import values_of
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.coded import Coded
from gotgan.engine.profile.sample.sorted import Sorted
from gotgan.engine.profile.top import entropy
from gotgan.terms.examined import Group, Label, LabelClass, Leak, QuasiIdentifiers

LABELS_SHOWN, GROUPS_SHOWN, QUASI_SHOWN = 5, 8, 8
MOST_CLASSES = 64
ROWS_A_CLASS = 5
LEAK_ERROR = 0.01
_LABEL = re.compile("라벨|레이블|정답|label|target|class", re.IGNORECASE)
_PERHAPS = re.compile(
    "등급|구분|유형|분류|종류|판정|결과|여부|상태|grade|category|(^|_)(type|status|result|y)$", re.IGNORECASE
)
_GROUP = re.compile(
    "성별|연령|나이|국적|장애|지역|시도|시군구|언어|방언|(^|_)(sex|gender|age|region|country|nationality|race)",
    re.IGNORECASE,
)
_QUASI = re.compile(
    "성별|연령|나이|생년|출생|국적|지역|시도|시군구|읍면동|법정동|행정동|주소|우편번호|직업|직종|학력|혼인|결혼|가구원|"
    "(^|_)(sex|gender|age|birth|region|zip|postcode|job|occupation|education|marital|nationality|race)",
    re.IGNORECASE,
)
_AGE = re.compile("연령|나이|(^|_)age", re.IGNORECASE)
_SENSITIVE = re.compile("질병|질환|진단|병명|소득|급여|장애|등급|신용|disease|diagnosis|income|salary", re.IGNORECASE)
_BANDS = ((1, "1"), (2, "2-4"), (5, "5-9"), (10, "10-19"), (20, "20+"))


def label_columns(columns: Sequence[Coded]) -> list[Coded]:
    """Columns whose name says label, or may, with 2 to MOST_CLASSES classes; the surest first."""
    fit = [
        column
        for column in columns
        if 2 <= column.classes <= MOST_CLASSES and column.filled >= ROWS_A_CLASS * column.classes
        and column.type in ("text", "boolean", "integer")
    ]  # fmt: skip
    sure = [column for column in fit if _LABEL.search(column.name)]
    return [*sure, *(column for column in fit if column not in sure and _PERHAPS.search(column.name))][:LABELS_SHOWN]


def label(
    column: Coded, counted: Sequence[tuple[str, int]], missing: int, leaks: Sequence[Leak], *, is_exact: bool
) -> Label:
    """`counted`: classes and their rows. Their values are withheld where the column has findings."""
    counts = np.array([count for _, count in counted], dtype=np.int64)
    ordered = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    return Label(
        column=column.name,
        classes=tuple(LabelClass(None if column.withheld else value, count) for value, count in ordered),
        counts_are_exact=is_exact,
        missing=missing,
        imbalance_ratio=float(counts.max() / counts.min()),
        imbalance_degree=imbalance_degree(counts),
        evenness=_evenness(counts),
        leaks=tuple(leaks),
    )


def imbalance_degree(counts: Array) -> float:
    """m - 1 + the distance of the shares from equal ones over the most that m minority classes allow; 0 if balanced.

    Distance: total variation. Source: Ortigosa-Hernandez, Inza, Lozano 2017, "Measuring the class-imbalance extent".
    """
    shares = counts / counts.sum()
    equal = 1 / counts.size
    minority = int(np.count_nonzero(counts * counts.size < counts.sum()))
    if not minority:
        return 0.0
    distance = float(np.abs(shares - equal).sum()) / 2
    return distance / (minority * equal) + minority - 1


def _evenness(counts: Array) -> float:
    return entropy(counts) / math.log2(counts.size) if counts.size > 1 else 0.0


def find_leaks(column: Coded, columns: Sequence[Coded], by: Mapping[str, Sorted], counts: Array) -> list[Leak]:
    """Columns that determine a label, but for one row in a hundred and a tenth of what guessing gets wrong."""
    guessed = 1 - float(column.weights.max()) / float(column.weights.sum())
    found = []
    for other in columns:
        sorted_ = by.get(other.name)
        if other is column or sorted_ is None or sorted_.groups * ROWS_A_CLASS > sorted_.order.size:
            continue
        error = sorted_.error(column, counts, min(LEAK_ERROR, 0.1 * guessed))
        if error is not None:
            found.append(Leak(other.name, _kind(other, column, by, counts, error), error))
    return found


def _kind(other: Coded, column: Coded, by: Mapping[str, Sorted], counts: Array, error: float) -> str:
    if error == 0.0 and other.values.equals(column.values) and np.array_equal(other.codes, column.codes):
        return "equals"
    back = by[column.name].error(other, counts, 0.0) if error == 0.0 and column.name in by else None
    return "determines" if back is None else "recodes"


def find_groups(columns: Sequence[Coded]) -> list[Group]:
    """Columns of groups of people or places by name; ages go by ten years."""
    found = []
    for column in columns:
        if not _GROUP.search(column.name) or not column.filled:
            continue
        counts = _by_decade(column) if _AGE.search(column.name) and column.type == "integer" else column.weights[1:]
        if 2 <= counts.size <= 2 * MOST_CLASSES:
            shares = counts / counts.sum()
            found.append(Group(column.name, counts.size, float(shares.min()), float(shares.max()), _evenness(counts)))
    return found[:GROUPS_SHOWN]


def _by_decade(column: Coded) -> Array:
    try:
        tens = values_of(pc.cast(column.values, "int64")) // 10
    except pa.ArrowInvalid:
        return column.weights[1:]
    _, places = np.unique(tens, return_inverse=True)
    return np.bincount(places.ravel(), weights=column.weights[1:]).astype(np.int64)


def find_quasi_identifiers(columns: Sequence[Coded], counts: Array) -> QuasiIdentifiers | None:
    """Sizes of the classes of rows with the same cells in all columns whose names tell of a person. Counts only."""
    chosen = [column for column in columns if _QUASI.search(column.name) and column.classes > 1
              and column.classes < counts.size][:QUASI_SHOWN]  # fmt: skip
    if len(chosen) < 2:
        return None
    classes = chosen[0].codes
    for column in chosen[1:]:
        classes = np.unique(classes * (column.classes + 1) + column.codes, return_inverse=True)[1].ravel()
    sizes = np.bincount(classes, weights=counts).astype(np.int64)
    sizes = sizes[sizes > 0]
    sensitive = next((column for column in columns if _SENSITIVE.search(column.name) and column not in chosen
                      and 2 <= column.classes <= MOST_CLASSES), None)  # fmt: skip
    values = None if sensitive is None else _values_a_class(classes, sensitive)
    return QuasiIdentifiers(
        columns=tuple(column.name for column in chosen),
        classes=sizes.size,
        k_least=int(sizes.min()),
        k=_banded(sizes),
        rows_alone=float(np.count_nonzero(sizes == 1) / counts.sum()),
        sensitive=sensitive.name if sensitive else None,
        l_least=None if values is None else int(values.min()),
        l=None if values is None else _banded(values),
    )


def _values_a_class(classes: Array, column: Coded) -> Array:
    pairs = np.unique(classes * (column.classes + 1) + column.codes)
    found = np.bincount(pairs // (column.classes + 1))
    return found[found > 0]


def _banded(sizes: Array) -> dict[str, int]:
    firsts = [first for first, _ in _BANDS]
    counts = np.bincount(np.searchsorted(firsts, sizes, side="right") - 1, minlength=len(_BANDS))
    return {name: int(count) for (_, name), count in zip(_BANDS, counts, strict=True) if count}
