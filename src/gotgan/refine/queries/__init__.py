"""Reads of refining: orders as rules, lists and pages see them."""

from gotgan.refine.queries.answers import AnswerView, Bar, answers_of
from gotgan.refine.queries.budgets import (
    BudgetView,
    NoBudget,
    budget_of,
    is_short,
    may_set_budget,
    standing_for,
)
from gotgan.refine.queries.combinations import (
    NoSuchCombination,
    codes_of,
    combination_page,
    combinations_of,
    count_combinations_waiting,
    find_candidate,
    get_combination,
    provider_of,
    receipts_before,
)
from gotgan.refine.queries.due import orders_due
from gotgan.refine.queries.inspections import inspection_of, joint_risks_of
from gotgan.refine.queries.looks import Look, look_of
from gotgan.refine.queries.order_page import OrderPage, order_page
from gotgan.refine.queries.orders import (
    NoSuchOrder,
    count_states,
    datasets_named,
    get_order,
    orders_of,
    orders_of_dataset,
    orders_shown,
    runs_of,
)
from gotgan.refine.queries.result_pages import (
    Made,
    measures_of,
    pairs_of,
    run_row,
    source_table,
    source_tables,
    way_of,
)
from gotgan.refine.queries.review_page import ReviewPage, review_page
from gotgan.refine.queries.waiting import count_waiting, waiting_for
from gotgan.refine.queries.weighings import (
    RiskUtility,
    is_weighing,
    proposed_steps,
    risk_utility_of,
    steps_begun,
    suggestions_of,
)
from gotgan.refine.queries.works import works_of

__all__ = [
    "AnswerView",
    "Bar",
    "BudgetView",
    "Look",
    "Made",
    "NoBudget",
    "NoSuchCombination",
    "NoSuchOrder",
    "OrderPage",
    "ReviewPage",
    "RiskUtility",
    "answers_of",
    "budget_of",
    "codes_of",
    "combination_page",
    "combinations_of",
    "count_combinations_waiting",
    "count_states",
    "count_waiting",
    "datasets_named",
    "find_candidate",
    "get_combination",
    "get_order",
    "inspection_of",
    "is_short",
    "is_weighing",
    "joint_risks_of",
    "least_lossy",
    "look_of",
    "may_set_budget",
    "measures_of",
    "order_page",
    "orders_due",
    "orders_of",
    "orders_of_dataset",
    "orders_shown",
    "pairs_of",
    "proposed_steps",
    "provider_of",
    "receipts_before",
    "review_page",
    "risk_utility_of",
    "run_row",
    "runs_of",
    "source_table",
    "source_tables",
    "standing_for",
    "steps_begun",
    "suggestions_of",
    "tries_of",
    "waiting_for",
    "way_of",
    "works_of",
]
