"""Reads of refining: orders as rules, lists and pages see them."""

from gotgan.refine.queries.due import orders_due
from gotgan.refine.queries.inspections import inspection_of, joint_risks_of
from gotgan.refine.queries.orders import NoSuchOrder, get_order, orders_of, orders_of_dataset, runs_of

__all__ = [
    "NoSuchOrder",
    "get_order",
    "inspection_of",
    "joint_risks_of",
    "orders_due",
    "orders_of",
    "orders_of_dataset",
    "runs_of",
]
