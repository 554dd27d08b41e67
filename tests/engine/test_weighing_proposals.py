"""Plans on the frontier: what is tried, what is kept, and that the same question has one answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.test_weighing_attack import AGES, plan_for, stored

from gotgan.cli.main import main
from gotgan.engine.deidentify.decide import ground_of
from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.weighing.candidates import Variant, grid_of, weights_for
from gotgan.engine.deidentify.weighing.choice import on_frontier
from gotgan.engine.deidentify.weighing.exposure import exposure_of
from gotgan.engine.deidentify.weighing.proposals import Effort, propose_plans
from gotgan.engine.deidentify.weighing.trial import carry_out
from gotgan.terms.errors import Invalid, NotAllowed

COLUMNS = """
  name: {do: suppress}
  age: {do: key, hierarchy: age.csv}
  sex: {do: key}
  pay: {do: keep}
  ill: {do: sensitive}"""
EFFORT = Effort(sample_rows=400, judged_rows=600, seeds=2, most=4, seconds=600)


def people(folder: Path, rows: int = 600) -> Path:
    draw = np.random.default_rng(7)
    ages = draw.integers(20, 60, rows)
    pay = draw.permutation(rows) + 1000
    ill = np.where(ages + draw.integers(-4, 5, rows) >= 40, "yes", "no")
    sex = draw.choice(["f", "m"], rows)
    return stored(folder, "people.parquet", name=[f"n{row}" for row in range(rows)], age=[str(age) for age in ages],
                  sex=[*sex], pay=pay.tolist(), ill=[*ill])  # fmt: skip


def given_plan(folder: Path, privacy: str = "{k: 5}") -> Plan:
    return plan_for(folder, privacy, COLUMNS)


points = st.lists(st.tuples(*[st.integers(0, 3).map(float)] * 3), min_size=1, max_size=25)


@given(points)
def test_frontier_holds_what_none_beats_and_something_as_good_as_every_point(given_points) -> None:
    kept = on_frontier(given_points)
    for place in kept:
        beaten = [other for other in given_points if other != given_points[place]
                  and all(ours <= theirs for ours, theirs in zip(other, given_points[place], strict=True))]  # fmt: skip
        assert not beaten
    for point in given_points:
        assert any(all(ours <= theirs for ours, theirs in zip(given_points[at], point, strict=True)) for at in kept)
    assert len({given_points[place] for place in kept}) == len(kept)


def test_grid_never_goes_below_the_plan_and_every_candidate_is_a_plan(tmp_path: Path) -> None:
    plan = given_plan(tmp_path, "{k: 10, l: 2}")
    variant = Variant("pay: round", {"pay": {"do": "round", "to": 100}})
    grid = grid_of(plan, weights={"age": 1.5, "sex": 0.5}, variants=[variant], folder=tmp_path)
    assert {candidate.k for candidate in grid} == {10, 20, 50}
    assert {candidate.mode for candidate in grid} == {"local", "global"}
    assert all(candidate.plan.privacy.distinct_l == 2 for candidate in grid)
    assert {candidate.plan.columns["pay"].do for candidate in grid} == {"keep", "round"}
    for number, candidate in enumerate(grid):
        path = tmp_path / f"again{number}.yaml"
        path.write_text(yaml.safe_dump(dict(candidate.plan.document)), encoding="utf-8")
        assert read_plan(path).columns == candidate.plan.columns
        assert read_plan(path).privacy == candidate.plan.privacy


def test_technique_no_plan_may_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        grid_of(given_plan(tmp_path), weights=None, variants=[Variant("x", {"pay": {"do": "md5"}})], folder=tmp_path)


def test_key_that_tells_of_the_target_weighs_more(tmp_path: Path) -> None:
    weights = weights_for(people(tmp_path), given_plan(tmp_path), "ill")
    assert weights["age"] > 1 > weights["sex"] >= 0.1


def test_key_that_is_new_in_every_row_weighs_least(tmp_path: Path) -> None:
    table = stored(tmp_path, "t.parquet", name=["a"] * 60, age=[str(age) for age in range(20, 80)],
                   sex=["f"] * 30 + ["m"] * 30, pay=[1] * 60, ill=["x"] * 30 + ["y"] * 30)  # fmt: skip
    weights = weights_for(table, given_plan(tmp_path), "ill")
    assert weights["sex"] > weights["age"]


def test_trial_figures_of_a_small_table(tmp_path: Path) -> None:
    table = stored(tmp_path, "t.parquet", name=["a"] * 4, age=["31", "35", "52", "58"], sex=["f"] * 4,
                   pay=[1, 2, 3, 3], ill=["x"] * 4)  # fmt: skip
    plan = given_plan(tmp_path, "{k: 2}")
    _, figures = carry_out(plan, ground_of(table, plan), table, tmp_path / "w.parquet")
    assert (figures["classes"], figures["k"], figures["prosecutor_max"]) == (2, 2, 0.5)
    assert (figures["average_class_size"], figures["average_class_ratio"]) == (2, 1)
    assert (figures["l"], figures["t"]) == (1, 0)
    assert (figures["discernibility"], figures["suppression_rate"]) == (8, 0)
    assert figures["loss"] == pytest.approx(9 / 99 / 2)
    assert figures["exposed"] == {"pay": 0.75, "ill": 0.25}
    assert set(figures["drift"]) == {"age", "sex", "pay", "ill"}


@pytest.mark.parametrize(
    ("after", "chance"),
    [([1, 5, 9, 9], 0.75), ([5, 5, 5, 5], 0.25), ([9, 9, 5, 1], 0.0), ([2, 2, 9, 9], 0.5), (["*"] * 4, 0.0)],
)
def test_exposure_is_the_chance_of_the_nearest_value(tmp_path: Path, after, chance: float) -> None:
    before = stored(tmp_path, "b.parquet", pay=[1, 5, 9, 9])
    assert exposure_of(before, stored(tmp_path, "a.parquet", pay=after), "pay") == pytest.approx(chance)


def test_proposals_differ_hold_k_and_come_again(tmp_path: Path) -> None:
    table, plan = people(tmp_path), given_plan(tmp_path, "{k: 20}")
    variant = Variant("pay: round", {"pay": {"do": "round", "to": 100}})
    found = propose_plans(table, plan, target="ill", variants=[variant], effort=EFFORT)
    assert found["complete"]
    assert found == propose_plans(table, plan, target="ill", variants=[variant], effort=EFFORT)
    json.dumps(found, allow_nan=False)
    assert 1 < len(found["plans"]) <= 4
    assert len(found["tried"]) + found["not_reached"] == found["grid"]
    for each in found["plans"]:
        assert each["figures"]["k"] == each["reached"]["k"] >= each["k"] >= 20
        assert each["prosecutor_max"] <= 1 / each["k"]
        assert 0 < each["marketer_average"] <= each["prosecutor_max"]
        assert each["reached"]["l"] >= 1
        assert each["risk"] <= 1 / each["k"]
        assert each["figures"]["rows"] == 600
        assert each["accuracy"] > each["figures"]["accuracy"]["majority"] - 0.05
        assert all(reason["ko"] and reason["en"] for reason in each["reasons"])
    assert len({json.dumps(each["plan"], sort_keys=True) for each in found["plans"]}) == len(found["plans"])
    assert any(each["techniques"] == "pay: round" for each in found["plans"])
    alone = [each for each in found["tried"] if each["techniques"] == "as given"]
    assert all(each["exposed"] == 1 for each in alone)


def test_search_that_runs_out_of_time_says_so(tmp_path: Path) -> None:
    ticks = iter(range(0, 10_000, 100))
    effort = replace(EFFORT, seconds=50, clock=lambda: float(next(ticks)))
    found = propose_plans(people(tmp_path), given_plan(tmp_path), effort=effort)
    assert not found["complete"]
    assert len(found["tried"]) == 1
    assert found["plans"][0]["accuracy"] is None


def test_large_table_is_measured_on_a_part_of_it(tmp_path: Path) -> None:
    effort = replace(EFFORT, measured_rows=2_000, most=2)
    found = propose_plans(people(tmp_path, 6_000), given_plan(tmp_path, "{k: 20}"), effort=effort)
    assert found["rows"] == 6_000
    assert 1_700 < found["measured_rows"] < 2_300
    assert {each["figures"]["rows"] for each in found["plans"]} == {found["measured_rows"]}
    assert all(each["reached"]["k"] >= 20 for each in found["plans"])


def test_progress_is_told_up_to_the_last_trial(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    effort = replace(EFFORT, tell=lambda done, of: told.append((done, of)))
    found = propose_plans(people(tmp_path), given_plan(tmp_path, "{k: 50}"), effort=effort)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert {of for _, of in told} == {found["grid"] + EFFORT.most}


def test_what_cannot_be_proposed_is_refused(tmp_path: Path) -> None:
    table = people(tmp_path)
    with pytest.raises(Invalid, match="not passed on"):
        propose_plans(table, given_plan(tmp_path), target="name", effort=EFFORT)
    with pytest.raises(NotAllowed, match="no plan of the grid"):
        propose_plans(table, given_plan(tmp_path, "{k: 5, l: 3}"), effort=EFFORT)


def test_command_proposes_a_plan_that_can_be_released(tmp_path: Path) -> None:
    table = people(tmp_path)
    given_plan(tmp_path, "{k: 50}")
    (tmp_path / "age.csv").write_text(AGES, encoding="utf-8")
    args = ["propose", str(table), "--plan", str(tmp_path / "plan.yaml"), "-o", str(tmp_path / "plans.json")]
    assert main([*args, "--technique", "pay={do: microaggregate, size: 5}", "--most", "2"]) == 0
    found = json.loads((tmp_path / "plans.json").read_text(encoding="utf-8"))
    assert found["kind"] == "propose"
    chosen = found["plans"][0]
    (tmp_path / "chosen.yaml").write_text(json.dumps(chosen["plan"]), encoding="utf-8")
    assert main(["deidentify", str(table), "--plan", str(tmp_path / "chosen.yaml"), "-o", str(tmp_path / "out")]) == 0
    utility = json.loads((tmp_path / "out" / "utility.json").read_text(encoding="utf-8"))
    assert utility["loss"] == pytest.approx(chosen["loss"])
    assert main([*args, "--technique", "pay"]) == 2
    assert pa.types.is_floating(pq.read_schema(tmp_path / "out" / "data.parquet").field("pay").type) == (
        chosen["techniques"] != "as given"
    )


def test_population_is_asked_of_every_proposal_and_stays_in_its_plan(tmp_path: Path) -> None:
    table = people(tmp_path)
    plan = given_plan(tmp_path, "{k: 50, mode: global, population: people.parquet, k_map: 60}")
    found = propose_plans(table, plan, population=table, effort=EFFORT)
    assert {each["mode"] for each in found["tried"]} == {"global"}
    for each in found["plans"]:
        assert each["plan"]["privacy"]["k_map"] == 60
        assert each["figures"]["journalist"]["k_map"] >= 50
