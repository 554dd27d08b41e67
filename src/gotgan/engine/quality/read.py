"""Rule books from YAML: strict, and every problem named with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.quality.actions import is_action
from gotgan.engine.quality.book import Book, CheckSpec, Curve, FactorSpec, GateSpec, Rating
from gotgan.engine.quality.gates import CONDITIONS, GATE_RULES
from gotgan.engine.quality.look import Measure
from gotgan.engine.quality.options import options_of, read_options
from gotgan.engine.strict_yaml import load_yaml
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Combine, Use

TOP = {"book", "version", "title", "source", "combine", "most", "uses", "gates", "factors", "ratings", "note"}
FACTOR = {"id", "title", "weight", "checks"}
CHECK = {
    "id", "measure", "title", "weight", "curve", "fix", "action", "uses", "per_use", "target", "unless", "options",
}  # fmt: skip
GATE = {"id", "rule", "title", "options"}
CURVE, PER_USE, RATING = {"zero", "full", "scale"}, {"weight", "curve"}, {"least", "title"}
USES = tuple(use.value for use in Use)


def read_book(path: Path, measures: Mapping[str, Measure]) -> Book:
    """The book in a file. `measures`: those that are known. Raises: Invalid with every problem."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(Issue(path.name, "cannot be read as UTF-8 text", "check the file")) from error
    return parse_book(text, measures, path.name)


def parse_book(text: str, measures: Mapping[str, Measure], place: str = "rule book") -> Book:
    """Raises: Invalid with every problem."""
    try:
        document = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place} line {mark.line + 1}" if mark else place
        raise Invalid(Issue(where, getattr(error, "problem", None) or "is no YAML", "correct it")) from None
    reading = _Reading(place, measures)
    book = reading.book(document)
    if reading.issues:
        raise Invalid(*reading.issues)
    return book


class _Reading:
    """Goes on after a problem, so that all are told together; what it returns then is of no use."""

    def __init__(self, place: str, measures: Mapping[str, Measure]) -> None:
        self.place, self.measures = place, measures
        self.issues: list[Issue] = []

    def book(self, document: Any) -> Book:
        given = self._keys(document, TOP, self.place, ("book", "version", "title", "source", "combine", "factors"))
        combine = self._one_of(given.get("combine"), [each.value for each in Combine], f"{self.place} combine")
        uses = self._uses(given.get("uses", ()), f"{self.place} uses")
        factors = tuple(self._factor(each, place) for each, place in self._list(given, "factors", self.place))
        book = Book(
            id=self._text(given, "book", self.place),
            version=self._text(given, "version", self.place),
            title=self._words(given.get("title"), f"{self.place} title"),
            source=self._text(given, "source", self.place),
            combine=Combine(combine) if combine else Combine.NONE,
            factors=factors,
            most=self._number(given.get("most", 100), f"{self.place} most", least=0),
            uses=uses,
            gates=tuple(self._gate(each, place) for each, place in self._list(given, "gates", self.place)),
            ratings=tuple(self._rating(each, place) for each, place in self._list(given, "ratings", self.place)),
            note=self._words(given["note"], f"{self.place} note") if "note" in given else None,
        )
        if "most" in given and combine and book.combine is not Combine.POINTS:
            self._refuse(f"{self.place} most", f"is of a book of points, and this one is {combine}", "take it out")
        self._check_whole(book)
        return book

    def _check_whole(self, book: Book) -> None:
        for what, ids in (
            ("factor", [each.id for each in book.factors]),
            ("check", [each.id for each in book.checks]),
            ("gate", [each.id for each in book.gates]),
        ):
            self.issues += [
                Issue(f"{self.place} {what} {name!r}", "stands twice", "give each its own id")
                for name in sorted({each for each in ids if ids.count(each) > 1})
            ]
        for factor in book.factors:
            if not factor.checks:
                self._refuse(f"{self.place} factor {factor.id!r}", "has no checks", "add one, or take it out")
        total = sum(factor.weight for factor in book.factors)
        if book.combine in (Combine.GEOMETRIC, Combine.MEAN) and abs(total - 1) > 1e-9:
            self._refuse(f"{self.place} factors", f"weights sum to {total:g}", "make them sum to 1")
        points = sum(check.weight for check in book.checks)
        if book.combine is Combine.POINTS and abs(points - book.most) > 1e-9:
            self._refuse(f"{self.place} most", f"is {book.most:g}, but the checks give {points:g}", "make them equal")

    def _factor(self, document: Any, place: str) -> FactorSpec:
        given = self._keys(document, FACTOR, place, ("id", "title", "checks"))
        place = f"{self.place} factor {given.get('id')!r}"
        return FactorSpec(
            id=self._text(given, "id", place),
            title=self._words(given.get("title"), f"{place} title"),
            weight=self._number(given.get("weight", 1), f"{place} weight", least=0),
            checks=tuple(self._check(each, where) for each, where in self._list(given, "checks", place)),
        )

    def _check(self, document: Any, place: str) -> CheckSpec:
        given = self._keys(document, CHECK, place, ("id", "measure", "title"))
        place = f"{self.place} check {given.get('id')!r}"
        name = self._one_of(given.get("measure"), self.measures, f"{place} measure", is_long=True)
        action = given.get("action", "")
        if action and not is_action(action):
            self._refuse(
                f"{place} action", f"{action!r} is not known", "use one that docs/reference/readiness.md lists"
            )
        if unless := given.get("unless", ""):
            self._one_of(unless, CONDITIONS, f"{place} unless")
        return CheckSpec(
            id=self._text(given, "id", place),
            measure=name,
            title=self._words(given.get("title"), f"{place} title"),
            weight=self._number(given.get("weight", 1), f"{place} weight", least=0),
            curve=self._curve(given.get("curve"), f"{place} curve"),
            fix=self._words(given["fix"], f"{place} fix") if "fix" in given else None,
            action=str(action),
            uses=self._uses(given.get("uses", ()), f"{place} uses"),
            per_use=self._per_use(given.get("per_use", {}), f"{place} per_use"),
            target=self._number(given["target"], f"{place} target") if "target" in given else None,
            unless=str(unless),
            options=self._options(given, self.measures.get(name), place),
        )

    def _per_use(self, document: Any, place: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for use, given in self._keys(document, set(USES), place).items():
            changes = self._keys(given, PER_USE, f"{place} {use}")
            found[use] = {}
            if "weight" in changes:
                found[use]["weight"] = self._number(changes["weight"], f"{place} {use} weight", least=0)
            if "curve" in changes:
                found[use]["curve"] = self._curve(changes["curve"], f"{place} {use} curve")
        return found

    def _curve(self, document: Any, place: str) -> Curve:
        if document is None:
            return Curve()
        given = self._keys(document, CURVE, place, ("zero", "full"))
        scale = self._one_of(given.get("scale", "straight"), ("straight", "log"), f"{place} scale")
        curve = Curve(
            self._number(given.get("zero", 0), f"{place} zero"), self._number(given.get("full", 1), f"{place} full"),
            scale == "log",
        )  # fmt: skip
        if curve.zero == curve.full:
            self._refuse(place, "begins and ends at the same number", "give zero and full two numbers")
        if curve.is_log and min(curve.zero, curve.full) <= 0:
            self._refuse(place, "is of logarithms and has an end that is not above 0", "give ends above 0")
        return curve

    def _gate(self, document: Any, place: str) -> GateSpec:
        given = self._keys(document, GATE, place, ("id", "rule", "title"))
        place = f"{self.place} gate {given.get('id')!r}"
        rule = self._one_of(given.get("rule"), GATE_RULES, f"{place} rule")
        return GateSpec(
            self._text(given, "id", place), rule, self._words(given.get("title"), f"{place} title"),
            self._options(given, GATE_RULES.get(rule), place),
        )  # fmt: skip

    def _options(self, given: Mapping[str, Any], function: object, place: str) -> dict[str, Any]:
        """All that the function takes; of a function that is not known itself nothing is said."""
        if function is None:
            return {}
        return read_options(given.get("options", {}), options_of(function), f"{place} options", self._refuse)

    def _rating(self, document: Any, place: str) -> Rating:
        given = self._keys(document, RATING, place, ("least", "title"))
        return Rating(
            self._number(given.get("least"), f"{place} least"), self._words(given.get("title"), f"{place} title")
        )

    def _refuse(self, place: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(place, what, remedy))

    def _keys(self, document: Any, known: set[str], place: str, needed: tuple[str, ...] = ()) -> dict[str, Any]:
        if not isinstance(document, dict):
            self._refuse(place, "is no set of names and values", f"write {', '.join(sorted(known))}")
            return {}
        for key in sorted(set(map(str, document)) - known):
            self._refuse(f"{place}: {key}", "is not known", f"use {', '.join(sorted(known))}")
        for key in needed:
            if key not in document:
                self._refuse(f"{place}: {key}", "is missing", "add it")
        return document

    def _list(self, given: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[Any, str]]:
        found = given.get(key, [])
        if not isinstance(found, list):
            self._refuse(f"{place}: {key}", "is no list", "write one entry a line, each with -")
            return
        for number, each in enumerate(found, 1):
            yield each, f"{place} {key} {number}"

    def _text(self, given: Mapping[str, Any], key: str, place: str) -> str:
        value = given.get(key, "-")
        if not isinstance(value, str) or not value.strip():
            self._refuse(f"{place}: {key}", "is no text", "write a text (a version in quotes)")
        return str(value)

    def _words(self, document: Any, place: str) -> Words:
        if document is None:
            return Words("", "")
        given = self._keys(document, {"ko", "en"}, place, ("ko", "en"))
        return Words(self._text(given, "ko", place), self._text(given, "en", place))

    def _number(self, value: Any, place: str, least: float | None = None) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1e18 < value < 1e18:
            self._refuse(place, "is no number", "write a number")
            return 1.0
        if least is not None and value <= least:
            self._refuse(place, f"is {value:g}", f"give a number above {least:g}")
        return float(value)

    def _one_of(self, value: Any, known: Collection[str], place: str, *, is_long: bool = False) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or value not in known:
            told = "see docs/reference/readiness.md" if is_long else f"use {', '.join(sorted(known))}"
            self._refuse(place, f"{value!r} is not known", told)
            return ""
        return value

    def _uses(self, value: Any, place: str) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            self._refuse(place, "is no list", f"write some of [{', '.join(USES)}]")
            return ()
        return tuple(self._one_of(each, USES, place) for each in value)
