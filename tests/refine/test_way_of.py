"""The way of a version, step by step, as its lineage tells it."""

from __future__ import annotations

from itertools import permutations

from gotgan.refine.queries.result_pages import way_of

AT = "2026-11-26T12:00:00+00:00"
STEPS = {"repair": ("a", "b"), "deidentify": ("b", "c"), "package": ("c", "a")}
"""The last gives a file that is the same as the first."""


def lineage(names: tuple[str, ...], at: dict[str, str]) -> dict[str, object]:
    return {
        "entity": {},
        "activity": {name: {"prov:type": f"gotgan:{name}", "prov:endTime": at.get(name, AT)} for name in names},
        "used": {name: {"prov:activity": name, "prov:entity": STEPS[name][0]} for name in names},
        "wasGeneratedBy": {name: {"prov:activity": name, "prov:entity": STEPS[name][1]} for name in names},
    }


def test_steps_of_one_second_stand_in_the_order_in_which_they_fed_each_other() -> None:
    for names in permutations(("repair", "deidentify")):
        assert [each.kind for each in way_of(lineage(names, {}))] == ["repair", "deidentify"]


def test_time_comes_first_and_a_file_that_comes_out_as_it_went_in_ends_nothing() -> None:
    at = {"repair": AT.replace("12:", "11:"), "package": AT.replace("12:", "13:")}
    for names in permutations(STEPS):
        assert [each.kind for each in way_of(lineage(names, at))] == ["repair", "deidentify", "package"]
