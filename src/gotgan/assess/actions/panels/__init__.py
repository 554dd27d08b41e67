"""Writes of a panel, from opening to closing."""

from gotgan.assess.actions.panels.opening import open_panel
from gotgan.assess.actions.panels.people import declare_interests, dismiss_assessor, name_assessor, name_stakeholder
from gotgan.assess.actions.panels.rating import rate
from gotgan.assess.actions.panels.reaching import NotYourPanel
from gotgan.assess.actions.panels.stepping import (
    assign_again,
    close_panel,
    show_calibration,
    start_calibration,
    start_rating,
    start_resolving,
)
from gotgan.assess.actions.panels.weighing import compare

__all__ = [
    "NotYourPanel",
    "assign_again",
    "close_panel",
    "compare",
    "declare_interests",
    "dismiss_assessor",
    "name_assessor",
    "name_stakeholder",
    "open_panel",
    "rate",
    "show_calibration",
    "start_calibration",
    "start_rating",
    "start_resolving",
]
