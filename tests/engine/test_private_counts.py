"""Differentially private answers: paid first, bounded by person, blurred as much as the theory says and no less."""

from __future__ import annotations

import json
import math
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from tests.shared_data import ROOT, SHARED, needs_shared

from gotgan.engine.deidentify.private.exact import Rows, found_values, totals_of
from gotgan.engine.deidentify.private.ledger import BudgetExceeded, Ledger
from gotgan.engine.deidentify.private.measure import measure_counts
from gotgan.engine.deidentify.private.noise import add_noise, noise_of_found
from gotgan.engine.profile.relation import open_relation
from gotgan.terms.errors import Invalid, Unavailable
from gotgan.terms.private_ask import read_ask

NOW = "2026-11-26T00:00:00Z"
DAY = pa.array([0, 1, 400, None, 20_000, 3, 3], pa.int32()).cast(pa.date32())
VISITS = pa.table(
    {
        "person": ["a", "a", "a", "b", "b", None, "c"],
        "ward": ["x", "x", "y", "y", None, "x", "z"],
        "cost": [1.0, 250.0, math.nan, -5.0, 10.5, 3.0, math.inf],
        "code": ["1", "1e400", "007", "n/a", "", "2", "3.6"],
        "day": DAY,
    }
)


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    pq.write_table(VISITS, tmp_path / "visits.parquet")
    return tmp_path / "visits.parquet"


def ledger_of(folder: Path, epsilon: Any = 100, **more: Any) -> Ledger:
    path = folder / f"ledger{len(list(folder.iterdir()))}.jsonl"
    return Ledger.open_new(path, dataset="org/visits", epsilon=epsilon, now=NOW, **more)


def ask_of(*questions: dict[str, Any], contributions: int = 1):  # type: ignore[no-untyped-def]
    return read_ask({"contributions": contributions, "questions": [{"epsilon": 1, **each} for each in questions]})


def totals(parquet: Path, question: dict[str, Any], subject: str | None = None, most: int = 1) -> Any:
    asked = ask_of(question, contributions=most).questions[0]
    with open_relation(parquet) as relation:
        rows = Rows(relation, pq.read_schema(parquet), subject, most)
        return found_values(rows, asked) if asked.delta else totals_of(rows, asked)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"ask": "count"}, [7]),
        ({"ask": "count", "where": {"ward": ["x", "z"]}}, [4]),
        ({"ask": "count", "where": {"ward": ["x"], "cost": ["1", "250"]}}, [2]),
        ({"ask": "sum", "column": "cost", "low": 0, "high": 100}, [1 + 100 + 0 + 11 + 3 + 100]),
        ({"ask": "sum", "column": "cost", "low": "-10", "high": 20, "step": "0.5"}, [2 + 40 - 10 + 21 + 6 + 40]),
        ({"ask": "sum", "column": "code", "low": 0, "high": 9}, [1 + 9 + 7 + 2 + 4]),
        ({"ask": "histogram", "column": "ward", "categories": ["z", "x", "no"]}, [1, 3, 0, 2, 1]),
        ({"ask": "histogram", "column": "cost", "edges": [0, 3, 10.5, 100]}, [2, 1, 3, 1]),
        ({"ask": "histogram", "column": "day", "edges": ["1970-01-01", "1970-01-03", "1971-01-01"]}, [2, 4, 1]),
        ({"ask": "histogram", "column": "ward", "delta": "0.000001"}, {"x": 3, "y": 2, "z": 1}),
    ],
)
def test_totals_are_what_is_asked(visits: Path, question: dict[str, Any], expected: Any) -> None:
    assert totals(visits, question) == expected


def test_person_contributes_no_more_than_allowed(visits: Path) -> None:
    assert totals(visits, {"ask": "count"}, "person") == [3]
    assert totals(visits, {"ask": "count"}, "person", 2) == [5]
    assert totals(visits, {"ask": "count"}, "person", 9) == [6]
    wards = {"ask": "histogram", "column": "ward", "categories": ["x", "y", "z"]}
    seen = {tuple(totals(visits, wards, "person")) for _ in range(40)}
    assert {sum(each) for each in seen} == {3}
    assert all(each[2] == 1 for each in seen)
    assert len(seen) > 1, "which rows count is drawn by lot"


def test_one_person_moves_totals_by_at_most_the_sensitivity(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    rows = [(f"p{draw.integers(6)}", float(draw.integers(-50, 50)), "abc"[draw.integers(3)]) for _ in range(60)]
    for left in (f"p{number}" for number in range(6)):
        paths = []
        for name, kept in (("all", rows), ("less", [row for row in rows if row[0] != left])):
            columns = dict(zip(("person", "n", "c"), map(list, zip(*kept, strict=True)), strict=True))
            pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
            paths.append(tmp_path / f"{name}.parquet")
        count = [totals(path, {"ask": "count"}, "person", 3)[0] for path in paths]
        assert 0 <= count[0] - count[1] <= 3
        equal = {"ask": "histogram", "column": "c", "categories": ["a", "b", "c"]}
        others = [sum(totals(path, equal, "person", 3)) for path in paths]
        assert 0 <= others[0] - others[1] <= 3


def test_scale_is_what_opendp_derives_from_the_rows() -> None:
    """Our sensitivities against those that OpenDP proves by itself, from data to answer."""
    dp = pytest.importorskip("opendp.prelude")
    dp.enable_features("contrib")

    def context(data: list[Any]) -> Any:
        unit, loss = dp.unit_of(contributions=3), dp.loss_of(epsilon=0.5)
        return dp.Context.compositor(data=data, privacy_unit=unit, privacy_loss=loss, split_evenly_over=1)

    expected = [
        context([1, 2]).query().count().laplace().param(),
        context([1, 2]).query().clamp((-20, 10)).sum().laplace().param(),
        context(["a", "b"]).query().count_by_categories(["a", "b"]).laplace().param(),
    ]
    ours = [add_noise([1], most, Decimal("0.5"))[1].scale for most in (3, 3 * 20, 3)]
    assert ours == pytest.approx(expected)


@pytest.mark.parametrize("epsilon", ["0.0001", "0.05", "0.5", "2", "20", "100"])
@pytest.mark.parametrize("most", [1, 7])
def test_error_told_beforehand_is_opendp_s_own(epsilon: str, most: int) -> None:
    """The formula of terms against the library that draws: pages tell the error without data and without OpenDP."""
    for question in ({"ask": "count"}, {"ask": "sum", "column": "n", "low": -3, "high": 8, "step": "0.5"}):
        asked = ask_of({**question, "epsilon": epsilon}, contributions=most).questions[0]
        noise, step = add_noise([0], asked.sensitivity(most), Decimal(epsilon))[1], float(asked.step)
        expected = asked.expected(most)
        assert expected.scale == pytest.approx(noise.scale * step, rel=1e-6)
        assert expected.within_95 == pytest.approx(max(noise.within_95, 0) * step, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("epsilon", ["0.05", "0.5", "2"])
def test_noise_has_the_scale_that_is_told(epsilon: str) -> None:
    """8,000 draws against the discrete Laplace law: mean, mean deviation and upper tail within five standard errors."""
    draws = 8_000
    values, noise = add_noise([1_000_000] * draws, 1, Decimal(epsilon))
    away = np.array(values) - 1_000_000
    assert noise.scale == pytest.approx(1 / float(epsilon))
    p = math.exp(-1 / noise.scale)
    mean_away, variance = 2 * p / (1 - p * p), 2 * p / (1 - p) ** 2
    assert abs(away.mean()) < 5 * math.sqrt(variance / draws)
    assert abs(np.abs(away).mean() - mean_away) < 5 * math.sqrt((variance - mean_away**2) / draws)
    beyond = math.ceil(2 * noise.scale)
    tail = p**beyond / (1 + p)
    assert abs((away >= beyond).mean() - tail) < 5 * math.sqrt(tail * (1 - tail) / draws)


def test_answers_carry_the_noise_of_the_law(visits: Path, tmp_path: Path) -> None:
    """From file to document: 4,000 groups that nobody is in carry noise alone; by chi square.

    The cells are the values of the discrete Laplace law whose expected number is at least 20; 0.001 % fails by chance.
    """
    draws, epsilon, most = 4_000, 0.5, 2
    names = [f"nobody {number}" for number in range(draws)]
    question = {"ask": "histogram", "column": "ward", "categories": names, "epsilon": str(epsilon)}
    ledger = ledger_of(tmp_path, 1, subject="person")
    (answer,) = measure_counts(visits, ask_of(question, contributions=most), ledger, now=NOW)["answers"]
    seen = Counter(each["count"] for each in answer["counts"])
    p = math.exp(-epsilon / most)
    law = {value: draws * (1 - p) / (1 + p) * p ** abs(value) for value in range(-60, 61)}
    cells = [(seen[value], expected) for value, expected in law.items() if expected >= 20]
    cells.append((draws - sum(each for each, _ in cells), draws - sum(expected for _, expected in cells)))
    distance = sum((found - expected) ** 2 / expected for found, expected in cells)
    freedom = len(cells) - 1
    assert distance < freedom + 4.3 * math.sqrt(2 * freedom) + 12, (distance, freedom)


def test_neighbours_are_as_hard_to_tell_apart_as_promised() -> None:
    """No answer is more than e^epsilon times as likely with one person more (Dwork 2006), within sampling error."""
    draws, epsilon = 20_000, Decimal(1)
    with_one = Counter(add_noise([11] * draws, 1, epsilon)[0])
    without = Counter(add_noise([10] * draws, 1, epsilon)[0])
    for value in range(5, 16):
        a, b = with_one[value] / draws, without[value] / draws
        slack = 5 * math.sqrt((a + math.e**2 * b) / draws)
        assert a <= math.e * b + slack
        assert b <= math.e * a + slack


def test_found_values_stay_unsaid_when_few_hold_them() -> None:
    counts = {"common": 10_000, **{f"rare {number}": 1 for number in range(300)}}
    for _ in range(5):
        shown, noise = noise_of_found(counts, 1, Decimal("0.5"), Decimal("0.000000001"))
        assert set(shown) == {"common"}
        assert noise.threshold is not None
        assert noise.threshold > 20
    odd = {"a\0b": 9_000, "a\0c": 8_000, "": 7_000, "\\x00": 6_000, "가": 5_000}
    assert set(noise_of_found(odd, 1, Decimal(1), Decimal("0.0001"))[0]) == set(odd)
    assert noise_of_found({}, 1, Decimal(100), Decimal("0.0001"))[0] == {}
    far = noise_of_found({"a": 5}, 10**4, Decimal("0.000001"), Decimal("0.00000000001"))
    assert far[0] == {}


def test_ask_is_paid_and_told(visits: Path, tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, 3, delta="0.00001", subject="person")
    cost = {"ask": "sum", "column": "cost", "low": 0, "high": 50, "step": "0.5", "epsilon": "0.7"}
    found = {"ask": "histogram", "column": "ward", "delta": "0.000001", "epsilon": "0.3"}
    document = measure_counts(
        visits, ask_of({"ask": "count", "where": {"ward": ["x"]}}, cost, found, contributions=2), ledger, now=NOW
    )
    json.dumps(document, allow_nan=False)
    assert document["unit"] == {"subject": "person", "contributions": 2}
    assert (document["epsilon"], document["delta"]) == (2.0, 1e-6)
    count, total, histogram = document["answers"]
    assert (count["mechanism"], count["scale"], count["sensitivity"]) == ("discrete laplace", pytest.approx(2), 2)
    assert total["scale"] == pytest.approx(100 / 0.7)
    assert total["sensitivity"] == 100
    assert total["value"] * 2 == int(total["value"] * 2)
    assert histogram["mechanism"] == "discrete laplace with threshold"
    assert histogram["counts"] == [] or histogram["threshold"] <= max(each["count"] for each in histogram["counts"])
    assert document["ledger"]["left"] == {"epsilon": 1.0, "delta": 9e-6}
    assert '"x"' not in ledger.path.read_text()
    line = json.loads(ledger.path.read_text().splitlines()[1])
    assert (line["epsilon"], line["asked"]["questions"][1]["column"]) == ("2.0", "cost")


def test_ask_beyond_the_budget_is_refused_whole(visits: Path, tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, "1.5")
    with pytest.raises(BudgetExceeded, match=r"epsilon 2 asked, 1\.5 of 1\.5 left"):
        measure_counts(visits, ask_of({"ask": "count"}, {"ask": "count"}), ledger, now=NOW)
    with pytest.raises(BudgetExceeded, match="delta"):
        measure_counts(visits, ask_of({"ask": "histogram", "column": "ward", "delta": 1e-6}), ledger, now=NOW)
    assert ledger.read().charges == 0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"ask": "count", "where": {"none": ["x"]}}, "column 'none': is not there once"),
        ({"ask": "sum", "column": "day", "low": 0, "high": 1}, "column 'day': holds no numbers"),
        ({"ask": "histogram", "column": "cost", "edges": ["1970-01-01", "1970-01-02"]}, "column 'cost': holds no days"),
    ],
)
def test_column_that_does_not_fit_costs_nothing(
    visits: Path, tmp_path: Path, question: dict[str, Any], said: str
) -> None:
    ledger = ledger_of(tmp_path)
    with pytest.raises(Invalid, match=said):
        measure_counts(visits, ask_of(question), ledger, now=NOW)
    with pytest.raises(Invalid, match="contributions: no person is named"):
        measure_counts(visits, ask_of({"ask": "count"}, contributions=2), ledger, now=NOW)
    with pytest.raises(Unavailable):
        measure_counts(visits, ask_of({"ask": "count"}), Ledger(tmp_path / "none"), now=NOW)
    assert ledger.read().charges == 0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"ask": "mean"}, "asks for nothing that is known"),
        ({"ask": "count", "epsilon": 0}, "epsilon: is no epsilon"),
        ({"ask": "count", "epsilon": "1e-7"}, "epsilon: is no epsilon"),
        ({"ask": "count", "delta": 1e-6}, "delta: is no option of count"),
        ({"ask": "count", "where": {"a": "x"}}, "where: is no filter"),
        ({"ask": "sum", "column": "a", "low": 1}, "high: is missing"),
        ({"ask": "sum", "column": "a", "low": 5, "high": 5}, "low: is not below high"),
        ({"ask": "sum", "column": "a", "low": 0, "high": "x"}, "high: is no number"),
        ({"ask": "sum", "column": "a", "low": 0, "high": 9, "step": 0}, "step: is not above 0"),
        ({"ask": "sum", "column": "a", "low": 0, "high": 900_000, "step": "1e-12"}, "step: is too fine"),
        ({"ask": "histogram", "column": "a"}, "does not tell its bins"),
        ({"ask": "histogram", "column": "a", "categories": ["x"], "delta": 1e-6}, "does not tell its bins"),
        ({"ask": "histogram", "column": "a", "categories": ["x", "x"]}, "no list of different texts"),
        ({"ask": "histogram", "column": "a", "edges": [1, 1]}, "edges: do not rise"),
        ({"ask": "histogram", "column": "a", "edges": [1, "1970-01-01"]}, "edges: do not rise"),
        ({"ask": "histogram", "column": "a", "delta": 0.1}, "delta: is no delta"),
        ({"ask": "histogram", "column": 1, "delta": 1e-6}, "column: is no name"),
        ({"ask": "histogram", "column": "a", "edges": ["soon", "later"]}, "edges: do not rise"),
        ({"ask": "sum", "column": "a", "low": 0, "high": 10**19}, "step: is too fine"),
    ],
)
def test_ask_that_makes_no_sense_is_refused(question: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask_of(question)
    assert said in str(refused.value)


def test_delta_is_shared_by_the_rows_of_a_person() -> None:
    with pytest.raises(Invalid, match="is too small for so many contributions"):
        ask_of({"ask": "histogram", "column": "a", "delta": "1e-15"}, contributions=2)


def test_every_problem_of_an_ask_is_told() -> None:
    with pytest.raises(Invalid) as refused:
        read_ask({"questions": [{"ask": "count"}, {"ask": "sum"}], "contributions": 0, "budget": 1})
    assert len(refused.value.issues) == 7


@needs_shared
def test_adult_answers_are_near_the_truth(tmp_path: Path) -> None:
    adult = pc.read_csv(SHARED / "data/tables/adult/adult.csv", parse_options=pc.ParseOptions(delimiter=";"))
    pq.write_table(adult, tmp_path / "adult.parquet")
    ask = ask_of(
        {"ask": "count"},
        {"ask": "sum", "column": "age", "low": 0, "high": 100},
        {"ask": "histogram", "column": "education", "categories": ["Bachelors", "Masters", "Doctorate"]},
        {"ask": "histogram", "column": "age", "edges": [0, 30, 60, 120]},
    )
    count, ages, education, age = measure_counts(tmp_path / "adult.parquet", ask, ledger_of(tmp_path), now=NOW)[
        "answers"
    ]
    assert count["value"] == pytest.approx(30_162, abs=40)
    assert ages["value"] == pytest.approx(sum(adult["age"].to_pylist()), abs=4_000)
    assert [each["count"] for each in education["counts"]] == pytest.approx([5_044, 1_627, 375], abs=40)
    ages_held = np.histogram(adult["age"].to_numpy(), [0, 30, 60, 120])[0]
    assert [each["count"] for each in age["counts"]] == pytest.approx(list(ages_held), abs=40)


def test_example_of_the_page_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs/reference/differential-privacy.md").read_text(encoding="utf-8")
    table = pa.table(
        {
            "person_id": [f"p{n % 40}" for n in range(100)],
            "ward": ["내과", "외과"] * 50,
            "cost": [n * 1000 for n in range(100)],
            "age": [n % 90 for n in range(100)],
        }
    )
    pq.write_table(table, tmp_path / "visits.parquet")
    names: dict[str, Any] = {"path": tmp_path / "ledger", "parquet": tmp_path / "visits.parquet", "now": NOW}
    exec(page.split("```python\n")[1].split("```")[0], names)
    assert [answer["ask"] for answer in names["document"]["answers"]] == ["count", "sum", "histogram", "histogram"]
    assert names["document"]["ledger"]["left"]["epsilon"] == 1.0
