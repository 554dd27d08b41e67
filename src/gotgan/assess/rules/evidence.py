"""The frozen evidence of a version: one line for each dataset, with everything that its place on a list stands on.

It holds no clock time, path, host or name of a person: the same data and settings give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.assess.rules.criteria import Found, Scales, measure
from gotgan.assess.rules.deciding import deciding_weights, rated_criteria
from gotgan.assess.rules.settings import COLUMNS, Settings
from gotgan.assess.rules.shortlist import Runner, Shortlist, make_shortlist
from gotgan.assess.rules.values import base_value, best_mode, gates_of, left_out, ways_of
from gotgan.terms.selection import PanelResult

FORMAT = 1


def evidence_of(found: Sequence[Found], pairs: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """`candidates` by id, `pairs` [a, b, how alike]."""
    scales = Scales.of(found)
    lines = [_line(each, scales) for each in sorted(found, key=lambda each: each.id)]
    return {"format": FORMAT, "candidates": lines, "pairs": [list(pair) for pair in pairs]}


def _line(found: Found, scales: Scales) -> dict[str, Any]:
    gates, ways = gates_of(found), ways_of(found)
    line, trial = found.readiness, found.potential
    return {
        "id": found.id, "version": found.version, "organisation": found.organisation, "held_by": found.held_by,
        "field": found.field, "modality": found.modality, "region": found.region, "cluster": found.cluster,
        "rows": found.rows, "size_bytes": found.size_bytes,
        "period": list(found.period) if found.period else None,
        "sheet": line.sheet if line else None, "use": line.use if line else "",
        "trial": trial.trial if trial else None, "gates": gates,
        "criteria": {name: each.to_json() for name, each in measure(found, scales).items()},
        "ways": {mode: way.to_json() for mode, way in ways.items()},
        "left_out": [each.to_json() for each in left_out(found, gates, ways)],
    }  # fmt: skip


def candidates_in(evidence: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Lines of those that may be chosen."""
    return [line for line in evidence["candidates"] if not line["left_out"]]


def measured_value(line: Mapping[str, Any], settings: Settings) -> float:
    """The worth of its best way by measured criteria alone; 0 where no way is open."""
    weights, _ = deciding_weights(settings.weights, PanelResult())
    measured = {name: each["value"] for name, each in line["criteria"].items()}
    base = base_value(rated_criteria(measured, line["id"], PanelResult()), weights)
    best = best_mode(base, line["ways"], settings.making)
    return best[1] if best is not None else 0.0


def shortlist_of(evidence: Mapping[str, Any], settings: Settings) -> Shortlist:
    """Whom the panel rates."""
    runners = [
        Runner(line["id"], measured_value(line, settings), {column: line[column] for column in COLUMNS})
        for line in candidates_in(evidence)
    ]  # fmt: skip
    return make_shortlist(runners, settings)


def known_values(evidence: Mapping[str, Any]) -> dict[str, list[str]]:
    """{column: values of the candidates}, for floors and caps."""
    lines = candidates_in(evidence)
    return {column: sorted({line[column] for line in lines} - {""}) for column in COLUMNS}


def count_left_out(evidence: Mapping[str, Any]) -> dict[str, int]:
    """How many are left out for each reason, the code with its name; one with two reasons counts in both."""
    return dict(
        Counter(
            f"{each['code']}.{each['name']}".rstrip(".") for line in evidence["candidates"] for each in line["left_out"]
        )
    )
