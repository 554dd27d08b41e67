"""Re-identification risk of a table, by the classes that its keys make (SHAPES.md, risk)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import Census, Layout, layout_of, read_domain, take_census
from gotgan.engine.deidentify.classes import count_persons, histogram_of
from gotgan.engine.deidentify.constraints import distinct_l, entropy_l, t_distance
from gotgan.engine.deidentify.packing import Codes, number_equal
from gotgan.engine.deidentify.population import estimate_uniques
from gotgan.engine.deidentify.texts import as_texts
from gotgan.terms.errors import Invalid, Issue

THRESHOLD = 0.2
"""Risk of one person above which their row counts as endangered: a class of five, the usual bound."""


@dataclass(frozen=True)
class Ask:
    """`subject`: risk counts persons. `population`: how many people the table was drawn from."""

    keys: tuple[str, ...]
    sensitive: tuple[str, ...] = ()
    subject: str | None = None
    population: int | None = None
    threshold: float = THRESHOLD

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, *self.sensitive, *([self.subject] if self.subject else []))


def measure_risk(parquet: Path, ask: Ask, *, whole: Path | None = None) -> dict[str, Any]:
    """The risk of a Parquet as JSON. `whole`: the population's own table, with the same key columns.

    Raises: Invalid for a column that is not there.
    """
    check_columns(parquet, ask.columns, "the table")
    census = take_census(parquet, layout_of(read_domain(parquet, ask.columns), ask.keys,
                                            sensitive=ask.sensitive, subject=ask.subject))  # fmt: skip
    matched = None
    if whole is not None:
        check_columns(whole, ask.keys, "the population")
        matched = _population_sizes(census, whole)
    return risk_of(census, ask, matched)


def check_columns(parquet: Path, columns: Sequence[str], table: str) -> None:
    """Raises: Invalid that names every column which is missing, or given twice."""
    names = pq.read_schema(parquet).names
    issues = [
        Issue(f"column {name!r}", f"is not in {table}", "check its name") for name in columns if name not in names
    ]
    twice = {name for name in columns if columns.count(name) > 1}
    issues += [Issue(f"column {name!r}", "is named more than once", "give it one part") for name in sorted(twice)]
    if issues:
        raise Invalid(*issues)


def risk_of(census: Census, ask: Ask, matched: Codes | None = None) -> dict[str, Any]:
    """`matched`: persons of the population in each class."""
    labels = np.arange(census.size)
    persons = count_persons(census, labels, census.size)
    classes, total = census.size, int(persons.sum())
    k = int(persons.min(initial=total or 0)) if classes else 0
    everyone = int(count_persons(census, np.zeros_like(labels), 1)[0]) if classes else 0
    above = persons * ask.threshold < 1
    held = {name: _held(census, place) for place, name in enumerate(ask.sensitive)} if classes else {}
    uniques = _uniques(persons, ask.population, matched)
    return {
        "rows": census.total,
        "persons": everyone,
        "keys": list(ask.keys),
        "k": k,
        "classes": classes,
        "unique_rows": int(census.rows[persons == 1].sum()),
        "prosecutor_max": 1 / k if k else None,
        "journalist_max": _journalist(k, matched),
        "marketer_average": classes / total if total else None,
        "share_above_threshold": float(census.rows[above].sum() / census.total) if classes else None,
        "threshold": ask.threshold,
        "l": {
            "distinct": min((each["distinct"] for each in held.values()), default=None),
            "entropy": min((each["entropy"] for each in held.values()), default=None),
        },
        "t": max((each["t"] for each in held.values()), default=None),
        "sensitive": held,
        "population_uniques": uniques and uniques["count"],
        "population": uniques,
    }


def _held(census: Census, place: int) -> dict[str, Any]:
    held = histogram_of(census.histograms[place], np.arange(census.size), census.size)
    return {
        "distinct": int(distinct_l(held).min()),
        "entropy": float(entropy_l(held).min()),
        "t": float(t_distance(held).max()),
        "distance": "ordered by rank" if held.is_number else "equal",
    }


def _journalist(k: int, matched: Codes | None) -> float | None:
    """Without a population the table is taken for it: the risk is no greater than that."""
    if matched is None:
        return 1 / k if k else None
    least = int(matched.min()) if len(matched) else 0
    return 1 / least if least else 1.0


def _uniques(persons: Codes, population: int | None, matched: Codes | None) -> dict[str, Any] | None:
    if matched is not None:
        return {"count": int((matched == 1).sum()), "model": "counted in the population's table"}
    if population is None or not len(persons):
        return None
    estimate = estimate_uniques(persons, population)
    return {"count": estimate.count, "model": estimate.model, "size": population}


def _population_sizes(census: Census, whole: Path) -> Codes:
    """How many rows of the population share the keys of each class (k-map); 0 for none."""
    keys, found = census.layout.keys, read_domain(whole, census.layout.keys).values
    ours = census.layout.values
    values = {name: pc.unique(pa.concat_arrays([as_texts(found[name]), ours[name]])) for name in keys}
    population = take_census(whole, Layout(keys, values))
    codes = [
        np.asarray(pc.index_in(ours[name], value_set=values[name]), dtype=np.int64)[leaves]
        for name, leaves in zip(keys, census.leaves, strict=True)
    ]
    both = np.concatenate([population.packed, population.layout.packing(keys).pack(codes)], axis=1)
    _, numbers = number_equal(both)
    sizes = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.int64)
    sizes[numbers[: population.size]] = population.rows
    return np.asarray(sizes[numbers[population.size :]])
