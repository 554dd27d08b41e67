"""Candidates and pairs of redundant ones, read from CSV; whatever a rule needs of a row is there, or the file is
refused."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from gotgan.engine.select.rules import MOST_NUMBER, Rules
from gotgan.engine.select.scores import Worths, scores_of
from gotgan.engine.select.shapes import MODES
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import PUBLIC, UNKNOWN
from gotgan.terms.text import nfc, read_text

MOST_ISSUES = 50
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_KINDS = ("value", "cost", "risk")
_ENDS = ("low", "high")
_NOT_KNOWN = {UNKNOWN: math.inf, PUBLIC: -math.inf}
"""Words for a risk that nobody measured: above every ceiling, or below."""
Row = Mapping[str, str]


@dataclass(frozen=True)
class Candidates:
    """n candidates, sorted by id.

    `criteria` n x (number of weights), in the order of the weights; `gates` {column: n truths}; `texts` {column: n
    words} of those that floors and caps count, and `cluster`. By mode, n x 3 in the order of MODES: `values` (NaN: the
    mode is not open), `costs`, `risks` (not known: infinite, or below 0
    where it is public already). `has_own` {column: n truths}: whether a row has
    a cost or a risk of that mode. `intervals`: low and high of each criterion, n x criteria; None when all are exact.
    `value_ends`: the same of the values, n x 3.
    """

    ids: tuple[str, ...]
    criteria: np.ndarray
    gates: Mapping[str, np.ndarray]
    texts: Mapping[str, tuple[str, ...]]
    values: np.ndarray
    costs: np.ndarray
    risks: np.ndarray
    has_values: bool
    has_own: Mapping[str, np.ndarray]
    intervals: tuple[np.ndarray, np.ndarray] | None = None
    value_ends: tuple[np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def passes_gates(self) -> np.ndarray:
        """n: whether a candidate passes every gate."""
        return np.asarray(np.logical_and.reduce([np.ones(len(self), bool), *self.gates.values()]))

    def intervals_of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        return None if self.intervals is None else (self.intervals[0][rows], self.intervals[1][rows])

    def worths_of(self, rows: np.ndarray, ceiling: float | None) -> Worths | None:
        """Of these candidates the ways that their risk leaves open; None when all values are exact."""
        if self.value_ends is None:
            return None
        shut = self.risks[rows] > (math.inf if ceiling is None else ceiling)
        given, low, high = (np.where(shut, np.nan, each[rows]) for each in (self.values, *self.value_ends))
        return Worths(given, low, high)

    def column_of(self, kind: str, candidate: int, mode: int) -> str:
        """Where the cost or the risk of a mode stands in the candidate's row."""
        name = f"{kind}_{MODES[mode]}"
        return name if name in self.has_own and self.has_own[name][candidate] else kind


def read_candidates(content: bytes, rules: Rules) -> Candidates:
    """Raises: Invalid naming column and id of everything that is missing, doubled or no number."""
    text = read_text(content)
    if text is None:
        raise Invalid(Issue("candidates", "the file is neither UTF-8 nor cp949", "save it as UTF-8"))
    columns, rows = _read_csv(text, rules)
    return _Table(columns, sorted(rows, key=lambda row: nfc(row.get("id") or "").strip()), rules).read()


def _read_csv(text: str, rules: Rules) -> tuple[tuple[str, ...], list[Row]]:
    """Columns and rows. Raises: Invalid for a column that stands twice or is of no mode, and a row of another width:
    its cells would be read from the wrong columns."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[Row] = []
    issues = _Issues()
    try:
        columns = tuple(nfc(name).strip() for name in next(reader, ()))
        for cells in reader:
            row = dict(zip(columns, cells, strict=False))
            if cells and len(cells) != len(columns):
                place = f"line {reader.line_num}, {nfc(row.get('id') or '').strip()}".rstrip(", ")
                what = f"it has {len(cells)} cells, and the header {len(columns)}"
                issues.add(Issue(place, what, "quote cells that hold a comma"))
            elif cells:
                rows.append(row)
    except csv.Error as error:
        raise Invalid(Issue(f"line {reader.line_num}", f"it is no CSV ({error})", "keep quotes in pairs")) from None
    first = _Issues(_wrong_columns(columns, rules))
    first.stop()
    issues.stop()
    return columns, rows


class _Issues:
    """The first MOST_ISSUES are held, and all are counted."""

    def __init__(self, issues: Iterable[Issue] = ()) -> None:
        self._held: list[Issue] = []
        self.count = 0
        for issue in issues:
            self.add(issue)

    def add(self, issue: Issue) -> None:
        self.count += 1
        if self.count <= MOST_ISSUES:
            self._held.append(issue)

    def stop(self) -> None:
        """Raises: Invalid when there is one."""
        if self.count:
            raise Invalid(*self._held, unlisted=self.count - len(self._held))


def _wrong_columns(columns: Sequence[str], rules: Rules) -> Iterator[Issue]:
    known = {"", *rules.weights, *rules.gates, *rules.floors, *rules.caps}
    known |= {f"{kind}_{mode}" for kind in _KINDS for mode in MODES}
    known |= {f"value_{mode}_{end}" for mode in MODES for end in _ENDS if f"value_{mode}" in columns}
    for place, name in enumerate(columns):
        if name and name in columns[:place]:
            yield Issue(f"column {name}", "it stands twice", "keep one of them")
        elif name not in known and name.startswith(tuple(f"{kind}_" for kind in _KINDS)):
            remedy = f"end it in one of {', '.join(MODES)}, or give it another name"
            yield Issue(f"column {name}", "there is no such mode", remedy)


class _Table:
    def __init__(self, columns: Sequence[str], rows: Sequence[Row], rules: Rules) -> None:
        self.columns, self.rows, self.rules = frozenset(columns), rows, rules
        self.issues = _Issues()
        self.ids = tuple(nfc(row.get("id") or "").strip() for row in rows)

    def read(self) -> Candidates:
        self._check_columns()
        if not self.issues.count:
            self._check_ids()
        self.issues.stop()
        weights = tuple(self.rules.weights)
        criteria = np.column_stack([self._numbers(name, most=1.0) for name in weights])
        intervals = self._intervals(weights, criteria)
        gates = {name: self._truths(name) for name in self.rules.gates}
        counted = dict.fromkeys(chain(self.rules.floors, self.rules.caps, ["cluster"]))
        texts = {name: self._texts(name) for name in counted if name in self.columns}
        shares = np.fromiter(self.rules.weights.values(), float)
        values = self._values(scores_of(criteria, shares))
        costs, risks = (self._by_mode(kind, ~np.isnan(values)) for kind in ("cost", "risk"))
        ends = self._value_ends(values) if self._has_values else None
        self.issues.stop()
        own = [f"{kind}_{mode}" for kind in ("cost", "risk") for mode in MODES]
        has_own = {
            name: np.array([bool(_cell(row, name)) for row in self.rows]) for name in own if name in self.columns
        }
        return Candidates(
            self.ids, criteria, gates, texts, values, costs, risks, self._has_values, has_own, intervals, ends
        )  # fmt: skip

    @property
    def _has_values(self) -> bool:
        return any(f"value_{mode}" in self.columns for mode in MODES)

    def _check_columns(self) -> None:
        asked = ["id", *self.rules.weights, *self.rules.gates, *self.rules.floors, *self.rules.caps]
        asked += ["cluster"] if self.rules.one_per_cluster else []
        asked += ["cost"] if self.rules.budget is not None and not self._each_mode_has("cost") else []
        asked += ["risk"] if self.rules.risk_ceiling is not None and not self._each_mode_has("risk") else []
        for name in dict.fromkeys(asked):
            if name not in self.columns:
                self.issues.add(Issue(f"column {name}", "the candidates have none", "add it, or take the rule out"))
        if not self.rows:
            self.issues.add(Issue("candidates", "there is no row below the header", "fill the file"))

    def _each_mode_has(self, kind: str) -> bool:
        modes = [mode for mode in MODES if f"value_{mode}" in self.columns] or MODES[:1]
        return all(f"{kind}_{mode}" in self.columns for mode in modes)

    def _check_ids(self) -> None:
        before = None
        for place, name in enumerate(self.ids):
            if not name:
                self.issues.add(Issue("column id", f"row {place + 1} by id has none", "give every row an id"))
            elif name == before:
                self.issues.add(Issue(f"column id, {name}", "two rows have it", "keep one of them"))
            before = name

    def _numbers(
        self, column: str, *, most: float = math.inf, may_be_empty: bool = False, may_be_unknown: bool = False
    ) -> np.ndarray:
        """n numbers of 0 or more; NaN where a cell may be empty and is; a risk that is not known as in _NOT_KNOWN."""
        found = np.full(len(self.rows), np.nan)
        for place, row in enumerate(self.rows):
            cell = _cell(row, column)
            if not cell and may_be_empty:
                continue
            if may_be_unknown and cell in _NOT_KNOWN:
                found[place] = _NOT_KNOWN[cell]
                continue
            number = _number(cell)
            if number is None or not 0 <= number <= most:
                what = "it is empty" if not cell else f"it is no number from 0 to {most:g}"
                what = what if most < math.inf or not cell else "it is no number of 0 or more"
                self._wrong(column, place, what, "write one")
            elif number > MOST_NUMBER:
                self._too_large(column, place)
            else:
                found[place] = number
        return found

    def _intervals(self, names: Sequence[str], criteria: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Low and high of each criterion; the value itself where a cell is empty. None when nothing is uncertain."""
        ends = []
        for end, order in (("low", 1), ("high", -1)):
            found = criteria.copy()
            for place, name in enumerate(names):
                column = f"{name}_{end}"
                if column in self.columns and column not in self._ruled:
                    own = self._numbers(column, most=1.0, may_be_empty=True)
                    found[:, place] = np.where(np.isnan(own), found[:, place], own)
                    for at in np.flatnonzero(order * (found[:, place] - criteria[:, place]) > 0):
                        beyond = "above" if end == "low" else "below"
                        self._wrong(column, int(at), f"it is {beyond} {name}", "an interval holds its value")
            ends.append(found)
        low, high = ends
        return (low, high) if (high > low).any() else None

    @property
    def _ruled(self) -> frozenset[str]:
        """Columns that rules name: those are no ends of an interval."""
        rules = self.rules
        return frozenset(chain(rules.weights, rules.gates, rules.floors, rules.caps))

    def _truths(self, column: str) -> np.ndarray:
        found = np.zeros(len(self.rows), bool)
        for place, row in enumerate(self.rows):
            said = _TRUTHS.get(_cell(row, column).casefold())
            if said is None:
                self._wrong(column, place, "it is neither true nor false", "a gate is passed or not: write one")
            found[place] = said is True
        return found

    def _texts(self, column: str) -> tuple[str, ...]:
        return tuple(nfc(_cell(row, column)) for row in self.rows)

    def _values(self, score: np.ndarray) -> np.ndarray:
        """n x modes. Without columns of value each candidate has the one mode as_is, worth its score."""
        values = np.full((len(self.rows), len(MODES)), np.nan)
        if not self._has_values:
            values[:, 0] = score
            return values
        for place, mode in enumerate(MODES):
            if f"value_{mode}" in self.columns:
                values[:, place] = self._signed(f"value_{mode}")
        return values

    def _value_ends(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Low and high of each value; the value itself where a cell is empty. None when nothing is uncertain."""
        ends = []
        for end, order in zip(_ENDS, (1, -1), strict=True):
            found = values.copy()
            for place, mode in enumerate(MODES):
                column = f"value_{mode}_{end}"
                if column in self.columns and column not in self._ruled:
                    own = self._signed(column)
                    found[:, place] = np.where(np.isnan(own), found[:, place], own)
                    amiss = ~np.isnan(own) & ~(order * (own - values[:, place]) <= 0)
                    for at in np.flatnonzero(amiss):
                        self._wrong(column, int(at), f"it does not go with value_{mode}", "an interval holds its value")
            ends.append(found)
        low, high = ends
        return (low, high) if (high > low).any() else None

    def _signed(self, column: str) -> np.ndarray:
        """A value may be below 0: cost and risk are taken off it. NaN where the cell is empty: the mode is not open."""
        found = np.full(len(self.rows), np.nan)
        for place, row in enumerate(self.rows):
            if cell := _cell(row, column):
                number = _number(cell)
                if number is None:
                    self._wrong(column, place, "it is no number", "write one, or leave it empty: not open")
                elif abs(number) > MOST_NUMBER:
                    self._too_large(column, place)
                else:
                    found[place] = number
        return found

    def _by_mode(self, kind: str, is_open: np.ndarray) -> np.ndarray:
        """n x modes: the mode's own cell, else that of all modes, else 0; where a rule asks for it, no open mode may be
        without."""
        is_asked = (self.rules.budget if kind == "cost" else self.rules.risk_ceiling) is not None
        owned = [f"{kind}_{mode}" for mode in MODES]
        known = self.issues.count
        common = np.full(len(self.rows), np.nan)
        is_risk = kind == "risk"
        if kind in self.columns:
            common = self._numbers(kind, may_be_empty=True, may_be_unknown=is_risk)
        found = np.repeat(common[:, None], len(MODES), axis=1)
        for place, name in enumerate(owned):
            if name in self.columns:
                own = self._numbers(name, may_be_empty=True, may_be_unknown=is_risk)
                found[:, place] = np.where(np.isnan(own), found[:, place], own)
        if is_asked and self.issues.count == known:
            self._check_all_there(kind, np.isnan(found) & is_open)
        return np.where(np.isnan(found), 0.0, found)

    def _check_all_there(self, kind: str, missing: np.ndarray) -> None:
        for place in np.flatnonzero(missing.any(axis=1)):
            self._wrong(kind, int(place), "it is empty", "write it for every mode that is open")

    def _wrong(self, column: str, place: int, what: str, remedy: str) -> None:
        self.issues.add(Issue(f"column {column}, {self.ids[place]}", what, remedy))

    def _too_large(self, column: str, place: int) -> None:
        self._wrong(column, place, f"it is above {MOST_NUMBER:g}", "write a smaller one, or all in a larger unit")


def read_pairs(content: bytes, ids: Sequence[str]) -> dict[tuple[int, int], float]:
    """{(place, place): penalty} of redundant candidates, from a CSV of a, b, penalty; of a pair named twice the sum.

    Raises: Invalid for an unknown id, a pair with itself, or a penalty that is no number of 0 or more.
    """
    text = read_text(content)
    if text is None:
        raise Invalid(Issue("redundancy", "the file is neither UTF-8 nor cp949", "save it as UTF-8"))
    csv.field_size_limit(1_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := {"a", "b", "penalty"} - set(reader.fieldnames or ()):
        raise Invalid(*(Issue(f"redundancy, column {name}", "there is none", "add it") for name in sorted(missing)))
    places = {name: place for place, name in enumerate(ids)}
    issues = _Issues()
    found: dict[tuple[int, int], list[float]] = {}
    try:
        for pair, penalty in _pairs(reader, places, issues):
            found.setdefault(pair, []).append(penalty)
    except csv.Error as error:
        place = f"redundancy, line {reader.line_num}"
        raise Invalid(Issue(place, f"it is no CSV ({error})", "keep quotes in pairs")) from None
    issues.stop()
    return {pair: math.fsum(penalties) for pair, penalties in found.items()}  # exact, whatever the order of the lines


def _pairs(
    reader: csv.DictReader[str], places: Mapping[str, int], issues: _Issues
) -> Iterator[tuple[tuple[int, int], float]]:
    for row in reader:
        where = f"redundancy, line {reader.line_num}"
        ends = [nfc(_cell(row, name)) for name in ("a", "b")]
        unknown = [end for end in ends if end not in places]
        penalty = _number(_cell(row, "penalty"))
        if unknown:
            issues.add(Issue(where, f"there is no candidate {unknown[0][:80]}", "take the line out"))
        elif ends[0] == ends[1]:
            issues.add(Issue(where, "both ends are the same candidate", "take the line out"))
        elif penalty is None or penalty < 0:
            issues.add(Issue(where, "the penalty is no number of 0 or more", "write one"))
        elif penalty > MOST_NUMBER:
            issues.add(Issue(where, f"the penalty is above {MOST_NUMBER:g}", "write a smaller one"))
        else:
            first, second = sorted(places[end] for end in ends)
            yield (first, second), penalty


def _cell(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
