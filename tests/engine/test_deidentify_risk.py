"""Risk of a table: against counts by hand, against the proof's own code, and the estimates on drawn populations."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.cli.main import main
from gotgan.engine.deidentify.population import (
    estimate_uniques,
    pitman_uniques,
    snb_uniques,
    zayatz_uniques,
)
from gotgan.engine.deidentify.proof import Target, prove
from gotgan.engine.deidentify.risk import Ask, measure_risk
from gotgan.terms.errors import Invalid

FIXED = {
    "rows", "persons", "keys", "k", "classes", "unique_rows", "prosecutor_max", "journalist_max", "marketer_average",
    "share_above_threshold", "l", "t", "population_uniques",
}  # fmt: skip
CELLS = st.tuples(
    st.sampled_from(["a", "b", None]), st.sampled_from(["01", "1"]), st.sampled_from(["5", "10", "7.5", None]),
    st.sampled_from("xyz"), st.sampled_from(["p", "q", "r", None]),
)  # fmt: skip


def write(path: Path, rows, names=("k1", "k2", "number", "word", "person")) -> Path:
    table = pa.table({name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)})
    pq.write_table(table, path)
    return path


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=30), st.booleans())
def test_risk_is_what_the_proof_finds_by_itself(tmp_path_factory, rows, with_persons: bool) -> None:
    path = write(tmp_path_factory.mktemp("risk") / "t.parquet", rows)
    risk = measure_risk(path, Ask(("k1", "k2"), ("number", "word"), "person" if with_persons else None))
    target = Target(("k1", "k2"), 1, ("number", "word"), subjects=(path, "person") if with_persons else None)
    proof = prove(path, target).document
    for key in FIXED:
        assert risk[key] == (pytest.approx(proof[key]) if isinstance(proof[key], float | dict) else proof[key]), key
    counts = Counter((row[0], row[1]) for row in rows)
    assert (risk["rows"], risk["classes"]) == (len(rows), len(counts))
    if not with_persons:
        assert (risk["k"], risk["persons"]) == (min(counts.values()), len(rows))
        assert risk["unique_rows"] == sum(count == 1 for count in counts.values())
        assert risk["share_above_threshold"] == sum(c for c in counts.values() if c < 5) / len(rows)
        assert risk["marketer_average"] == len(counts) / len(rows)


def test_empty_cell_is_a_value_and_a_code_keeps_its_zero(tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", [(None, "01", "1", "x", "p")] * 2 + [("", "1", "1", "x", "p")])
    risk = measure_risk(path, Ask(("k1", "k2")))
    assert (risk["classes"], risk["k"], risk["l"], risk["t"]) == (2, 1, {"distinct": None, "entropy": None}, None)


def test_no_rows(tmp_path: Path) -> None:
    risk = measure_risk(write(tmp_path / "t.parquet", []), Ask(("k1",), ("number",)))
    assert (risk["rows"], risk["k"], risk["classes"], risk["prosecutor_max"], risk["t"]) == (0, 0, 0, None, None)


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", [("a", "1", "1", "x", "p")])
    with pytest.raises(Invalid) as caught:
        measure_risk(path, Ask(("k1", "no", "k1"), ("nor",)))
    assert [issue.place for issue in caught.value.issues] == ["column 'no'", "column 'nor'", "column 'k1'"]


def test_population_table_gives_journalist_and_uniques(tmp_path: Path) -> None:
    sample = write(tmp_path / "s.parquet", [("a", "1", "1", "x", "p"), ("b", "1", "1", "x", "q")])
    whole = write(tmp_path / "w.parquet", [("a", "1", "1", "x", "p")] * 4 + [("b", "1", "1", "x", "q")] * 2)
    risk = measure_risk(sample, Ask(("k1", "k2")), whole=whole)
    assert (risk["prosecutor_max"], risk["journalist_max"], risk["population_uniques"]) == (1.0, 0.5, 0)


@pytest.mark.parametrize("fraction", [0.05, 0.3])
def test_estimates_come_near_a_population_of_negative_binomial_classes(fraction: float) -> None:
    draw = np.random.default_rng(11)
    sizes = 1 + draw.negative_binomial(0.6, 0.15, size=20_000)
    seen = sample_of(sizes, fraction, draw)
    truth = int((sizes == 1).sum())
    found = estimate_uniques(seen, int(sizes.sum()))
    assert 0.3 * truth <= found.count <= 3 * truth
    assert found.model in (("pitman",) if fraction <= 0.1 else ("snb", "zayatz"))
    if fraction > 0.1:
        assert snb_uniques(seen, int(sizes.sum())) == pytest.approx(truth, rel=0.1)


def test_pitman_comes_near_a_population_drawn_by_its_formula() -> None:
    """One person after the other joins a class by its size less alpha, or opens a new one."""
    draw = np.random.default_rng(4)
    theta, alpha, classes, members, opened = 50.0, 0.5, 0, [], []
    for number in range(40_000):
        opens = draw.random() < (theta + alpha * classes) / (theta + number)
        met = draw.integers(number) if number else 0
        while not opens and opened[met] and draw.random() < alpha:
            met = draw.integers(number)
        members.append(classes if opens else members[met])
        opened.append(opens)
        classes += opens
    sizes = np.bincount(members)
    seen = sample_of(sizes, 0.1, draw)
    assert pitman_uniques(seen, len(members)) == pytest.approx(int((sizes == 1).sum()), rel=0.4)


def sample_of(sizes, fraction: float, draw):
    """Sizes of the classes that a sample of the population's members shows."""
    members = np.repeat(np.arange(len(sizes)), sizes)
    seen = np.bincount(draw.choice(members, int(fraction * len(members)), replace=False))
    return seen[seen > 0]


def test_estimates_by_model_on_the_whole() -> None:
    sizes = np.array([1] * 50 + [2] * 30 + [3] * 20)
    assert zayatz_uniques(sizes, int(sizes.sum())) == pytest.approx(50)
    assert estimate_uniques(sizes, 100).count == 50
    assert estimate_uniques(np.array([2, 3]), 1000).count == 0
    assert 0 < pitman_uniques(sizes, 10_000) < 10_000


def test_command_writes_the_fixed_keys(tmp_path: Path, capsys) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("나이,우편번호,소득\n30,01234,100\n30,01234,200\n31,1234,\n".encode("cp949"))
    assert main(["risk", str(path), "--keys", "나이,우편번호", "--sensitive", "소득", "--population-size", "100"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert FIXED | {"gotgan", "kind"} <= set(told)
    assert (told["kind"], told["rows"], told["k"], told["l"]["distinct"]) == ("risk", 3, 1, 1)
    assert told["population_uniques"] > 0
    assert main(["risk", str(path), "--keys", "나이,없음"]) == 2
    assert capsys.readouterr().err == "gotgan: column '없음': is not in the table; check its name\n"


def test_column_whose_name_holds_a_comma(tmp_path: Path, capsys) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"a,b",c\n1,2\n1,2\n', encoding="utf-8")
    assert main(["risk", str(path), "--keys", "a,b", "--keys", "c"]) == 0
    assert json.loads(capsys.readouterr().out)["keys"] == ["a,b", "c"]
