"""Scores of many datasets beside each other: distributions, groups, gates, and by which method they were found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

BINS, MOST_GROUPS = 10, 30
STATES = ("passed", "failed", "unknown")
WAYS = ("organisation", "field", "modality", "use")
"""By which the scoreboard groups and narrows."""


@dataclass(frozen=True)
class Line:
    """One newest sheet as the scoreboard reads it; `is_best`: it stands for its dataset."""

    sheet: int
    dataset: str
    organisation: str
    field: str
    modality: Sequence[str]
    use: str
    total: float | None
    factors: Mapping[str, float | None]
    gates: Mapping[str, str]
    methods: Mapping[str, float]
    is_best: bool = True

    def keys(self, way: str) -> Sequence[str]:
        """Under which groups of this way it stands."""
        return tuple(self.modality) if way == "modality" else (getattr(self, way),)


@dataclass(frozen=True)
class Wanted:
    """What a person narrowed down to; empty: everything. `gate`: one that failed."""

    organisation: str = ""
    field: str = ""
    modality: str = ""
    use: str = ""
    gate: str = ""

    def fits(self, line: Line, but: str = "") -> bool:
        """Whether the line is asked for; `but`: this way is not narrowed."""
        asked = [(way, getattr(self, way)) for way in WAYS if way != but]
        return all(not wish or wish in line.keys(way) for way, wish in asked) and (
            not self.gate or line.gates.get(self.gate) == "failed"
        )


@dataclass(frozen=True)
class Spread:
    """Of `number` values, 0 to 100: the least, the quarters, the greatest."""

    number: int
    low: float
    first: float
    middle: float
    third: float
    high: float


@dataclass(frozen=True)
class Group:
    key: str
    number: int
    spread: Spread | None


@dataclass(frozen=True)
class GateCount:
    key: str
    passed: int
    failed: int
    unknown: int

    @property
    def number(self) -> int:
        return self.passed + self.failed + self.unknown


@dataclass(frozen=True)
class Scoreboard:
    """Of the datasets that fit `wanted`: `lines` one a dataset, `bins` ten equal parts of 0 to 100 by total,
    `groups` and `facets` by way (facets of all, with their number), `methods` the share of each in all that counts."""

    wanted: Wanted
    lines: tuple[Line, ...]
    total: Spread | None
    bins: tuple[int, ...]
    factors: tuple[Group, ...]
    groups: Mapping[str, tuple[Group, ...]]
    gates: tuple[GateCount, ...]
    methods: Mapping[str, float]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    failing: tuple[tuple[str, int], ...] = ()
    unknown: int = 0
    """Without a total, as it is not known: in none of the bins."""

    @property
    def number(self) -> int:
        return len(self.lines)


def spread_of(values: Iterable[float | None]) -> Spread | None:
    """None where there is no value."""
    found = sorted(value for value in values if value is not None)
    if not found:
        return None
    quarters = quantiles(found, n=4, method="inclusive") if len(found) > 1 else [found[0]] * 3
    return Spread(len(found), found[0], quarters[0], median(found), quarters[2], found[-1])


def count_bins(totals: Iterable[float | None]) -> tuple[int, ...]:
    """0 to under 10, and so on; the last holds 100, too."""
    counted = Counter(min(BINS - 1, int(total * BINS / 100)) for total in totals if total is not None)
    return tuple(counted[place] for place in range(BINS))


def board_of(lines: Iterable[Line], wanted: Wanted) -> Scoreboard:
    """`lines`: all newest sheets that a person may see."""
    known = list(lines)
    best = [line for line in known if line.is_best]
    shown = [line for line in (known if wanted.use else best) if wanted.fits(line)]
    groups = {way: _groups(shown, way) for way in WAYS if way != "use"}
    groups["use"] = _groups([line for line in known if wanted.fits(line, but="use")], "use")
    return Scoreboard(
        wanted=wanted,
        lines=tuple(shown),
        total=spread_of(line.total for line in shown),
        bins=count_bins(line.total for line in shown),
        factors=_factors(shown),
        groups=groups,
        gates=_gates(shown),
        methods=_methods(shown),
        facets={way: _facet(known if way == "use" else best, way) for way in WAYS},
        failing=tuple(sorted(Counter(gate for line in best for gate in failed(line)).items())),
        unknown=sum(line.total is None for line in shown),
    )


def failed(line: Line) -> tuple[str, ...]:
    return tuple(gate for gate, state in line.gates.items() if state == "failed")


def _groups(lines: Sequence[Line], way: str) -> tuple[Group, ...]:
    """The largest MOST_GROUPS, highest middle first."""
    totals: defaultdict[str, list[float | None]] = defaultdict(list)
    for line in lines:
        for key in line.keys(way):
            totals[key].append(line.total)
    largest = sorted(totals, key=lambda key: (-len(totals[key]), key))[:MOST_GROUPS]
    found = [Group(key, len(totals[key]), spread_of(totals[key])) for key in largest]
    return tuple(sorted(found, key=_highest_first))


def _highest_first(group: Group) -> tuple[float, str]:
    return (-group.spread.middle if group.spread else 1.0, group.key)


def _factors(lines: Sequence[Line]) -> tuple[Group, ...]:
    """In the order of the book."""
    names = dict.fromkeys(name for line in lines for name in line.factors)
    return tuple(Group(name, len(lines), spread_of(line.factors.get(name) for line in lines)) for name in names)


def _gates(lines: Sequence[Line]) -> tuple[GateCount, ...]:
    names = dict.fromkeys(name for line in lines for name in line.gates)
    counted = {name: Counter(line.gates[name] for line in lines if name in line.gates) for name in names}
    return tuple(GateCount(name, *(counted[name][state] for state in STATES)) for name in names)


def _methods(lines: Sequence[Line]) -> dict[str, float]:
    """Of sheets that have a total; every dataset counts the same."""
    counted = [line.methods for line in lines if sum(line.methods.values())]
    names = dict.fromkeys(name for methods in counted for name in methods)
    return {name: sum(methods.get(name, 0.0) for methods in counted) / len(counted) for name in names}


def _facet(lines: Sequence[Line], way: str) -> tuple[tuple[str, int], ...]:
    counted = Counter(key for line in lines for key in line.keys(way) if key)
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def sorted_lines(lines: Iterable[Line], by: str) -> list[Line]:
    """`by`: `total` or a factor's id, highest first; with `-` before it, lowest first. Without a value: last."""
    name, is_up = by.removeprefix("-"), by.startswith("-")
    value: Callable[[Line], float | None] = lambda line: line.total if name == "total" else line.factors.get(name)  # noqa: E731

    def place(line: Line) -> tuple[bool, float, str]:
        found = value(line)
        return found is None, (found or 0.0) * (1 if is_up else -1), line.dataset

    return sorted(lines, key=place)
