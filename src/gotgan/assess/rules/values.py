"""What each way to provide a candidate is worth, which gates it passes, and who is left out before the choice.

V_im = value (criteria of AI and public value) x readiness_im x utility_im - lambda x cost_im - rho x risk_im.
A risk that nobody measured is unknown, and takes off as much as UNKNOWN_RISK: it is never reckoned as none.
Source: measure.md section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess.rules.criteria import Found
from gotgan.assess.rules.settings import Making
from gotgan.terms.readiness import GateState
from gotgan.terms.selection import CRITERIA, GATES, UNKNOWN_RISK, Interval, Mode, ModeEstimate

VALUE_GROUPS = ("ai_value", "public_value")
READINESS_ENDS = ("readiness_low", "readiness_high")
COST_UNIT = 100_000_000
"""Won for which `cost_weight` is taken off."""


@dataclass(frozen=True)
class Way:
    """One open way: readiness and utility 0 to 1, risk 0 to 1 (None: not known), won. `is_tried`: on a sample of the
    data. `ends`: readiness at least and at most, where it is not exact. `is_public`: as it
    is, open to everyone already."""

    readiness: float
    utility: float
    risk: float | None
    cost: float
    is_tried: bool
    ends: tuple[float, float] | None = None
    is_public: bool = False

    def to_json(self) -> dict[str, Any]:
        ends = {} if self.ends is None else dict(zip(READINESS_ENDS, self.ends, strict=True))
        public = {"is_public": True} if self.is_public else {}
        return ends | public | {
            "readiness": self.readiness, "utility": self.utility, "risk": self.risk, "cost": self.cost,
            "is_tried": self.is_tried,
        }  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """Why a candidate is not chosen from: a code with its name and numbers, put into words by the page."""

    code: str
    name: str = ""
    numbers: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name, "numbers": dict(self.numbers)}


def gates_of(found: Found) -> dict[str, str]:
    """Each gate of a list: passed, failed or unknown. Not assessed: all unknown."""
    said = found.readiness.gates if found.readiness is not None else {}
    return {gate: str(said.get(gate, GateState.UNKNOWN)) for gate in GATES}


def ways_of(found: Found) -> dict[str, Way]:
    """The open ways, by mode. Without a trial only as it is, and only where nothing stands against that."""
    if found.potential is not None:
        ways = {each.mode.value: _tried(each, found) for each in found.potential.modes if each.is_open}
        return {mode: way for mode, way in ways.items() if way is not None}
    line = found.readiness
    is_provided = found.is_opened or found.provision in ("open", "limited")
    if line is None or line.total is None or found.has_findings or not is_provided:
        return {}
    return {
        Mode.AS_IS.value: Way(
            round(line.total / 100, 6), 1.0, _scanned_risk(found), 0.0, False, is_public=_is_public(found)
        )
    }


def _tried(mode: ModeEstimate, found: Found) -> Way | None:
    """None where readiness was not measured again: it is never promised."""
    readiness = mode.readiness.value if mode.readiness is not None else None
    if readiness is None and mode.mode is Mode.AS_IS and found.readiness is not None:
        readiness = found.readiness.total
    if readiness is None:
        return None
    risk = mode.risk if mode.risk is not None else _scanned_risk(found)
    cost = mode.cost_won.value if mode.cost_won is not None else 0.0
    utility = 1.0 if mode.utility is None else mode.utility
    told, ends = None if risk is None else round(risk, 6), _ends(mode.readiness)
    is_public = mode.mode is Mode.AS_IS and _is_public(found)
    return Way(round(readiness / 100, 6), round(utility, 6), told, round(cost, 2), True, ends, is_public)


def _ends(readiness: Interval | None) -> tuple[float, float] | None:
    if readiness is None:
        return None
    low, high = (round(each / 100, 6) for each in (readiness.low, readiness.high))
    return (low, high) if low < high else None


def _is_public(found: Found) -> bool:
    return found.is_opened or found.provision == "open"


def _scanned_risk(found: Found) -> float | None:
    """What a scan alone tells: the share of rows that stand alone, or that nobody is in it; None where it was not
    searched, or something was found that tells a person."""
    if found.has_findings:
        return None
    return found.alone if found.alone is not None else 0.0 if found.was_searched else None


def left_out(found: Found, gates: Mapping[str, str], ways: Mapping[str, Way]) -> tuple[LeftOut, ...]:
    """Everything that keeps it from being chosen; empty for a candidate.

    A list asks for the gates of GATES to be passed; another of the rule book, such as harm, keeps out what fails it.
    """
    reasons = [LeftOut("withdrawn")] if found.is_withdrawn else []
    if found.readiness is None or found.readiness.total is None:
        reasons.append(LeftOut("not_assessed"))
    else:
        shut = {GateState.FAILED.value: "gate_failed", GateState.UNKNOWN.value: "gate_unknown"}
        reasons += [LeftOut(shut[state], gate) for gate, state in gates.items() if state in shut]
        failed = (gate for gate, state in found.readiness.gates.items() if state == GateState.FAILED)
        reasons += [LeftOut("gate_failed", gate) for gate in failed if gate not in gates]
        if not ways:
            reasons.append(LeftOut("no_way"))
    return tuple(reasons)


def base_value(criteria: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean of the criteria of AI and public value that have a weight; 0 when none has."""
    shares = [
        (weights.get(each.id, 0.0), criteria[each.id]) for each in CRITERIA
        if each.group in VALUE_GROUPS and each.id in criteria
    ]  # fmt: skip
    total = sum(weight for weight, _ in shares)
    return sum(weight * value for weight, value in shares) / total if total else 0.0


def mode_value(base: float, way: Mapping[str, Any], making: Making) -> float:
    """To a millionth; may be below 0."""
    gained = base * float(way["readiness"]) * float(way["utility"])
    risk = UNKNOWN_RISK if way["risk"] is None else float(way["risk"])
    lost = making.cost_weight * float(way["cost"]) / COST_UNIT + making.risk_weight * risk
    return round(gained - lost, 6)


def mode_value_ends(base: float, way: Mapping[str, Any], making: Making) -> tuple[float, float] | None:
    """Its value at both ends of its readiness; None where that is exact, or makes no difference."""
    if READINESS_ENDS[0] not in way:
        return None
    low, high = (mode_value(base, {**way, "readiness": way[end]}, making) for end in READINESS_ENDS)
    return (low, high) if low < high else None


def best_mode(base: float, ways: Mapping[str, Mapping[str, Any]], making: Making) -> tuple[str, float] | None:
    """The open way that is worth most; between equals the one that asks for less. None without one."""
    order = [mode.value for mode in Mode]
    worth = [(mode_value(base, way, making), -order.index(mode), mode) for mode, way in ways.items()]
    if not worth:
        return None
    value, _, mode = max(worth)
    return mode, value
