"""What `gotgan select` reads, byte for byte the same for the same evidence, settings and ratings.

Rows by id, columns in a fixed order, numbers as Python writes them, lines ended by a line feed, UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import yaml

from gotgan.assess.rules.deciding import criterion_ends, rated_criteria
from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.values import base_value, mode_value, mode_value_ends
from gotgan.terms.selection import CRITERIA, GATES, PUBLIC, UNKNOWN, Mode, PanelResult

CANDIDATES, PAIRS, RULES, LIST, EVIDENCE, NAMES = (
    "candidates.csv", "pairs.csv", "rules.yaml", "list.json", "evidence.json", "names.json",
)  # fmt: skip
SETTINGS, SHORTLIST, PANEL, OBJECTIONS = "settings.json", "shortlist.json", "panel.json", "objections.json"
MINUTES, WITHOUT_PANEL, SIGNATURE = "minutes.txt", "without-panel.txt", "signature.json"
MODES = tuple(mode.value for mode in Mode)
IDS = tuple(each.id for each in CRITERIA)
COUNTED = ("organisation", "field", "modality", "region", "cluster")
HEADER = (
    "id", *COUNTED, "cost", "risk", *GATES, *IDS, *(f"value_{mode}" for mode in MODES),
    *(f"cost_{mode}" for mode in MODES), *(f"risk_{mode}" for mode in MODES),
)  # fmt: skip


def candidates_csv(
    lines: Iterable[Mapping[str, Any]], weights: Mapping[str, float], making: Making, panel: PanelResult
) -> bytes:
    """`lines` are candidates of the evidence, in any order. Behind the header stand <criterion>_low and _high of those
    criteria, then value_<mode>_low and _high of those modes, that are not exact for somebody."""
    held = sorted(lines, key=lambda line: str(line["id"]))
    ends = [criterion_ends(line, panel) | _value_ends(line, weights, making, panel) for line in held]
    named = (*IDS, *(f"value_{mode}" for mode in MODES))
    uncertain = [name for name in named if any(name in each for each in ends)]
    rows = [
        [*_row(line, weights, making, panel), *_ends(known, uncertain)] for line, known in zip(held, ends, strict=True)
    ]
    return _csv((*HEADER, *(f"{name}_{end}" for name in uncertain for end in ("low", "high"))), rows)


def _ends(known: Mapping[str, tuple[float, float]], names: Iterable[str]) -> list[str]:
    return [_number(each) if each is not None else "" for name in names for each in known.get(name, (None, None))]


def _value_ends(
    line: Mapping[str, Any], weights: Mapping[str, float], making: Making, panel: PanelResult
) -> dict[str, tuple[float, float]]:
    base = base_value(_criteria(line, panel), weights)
    ends = {f"value_{mode}": mode_value_ends(base, way, making) for mode, way in line["ways"].items()}
    return {name: each for name, each in ends.items() if each is not None}


def _criteria(line: Mapping[str, Any], panel: PanelResult) -> Mapping[str, float]:
    return rated_criteria({name: each["value"] for name, each in line["criteria"].items()}, line["id"], panel)


def _row(line: Mapping[str, Any], weights: Mapping[str, float], making: Making, panel: PanelResult) -> list[Any]:
    criteria = _criteria(line, panel)
    base, ways = base_value(criteria, weights), line["ways"]
    return [
        line["id"], *(line[name] for name in COUNTED), 0, 0,
        *("true" if line["gates"].get(gate) == "passed" else "false" for gate in GATES),
        *(_number(criteria[name]) for name in IDS),
        *(_number(mode_value(base, ways[mode], making)) if mode in ways else "" for mode in MODES),
        *(_number(ways[mode]["cost"]) if mode in ways else "" for mode in MODES),
        *(_risk(ways[mode]) if mode in ways else "" for mode in MODES),
    ]  # fmt: skip


def pairs_csv(pairs: Iterable[Sequence[Any]], ids: Collection[str], factor: float) -> bytes:
    """`pairs` are [a, b, how alike]; those of two candidates cost factor x alike when both come in."""
    inside = frozenset(ids)
    kept = sorted((a, b, round(factor * alike, 6)) for a, b, alike in pairs if a in inside and b in inside)
    return _csv(("a", "b", "penalty"), [[a, b, _number(penalty)] for a, b, penalty in kept if penalty > 0])


def rules_yaml(settings: Settings, weights: Mapping[str, float], notes: Sequence[str]) -> bytes:
    """The rules of a version with the weights that decide, and why others do not."""
    document = {name: value for name, value in settings.to_json().items() if name != "making"}
    document |= {"weights": {name: float(weights.get(name, 0.0)) for name in IDS}, "redundancy": PAIRS}
    if notes:
        document["notes"] = list(notes)
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=True, width=1_000_000).encode()


def _risk(way: Mapping[str, Any]) -> str:
    if way["risk"] is None:
        return PUBLIC if way.get("is_public") else UNKNOWN
    return _number(way["risk"])


def _number(value: float) -> str:
    return repr(round(float(value), 6))


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def read_rows(content: bytes) -> dict[str, dict[str, str]]:
    """Candidates as they were written, by id."""
    return {row["id"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))}


def best_mode_of(row: Mapping[str, str]) -> tuple[str, float] | None:
    """(mode, its worth) of a candidate as it was written; between equals the one that comes first, as in the choice.

    None without a column of value that is filled.
    """
    worth = {mode: float(row[f"value_{mode}"]) for mode in MODES if row.get(f"value_{mode}")}
    best = max(worth, key=lambda mode: worth[mode], default=None)
    return (best, worth[best]) if best is not None else None
