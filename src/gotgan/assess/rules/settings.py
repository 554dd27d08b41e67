"""What a manager sets for a version: how many, by which weights, within which floors, caps and limits.

The document is that of `gotgan select` (SHAPES.md), and `making` beside it: how values and shortlist are made.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import CRITERIA, GATES

COLUMNS = ("field", "organisation", "modality", "region")
"""What floors and caps count."""
EVERY = "*"
SUM_TOLERANCE = 1e-6
LARGEST = 100_000
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Making:
    """`cost_weight`: value lost for each 100 million won; `risk_weight`: for a risk of 1; `redundancy_factor`: taken
    off for two members alike to 1; `shortlist_factor`: how many times the size the panel rates.

    `organisations` and `modalities` narrow what is collected; empty: all.
    """

    cost_weight: float = 0.05
    risk_weight: float = 0.2
    redundancy_factor: float = 0.2
    shortlist_factor: float = 3.0
    organisations: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    choose: int = 100
    weights: Mapping[str, float] = field(default_factory=lambda: {each.id: each.weight for each in CRITERIA})
    floors: Counts = field(default_factory=dict)
    caps: Counts = field(default_factory=dict)
    one_per_cluster: bool = True
    budget: float | None = None
    zone_capacity: int | None = None
    risk_ceiling: float | None = 0.2
    draws: int = 10_000
    spread: float = 0.3
    seed: int = 1
    core_from: float = 0.9
    reserve_from: float = 0.1
    making: Making = Making()

    def to_json(self) -> dict[str, Any]:
        """The rules of `gotgan select` with `making` beside them; limits that are not set are left out."""
        document: dict[str, Any] = {
            "choose": self.choose,
            "weights": dict(self.weights),
            "gates": list(GATES),
            "floors": {column: dict(counts) for column, counts in self.floors.items()},
            "caps": {column: dict(counts) for column, counts in self.caps.items()},
            "one_per_cluster": self.one_per_cluster,
            "robustness": {"draws": self.draws, "spread": self.spread, "seed": self.seed, **self._classes()},
            "making": {**asdict(self.making), "organisations": list(self.making.organisations),
                       "modalities": list(self.making.modalities)},
        }  # fmt: skip
        limits = {name: getattr(self, name) for name in ("budget", "zone_capacity", "risk_ceiling")}
        return document | {name: value for name, value in limits.items() if value is not None}

    def _classes(self) -> dict[str, float]:
        """From where a place is called core or of the reserve, where that is not as usual."""
        usual = {"core_from": Settings.core_from, "reserve_from": Settings.reserve_from}
        return {name: getattr(self, name) for name in usual if getattr(self, name) != usual[name]}


@dataclass(frozen=True)
class Known:
    """What is known when settings are written: values by column, and how many candidates there are. None: not yet."""

    values: Mapping[str, Collection[str]] | None = None
    candidates: int | None = None


def read_settings(document: Mapping[str, Any], known: Known = Known()) -> Settings:
    """Raises: Invalid with everything wrong, each at its place (`weights`, `floors.field.health`, ...)."""
    reader = _Reader(document, known)
    settings = reader.settings()
    if reader.issues:
        raise Invalid(*reader.issues)
    return settings


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """The same in proportion, with the sum 1. Raises: Invalid when their sum is 0 or no number."""
    total = sum(weights.values())
    if not math.isfinite(total) or total <= 0:
        raise Invalid(Issue("weights", "all of them are 0, or one is no number", "give a criterion a weight above 0"))
    shares = {name: round(value / total, 6) for name, value in weights.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] = round(shares[largest] + 1 - sum(shares.values()), 6)
    return shares


class _Reader:
    def __init__(self, document: Mapping[str, Any], known: Known) -> None:
        self._document, self._known = document, known
        self.issues: list[Issue] = []

    def settings(self) -> Settings:
        shaken = self._document.get("robustness") or {}
        settings = Settings(
            choose=int(self._number("choose", self._document.get("choose"), least=1, most=LARGEST, is_whole=True) or 1),
            weights=self._weights(),
            floors=self._counts("floors"),
            caps=self._counts("caps"),
            one_per_cluster=self._document.get("one_per_cluster", True) is True,
            budget=self._limit("budget", most=1e15),
            zone_capacity=self._whole_limit("zone_capacity"),
            risk_ceiling=self._limit("risk_ceiling", most=1),
            draws=int(self._number("draws", shaken.get("draws", 10_000), least=1, most=LARGEST, is_whole=True) or 1),
            spread=self._number("spread", shaken.get("spread", 0.3), most=1) or 0.0,
            seed=int(self._number("seed", shaken.get("seed", 1), most=2**31, is_whole=True) or 0),
            core_from=self._number("core_from", shaken.get("core_from", Settings.core_from), most=1) or 0.0,
            reserve_from=self._number("reserve_from", shaken.get("reserve_from", Settings.reserve_from), most=1) or 0.0,
            making=self._making(),
        )
        if not self.issues:
            self.issues += _impossible(settings, self._known)
        return settings

    def _weights(self) -> dict[str, float]:
        said = self._document.get("weights") or {}
        ids = [each.id for each in CRITERIA]
        for name in said:
            if name not in ids:
                self._wrong(f"weights.{name}", "there is no such criterion", f"use one of {', '.join(ids)}")
        numbers = {name: self._number(f"weights.{name}", said.get(name, 0), most=1) for name in ids}
        weights = {name: value for name, value in numbers.items() if value is not None}
        total = sum(weights.values())
        if len(weights) == len(ids) and abs(total - 1) > SUM_TOLERANCE:
            self._wrong("weights", f"they sum to {total:.6g}, not to 1", "correct one, or have them made to sum to 1")
        return weights

    def _counts(self, name: str) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for column, counts in (self._document.get(name) or {}).items():
            if column not in COLUMNS:
                self._wrong(f"{name}.{column}", "it is not counted", f"use one of {', '.join(COLUMNS)}")
                continue
            for value, count in counts.items():
                place = f"{name}.{column}.{value}"
                number = self._number(place, count, most=LARGEST, is_whole=True)
                self._check_value(place, name, column, value)
                if number is not None:
                    found.setdefault(column, {})[str(value)] = int(number)
        return found

    def _check_value(self, place: str, name: str, column: str, value: str) -> None:
        if value == EVERY:
            if name == "floors":
                self._wrong(place, "a floor is of one value", "name each value that needs one")
        elif self._known.values is not None and value not in self._known.values.get(column, ()):
            self._wrong(place, "no dataset has this value", "choose one of those that there are")

    def _making(self) -> Making:
        said = self._document.get("making") or {}
        most = {"cost_weight": 100.0, "risk_weight": 100.0, "redundancy_factor": 100.0, "shortlist_factor": 100.0}
        read: dict[str, Any] = {}
        for each in fields(Making):
            value = said.get(each.name, each.default)
            if each.name in most:
                least = 1.0 if each.name == "shortlist_factor" else 0.0
                read[each.name] = self._number(each.name, value, least=least, most=most[each.name]) or least
            else:
                read[each.name] = tuple(str(code) for code in value)
        return Making(**read)

    def _limit(self, name: str, *, most: float) -> float | None:
        said = self._document.get(name)
        return None if said is None else self._number(name, said, most=most)

    def _whole_limit(self, name: str) -> int | None:
        said = self._document.get(name)
        number = None if said is None else self._number(name, said, most=LARGEST, is_whole=True)
        return None if number is None else int(number)

    def _number(
        self, place: str, said: Any, *, least: float = 0, most: float = math.inf, is_whole: bool = False
    ) -> float | None:
        """The number itself, an int staying one; None after an issue."""
        is_number = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)
        if not is_number or (is_whole and said != int(said)) or not least <= said <= most:
            kind = "whole number" if is_whole else "number"
            self._wrong(place, f"it is no {kind} from {least:g} to {most:g}", "write one")
            return None
        return int(said) if is_whole else float(said)

    def _wrong(self, place: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(place, what, remedy))


def _impossible(settings: Settings, known: Known) -> Iterator[Issue]:
    """What no data could meet, found before anything is computed."""
    if known.candidates is not None and settings.choose > known.candidates:
        what = f"{settings.choose} are asked for, and there are {known.candidates} candidates"
        yield Issue("choose", what, "ask for fewer, or collect more evidence")
    for column, floors in settings.floors.items():
        if (total := sum(floors.values())) > settings.choose:
            what = f"together they ask for {total}, and the list has {settings.choose}"
            yield Issue(f"floors.{column}", what, "lower one of them, or make the list longer")
        caps = settings.caps.get(column, {})
        for value, floor in floors.items():
            cap = caps.get(value, caps.get(EVERY))
            if cap is not None and floor > cap:
                what = f"at least {floor} and at most {cap} cannot both be"
                yield Issue(f"floors.{column}.{value}", what, "change one of the two")


def relaxed(document: Mapping[str, Any], relaxation: Collection[Mapping[str, Any]]) -> dict[str, Any]:
    """A version's settings with the limits of a conflict's least relaxation: `[{name, from, to}]`.

    Raises: Invalid for a name that is no limit.
    """
    changed = {**document, "floors": _copied(document, "floors"), "caps": _copied(document, "caps")}
    for each in relaxation:
        name, to = str(each["name"]), each["to"]
        head, _, rest = name.partition(".")
        column, _, value = rest.partition(".")
        if head in ("floors", "caps") and value in changed[head].get(column, {}):
            changed[head][column][value] = int(to)
        elif name in ("choose", "zone_capacity"):
            changed[name] = int(to)
        elif name == "budget":
            changed[name] = float(to)
        else:
            raise Invalid(Issue(name, "it is no limit that can give way", "change the settings by hand"))
    return changed


def _copied(document: Mapping[str, Any], name: str) -> dict[str, dict[str, int]]:
    return {column: dict(counts) for column, counts in (document.get(name) or {}).items()}
