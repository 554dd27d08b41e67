"""Work orders, combinations and privacy budgets."""

from gotgan.refine.models.budgets import PrivacyBudget, PrivacyCharge
from gotgan.refine.models.combinations import Combination, CombinationParty, CombinationStep, Parcel
from gotgan.refine.models.orders import (
    CustodyKey,
    Effort,
    Inspection,
    JointRisk,
    Opinion,
    OrderDocument,
    OrderStep,
    Plan,
    Reviewer,
    Run,
    Weighing,
    WorkOrder,
)
from gotgan.refine.models.parts import new_id

__all__ = [
    "Combination",
    "CombinationParty",
    "CombinationStep",
    "CustodyKey",
    "Effort",
    "Inspection",
    "JointRisk",
    "Opinion",
    "OrderDocument",
    "OrderStep",
    "Parcel",
    "Plan",
    "PrivacyBudget",
    "PrivacyCharge",
    "Reviewer",
    "Run",
    "Weighing",
    "WorkOrder",
    "new_id",
]
