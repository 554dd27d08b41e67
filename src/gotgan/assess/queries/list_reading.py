"""What a version's texts hold, read once for a page: members, everybody else with reasons, the numbers behind both."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import yaml

from gotgan.assess import kept, parsed
from gotgan.assess.models import ListVersion
from gotgan.assess.queries.carrying import excluded_from
from gotgan.assess.queries.excerpts import inside_of
from gotgan.assess.rules.bringing import rise_words, rises_of
from gotgan.assess.rules.evidence import measured_value
from gotgan.assess.rules.excerpts import asides_of, bodies_of
from gotgan.assess.rules.limits import limit_words
from gotgan.assess.rules.reasons import Numbers, change_words, left_out_changes, left_out_words, reason_of
from gotgan.assess.rules.settings import Settings, read_settings
from gotgan.assess.rules.succession import Successor, find_successor
from gotgan.assess.rules.tables import MODES
from gotgan.inventory import queries as inventory
from gotgan.terms.counted import value_words
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import CRITERIA, UNKNOWN_RISK
from gotgan.terms.text import title_tight

PAGE = 50
NOTHING: Mapping[str, Any] = {"members": (), "rejected": (), "constraints": (), "notes": ()}


@dataclass(frozen=True)
class Line:
    """One dataset of a list. `standing`: core, contested, reserve, out, or left_out of what was chosen from."""

    id: str
    names: Mapping[str, str]
    standing: str
    mode: str
    value: float | None
    score: float | None
    acceptability: float | None
    reasons: tuple[Words, ...]
    changes: tuple[Words, ...] = ()
    rises: tuple[Words, ...] = ()
    in_the_way: tuple[Words, ...] = ()
    """`rises`: criteria each of which alone brings it in, the smallest rise first; where none can, the rules that stand
    in the way."""
    codes: tuple[str, ...] = ()

    @property
    def title(self) -> Words:
        return Words(self.names.get("title", self.id), self.names.get("title_en") or self.names.get("title", self.id))

    @property
    def organisation(self) -> Words:
        korean = self.names.get("organisation_name", "")
        return Words(korean, self.names.get("organisation_name_en") or korean)


@dataclass(frozen=True)
class Limit:
    words: Words
    slack: float | None
    price: float | None


@dataclass(frozen=True)
class Gone:
    """A member that is held no longer or was withdrawn, and who would come in for it."""

    line: Line
    successor: Line | None
    mode: str = ""


@dataclass(frozen=True)
class Place:
    """Where somebody stands who is not in, as much as sorting and narrowing by reason take."""

    id: str
    standing: str
    worth: float | None
    codes: tuple[str, ...]


class Lines(Sequence[Line]):
    """Lines of places, each made when it is looked at: of thousands a page shows fifty."""

    def __init__(self, reading: Reading, places: Sequence[Place]) -> None:
        self._reading, self.places = reading, places

    def __len__(self) -> int:
        return len(self.places)

    def of(self, places: Iterable[Place]) -> Lines:
        return Lines(self._reading, tuple(places))

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Lines: ...
    def __getitem__(self, at: int | slice) -> Line | Lines:
        if isinstance(at, slice):
            return Lines(self._reading, self.places[at])
        return self._reading.line_at(self.places[at])


class Reading:
    """Each text of the store is read at most once, and only when something of it is asked for. The evidence, the
    longest of them, is read whole only where no excerpt was made of it."""

    def __init__(self, version: ListVersion) -> None:
        self.version = version

    @cached_property
    def document(self) -> Mapping[str, Any]:
        return parsed.json_of(self.version.document) if self.version.document else NOTHING

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        return parsed.json_of(self.version.names) if self.version.names else {}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, str]]:
        return parsed.rows_of(self.version.candidates) if self.version.candidates else {}

    @cached_property
    def evidence(self) -> Mapping[str, Mapping[str, Any]]:
        """Lines by id."""
        if not self.version.evidence:
            return {}
        return {line["id"]: line for line in kept.read_json(self.version.evidence)["candidates"]}

    def evidence_of(self, dataset: str) -> Mapping[str, Any]:
        """One line; empty where nothing was collected of it."""
        span = self._inside["spans"].get(dataset) if self._inside else None
        if span is None:
            return self.evidence.get(dataset, {})
        line: Mapping[str, Any] = json.loads(kept.read_part(self.version.evidence, *span))
        return line

    @cached_property
    def _inside(self) -> Mapping[str, Any] | None:
        return inside_of(self.version) if self.version.evidence and self.version.document else None

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.version.settings)

    @cached_property
    def numbers(self) -> Numbers:
        modes = {each["id"]: each["mode"] for each in self.document["members"]}
        ceiling = self.version.settings.get("risk_ceiling")
        return Numbers(self.rows, modes, ceiling, self.title_of, self.value_of)

    def title_of(self, dataset: str) -> Words:
        named = self.names.get(dataset, {})
        return Words(named.get("title", dataset), named.get("title_en") or named.get("title", dataset))

    def value_of(self, column: str, value: str) -> Words:
        """An institution by its name; field, kind and region by their words."""
        named = self.bodies.get(value) if column == "organisation" else None
        return named or value_words(column, value)

    @cached_property
    def bodies(self) -> dict[str, Words]:
        return {code: Words(*named) for code, named in bodies_of(self.names.values()).items()}

    @cached_property
    def members(self) -> tuple[Line, ...]:
        """By class, then worth."""
        found = [self._line(each, each["class"], each["mode"], each["value"]) for each in self.document["members"]]
        return tuple(sorted(found, key=lambda line: (line.standing != "core", -(line.value or 0), line.id)))

    @cached_property
    def others(self) -> Lines:
        """Everybody else: the reserve, those rejected, then those who were not chosen from."""
        found = [
            Place(each["id"], each["class"], self.numbers.best(each["id"]), _codes_of(each))
            for each in self.document["rejected"]
        ]
        order = {"reserve": 0, "out": 1}
        found.sort(key=lambda place: (order.get(place.standing, 2), *_by_worth(place)))
        aside = [
            Place(key, "left_out", value, tuple(f"{code}.{name}".rstrip(".") for code, name, _ in codes))
            for key, (value, codes) in self._asides.items()
        ]
        return Lines(self, (*found, *sorted(aside, key=_by_worth)))

    @cached_property
    def _asides(self) -> Mapping[str, tuple[float, Sequence[Any]]]:
        """{dataset: (measured worth, codes)} of those who were not chosen from."""
        if self._inside is not None:
            asides = self._inside["asides"]
        elif not self.evidence:
            asides = []
        else:
            asides = asides_of(tuple(self.evidence.values()), self.rows.keys(), self.version.shortlist, self.settings)
        found = {key: (value, codes) for key, value, codes in asides}
        for key in sorted(excluded_from(self.version) & self.names.keys()):
            value, codes = found.get(key) or (measured_value(self.evidence_of(key), self.settings), ())
            found[key] = (value, [*codes, ["objection", "", {}]])
        return found

    def _line(self, each: Mapping[str, Any], standing: str, mode: str, value: float | None) -> Line:
        causes = each.get("causes", ())
        return Line(
            each["id"], self.names.get(each["id"], {}), standing, mode, value, each["score"], each["acceptability"],
            tuple(reason_of(cause, each["id"], self.numbers) for cause in causes),
            tuple(change_words(change) for change in each.get("least_change") or ()),
            self._rises(each),
            tuple(
                limit_words(cause["name"], self.value_of, self.version.settings)
                for cause in causes
                if cause["kind"] == "constraint"
            ),
            _codes_of(each),
        )  # fmt: skip

    def _rises(self, each: Mapping[str, Any]) -> tuple[Words, ...]:
        row = self.rows.get(each["id"])
        if not each.get("alone") or row is None:
            return ()
        ways = self.evidence_of(each["id"]).get("ways", {})
        criteria = {criterion.id: float(row[criterion.id]) for criterion in CRITERIA if row.get(criterion.id)}
        found = rises_of(each["alone"], ways, criteria, self.weights, self.settings.making)
        return tuple(map(rise_words, found))

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Those that the list was chosen by: 0 where a criterion may not decide; as they were set before a choice."""
        set_as = self.version.settings.get("weights", {})
        found: Mapping[str, float] = (
            yaml.safe_load(kept.read(self.version.rules))["weights"] if self.version.rules else set_as
        )
        return found

    @cached_property
    def _weakest(self) -> float | None:
        """The worth of the member worth least."""
        return min((each["value"] for each in self.document["members"]), default=None)

    def _aside(self, dataset: str) -> Line:
        value, codes = self._asides[dataset]
        return Line(
            dataset, self.names.get(dataset, {}), "left_out", "", value, None, None,
            tuple(left_out_words(code, name, numbers, self.value_of) for code, name, numbers in codes),
            left_out_changes([(code, name, numbers) for code, name, numbers in codes], value, self._weakest),
            codes=tuple(f"{code}.{name}".rstrip(".") for code, name, _ in codes),
        )  # fmt: skip

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """But gates, which cost nothing: who does not pass is not chosen from."""
        return tuple(
            Limit(limit_words(each["name"], self.value_of, self.version.settings), each["slack"], each["price"])
            for each in self.document["constraints"]
            if not each["name"].startswith("gates.")
        )

    def line_at(self, place: Place) -> Line:
        """Of one who is not in."""
        if place.standing == "left_out":
            return self._aside(place.id)
        return self._line(self._rejected[place.id], place.standing, "", place.worth)

    def line_of(self, dataset: str) -> Line | None:
        member = next((each for each in self.document["members"] if each["id"] == dataset), None)
        if member is not None:
            return self._line(member, member["class"], member["mode"], member["value"])
        rejected = self._rejected.get(dataset)
        if rejected is not None:
            return self._line(rejected, rejected["class"], "", self.numbers.best(dataset))
        return self._aside(dataset) if dataset in self._asides else None

    @cached_property
    def _rejected(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["id"]: each for each in self.document["rejected"]}

    def gone_ids(self) -> frozenset[str]:
        """Ids of members that nobody holds any more or that were withdrawn; two queries."""
        return frozenset(_gone_of([each["id"] for each in self.document["members"]]))

    def gone(self) -> tuple[Gone, ...]:
        """Members that nobody holds any more or that were withdrawn, with who would come in; few queries."""
        gone = _gone_of([line.id for line in self.members])
        missing = [line for line in self.members if line.id in gone]
        if not missing:
            return ()
        standings = {each["id"]: each["class"] for each in self.document["rejected"]}
        never = _gone_of(standings)
        return tuple(self._gone(line, standings, never) for line in missing)

    def _gone(self, line: Line, standings: Mapping[str, str], never: set[str]) -> Gone:
        found: Successor | None = find_successor(line.id, self.numbers, self.version.settings, standings, never)
        return Gone(line, self.line_of(found.id) if found else None, found.mode if found else "")


def _codes_of(each: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cause["kind"] for cause in each.get("causes", ())))


def _by_worth(place: Place) -> tuple[bool, float, str]:
    """Worth most first; without a value last."""
    return place.worth is None, -(place.worth or 0.0), place.id


def _gone_of(dataset_ids: Collection[str]) -> set[str]:
    """Those that are held no longer, or whose version was withdrawn."""
    held = {each.id for each in inventory.datasets_of(dataset_ids).values() if each.is_live}
    return (set(dataset_ids) - held) | inventory.withdrawn_among(dataset_ids)


def narrowed(lines: Lines, find: str, code: str) -> Sequence[Line]:
    """Those whose title, institution or reasons hold the words, with a reason or class of that code."""
    key = title_tight(find)
    coded = [place for place in lines.places if not code or code in place.codes or code == place.standing]
    found = lines.of(coded)
    return [line for line in found if key in _text_of(line)] if key else found


def _text_of(line: Line) -> str:
    words = (line.title, line.organisation, *line.reasons)
    return title_tight(" ".join(f"{each.ko} {each.en}" for each in words))


def ways_of(line: Mapping[str, Any], row: Mapping[str, str]) -> list[tuple[str, Mapping[str, Any] | None, str]]:
    """(mode, what it takes, its worth) of all modes; None and empty where the mode is closed."""
    return [(mode, line.get("ways", {}).get(mode), row.get(f"value_{mode}", "")) for mode in MODES]


def assumed_risk(ways: Iterable[tuple[str, Mapping[str, Any] | None, str]]) -> float | None:
    """What the value of a way with an unknown risk is reckoned with; None where no open way has one."""
    return UNKNOWN_RISK if any(way is not None and way["risk"] is None for _, way, _ in ways) else None
