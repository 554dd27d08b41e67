"""Candidates as the earlier rooms would know them, and a list chosen from them by the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gotgan.agent.select import select_from_file
from gotgan.assess.rules import tables
from gotgan.assess.rules.criteria import Found
from gotgan.assess.rules.deciding import deciding_weights
from gotgan.assess.rules.evidence import candidates_in, evidence_of
from gotgan.assess.rules.reasons import Numbers
from gotgan.assess.rules.settings import Settings
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import GATES, Interval, Mode, ModeEstimate, PanelResult, Potential, ReadinessLine

FIELDS, BODIES = ("health", "transport", "culture"), ("1000001", "1000002", "1000003", "1000004")


def interval(value: float) -> Interval:
    return Interval(value, value, value)


def line(total: float | None = 60.0, **gates: str) -> ReadinessLine:
    return ReadinessLine("d", "v", 7, "tabular", total, {}, {**dict.fromkeys(GATES, "passed"), **gates})


def found(number: int = 1, **more: Any) -> Found:
    """One that may be chosen: assessed, gates passed, tried as it is and processed."""
    is_risky = number % 13 == 0
    modes = (
        ModeEstimate(Mode.AS_IS, True, interval(40 + number % 7 * 5), 1.0, 0.4 if is_risky else (number % 9) / 30),
        ModeEstimate(
            Mode.PROCESSED,
            number % 3 > 0,
            interval(60 + number % 5 * 6),
            0.9,
            0.4 if is_risky else 0.02,
            interval(1e6 * number),
        ),
        ModeEstimate(Mode.SAFEZONE, number % 4 == 0, interval(70.0), 1.0, 0.05, interval(2e6)),
    )
    given: dict[str, Any] = {
        "id": f"d{number:03}", "version": "v", "organisation": BODIES[number % 4], "held_by": BODIES[number % 4],
        "field": FIELDS[number % 3], "modality": "tabular", "region": "11", "cluster": f"c{number // 2}" * (number < 8),
        "rows": 1000 * number, "downloads": number * 5 % 37, "overlap": number % 5 / 10, "joinable": number % 6,
        "readiness": line(40.0 + number % 50), "potential": Potential("d", "v", 3, 1000, modes),
    }  # fmt: skip
    return Found(**{**given, **more})


def chosen(folder: Path, settings: Settings, count: int = 40) -> tuple[dict[str, Any], Numbers, dict[str, Any]]:
    """(document, numbers, evidence) of a list chosen without a panel."""
    pairs = [["d010", "d011", 0.6], ["d020", "d021", 0.4]]
    evidence = json.loads(json.dumps(evidence_of([found(number) for number in range(1, count + 1)], pairs)))
    weights, notes = deciding_weights(settings.weights, PanelResult())
    lines = candidates_in(evidence)
    content = {
        tables.CANDIDATES: tables.candidates_csv(lines, weights, settings.making, PanelResult()),
        tables.PAIRS: tables.pairs_csv(pairs, [each["id"] for each in lines], settings.making.redundancy_factor),
        tables.RULES: tables.rules_yaml(settings, weights, notes),
    }
    for name, text in content.items():
        (folder / name).write_bytes(text)
    document = select_from_file(folder / tables.CANDIDATES, folder / tables.RULES)
    rows = tables.read_rows(content[tables.CANDIDATES])
    members = {each["id"]: each["mode"] for each in document["members"]}
    ceiling = settings.risk_ceiling
    numbers = Numbers(
        rows, members, ceiling, lambda dataset: Words(dataset, dataset), lambda _, value: Words(value, value)
    )
    return document, numbers, evidence
