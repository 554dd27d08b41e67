"""Writes of a panel, from opening to closing."""

from gotgan.assess.actions.panels.opening import open_panel
from gotgan.assess.actions.panels.people import declare_interests, dismiss_assessor, name_assessor, name_stakeholder
from gotgan.assess.actions.panels.rating import rate, rate_again
from gotgan.assess.actions.panels.reaching import NotYourPanel
from gotgan.assess.actions.panels.rounds import call_thirds, finish_round, open_round
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
    "call_thirds",
    "close_panel",
    "compare",
    "declare_interests",
    "dismiss_assessor",
    "finish_round",
    "name_assessor",
    "name_stakeholder",
    "open_panel",
    "open_round",
    "rate",
    "rate_again",
    "show_calibration",
    "start_calibration",
    "start_rating",
    "start_resolving",
]
