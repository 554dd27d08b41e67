"""A dataset's privacy ledger: what stands, what was charged, and whether its lines still hold together."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.audit import queries as audit
from gotgan.refine.models import PrivacyBudget, PrivacyCharge
from gotgan.refine.queries.order_page import OrderPage
from gotgan.refine.rules import budgeting
from gotgan.refine.rules.budgeting import Line, amount_of, check_lines
from gotgan.terms.amount import in_units, of_units
from gotgan.terms.decision import Decision
from gotgan.terms.digest import EMPTY_CHAIN
from gotgan.terms.errors import NotFound
from gotgan.terms.private_ask import Ask
from gotgan.terms.private_ledger import BudgetExceeded, Charge, Head, Standing


class NoBudget(NotFound):
    """Nobody set one yet."""


@dataclass(frozen=True)
class BudgetView:
    """`left` and `spent` of epsilon and delta as numbers; `wrong` is empty for a ledger that holds together."""

    budget: PrivacyBudget
    standing: Standing
    charges: tuple[PrivacyCharge, ...]
    wrong: tuple[str, ...]

    @property
    def epsilon(self) -> dict[str, float]:
        whole = in_units(self.standing.epsilon)
        spent = self.standing.spent_epsilon
        return {"whole": of_units(whole), "spent": of_units(spent), "left": of_units(whole - spent)}

    @property
    def delta(self) -> dict[str, float]:
        whole = in_units(self.standing.delta)
        spent = self.standing.spent_delta
        return {"whole": of_units(whole), "spent": of_units(spent), "left": of_units(whole - spent)}


def budget_row(dataset_id: str) -> PrivacyBudget | None:
    return PrivacyBudget.objects.filter(dataset=dataset_id).first()


def budget_of(dataset_id: str) -> BudgetView | None:
    """The dataset's budget with every charge; None while nobody set one."""
    row = budget_row(dataset_id)
    if row is None:
        return None
    standing = standing_of(row)
    charges = tuple(row.charges.select_related("run__order"))
    return BudgetView(row, standing, charges, wrong_with(row, standing))


def standing_for(dataset_id: str) -> Standing:
    """Raises: NoBudget."""
    row = budget_row(dataset_id)
    if row is None:
        raise NoBudget("the dataset has no privacy budget; its handler sets one")
    return standing_of(row)


def standing_of(row: PrivacyBudget) -> Standing:
    charges = row.charges.count()
    return Standing(
        dataset=row.dataset_id,
        subject=row.subject or None,
        epsilon=amount_of(row.epsilon_units),
        delta=amount_of(row.delta_units),
        spent_epsilon=row.spent_epsilon,
        spent_delta=row.spent_delta,
        charges=charges,
        head=Head(charges + 1, row.head),
    )


def wrong_with(row: PrivacyBudget, standing: Standing) -> tuple[str, ...]:
    """What is wrong with the ledger; its end must be the one that the audit chain names."""
    lines = [Line(row.opening, EMPTY_CHAIN, row.first)]
    lines += [Line(each.entry, each.previous, each.hash) for each in row.charges.all()]
    events = audit.events_of(f"budget:{row.dataset_id}", limit=1)
    told = str(events[0].details.get("head", "")) if events else ""
    wrong = check_lines(lines, standing, told)
    is_same = (in_units(row.opening["epsilon"]), in_units(row.opening["delta"]), row.opening["subject"] or "") == (
        row.epsilon_units, row.delta_units, row.subject,
    )  # fmt: skip
    return wrong if is_same else (*wrong, "the budget is not the one that was opened")


def may_set_budget(page: OrderPage, budget: BudgetView | None) -> Decision:
    """Whether who looks may set the budget of the order's dataset now."""
    charges = budget.standing.charges if budget else 0
    return budgeting.may_set_budget(page.facts, page.person, charges)


def is_short(budget: BudgetView | None, ask: Ask | None) -> bool:
    """Whether the questions cost more than is left."""
    if ask is None or budget is None:
        return False
    try:
        budget.standing.check_fits(Charge(ask.epsilon, ask.delta))
    except BudgetExceeded:
        return True
    return False
