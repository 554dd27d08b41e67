"""Noisy answers and synthetic tables from the command line: what is charged, what is refused, what is written."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from gotgan.cli.main import main

ASK = """
contributions: 2
questions:
  - {ask: count, epsilon: 0.5}
  - {ask: sum, column: cost, low: 0, high: 100, epsilon: 0.25}
  - {ask: histogram, column: ward, categories: [내과, 외과], epsilon: 0.25}
"""


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    draw = random.Random(4)
    lines = [f"p{n % 150},{draw.choice(['내과', '외과'])},{draw.randrange(20, 60)}" for n in range(300)]
    (tmp_path / "visits.csv").write_text("person,ward,cost\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "ask.yaml").write_text(ASK, encoding="utf-8")
    return tmp_path / "visits.csv"


def asked(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> dict[str, Any]:
    assert main([str(word) for word in words]) == code
    out = capsys.readouterr().out
    return json.loads(out) if out else {}


def opened(capsys: pytest.CaptureFixture[str], folder: Path, epsilon: str = "2.5") -> Path:
    ledger = folder / "ledger"
    more = ("--dataset", "moe/visits", "--epsilon", epsilon, "--subject", "person")
    shown = asked(capsys, "budget", ledger, *more)
    assert (shown["kind"], shown["subject"], shown["ledger"]["charges"]) == ("budget", "person", 0)
    return ledger


def test_answers_are_expected_paid_and_refused(visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = opened(capsys, visits.parent)
    ask = ("measure", visits, "--ask", visits.parent / "ask.yaml", "--ledger", ledger)
    expected = asked(capsys, *ask, "--expect")
    assert (expected["kind"], expected["fits"], expected["ledger"]["charges"]) == ("measure", True, 0)
    answers = asked(capsys, *ask)
    assert answers["kind"] == "measure"
    for before, after in zip(expected["expected"], answers["answers"], strict=True):
        assert before["within_95"] == pytest.approx(after["within_95"])
        assert before["scale"] == pytest.approx(after["scale"])
    assert answers["answers"][0]["value"] == pytest.approx(300, abs=80)
    asked(capsys, *ask, "-o", visits.parent / "answers.json")
    assert asked(capsys, *ask, "--expect", code=1)["fits"] is False
    assert main([str(word) for word in ask]) == 1
    said = capsys.readouterr()
    assert "epsilon 1.00 asked, 0.5 of 2.5 left" in said.err
    assert said.out == ""
    shown = asked(capsys, "budget", ledger)
    assert shown["ledger"]["spent"]["epsilon"] == 2
    head = f"{shown['ledger']['head']['place']}:{shown['ledger']['head']['hash']}"
    asked(capsys, "budget", ledger, "--head", head)
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-1]))
    assert main(["budget", str(ledger), "--head", head]) == 2
    assert "its end was cut off" in capsys.readouterr().err


@pytest.mark.parametrize("bound", ["low: min, high: max", "high: 100", "low: auto, high: 9"])
def test_bounds_are_never_taken_from_the_data(visits: Path, capsys: pytest.CaptureFixture[str], bound: str) -> None:
    ledger = opened(capsys, visits.parent)
    question = f"questions: [{{ask: sum, column: cost, epsilon: 1, {bound}}}]"
    (visits.parent / "ask.yaml").write_text(question, encoding="utf-8")
    assert main(["measure", str(visits), "--ask", str(visits.parent / "ask.yaml"), "--ledger", str(ledger)]) == 2
    assert "a bound that is taken from the data gives a person away" in capsys.readouterr().err
    assert asked(capsys, "budget", ledger)["ledger"]["charges"] == 0


def test_budget_is_opened_once_and_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = str(opened(capsys, tmp_path))
    assert main(["budget", ledger, "--dataset", "x", "--epsilon", "9"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["budget", str(tmp_path / "other"), "--epsilon", "9"]) == 2
    assert "go together" in capsys.readouterr().err
    assert main(["budget", str(tmp_path / "other")]) == 2
    assert main(["budget", ledger, "--head", "1:x"]) == 2
    assert "--head: is not PLACE:HASH" in capsys.readouterr().err


def people(folder: Path, rows: int = 400) -> Path:
    """Few columns with few values, and here and there a combination that one person alone holds."""
    draw = random.Random(9)
    lines = [f"p{n},{draw.randrange(20, 60)},{draw.choice('abcdefgh')},{draw.choice('xyz')}" for n in range(rows)]
    (folder / "people.csv").write_text("id,age,ward,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return folder / "people.csv"


def test_table_is_drawn_without_copies_and_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = people(tmp_path), tmp_path / "out"
    assert main(["synthesise", str(source), "-o", str(out), "--subject", "id", "--k", "5"]) == 0
    proof = json.loads((out / "proof.json").read_text(encoding="utf-8"))
    assert (proof["kind"], proof["released"], proof["copies_of_one"]) == ("synthesise proof", True, 0)
    assert proof["label"] == "synthetic, not private"
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    dropped = [each["dropped"] for each in receipt["steps"] if each["name"] == "copies"]
    assert dropped
    table = pq.read_table(out / "data.parquet")
    assert table.num_rows == 320 - dropped[0] == proof["rows"]
    single = {}
    for line in source.read_text(encoding="utf-8").splitlines()[1:]:
        _, *cells = line.split(",")
        single[tuple(cells)] = single.get(tuple(cells), 0) + 1
    alone = {cells for cells, count in single.items() if count == 1}
    drawn = {(str(row["age"]), row["ward"], row["kind"]) for row in table.to_pylist()}
    assert not drawn & alone


def test_copies_that_are_kept_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    words = ["synthesise", str(people(tmp_path)), "-o", str(out), "--columns", "age,ward,kind", "--k", "5"]
    assert main([*words, "--keep-copies"]) == 1
    assert "row(s) equal one person's in every column" in capsys.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == ["closeness.json", "proof.json", "receipt.json"]
    assert json.loads((out / "proof.json").read_text(encoding="utf-8"))["released"] is False
