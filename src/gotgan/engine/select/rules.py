"""What a list must keep to: how many, by which weights, within which floors, caps and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import nfc

CONFLICT_SOLVES = 200
"""So many programmes are solved to find which rules conflict: a count, so that a replay ends at the same."""
EVERY = "*"
"""In caps: every value that is not named itself."""
MOST_NUMBER, MOST_COUNT, _MOST_SEED = 1e14, 1_000_000, 2**63
"""Beyond these the solver tells no number from the next."""
Counts = Mapping[str, Mapping[str, int]]
"""{column: {value: count}}."""


@dataclass(frozen=True)
class Robustness:
    """How the weights are shaken: `draws` vectors, each weight within +-`spread` of itself, from `seed`.

    `core_from`, `reserve_from`: acceptability from which a member is core, and one left out is of the reserve."""

    draws: int = 10_000
    spread: float = 0.3
    seed: int = 1
    core_from: float = 0.9
    reserve_from: float = 0.1


@dataclass(frozen=True)
class Rules:
    """Rules of one list. `weights` by criterion; `redundancy` names a file of pairs beside the rules; `notes` are said
    in the document as they stand. `conflict_solves`: where no list can be made, the most programmes solved for why."""

    choose: int
    weights: Mapping[str, float]
    gates: tuple[str, ...] = ()
    floors: Counts = field(default_factory=dict)
    caps: Counts = field(default_factory=dict)
    one_per_cluster: bool = False
    budget: float | None = None
    zone_capacity: int | None = None
    risk_ceiling: float | None = None
    redundancy: str = ""
    robustness: Robustness = Robustness()
    notes: tuple[str, ...] = ()
    conflict_solves: int = CONFLICT_SOLVES

    def names(self) -> tuple[str, ...]:
        """Every constraint by name, in the order in which they are reported."""
        limits = [name for name in ("budget", "zone_capacity", "risk_ceiling") if getattr(self, name) is not None]
        return (
            "choose",
            *(f"gates.{column}" for column in self.gates),
            *(f"floors.{column}.{value}" for column, counts in self.floors.items() for value in counts),
            *(f"caps.{column}.{value}" for column, counts in self.caps.items() for value in counts),
            *(["one_per_cluster"] if self.one_per_cluster else []),
            *limits,
        )


def read_rules(document: Any) -> Rules:
    """Rules from what a YAML or JSON file holds. Raises: Invalid with everything wrong."""
    if not isinstance(document, Mapping):
        raise Invalid(Issue("rules", "they are no mapping", "write choose: and weights: as in the reference"))
    reading = _Reading(document)
    rules = reading.rules()
    if reading.issues:
        raise Invalid(*reading.issues)
    return rules


class _Reading:
    """One document being read; what is wrong is collected."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.issues: list[Issue] = []

    def rules(self) -> Rules:
        known = {each.name for each in fields(Rules)}
        for key in self._document:
            if key not in known:
                self._wrong(str(key), "there is no such rule", f"use one of {', '.join(sorted(known))}")
        return Rules(
            choose=self._count("choose", self._document.get("choose"), least=1) or 1,
            weights=self._weights(),
            gates=self._gates(),
            floors=self._counts("floors"),
            caps=self._counts("caps"),
            one_per_cluster=self._flag("one_per_cluster"),
            budget=self._limit("budget"),
            zone_capacity=self._count("zone_capacity", self._document.get("zone_capacity"), is_needed=False),
            risk_ceiling=self._limit("risk_ceiling"),
            redundancy=self._text("redundancy"),
            robustness=self._robustness(),
            notes=self._notes(),
            conflict_solves=self._conflict_solves(),
        )

    def _conflict_solves(self) -> int:
        said = self._count("conflict_solves", self._document.get("conflict_solves"), is_needed=False)
        return CONFLICT_SOLVES if said is None else said

    def _weights(self) -> dict[str, float]:
        said = self._mapping("weights")
        read = {
            self._name("weights", name): self._number(f"weights.{name}", value) for name, value in said.items()
        }  # fmt: skip
        weights = {name: value for name, value in read.items() if value is not None}
        if not said:
            self._wrong("weights", "there is none", "give each criterion a weight, as weights: {demand: 0.13}")
        elif weights and len(weights) == len(said) and not sum(weights.values()):
            self._wrong("weights", "all of them are 0", "give a criterion a weight above 0")
        return weights

    def _gates(self) -> tuple[str, ...]:
        said = self._document.get("gates") or ()
        if isinstance(said, str) or not isinstance(said, list | tuple):
            self._wrong("gates", "they are no list", "write gates: [lawful, provenance]")
            return ()
        return tuple(dict.fromkeys(self._name("gates", each) for each in said))

    def _notes(self) -> tuple[str, ...]:
        said = self._document.get("notes") or ()
        if not isinstance(said, list | tuple) or not all(isinstance(each, str) for each in said):
            self._wrong("notes", "they are no list of texts", "write notes: [why a weight is 0]")
            return ()
        return tuple(said)

    def _counts(self, name: str) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for said, counts in self._mapping(name).items():
            column = self._name(name, said)
            if not isinstance(counts, Mapping):
                self._wrong(f"{name}.{column}", "it is no mapping", f"write {name}: {{{column}: {{value: 5}}}}")
                continue
            held = found.setdefault(column, {})
            for key, count in counts.items():
                value = self._name(f"{name}.{column}", key)
                place = f"{name}.{column}.{value}"
                if value in held:
                    self._wrong(place, "it stands twice", "keep one of them")
                elif name == "floors" and value == EVERY:
                    self._wrong(place, "a floor is of one value", "name each value that needs one")
                elif (read := self._count(place, count)) is not None:
                    held[value] = read
        return {column: held for column, held in found.items() if held}

    def _name(self, place: str, said: Any) -> str:
        """A column or a value, in NFC as those of the candidates are. YAML reads 010 as 8, and no as false."""
        if not isinstance(said, str):
            self._wrong(f"{place}.{said}", "it is no text", "write it in quotes")
        return nfc(str(said)).strip()

    def _robustness(self) -> Robustness:
        said = self._mapping("robustness")
        known = [each.name for each in fields(Robustness)]
        for key in set(said) - set(known):
            self._wrong(f"robustness.{key}", "there is no such setting", f"use {', '.join(known)}")
        draws = self._count("robustness.draws", said.get("draws", Robustness.draws), least=1)
        seed = self._count("robustness.seed", said.get("seed", Robustness.seed), most=_MOST_SEED)
        spread = self._number("robustness.spread", said.get("spread", Robustness.spread))
        if spread is not None and spread > 1:
            self._wrong("robustness.spread", "it is above 1", "a weight would fall below 0")
        core, reserve = (
            self._share(f"robustness.{name}", said.get(name, getattr(Robustness, name)))
            for name in ("core_from", "reserve_from")
        )
        return Robustness(draws or 1, spread or 0.0, seed or 0, core, reserve)

    def _share(self, place: str, said: Any) -> float:
        share = self._number(place, said)
        if share is not None and share > 1:
            self._wrong(place, "it is above 1", "write a share of the draws, from 0 to 1")
        return share or 0.0

    def _mapping(self, name: str) -> Mapping[Any, Any]:
        said = self._document.get(name)
        if said is None:
            return {}
        if not isinstance(said, Mapping):
            self._wrong(name, "it is no mapping", f"write {name}: {{name: value}}")
            return {}
        return said

    def _limit(self, name: str) -> float | None:
        said = self._document.get(name)
        return None if said is None else self._number(name, said)

    def _flag(self, name: str) -> bool:
        said = self._document.get(name, False)
        if not isinstance(said, bool):
            self._wrong(name, "it is neither true nor false", "write true or false")
        return said is True

    def _text(self, name: str) -> str:
        said = self._document.get(name) or ""
        if not isinstance(said, str):
            self._wrong(name, "it is no file name", "name a CSV of a, b, penalty")
            return ""
        return said

    def _count(
        self, place: str, said: Any, *, least: int = 0, most: int = MOST_COUNT, is_needed: bool = True
    ) -> int | None:
        if said is None and not is_needed:
            return None
        if isinstance(said, bool) or not isinstance(said, int) or said < least:
            self._wrong(place, f"it is no whole number of {least} or more", "write one")
            return None
        if said > most:
            self._wrong(place, f"it is above {most}", "write a smaller one")
            return None
        return said

    def _number(self, place: str, said: Any) -> float | None:
        if isinstance(said, bool) or not isinstance(said, int | float) or not said >= 0:
            self._wrong(place, "it is no number of 0 or more", "write one")
            return None
        if said > MOST_NUMBER:
            self._wrong(place, f"it is above {MOST_NUMBER:g}", "write a smaller one, or in a larger unit")
            return None
        return float(said)

    def _wrong(self, place: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(place, what, remedy))
