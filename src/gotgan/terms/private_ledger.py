"""A privacy budget and what was spent of it, however it is kept: in a file (engine) or in rows (the refine room)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol

from gotgan.terms.amount import in_units, of_units
from gotgan.terms.errors import NotAllowed


class BudgetExceeded(NotAllowed):
    """The charge does not fit into what is left; nothing was written."""


@dataclass(frozen=True)
class Head:
    """How many lines there are and the hash of the last: kept elsewhere, it finds a ledger whose end was cut off."""

    place: int
    hash: str


@dataclass(frozen=True)
class Charge:
    """What one ask costs. `asked` tells what was asked; never an answer."""

    epsilon: Decimal
    delta: Decimal = Decimal(0)
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What the lines say together. `subject`: the column whose values are the persons; None: each row is one.

    `spent_epsilon` and `spent_delta` in units of 10^-15.
    """

    dataset: str
    subject: str | None
    epsilon: Decimal
    delta: Decimal
    spent_epsilon: int
    spent_delta: int
    charges: int
    head: Head

    def to_json(self) -> dict[str, Any]:
        """Shares of the budget as numbers; what is left is never below 0."""
        return {
            "budget": {"epsilon": float(self.epsilon), "delta": float(self.delta)},
            "spent": {"epsilon": of_units(self.spent_epsilon), "delta": of_units(self.spent_delta)},
            "left": {
                "epsilon": of_units(in_units(self.epsilon) - self.spent_epsilon),
                "delta": of_units(in_units(self.delta) - self.spent_delta),
            },
            "charges": self.charges,
            "head": {"place": self.head.place, "hash": self.head.hash},
        }

    def check_fits(self, charge: Charge) -> None:
        """Raises: BudgetExceeded."""
        for name, spent, more, budget in (
            ("epsilon", self.spent_epsilon, charge.epsilon, self.epsilon),
            ("delta", self.spent_delta, charge.delta, self.delta),
        ):
            left = in_units(budget) - spent
            if in_units(more) > left:
                raise BudgetExceeded(
                    f"privacy ledger: {name} {more} asked, {of_units(left):g} of {budget} left; "
                    "ask for less, or use an answer that was given before"
                )

    def after(self, charge: Charge, hash: str) -> Standing:
        """What stands once the charge is written down as the line of that hash."""
        return replace(
            self,
            spent_epsilon=self.spent_epsilon + in_units(charge.epsilon),
            spent_delta=self.spent_delta + in_units(charge.delta),
            charges=self.charges + 1,
            head=Head(self.head.place + 1, hash),
        )


class PrivacyLedger(Protocol):
    """What questions are paid from. A charge is kept for good before `spend` comes back, whatever happens then."""

    def read(self) -> Standing:
        """What is spent and left now."""

    def spend(self, charge: Charge, *, now: str) -> Standing:
        """Write a charge down, or refuse it whole. Raises: BudgetExceeded."""


def entry_of(before: Standing, charge: Charge, now: str) -> dict[str, Any]:
    """A charge as the chain hashes it."""
    amounts = {"epsilon": str(charge.epsilon), "delta": str(charge.delta)}
    return {"kind": "charge", "place": before.head.place, "time": now, **amounts, "asked": dict(charge.asked)}
