"""What the engine reads is made from evidence, settings, shortlist and panel, and from nothing else."""

from __future__ import annotations

import json
from typing import Any

from gotgan.assess.rules import tables
from gotgan.assess.rules.evidence import evidence_of
from gotgan.assess.rules.making import files_from
from gotgan.assess.rules.settings import Making, Settings
from gotgan.terms.selection import Interval, PanelResult
from tests.assess.lists_made import found

COUNT = 6
NOBODY = PanelResult()


def evidence() -> dict[str, Any]:
    rows = [found(number) for number in range(1, COUNT + 1)]
    document: dict[str, Any] = json.loads(json.dumps(evidence_of(rows, [(rows[0].id, rows[1].id, 0.5)])))
    return document


def settings(**making: float) -> dict[str, Any]:
    return Settings(choose=2, making=Making(**making)).to_json()


def ids(files: dict[str, bytes]) -> list[str]:
    return list(tables.read_rows(files[tables.CANDIDATES]))


def test_without_a_panel_everybody_is_chosen_from_but_who_is_out() -> None:
    kept = evidence()
    everybody = ids(files_from(kept, settings(), (), NOBODY, ()))
    assert len(everybody) == COUNT
    files = files_from(kept, settings(), (), NOBODY, {everybody[0]})
    assert ids(files) == everybody[1:]
    assert files[tables.PAIRS].count(b"\n") == 1, "a pair of one that is out is no pair"


def test_with_a_panel_only_what_it_rated_is_chosen_from() -> None:
    kept = evidence()
    rated = ids(files_from(kept, settings(), (), NOBODY, ()))[:3]
    panel = PanelResult({"public_benefit": {name: Interval(0.5, 0.4, 0.6) for name in rated}}, {})
    assert ids(files_from(kept, settings(), rated, panel, ())) == rated
    assert ids(files_from(kept, settings(), rated, panel, {rated[1]})) == [rated[0], rated[2]]


def test_weights_of_making_change_the_files() -> None:
    kept = evidence()
    plain = files_from(kept, settings(), (), NOBODY, ())
    assert plain == files_from(kept, settings(), (), NOBODY, ())
    dear = files_from(kept, settings(risk_weight=0.9, redundancy_factor=0.9), (), NOBODY, ())
    assert dear[tables.PAIRS] != plain[tables.PAIRS]
    assert dear[tables.RULES] == plain[tables.RULES]
