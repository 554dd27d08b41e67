"""Which items are asked, given the answers so far and what the inventory knows.

A condition is one of
    {"item": key, "is": [value]}            the answer is one of these; of several codes: this one alone
    {"item": key, "holds": [code]}          one of these codes is among the answer's
    {"item": key, "given": true}            there is an answer that is neither unknown nor not applicable
    {"item": key, "names_another": item}    a name that is not the body that `item` and the facts name
    {"fact": name}                          see FACTS
    {"not": condition}   {"any": [condition]}   {"all": [condition]}
An answer that is missing fulfils none of them: so `not` shows an item until it is known that it is not needed.
The answer of an item that is itself not shown counts as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import RESERVED, Item, Questionnaire, Scope
from gotgan.terms.survey import DatasetFacts
from gotgan.terms.text import title_tight

COORDINATES = ("latitude", "longitude", "coordinates")
FIRST_WAVE = 1


def _finds_identifiers(facts: DatasetFacts, policy: Mapping[str, Any]) -> bool:
    """Numbers of firms tell of no person."""
    firms = policy.get("not_personal", ())
    return any(finding.get("kind") not in firms for finding in facts.findings)


def _finds_coordinates(facts: DatasetFacts, policy: Mapping[str, Any]) -> bool:  # noqa: ARG001
    if any(finding.get("kind") in COORDINATES for finding in facts.findings):
        return True
    columns = (column for table in facts.tables for column in table.get("columns", ()))
    return any(column.get("semantic_type") in COORDINATES for column in columns)


FACTS: Mapping[str, Callable[[DatasetFacts, Mapping[str, Any]], bool]] = {
    "identifiers_found": _finds_identifiers,
    "coordinates_found": _finds_coordinates,
}


def shown_items(
    form: Questionnaire, values: Mapping[str, Any], facts: DatasetFacts | None, wave: int
) -> tuple[Item, ...]:
    """The items about a dataset that this wave asks, in order. `values` are plain values by item key."""
    asking = Asking(form, values, facts)
    items = form.of_scope(Scope.DATASET)
    return tuple(item for item in items if (wave > FIRST_WAVE or item.is_first_wave) and asking.shows(item))


class Asking:
    """One sheet's answers and facts, against which conditions are decided."""

    def __init__(self, form: Questionnaire, values: Mapping[str, Any], facts: DatasetFacts | None) -> None:
        self.form, self.values, self.facts = form, values, facts
        self._shown: dict[str, bool] = {}

    def shows(self, item: Item) -> bool:
        if item.shown_if is None:
            return True
        if item.key not in self._shown:
            self._shown[item.key] = False  # a circle, which no published form has, ends here
            self._shown[item.key] = self.is_met(item.shown_if)
        return self._shown[item.key]

    def is_met(self, condition: Mapping[str, Any]) -> bool:
        if "not" in condition:
            return not self.is_met(condition["not"])
        if "any" in condition:
            return any(self.is_met(each) for each in condition["any"])
        if "all" in condition:
            return all(self.is_met(each) for each in condition["all"])
        if "fact" in condition:
            return self.facts is not None and FACTS[condition["fact"]](self.facts, self.form.policy)
        value = self._value(condition["item"])
        if "is" in condition:
            return (value[0] if isinstance(value, list) and len(value) == 1 else value) in condition["is"]
        if "holds" in condition:
            return any(each in condition["holds"] for each in (value if isinstance(value, list) else [value]))
        if "names_another" in condition:
            return self._names_another(value, condition["names_another"])
        return is_given(value)

    def _value(self, key: str) -> Any:
        item = self.form.find(key)
        return self.values.get(key) if item and self.shows(item) else None

    def _names_another(self, value: Any, item: str) -> bool:
        own = {title_tight(word) for word in self.form.policy.get("own_words", ())}
        own |= {title_tight(str(self._value(item) or ""))}
        if self.facts:
            names = (self.facts.organisation, self.facts.organisation_name, self.facts.catalogue.get("publisher"))
            own |= {title_tight(str(name or "")) for name in names}
        return is_given(value) and title_tight(str(value)) not in own


def is_given(value: Any) -> bool:
    """Whether there is an answer that says something: not empty, not "unknown", not "na"."""
    return value not in (None, "", [], {}) and not (isinstance(value, str) and value in RESERVED)


def check_conditions(items: Iterable[Item]) -> Iterator[Issue]:
    """What is wrong with the conditions of these items: shape, unknown items, circles."""
    known = {item.key: item for item in items}
    for item in known.values():
        if item.shown_if is None:
            continue
        place, needed = f"item {item.key}", tuple(_needed(item.shown_if))
        if None in needed:
            yield Issue(place, "its condition cannot be read", "write it as the reference of questionnaires says")
        elif not set(needed) <= set(known):
            yield Issue(place, "its condition speaks of an item that is not there", "change the condition")
        elif _is_circle(item.key, known):
            yield Issue(place, "its condition leads back to itself", "change the condition")


def _needed(condition: Any) -> Iterator[str | None]:
    """The items that a condition speaks of; None for what cannot be read."""
    if not isinstance(condition, Mapping):
        yield None
    elif set(condition) == {"not"}:
        yield from _needed(condition["not"])
    elif len(condition) == 1 and set(condition) <= {"any", "all"}:
        (parts,) = condition.values()
        yield from (key for each in parts for key in _needed(each)) if isinstance(parts, list) else (None,)
    elif set(condition) == {"fact"}:
        yield from () if condition["fact"] in FACTS else (None,)
    else:
        yield from _needed_items(condition)


def _needed_items(condition: Mapping[str, Any]) -> Iterator[str | None]:
    tests = set(condition) - {"item"}
    good = len(tests) == 1 and isinstance(condition.get("item"), str)
    if good and tests <= {"is", "holds"}:
        (choices,) = (condition[test] for test in tests)
        good = isinstance(choices, list) and all(isinstance(each, str) for each in choices)
    elif good and tests == {"names_another"}:
        yield condition["names_another"] if isinstance(condition["names_another"], str) else None
    else:
        good = good and condition.get("given") is True
    yield condition["item"] if good else None


def _is_circle(start: str, known: Mapping[str, Item]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        item = known.get(waiting.pop())
        for key in _needed(item.shown_if) if item and item.shown_if else ():
            if key == start:
                return True
            if key and key not in seen:
                seen.add(key)
                waiting.append(key)
    return False
