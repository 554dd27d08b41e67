"""Addresses that answers name: which they are, and which are to be asked now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from gotgan.survey.rules.checks import EndpointResult
from gotgan.survey.rules.checks.provision import ADDRESS_ITEMS
from gotgan.terms.access import AddressSeen

ASK_AGAIN = {True: timedelta(days=7), False: timedelta(hours=20)}
"""When an address is asked again, by whether it answered: a silent one soon, for one silence proves nothing."""
LONGEST_ADDRESS = 2000
SILENCES = 2
"""In a row, before an address counts as silent."""


def addresses_in(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The web addresses of a sheet whose confirmed answer is that it is open now; `answers` as Sheet.answers."""
    if _confirmed(answers, "provision_now") != "open":
        return ()
    found = {each for key in ADDRESS_ITEMS for each in _texts(_confirmed(answers, key))}
    return tuple(sorted(each for each in found if _is_web(each)))


def _confirmed(answers: Mapping[str, Any], key: str) -> Any:
    answer = answers.get(key)
    return answer.get("value") if isinstance(answer, Mapping) and answer.get("is_confirmed") else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _is_web(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and len(text) <= LONGEST_ADDRESS


def best_of(results: Iterable[EndpointResult]) -> AddressSeen | None:
    """Of several addresses one that answers, seen last; else the silence, once it was met twice in a row."""
    asked = list(results)
    answering = [each.asked for each in asked if each.is_answering]
    if answering:
        return AddressSeen(True, max(answering))
    silent = [each.asked for each in asked if each.failures >= SILENCES]
    return AddressSeen(False, max(silent)) if silent and len(silent) == len(asked) else None


def is_due(now: datetime, asked: datetime | None, is_answering: bool) -> bool:
    """Whether an address is to be asked: never was, or long enough ago."""
    return asked is None or now - asked >= ASK_AGAIN[is_answering]


def choose_due(
    addresses: Iterable[str], known: Mapping[str, tuple[datetime, bool]], now: datetime, most: int
) -> tuple[str, ...]:
    """The addresses to ask now, those asked longest ago first; `known`: when, and whether it answered."""
    due = []
    for each in set(addresses):
        asked, is_answering = known.get(each, (None, False))
        if is_due(now, asked, is_answering):
            due.append(("" if asked is None else asked.isoformat(), each))
    return tuple(each for _, each in sorted(due)[:most])
