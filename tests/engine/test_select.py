"""The list is the best one that keeps to every rule, and says why."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from tests.engine.select_tables import (
    Table,
    best_by_hand,
    cases,
    csv_of,
    ids,
    listed,
    rules_of,
    table_of,
    worth_by_hand,
)

from gotgan.engine.select import Candidates, Choice, Rules, choose, document_of, read_candidates, read_pairs, read_rules
from gotgan.engine.select.least import MARGIN
from gotgan.engine.select.shapes import MODES
from gotgan.terms.errors import Invalid


@settings(max_examples=120, deadline=None)
@given(cases())
def test_no_list_is_worth_more_and_each_least_change_brings_its_candidate_in(
    case: tuple[Table, dict[str, Any], str],
) -> None:
    table, said, pairs = case
    rules = rules_of(**said)
    candidates = read_candidates(csv_of(table), rules)
    penalties = read_pairs(pairs.encode(), candidates.ids)
    choice = choose(candidates, rules, penalties)
    best = best_by_hand(candidates, rules, penalties)
    if best is None:
        check_conflict(candidates, rules, choice)
        return
    assert choice.objective == pytest.approx(best, abs=1e-9)
    assert choice.gap is not None
    assert choice.gap <= 1e-6
    chosen = [(candidates.ids.index(each.id), MODES.index(each.mode)) for each in choice.members]
    assert worth_by_hand(candidates, rules, penalties, chosen) == pytest.approx(best, abs=1e-9)
    assert all(each.causes for each in (*choice.members, *choice.rejected))
    for each in choice.rejected[:2]:
        changed = [dict(row) for row in table]
        row = next(row for row in changed if row["id"] == each.id)
        if each.least_change is not None:
            row |= {change.column: change.after for change in each.least_change}
        else:
            row |= at_its_best(row, rules)
        again = choose(read_candidates(csv_of(changed), rules), rules, penalties)
        is_in = each.id in ids(again) and (each.least_change is not None or again.objective > best + 2 * MARGIN)
        assert is_in == (each.least_change is not None), (each, again.objective)


def at_its_best(row: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """Whatever a change may set, set as far as it goes: nothing of its own keeps it out but closed modes and counts."""
    best: dict[str, Any] = dict.fromkeys(rules.gates, "true") | dict.fromkeys(rules.weights, 1)
    best |= {name: 0 for name, cell in row.items() if name.startswith(("cost", "risk")) and cell != ""}
    return best | {name: 1000 for name, cell in row.items() if name.startswith("value_") and cell != ""}


def check_conflict(candidates: Candidates, rules: Rules, choice: Choice) -> None:
    """Its names cannot be met together, without any one of them they can; the relaxation makes a list possible."""
    assert choice.infeasible is not None
    assert choice.members == ()
    conflict = choice.infeasible.conflict
    assert best_by_hand(*_under(candidates, rules, conflict), {}) is None
    for name in conflict:
        fewer = [each for each in conflict if each != name]
        assert can_be_met(candidates, rules, fewer), (conflict, name)
    relaxed = rules
    for each in choice.infeasible.relaxation:
        relaxed = _moved(relaxed, each.name, each.after)
    if choice.infeasible.relaxation:
        assert relaxed.choose >= 1
        assert best_by_hand(candidates, relaxed, {}) is not None


def can_be_met(candidates: Candidates, rules: Rules, names: list[str]) -> bool:
    under = _under(candidates, rules, names)
    if "choose" in names:
        return best_by_hand(*under, {}) is not None
    sizes = (replace(under[1], choose=size) for size in range(len(candidates) + 1))
    return any(best_by_hand(under[0], each, {}) is not None for each in sizes)


def _under(candidates: Candidates, rules: Rules, names: Any) -> tuple[Candidates, Rules]:
    """Both under some of the constraints only."""
    gates = {name: each for name, each in candidates.gates.items() if f"gates.{name}" in names}
    floors, caps = (
        {column: {value: count for value, count in counts.items() if f"{kind}.{column}.{value}" in names}
         for column, counts in said.items()}
        for kind, said in (("floors", rules.floors), ("caps", rules.caps))
    )  # fmt: skip
    named = {column: set(counts) for column, counts in rules.caps.items()}
    for column, counts in caps.items():
        if "*" in counts:  # a value that has a cap of its own is not under the general one
            counts |= dict.fromkeys(named[column] - set(counts), 10**6)
    return replace(candidates, gates=gates), replace(
        rules, floors=floors, caps=caps, one_per_cluster=rules.one_per_cluster and "one_per_cluster" in names,
        budget=rules.budget if "budget" in names else None,
        zone_capacity=rules.zone_capacity if "zone_capacity" in names else None,
        risk_ceiling=rules.risk_ceiling if "risk_ceiling" in names else None,
    )  # fmt: skip


def _moved(rules: Rules, name: str, to: float) -> Rules:
    kind, *rest = name.split(".", 2)
    if not rest:
        return replace(rules, **{kind: to if kind == "budget" else int(to)})
    counts = getattr(rules, kind)
    return replace(rules, **{kind: {**counts, rest[0]: {**counts[rest[0]], rest[1]: int(to)}}})


# -- by example


def test_ties_go_to_the_smallest_id_whatever_the_order_of_rows() -> None:
    table = table_of(0.5, 0.9, 0.5, 0.5)
    for rows in (table, table[::-1], table[2:] + table[:2]):
        assert ids(listed(rows, rules_of())) == ["a", "b"]


def test_an_equal_mode_is_the_one_that_asks_for_less() -> None:
    table = table_of(0.5, 0.5, value_as_is=["", 1], value_processed=[2, 1], value_safezone=[2, 1])
    assert [each.mode for each in listed(table, rules_of()).members] == ["processed", "as_is"]


def test_everybody_who_is_out_has_a_reason() -> None:
    table = table_of(0.9, 0.8, 0.7, 0.6, 0.1, cluster=["1", "1", "", "", ""], lawful=["true"] * 3 + ["false", "true"])
    choice = listed(table, rules_of(gates=["lawful"], one_per_cluster=True))
    assert ids(choice) == ["a", "c"]
    causes = {each.id: {(cause.kind, cause.name) for cause in each.causes} for each in choice.rejected}
    assert ("constraint", "one_per_cluster") in causes["b"]
    assert causes["d"] == {("gate", "gates.lawful")}
    assert causes["e"] == {("below", "c")}
    changes = {each.id: each.least_change for each in choice.rejected}
    assert next((each.column, each.before, each.after) for each in changes["d"] or ()) == ("lawful", False, True)


def test_a_hundred_from_forty_names_the_size_and_what_can_be() -> None:
    choice = listed(table_of(*[0.5] * 4), rules_of(choose=10))
    assert choice.infeasible is not None
    assert choice.infeasible.conflict == ("choose",)
    assert [(each.name, each.before, each.after) for each in choice.infeasible.relaxation] == [("choose", 10, 4)]
    assert document_of(choice)["members"] == []


def test_a_floor_that_the_gate_empties_gives_way_and_the_gate_does_not() -> None:
    table = table_of(0.9, 0.8, 0.7, field=["f", "g", "g"], lawful=["true", "true", "false"])
    choice = listed(table, rules_of(gates=["lawful"], floors={"field": {"g": 2}}))
    assert choice.infeasible is not None
    assert set(choice.infeasible.conflict) == {"gates.lawful", "floors.field.g"}
    assert [(each.name, each.after) for each in choice.infeasible.relaxation] == [("floors.field.g", 1)]


def test_penalties_keep_redundant_ones_apart() -> None:
    table = table_of(0.9, 0.9, 0.8)
    assert ids(listed(table, rules_of())) == ["a", "b"]
    assert ids(listed(table, rules_of(), "a,b,penalty\na,b,0.5\n")) == ["a", "c"]


def test_core_and_contested_by_how_often_weights_let_them_in() -> None:
    table = table_of(1.0, 0.9, 0.1, unique=[1.0, 0.0, 1.0])
    choice = listed(table, rules_of(robustness={"draws": 2000, "spread": 0.3, "seed": 1}))
    standing = {each.id: (each.standing, each.acceptability) for each in choice.members}
    assert standing["a"] == ("core", 1.0)
    assert 0 < standing["b"][1] < 1
    assert {each.id: each.acceptability for each in choice.rejected}["c"] == pytest.approx(1 - standing["b"][1])


def test_rules_say_from_where_a_place_is_core_or_of_the_reserve() -> None:
    table = table_of(1.0, 0.9, 0.1, unique=[1.0, 0.0, 1.0])
    shaken = {"draws": 2000, "spread": 0.3, "seed": 1}
    usual = listed(table, rules_of(robustness=shaken))
    held, out = usual.members[1].acceptability, usual.rejected[0].acceptability
    assert 0.1 < out < held < 0.9

    def classes(**lines: float) -> tuple[str, str]:
        found = listed(table, rules_of(robustness={**shaken, **lines}))
        assert found.objective == usual.objective
        return found.members[1].standing, found.rejected[0].standing

    assert classes() == classes(core_from=0.9, reserve_from=0.1) == ("contested", "reserve")
    assert classes(core_from=held) == ("core", "reserve")
    assert classes(core_from=held + 0.001) == ("contested", "reserve")
    assert classes(reserve_from=out) == ("contested", "reserve")
    assert classes(reserve_from=out + 0.001) == ("contested", "out")


@pytest.mark.parametrize(
    ("column", "cell", "place"),
    [
        ("demand", "nan", "column demand, b"), ("demand", "", "column demand, b"),
        ("demand", "1.2", "column demand, b"),
        ("id", "a", "column id, a"), ("lawful", "perhaps", "column lawful, b"), ("risk", "", "column risk, b"),
        ("cost", "-1", "column cost, b"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_answer_is_named_by_column_and_id(column: str, cell: str, place: str) -> None:
    table = table_of(0.9, 0.8)
    table[1][column] = cell
    with pytest.raises(Invalid) as raised:
        listed(table, rules_of(gates=["lawful"], budget=5, risk_ceiling=0.5))
    assert [each.place for each in raised.value.issues] == [place]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"choose": 0}, "choose"), ({"choose": 2.5}, "choose"), ({"weights": {}}, "weights"),
        ({"weights": {"demand": float("nan")}}, "weights.demand"), ({"weights": {"demand": 0}}, "weights"),
        ({"floors": {"field": {"*": 1}}}, "floors.field.*"), ({"gate": ["lawful"]}, "gate"),
        ({"robustness": {"spread": 2}}, "robustness.spread"), ({"budget": "much"}, "budget"),
        ({"robustness": {"core_from": 1.1}}, "robustness.core_from"), ({"robustness": {"core": 1}}, "robustness.core"),
        ({"robustness": {"reserve_from": "few"}}, "robustness.reserve_from"),
        ({"one_per_cluster": "yes"}, "one_per_cluster"),
    ],
)  # fmt: skip
def test_rules_that_are_none_are_named(said: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as raised:
        rules_of(**said)
    assert place in [each.place for each in raised.value.issues]


def test_columns_that_rules_name_must_be_there() -> None:
    with pytest.raises(Invalid) as raised:
        listed(table_of(0.9), rules_of(weights={"novelty": 1}, floors={"era": {"x": 1}}))
    assert {each.place for each in raised.value.issues} == {"column novelty", "column era"}


def test_weights_that_do_not_sum_to_one_are_said() -> None:
    assert listed(table_of(0.9, 0.8), rules_of()).notes == ()
    (note,) = listed(table_of(0.9, 0.8), rules_of(weights={"demand": 0.5})).notes
    assert "0.5" in note


def test_notes_of_the_rules_are_said_in_the_document() -> None:
    rules = read_rules({"choose": 1, "weights": {"a": 1.0}, "notes": ["b: nobody rated it"]})
    table = read_candidates(b"id,a\nx,0.5\n", rules)
    assert document_of(choose(table, rules, {}))["notes"] == ["b: nobody rated it"]
    with pytest.raises(Invalid, match="no list of texts"):
        read_rules({"choose": 1, "weights": {"a": 1.0}, "notes": "once"})


# -- what may give way


def test_a_list_of_nobody_is_not_offered() -> None:
    choice = listed(table_of(0.9, 0.8, 0.7, cost=[10, 20, 30]), rules_of(budget=5))
    assert choice.infeasible is not None
    assert [(each.name, each.before, each.after) for each in choice.infeasible.relaxation] == [
        ("choose", 2, 1), ("budget", 5, 10),
    ]  # fmt: skip


def test_where_no_limit_helps_that_is_said() -> None:
    choice = listed(table_of(0.9, 0.8, lawful=["false", "false"]), rules_of(choose=1, gates=["lawful"]))
    assert choice.infeasible is not None
    assert choice.infeasible.relaxation == ()
    assert choice.infeasible.conflict == ("choose", "gates.lawful")
    assert any(note.startswith("relaxation: ") for note in choice.notes)
    assert not any(note.startswith("relaxation: ") for note in listed(table_of(0.9, 0.8), rules_of(budget=1)).notes)


# -- what rules name


def test_a_value_is_the_same_however_its_letters_are_composed() -> None:
    table = table_of(0.9, 0.8, 0.7, organisation=["서울", "서울", "부산"])
    decomposed = unicodedata.normalize("NFD", "서울")
    assert ids(listed(table, rules_of(caps={"organisation": {f" {decomposed}": 1}}))) == ["a", "c"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"caps": {"region": {8: 1}}}, "caps.region.8"), ({"floors": {"region": {True: 1}}}, "floors.region.True"),
        ({"caps": {2020: {"a": 1}}}, "caps.2020"), ({"weights": {7: 0.5}}, "weights.7"), ({"gates": [1]}, "gates.1"),
        ({"caps": {"region": {"서울": 1, unicodedata.normalize("NFD", "서울"): 2}}}, "caps.region.서울"),
    ],
)  # fmt: skip
def test_a_name_that_yaml_reads_as_a_number_is_refused(said: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as raised:
        rules_of(**said)
    assert place in [each.place for each in raised.value.issues]


def test_a_value_that_no_candidate_has_is_said() -> None:
    rules = rules_of(caps={"organisation": {"*": 3, "x": 3, "o": 3}}, floors={"field": {"g": 0, "f": 0}})
    notes = listed(table_of(0.9, 0.8), rules).notes
    assert [note.split(":")[0] for note in notes] == ["floors.field.g", "caps.organisation.x"]


# -- files that are not what they seem


def refused(content: str, rules: Rules) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as raised:
        read_candidates(content.encode(), rules)
    return [(each.place, each.what) for each in raised.value.issues]


def test_a_row_of_another_width_is_refused_with_its_line_and_id() -> None:
    content = 'id,organisation,demand,unique\nz,"two\nlines",1,1\na,o,서울,0.05,0.9\n\nb,o,1\n'
    assert refused(content, rules_of()) == [
        ("line 4, a", "it has 5 cells, and the header 4"), ("line 6, b", "it has 3 cells, and the header 4"),
    ]  # fmt: skip


def test_a_column_that_stands_twice_is_refused() -> None:
    assert refused("id,demand, demand,unique\na,1,1,1\n", rules_of()) == [("column demand", "it stands twice")]


@pytest.mark.parametrize("name", ["value_zone", "cost_proccessed", "risk_As_is", "value_"])
def test_a_column_of_no_known_mode_is_refused(name: str) -> None:
    assert refused(f"id,demand,unique,{name}\na,1,1,1\n", rules_of()) == [(f"column {name}", "there is no such mode")]


def test_a_column_that_starts_like_a_mode_and_is_named_by_a_rule_is_read() -> None:
    rules = rules_of(weights={"value_added": 1.0}, choose=1)
    assert ids(choose(read_candidates(b"id,value_added\na,0.4\nb,0.5\n", rules), rules, {})) == ["b"]


def test_a_header_is_found_however_its_letters_are_composed() -> None:
    name = unicodedata.normalize("NFD", "수요")
    rules = rules_of(weights={"수요": 1.0}, choose=1)
    assert ids(choose(read_candidates(f"id, {name}\na,0.4\nb,0.5\n".encode(), rules), rules, {})) == ["b"]


@pytest.mark.parametrize("column", ["cost", "risk", "value_as_is", "cost_as_is"])
def test_a_number_beyond_all_measure_is_named_by_column_and_id(column: str) -> None:
    table = table_of(0.9, 0.8, value_as_is=[1, 1])
    table[1][column] = "1e15"
    assert refused(csv_of(table).decode(), rules_of()) == [(f"column {column}, b", "it is above 1e+14")]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"choose": 10**20}, "choose"), ({"budget": 1e300}, "budget"), ({"budget": 10**400}, "budget"),
        ({"weights": {"demand": 1e308}}, "weights.demand"), ({"caps": {"field": {"f": 10**7}}}, "caps.field.f"),
        ({"budget": float("inf")}, "budget"), ({"robustness": {"draws": 10**9}}, "robustness.draws"),
        ({"robustness": {"seed": 10**30}}, "robustness.seed"),
    ],
)  # fmt: skip
def test_a_rule_beyond_all_measure_is_named(said: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as raised:
        rules_of(**said)
    assert place in [each.place for each in raised.value.issues]


def test_the_greatest_numbers_allowed_give_a_list() -> None:
    table = table_of(0.9, 0.8, 0.7, cost=[10**14, 1, 1])
    assert ids(listed(table, rules_of(budget=5), "a,b,penalty\na,c,1e14\n")) == ["b", "c"]
    choice = listed(table, rules_of(choose=10**6))
    assert choice.infeasible is not None
    assert [each.after for each in choice.infeasible.relaxation] == [3]


def test_pairs_that_are_no_csv_or_beyond_all_measure_are_refused() -> None:
    content = f"a,b,penalty\nx,y,1\nx,y,{'9' * 2_000_000}\n".encode()
    with pytest.raises(Invalid) as raised:
        read_pairs(content, ("x", "y"))
    assert raised.value.issues[0].place.startswith("redundancy, line ")
    with pytest.raises(Invalid) as raised:
        read_pairs(b"a,b,penalty\nx,y,1e22\n", ("x", "y"))
    assert [each.what for each in raised.value.issues] == ["the penalty is above 1e+14"]


def test_everything_wrong_is_counted_though_few_are_listed() -> None:
    cells = "".join(f"d{place:03},nan,1\n" for place in range(200))
    with pytest.raises(Invalid) as raised:
        read_candidates(f"id,demand,unique\n{cells}".encode(), rules_of())
    assert len(raised.value.issues) == 50
    assert str(raised.value).endswith("(and 199 more)")
    with pytest.raises(Invalid) as raised:
        read_pairs(("a,b,penalty\n" + "x,x,1\n" * 120).encode(), ("x", "y"))
    assert str(raised.value).endswith("(and 119 more)")


def test_a_closed_mode_needs_no_cost_and_no_risk() -> None:
    table = table_of(0.9, 0.8, value_as_is=[1, 2], value_processed=["", 1], cost=["", 4], risk=["", 0.1])
    table = [{**row, "cost_as_is": 3, "risk_as_is": 0.2} for row in table]
    rules = rules_of(budget=9, risk_ceiling=0.5)
    assert ids(listed(table, rules)) == ["a", "b"]
    table[0]["value_processed"] = 1
    assert [place for place, _ in refused(csv_of(table).decode(), rules)] == ["column cost, a", "column risk, a"]
