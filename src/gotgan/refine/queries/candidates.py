"""Who may be named for a part: people who hold its role, those kept apart marked."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.refine.rules import people, stepping
from gotgan.terms.refine import OrderFacts, Part

MOST = 200
NAMED = (Part.HANDLER, Part.PROCESSOR, Part.REVIEWER)


@dataclass(frozen=True)
class Candidate:
    """`reasons` say why this person cannot take the part now; empty when it may be."""

    person_id: int
    name: str
    reasons: tuple[str, ...] = ()


def candidates_for(part: Part, order: OrderFacts) -> tuple[Candidate, ...]:
    """By name, at most 200; who has the part already is left out."""
    anywhere = None if part is Part.REVIEWER else order.organisation
    ids = organisations.holders_of(*people.ELIGIBLE[part], organisation=anywhere)
    known = accounts.people_of(ids - _holders(part, order))
    found = [
        Candidate(key, person.name or person.email, stepping.may_name(part, key, order).reasons)
        for key, person in known.items()
        if person.is_active
    ]
    return tuple(sorted(found, key=lambda each: (bool(each.reasons), each.name))[:MOST])


def _holders(part: Part, order: OrderFacts) -> frozenset[int]:
    if part is Part.REVIEWER:
        return order.reviewers
    holder = order.handler if part is Part.HANDLER else order.processor
    return frozenset() if holder is None else frozenset({holder})
