"""k, l and t of written files, counted once more by pycanon, which shares nothing with us."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pycanon import anonymity
from tests.engine.test_deidentify_hierarchy import ADULT
from tests.shared_data import needs_shared

from gotgan.cli.main import main

ROWS = 600
PLAN = """
columns:
  나이: {{do: key, hierarchy: "builtin:age"}}
  우편: {{do: key, hierarchy: "builtin:postcode"}}
  성별: {{do: key}}
  병명: {{do: sensitive}}
  소득: {{do: {income}}}
privacy: {privacy}
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draw = random.Random(20261126)
    rows = [
        f"{draw.randint(20, 59)},{draw.choice(('06', '03', '48'))}{draw.randint(0, 9):03d},{draw.choice('남여')},"
        f"{draw.choice(('감기', '당뇨', '천식', '고혈압'))},{draw.choice((100, 250, 250, 400, 900))}"
        for _ in range(ROWS)
    ]
    path = tmp_path_factory.mktemp("people") / "people.csv"
    path.write_text("나이,우편,성별,병명,소득\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def released(source: Path, folder: Path, plan: str) -> tuple[pd.DataFrame, dict]:
    """What was written, read by pyarrow alone, and the proof beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    out = folder / "out"
    assert main(["deidentify", str(source), "--plan", str(folder / "plan.yaml"), "-o", str(out)]) == 0
    return pq.read_table(out / "data.parquet").to_pandas(), json.loads((out / "proof.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "privacy",
    [
        "{k: 5}", "{k: 5, l: 3}", "{k: 5, l: 2, t: 0.35}", "{k: 5, mode: global, suppression_limit: 0.2}",
        "{k: 5, l: 3, mode: global, suppression_limit: 0.5}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("income", ["keep", "sensitive"])
def test_pycanon_counts_what_the_proof_says(people: Path, tmp_path: Path, privacy: str, income: str) -> None:
    table, proof = released(people, tmp_path, PLAN.format(privacy=privacy, income=income))
    keys, asked = ["나이", "우편", "성별"], ["병명", *(["소득"] if income == "sensitive" else [])]
    assert len(table) == ROWS
    assert anonymity.k_anonymity(table, keys) == proof["k"] >= 5
    for name in asked:
        held = proof["sensitive"][name]
        assert anonymity.l_diversity(table, keys, [name]) == held["distinct"]
        assert float(anonymity.t_closeness(table, keys, [name])) == pytest.approx(held["t"], abs=1e-9)
    assert proof["l"]["distinct"] == min(proof["sensitive"][name]["distinct"] for name in asked)
    assert proof["l"]["distinct"] >= (3 if "l: 3" in privacy else 2 if "l: 2" in privacy else 1)
    assert proof["t"] <= (0.35 if " t:" in privacy else 1)


def test_pycanon_sees_what_a_proof_must_refuse(people: Path, tmp_path: Path) -> None:
    """The source itself is below every target above: the check can fail."""
    source = pd.read_csv(people, dtype=str)
    assert anonymity.k_anonymity(source, ["나이", "우편", "성별"]) < 5
    assert anonymity.l_diversity(source, ["나이", "우편", "성별"], ["병명"]) < 2


@needs_shared
def test_pycanon_confirms_adult(tmp_path: Path) -> None:
    with (ADULT / "adult.csv").open() as file:
        names = file.readline().strip().split(";")
    secret = "salary-class"
    lines = [
        f"  {name}: {{do: key, hierarchy: {ADULT}/adult_hierarchy_{name}.csv}}" for name in names if name != secret
    ]
    plan = "columns:\n" + "\n".join(lines) + f"\n  {secret}: {{do: sensitive}}\nprivacy: {{k: 5, l: 2}}\n"
    table, proof = released(ADULT / "adult.csv", tmp_path, plan)
    keys = [name for name in names if name != secret]
    assert anonymity.k_anonymity(table, keys) == proof["k"] >= 5
    assert anonymity.l_diversity(table, keys, [secret]) == proof["l"]["distinct"] == 2
