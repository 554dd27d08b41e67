"""The procedure as data: what travels with the program holds together, and what does not is named."""

from __future__ import annotations

from copy import deepcopy
from importlib.resources import files

import pytest
import yaml

from gotgan.refine.rules import guideline
from gotgan.terms.errors import Invalid
from gotgan.terms.refine import OrderState


@pytest.fixture
def document() -> dict:
    text = (files("gotgan.refine") / "guidelines" / f"{guideline.STANDARD}.yaml").read_text(encoding="utf-8")
    return deepcopy(yaml.safe_load(text))


@pytest.mark.parametrize("key", guideline.guideline_keys())
def test_guideline_reads(key: str) -> None:
    found = guideline.get_guideline(key)
    assert found.key == key
    assert found.least_reviewers >= 3
    assert {state for stage in found.stages for state in stage.states} == set(OrderState)


def test_guideline_every_word_in_both_languages(document: dict) -> None:
    def titles(value: object) -> list[dict]:
        if isinstance(value, dict):
            own = [value] if {"ko", "en"} & set(value) else []
            return own + [each for child in value.values() for each in titles(child)]
        return [each for child in value for each in titles(child)] if isinstance(value, list) else []

    assert all(set(each) == {"ko", "en"} and all(each.values()) for each in titles(document))


def test_guideline_every_state_is_reached_and_left(document: dict) -> None:
    steps = [(step["before"], step["after"]) for step in document["steps"]]
    reached = {after for before, after in steps if before != after} | {"drafted"}
    left = {before for before, after in steps if before != after} | {"destroyed"}
    assert reached == left == {state.value for state in OrderState}


def test_guideline_unknown_key() -> None:
    with pytest.raises(guideline.NoSuchGuideline, match="pipc-2024"):
        guideline.get_guideline("pipc-1999")


def test_guideline_every_problem_is_named(document: dict) -> None:
    document["steps"].append({"before": "drafted", "after": "released", "by": ["friend"], "needs": ["letter"]})
    document["steps"].append({"before": "dreamt", "after": "adequate", "by": ["handler"]})
    document["stages"][0]["states"] = ["drafted", "released"]
    document["documents"]["risk"]["fields"] += [{"key": "x", "kind": "poem"}, {"key": "y", "kind": "choice"}]
    with pytest.raises(Invalid) as caught:
        guideline.read_guideline(document)
    whats = " | ".join(f"{issue.place}: {issue.what}" for issue in caught.value.issues)
    for expected in (
        "the part friend is unknown", "the document letter is not described", "releases what no review found adequate",
        "the state dreamt is unknown", "calls adequate what is not under review",
        "the state prepared stands in no stage",
        "the state released stands in two stages", "documents.risk.x: the kind poem is unknown",
        "documents.risk.y: it is a choice of nothing",
    ):  # fmt: skip
        assert expected in whats
