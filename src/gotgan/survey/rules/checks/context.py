"""What a check may look at besides the answers: the day, the last wave, linked sheets, systems, addresses asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class EndpointResult:
    """What came of asking an address last. `failures`: how many times in a row it did not answer.

    `reason` is a code: `permission` (it answers and wants to know who asks), `not_found`, `private`, `no_answer`,
    `not_web`; empty for a plain answer.
    """

    is_answering: bool
    asked: date
    reason: str = ""
    failures: int = 0


@dataclass(frozen=True)
class LinkedSheet:
    """Confirmed values of a sheet that another body filled. `link` (list same_as) is read from this set to that."""

    sheet: str
    organisation: str
    organisation_name: str
    values: Mapping[str, Any]
    link: str = "identical_copy"


@dataclass(frozen=True)
class KnownSystem:
    """A system that a register or a catalogue names: it has a sheet with answers, or a reason why not, or neither."""

    name: str
    number: str = ""
    has_answer: bool = False
    none_held_reason: str = ""


@dataclass(frozen=True)
class CheckContext:
    """Everything but values and facts. All values here and there are confirmed ones: a suggestion is no answer.

    `asked`: items shown now, None: all; of others an empty answer says nothing. `waiting`: items with a suggestion that
    nobody confirmed, so not empty for good. `scanned`: what the scan suggests for scan items, evidence and no answer.
    `last`: confirmed values of the last wave for the same dataset, mapped to this form. `endpoints` by address.
    """

    today: date
    asked: frozenset[str] | None = None
    waiting: frozenset[str] = frozenset()
    scanned: Mapping[str, Any] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)
    linked: tuple[LinkedSheet, ...] = ()
    systems: tuple[KnownSystem, ...] = ()
    endpoints: Mapping[str, EndpointResult] = field(default_factory=dict)
