"""l, t and persons of classes against naive counts; which constraints let suppression grow only with specialisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import exp, log

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.deidentify.census import Domain, layout_of, tally_all
from gotgan.engine.deidentify.classes import count_persons, count_rows, histogram_of
from gotgan.engine.deidentify.constraints import (
    DistinctL,
    EntropyL,
    RecursiveL,
    Requirement,
    TCloseness,
    distinct_l,
    entropy_l,
    t_distance,
)

ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["1", "2", "10", "30", None]), st.sampled_from("pqrst")),
    min_size=1, max_size=40,
)  # fmt: skip


def census_of(rows, *, as_text: bool = False):
    table = pa.table({
        "key": pa.array([row[0] for row in rows]),
        "value": pa.array([row[1] if row[1] is None else (f"v{row[1]}" if as_text else row[1]) for row in rows]),
        "person": pa.array([row[2] for row in rows]),
    })  # fmt: skip
    batches = table.cast(pa.schema([(name, pa.string()) for name in table.column_names])).to_batches(max_chunksize=7)
    domain = Domain()
    for batch in batches:
        domain = domain.merge(Domain.partial(batch, ["key", "value", "person"]))
    return tally_all(batches, layout_of(domain, ["key"], sensitive=["value"], subject="person"))


def classes_by_hand(rows) -> list[list[str | None]]:
    held = defaultdict(list)
    for key, value, _ in rows:
        held[key].append(value)
    return [held[key] for key in sorted(held)]


def held_by(census):
    labels = np.arange(census.size)
    return histogram_of(census.histograms[0], labels, census.size)


@given(ROWS)
def test_l_and_persons_are_those_counted_by_hand(rows) -> None:
    census = census_of(rows)
    held, by_hand = held_by(census), classes_by_hand(rows)
    assert distinct_l(held).tolist() == [len(set(values)) for values in by_hand]
    entropies = [
        exp(-sum(count / len(values) * log(count / len(values)) for count in Counter(values).values()))
        for values in by_hand
    ]
    assert entropy_l(held).tolist() == pytest.approx(entropies)
    persons = defaultdict(set)
    for key, _, person in rows:
        persons[key].add(person)
    labels = np.arange(census.size)
    assert count_persons(census, labels, census.size).tolist() == [len(persons[key]) for key in sorted(persons)]
    assert count_rows(census, labels, census.size).tolist() == [len(values) for values in by_hand]
    everyone = {person for _, _, person in rows}
    assert count_persons(census, np.zeros(census.size, dtype=np.int64), 1).tolist() == [len(everyone)]


@given(ROWS, st.booleans())
def test_t_is_the_earth_movers_distance(rows, as_text: bool) -> None:
    order = {value: place for place, value in enumerate(["1", "2", "10", "30", None])}
    present = sorted({value for _, value, _ in rows}, key=order.__getitem__)
    whole = np.array([sum(row[1] == value for row in rows) for value in present]) / len(rows)
    distances = []
    for values in classes_by_hand(rows):
        shares = np.array([sum(each == value for each in values) for value in present]) / len(values)
        if as_text:
            distances.append(np.abs(shares - whole).sum() / 2)
        else:
            distances.append(np.abs(np.cumsum(shares - whole)).sum() / max(len(present) - 1, 1))
    if all(value is None for value in present):
        return
    assert t_distance(held_by(census_of(rows, as_text=as_text))).tolist() == pytest.approx(distances)


@given(ROWS, st.floats(0.5, 4), st.integers(1, 4))
def test_recursive_l_by_hand(rows, c: float, least: int) -> None:
    by_hand = []
    for values in classes_by_hand(rows):
        counts = sorted(Counter(values).values(), reverse=True)
        by_hand.append(counts[0] < c * sum(counts[least - 1 :]))
    assert RecursiveL(c, least).passes(held_by(census_of(rows))).tolist() == by_hand


@settings(max_examples=60)
@given(ROWS, st.sampled_from([DistinctL(2), EntropyL(2), RecursiveL(2.0, 2), TCloseness(0.3)]))
def test_merging_passing_classes_keeps_all_passing(rows, constraint) -> None:
    """What lets every constraint prune where nothing may be suppressed; and the monotone ones always."""
    census = census_of(rows)
    requirement = Requirement(1, (constraint,))
    apart = requirement.passes(census, np.arange(census.size), census.size)
    together = requirement.passes(census, np.zeros(census.size, dtype=np.int64), 1)[0]
    assert together or not apart.all()
    if constraint.is_monotone:
        assert together or not apart.any()


def test_code_with_zero_in_front_is_no_number() -> None:
    rows = [("a", "01", "p"), ("a", "1", "p"), ("b", "2", "p")]
    assert not census_of(rows).histograms[0].is_number
    assert census_of([("a", "1", "p"), ("b", "2.5", "p")]).histograms[0].is_number


def test_keys_beyond_one_machine_word() -> None:
    """Twelve keys of a thousand values each: 10^36 combinations, told apart exactly."""
    draw = np.random.default_rng(3)
    columns = {f"k{key}": pa.array(draw.integers(0, 1000, 3000)).cast(pa.string()) for key in range(12)}
    table = pa.table(columns)
    doubled = pa.concat_tables([table, table.slice(0, 10)]).combine_chunks()
    domain = Domain()
    batches = doubled.to_batches(max_chunksize=1000)
    for batch in batches:
        domain = domain.merge(Domain.partial(batch, list(columns)))
    census = tally_all(batches, layout_of(domain, list(columns)))
    assert (len(census.packed), census.size, census.total) == (2, 3000, 3010)
    assert sorted(census.rows.tolist())[-11:] == [1] + [2] * 10
