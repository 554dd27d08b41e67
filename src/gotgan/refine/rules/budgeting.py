"""A dataset's privacy budget in the room: who sets it, which amounts it may be, and its ledger as a chain of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gotgan.refine.rules.stepping import CLOSED, parts_of
from gotgan.terms.amount import MOST_PLACES, in_units, read_amount
from gotgan.terms.decision import Decision
from gotgan.terms.digest import EMPTY_CHAIN, chain_hash
from gotgan.terms.errors import Issue
from gotgan.terms.private_ledger import Head, Standing
from gotgan.terms.refine import OrderFacts, Part

MOST_EPSILON, MOST_DELTA = Decimal(100), Decimal("0.001")
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Line:
    """One line of the ledger: what it says, the hash of the line before, and its own."""

    entry: Mapping[str, Any]
    previous: str
    hash: str


def may_set_budget(order: OrderFacts, person: int | None, charges: int) -> Decision:
    """Whether the person may set the budget of the order's dataset: its handler, until the first answer is paid."""
    if Part.HANDLER not in parts_of(person, order):
        return Decision.no("only the handler of this order sets the privacy budget")
    if order.state in CLOSED:
        return Decision.no(f"an order that is {order.state.value} is closed")
    if charges:
        return Decision.no("answers were paid from this budget: it is given once, for the dataset's whole life")
    return Decision.yes()


def check_budget(epsilon: str, delta: str, reason: str) -> tuple[Issue, ...]:
    """Every problem of a budget as typed."""
    issues = []
    amounts = {"epsilon": (read_amount(epsilon), MOST_EPSILON), "delta": (read_amount(delta or "0"), MOST_DELTA)}
    for name, (amount, most) in amounts.items():
        if amount is None or amount > most:
            issues.append(Issue(name, "it is no budget", f"give a number from 0 to {most}"))
    if amounts["epsilon"][0] == 0:
        issues.append(Issue("epsilon", "it is 0", "give what all answers together may cost; 1 is usual"))
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        what = f"it is empty or longer than {LONGEST_REASON} characters"
        issues.append(Issue("reason", what, "say in a few sentences why so much"))
    return tuple(issues)


def opening_of(dataset: str, subject: str, epsilon: str, delta: str, now: str) -> dict[str, Any]:
    """The first line of a ledger, as the chain hashes it."""
    amounts = {"epsilon": epsilon, "delta": delta}
    return {"kind": "budget", "form": 1, "dataset": dataset, "subject": subject or None, "time": now, **amounts}


def amount_of(units: int) -> Decimal:
    return Decimal(units).scaleb(-MOST_PLACES).normalize() + 0


def check_lines(lines: Sequence[Line], standing: Standing, told: str | None) -> tuple[str, ...]:
    """What is wrong with a ledger: every line is hashed anew and added up; `told` is the head of the audit chain."""
    previous, spent = EMPTY_CHAIN, [0, 0]
    for place, line in enumerate(lines):
        if line.previous != previous or chain_hash(previous, line.entry) != line.hash:
            return (f"line {place + 1} was changed",)
        if place:
            spent = [spent[0] + in_units(line.entry["epsilon"]), spent[1] + in_units(line.entry["delta"])]
        previous = line.hash
    wrong = []
    if spent != [standing.spent_epsilon, standing.spent_delta]:
        wrong.append("its lines do not add up to what it says is spent")
    if not lines or Head(len(lines), previous) != standing.head:
        wrong.append("its end was cut off or replaced")
    if told is not None and told != standing.head.hash:
        wrong.append("the audit chain names another end")
    return tuple(wrong)
