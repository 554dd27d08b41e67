"""Bounds of sampling, raised counts, retained utility, and what work takes."""

from __future__ import annotations

from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gotgan.engine.potential.effort import PRIOR, calibrate, hours_of, media_counts, processing_counts, won_of
from gotgan.engine.potential.measuring import figures_of
from gotgan.engine.potential.raising import Side, raise_counts, wilson
from gotgan.engine.potential.rates import SHIPPED, read_rates, shipped_rates
from gotgan.engine.potential.retained import kept_of_columns, utility_of
from gotgan.engine.potential.sample import draw_rows
from gotgan.terms.errors import Invalid


def test_wilson_of_a_worked_example() -> None:
    """10 of 100 out of very many: 5.52 % to 17.44 % (Wilson score, 95 %; Brown, Cai, DasGupta 2001)."""
    low, high = wilson(10, 100, 10**9)
    assert (low, high) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))


@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 10**6))
def test_wilson_holds_its_share_and_narrows_with_the_table(count: int, rows: int, of: int) -> None:
    count = min(count, rows)
    low, high = wilson(count, rows, of)
    assert 0 <= low <= count / rows <= high <= 1
    more_low, more_high = wilson(count, rows, 10**9)
    assert more_low <= low + 1e-12
    assert high <= more_high + 1e-12
    assert rows < of or low == high


def test_wilson_covers_about_nineteen_in_twenty() -> None:
    """Drawn without replacement from 1,000 rows of which 37 % are marked; 2,000 seeded draws of 200."""
    draw = np.random.default_rng(3)
    marked = draw.hypergeometric(370, 630, 200, size=2_000)
    held = np.mean([low <= 0.37 <= high for low, high in (wilson(int(each), 200, 1_000) for each in marked)])
    assert 0.93 <= held <= 0.97


COLUMN = {
    "name": "a", "type": "text", "count": 90, "nulls": 10, "blanks": 9, "sentinels": [], "distinct": 90,
    "replacement_characters": 0, "outlier_share": None, "mixed_type_rate": 0.2,
    "code_list": {"valid": 0.9, "abolished": 0.1, "unknown": 0.0},
}  # fmt: skip
PROFILE = {"rows": 100, "columns": [COLUMN], "duplicate_rows": 5, "duplicate_row_rate": 0.05, "ragged_rows": 0}
FINDINGS = [{"column": "a", "kind": "phone", "count": 50, "share": 0.5}]


def test_raised_counts_keep_every_share() -> None:
    raised, findings = raise_counts(PROFILE, FINDINGS, of=1_000)
    column = raised["columns"][0]
    assert (raised["rows"], column["count"], column["nulls"], column["blanks"]) == (1_000, 900, 100, 90)
    assert (raised["duplicate_rows"], column["distinct"], findings[0]["count"]) == (50, 900, 500)
    assert figures_of(raised, findings)["complete"] == figures_of(PROFILE, FINDINGS)["complete"]
    assert PROFILE["columns"][0]["count"] == 90  # what was given stays


def test_sides_lie_on_either_side_and_fall_together_on_the_whole() -> None:
    worse, better = (
        figures_of(*raise_counts(PROFILE, FINDINGS, of=1_000, side=side)) for side in (Side.WORSE, Side.BETTER)
    )
    measured = figures_of(PROFILE, FINDINGS)
    for name in ("complete", "unique", "consistent", "valid_codes"):
        assert worse[name] < measured[name] < better[name], name
    assert raise_counts(PROFILE, FINDINGS, of=100, side=Side.WORSE)[0] == PROFILE


def test_drawn_rows_are_as_many_in_order_and_the_same_again(tmp_path: Path) -> None:
    source = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"n": list(range(50_000))}), source, row_group_size=7_000)
    one, same, other = (draw_rows(source, tmp_path / f"{n}.parquet", rows=500, seed=s) for n, s in enumerate((1, 1, 2)))
    drawn = [pq.read_table(each.parquet)["n"].to_pylist() for each in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == sorted(set(drawn[0]))
    assert (len(drawn[0]), one.rows, one.of) == (500, 500, 50_000)
    assert abs(np.mean(drawn[0]) - 25_000) < 3_000
    assert draw_rows(source, tmp_path / "none", rows=50_000, seed=1).parquet == source


def test_kept_by_technique() -> None:
    entries = {name: {"do": do} for name, do in zip("abcdef", (
        "keep", "key", "round", "pseudonymise", "mask_text", "suppress"), strict=True)}  # fmt: skip
    kept = kept_of_columns(entries, {"drift": {"c": 0.25, "e": 0.4}}, {"b": 0.3}, shipped_rates())
    assert kept == pytest.approx({"a": 1, "b": 0.7, "c": 0.75, "d": 0.5, "e": 0.8, "f": 0})
    assert utility_of(kept, frozenset(), shipped_rates()) == pytest.approx(sum(kept.values()) / 6)
    light = shipped_rates()["kept"]["identifier_weight"]
    assert utility_of(kept, frozenset("f"), shipped_rates()) == pytest.approx(sum(kept.values()) / (5 + light))
    assert utility_of({}, frozenset(), shipped_rates()) == 0


RATES = {**shipped_rates(), "tasks": {"prepare": [1, 3, 7], "review": [1, 2, 3], "publish": [0, 0, 0]}}


def test_hours_add_up_and_distances_as_squares() -> None:
    hours = hours_of({"prepare": 1, "review": 3}, RATES)
    assert hours.value == 9
    assert hours.low == pytest.approx(9 - sqrt(2**2 + 3**2))
    assert hours.high == pytest.approx(9 + sqrt(4**2 + 3**2))
    won = won_of(hours, RATES)
    assert won.value == hours.value * RATES["hour_won"][1]
    assert won.low <= won.value <= won.high


def test_finished_orders_correct_the_estimate() -> None:
    """Ten orders took twice what was estimated: the factor is 2 ** (10 / (10 + PRIOR))."""
    known = calibrate([(10, 20)] * 10 + [(0, 5), (5, 0)])
    assert (known.orders, known.spread) == (10, 0)
    assert known.factor == pytest.approx(exp(10 * log(2) / (10 + PRIOR)))
    assert calibrate([]).factor == 1
    wide = calibrate([(10, 5), (10, 10), (10, 40)])
    one, other = hours_of({"prepare": 1}, RATES), hours_of({"prepare": 1}, RATES, wide)
    assert other.high - other.low > one.high - one.low
    assert other.low <= other.value <= other.high


def test_review_is_counted_only_where_something_was_deidentified() -> None:
    step = {"defects": 2, "code_columns": 0, "deidentified": 1, "deidentified_columns": 3, "columns": 4, "rows": 10**6}
    counts = processing_counts([step], 3)
    assert counts == {"prepare": 1, "publish": 1, "defect": 2, "deidentify_column": 3, "describe_column": 4,
                      "million_rows": pytest.approx(1), "deidentify": 1, "review": 3}  # fmt: skip
    assert "review" not in processing_counts([{**step, "deidentified": 0}], 3)
    assert media_counts({"image": 500, "document": 200}, False, 3_000) == {
        "label_thousand": 0.5, "extract_thousand": 0.2, "digitise_thousand_pages": 3.0,
    }  # fmt: skip
    assert media_counts({"image": 500}, True, 0) == {}


def test_rates_of_an_installation_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "rates.yaml"
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    assert set(shipped["tasks"]) >= set(processing_counts([], 3))
    path.write_text(yaml.safe_dump({**shipped, "hour_won": [3, 2, 1]}), encoding="utf-8")
    with pytest.raises(Invalid, match="hour_won"):
        read_rates(path)
    path.write_text("year: 2026\n", encoding="utf-8")
    with pytest.raises(Invalid, match="source"):
        read_rates(path)
    with pytest.raises(Invalid, match="cannot be read"):
        read_rates(tmp_path / "none.yaml")
