"""The close look: what the sample tells of each column and of the table, added to the profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.cells import MEANS_FROM, lexical_types, meanings, script_shares
from gotgan.engine.profile.sample.coded import Coded, code_columns
from gotgan.engine.profile.sample.lists import Lists, validity
from gotgan.engine.profile.sample.people import (
    find_groups,
    find_leaks,
    find_quasi_identifiers,
    label,
    label_columns,
)
from gotgan.engine.profile.sample.prose import is_prose, text_use
from gotgan.engine.profile.sample.sorted import Sorted, sort_by
from gotgan.engine.profile.sample.state import SampleState
from gotgan.engine.profile.sample.structure import find_dependencies, find_keys, sort_all
from gotgan.engine.profile.sample.units import unit_of
from gotgan.engine.profile.sample.where import as_numbers, spatial_extent, time_coverage
from gotgan.engine.profile.sentinels import MISSING
from gotgan.terms.examined import AiUse, Examined, Key, Label, TextUse
from gotgan.terms.profile import ColumnProfile, TableProfile

Counted = Mapping[str, Sequence[tuple[str, int]]]
"""Of columns whose every value is known: each as text, and its rows in the whole table."""


VALUE_ROWS = 20_000
"""Distinct rows whose cells are looked at one by one; the rest serve what goes by rows."""


@dataclass(frozen=True)
class Known:
    """What else the look needs: findings by column, code lists, complete counts of values."""

    kinds: Mapping[str, frozenset[str]]
    lists: Lists
    counted: Counted


def examine(profile: TableProfile, sample: SampleState, known: Known) -> TableProfile:
    """The profile with what the sample tells. Of columns with findings it tells shares, and no value."""
    names = [(column.name, column.type, known.kinds.get(column.name, frozenset())) for column in profile.columns]
    coded, some = code_columns(sample, names), sample.first(VALUE_ROWS)
    looked = coded if some.counts.size == sample.counts.size else code_columns(some, names)
    columns = tuple(_column(column, one, known) for column, one in zip(profile.columns, looked, strict=True))
    counts = sample.counts
    by = sort_all(coded, looked)
    numbers = {one.name: as_numbers(one) for one, column in zip(looked, columns, strict=True)
               if {"latitude", "longitude"} & {*column.semantic_types, column.semantic_type}}  # fmt: skip
    return replace(
        profile,
        columns=columns,
        examined=Examined(sample.rows, int(counts.size), some.rows, profile.rows, sample.seed),
        keys=_keys(profile, coded, sample),
        dependencies=tuple(find_dependencies(coded, by, counts)),
        time_coverage=time_coverage(coded, columns, is_whole=sample.is_whole),
        spatial_extent=spatial_extent(looked, columns, numbers, some.counts),
        ai_use=AiUse(
            labels=_labels(coded, looked, columns, by, counts, known.counted),
            groups=tuple(find_groups(coded)),
            quasi_identifiers=find_quasi_identifiers(coded, counts),
        ),
    )


def _column(profile: ColumnProfile, coded: Coded, known: Known) -> ColumnProfile:
    is_text = profile.type == "text"
    lexical = lexical_types(coded) if is_text else {}
    meant = meanings(coded) if profile.type in ("text", "integer", "decimal") else {}
    best = next(iter(meant), None)
    told = best if best and meant[best] >= MEANS_FROM else None
    return replace(
        profile,
        semantic_type=_of_finding(coded) or told,
        semantic_types=meant,
        unit=unit_of(coded),
        scripts=(script_shares(coded) or None) if is_text else None,
        lexical_types=lexical or None,
        mixed_type_rate=1 - next(iter(lexical.values())) if lexical else None,
        code_list=validity(coded, best, known.lists),
        text_use=_text_use(coded, profile) if is_prose(coded) else None,
    )


def _text_use(coded: Coded, profile: ColumnProfile) -> TextUse:
    return text_use(coded, profile.count - profile.blanks, profile.length.mean or coded.mean_length)


def _of_finding(coded: Coded) -> str | None:
    """Several kinds in one column are told among the findings."""
    return next(iter(coded.kinds)) if len(coded.kinds) == 1 else None


def _keys(profile: TableProfile, coded: Sequence[Coded], sample: SampleState) -> tuple[Key, ...]:
    """Single columns by the counts of the whole table; combinations where there is none, as far as was looked."""
    alone = tuple(
        Key((column.name,), True)
        for column in profile.columns
        if column.distinct_is_exact and column.distinct == profile.rows > 1 and column.type not in ("decimal", "binary")
    )
    if alone or profile.duplicate_rows or profile.rows < 2:
        return alone
    is_whole = sample.is_whole and profile.duplicate_rows == 0
    return tuple(Key(names, is_whole) for names in find_keys(coded, int(sample.counts.size)))


def _labels(
    coded: Sequence[Coded],
    looked: Sequence[Coded],
    columns: Sequence[ColumnProfile],
    by: Mapping[str, Sorted],
    counts: Array,
    counted: Counted,
) -> tuple[Label, ...]:
    profiles = {column.name: column for column in columns}
    found = []
    names = [column.name for column in label_columns(looked)]
    for one in (column for name in names for column in coded if column.name == name):
        sorted_by = by if one.name in by else {**by, one.name: sort_by([one])}
        of_all = counted.get(one.name)
        pairs = of_all or list(zip(one.values.to_pylist(), one.weights[1:].tolist(), strict=True))
        leaks = find_leaks(one, coded, sorted_by, counts)
        found.append(label(one, pairs, _missing(profiles[one.name]), leaks, is_exact=of_all is not None))
    return tuple(found)


def _missing(column: ColumnProfile) -> int:
    return column.nulls + column.blanks + sum(item.count for item in column.sentinels if item.means == MISSING)
