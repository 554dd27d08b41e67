"""What a sample leaves open of a way's readiness stands beside its value, in the candidates that the engine reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gotgan.assess.rules.deciding import deciding_weights
from gotgan.assess.rules.evidence import candidates_in, evidence_of
from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.tables import HEADER, candidates_csv, read_rows
from gotgan.assess.rules.values import base_value, mode_value, mode_value_ends, ways_of
from gotgan.engine.select import read_candidates, read_rules
from gotgan.terms.selection import Interval, Mode, ModeEstimate, PanelResult, Potential
from tests.assess.lists_made import found, interval

BOUNDED = Interval(70.0, 61.0, 74.0)


def tried(number: int, readiness: Interval) -> Any:
    modes = (
        ModeEstimate(Mode.AS_IS, True, interval(50.0), 1.0, 0.1),
        ModeEstimate(Mode.PROCESSED, True, readiness, 0.9, 0.02, interval(1e6)),
    )
    return replace(found(number), potential=Potential("d", "v", 3, 1000, modes))


def csv_of(readiness: Interval) -> tuple[bytes, dict[str, Any]]:
    evidence = json.loads(json.dumps(evidence_of([tried(1, readiness), tried(2, interval(70.0))], [])))
    weights, _ = deciding_weights(Settings().weights, PanelResult())
    return candidates_csv(candidates_in(evidence), weights, Making(), PanelResult()), evidence


def test_way_keeps_both_ends_of_what_was_measured_on_a_sample() -> None:
    ways = ways_of(tried(1, BOUNDED))
    assert (ways["processed"].readiness, ways["processed"].ends) == (0.7, (0.61, 0.74))
    assert ways["as_is"].ends is None
    assert "readiness_low" not in ways["as_is"].to_json()


def test_value_is_reckoned_at_both_ends() -> None:
    content, evidence = csv_of(BOUNDED)
    row, other = read_rows(content).values()
    way = evidence["candidates"][0]["ways"]["processed"]
    weights, _ = deciding_weights(Settings().weights, PanelResult())
    base = base_value({name: each["value"] for name, each in evidence["candidates"][0]["criteria"].items()}, weights)
    ends = [mode_value(base, {**way, "readiness": end}, Making()) for end in (0.61, 0.74)]
    assert mode_value_ends(base, way, Making()) == tuple(ends)
    assert [float(row[f"value_processed_{end}"]) for end in ("low", "high")] == pytest.approx(ends)
    assert ends[0] < float(row["value_processed"]) < ends[1]
    assert other["value_processed_low"] == ""
    assert "value_as_is_low" not in row


def test_engine_reads_them() -> None:
    rules = read_rules({"choose": 1, "weights": dict(Settings().weights)})
    read = read_candidates(csv_of(BOUNDED)[0], rules)
    assert read.value_ends is not None
    low, high = read.value_ends
    assert [(low < high).any(axis=1).tolist(), (high > low)[0].tolist()] == [[True, False], [False, True, False]]


def test_evidence_without_ends_gives_the_bytes_of_before() -> None:
    """As frozen before ends were kept: no column more."""
    exact, _ = csv_of(interval(70.0))
    assert tuple(exact.decode().partition("\n")[0].split(","))[: len(HEADER)] == HEADER
    assert b"value_processed_low" not in exact
    _, evidence = csv_of(BOUNDED)
    for line in evidence["candidates"]:
        for way in line["ways"].values():
            way.pop("readiness_low", None)
            way.pop("readiness_high", None)
    weights, _ = deciding_weights(Settings().weights, PanelResult())
    assert candidates_csv(candidates_in(evidence), weights, Making(), PanelResult()) == exact
