"""Words of panels: states, steps, conflicts, answers of a comparison."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "Promise | str"]

STATES: Words = {
    "forming": _("Forming"),
    "calibrating": _("Calibrating"),
    "rating": _("Rating"),
    "resolving": _("Third ratings"),
    "closed": _("Closed"),
}
SENTENCES: Words = {
    "forming": _("Assessors are named, and each declares interests before the first rating."),
    "calibrating": _("All rate the same few datasets and then speak about the anchors."),
    "rating": _("Each dataset is rated by assessors who do not see each other."),
    "resolving": _("Where two are apart by two points or more, a third rates."),
    "closed": _("The panel is closed. Its result stands."),
}
STEPS: Words = {
    "calibrate": _("Begin the calibration round"),
    "show": _("Show assessors how it came out"),
    "rate": _("Assign the shortlist and begin rating"),
    "resolve": _("End rating and call thirds"),
    "close": _("Close the panel"),
}
ROUND_STEPS: Words = {"thirds": _("Call thirds where two are apart"), "finish": _("Finish the round")}
CONFLICTS: Words = {
    "own": _("Own institution"),
    "organisation": _("Institution"),
    "dataset": _("Dataset"),
    "supplier": _("Supplier"),
}
KINDS: Words = {"calibration": _("Calibration round"), "rating": _("Rating"), "third": _("as the third")}
ENDED: Words = {
    "the assessor left the panel": _("The assessor left the panel."),
    "the role of an assessor ended": _("The role of an assessor ended."),
    "a conflict of interest": _("A conflict of interest was declared."),
}
WAITS: Words = {
    "declare": _("Declare your interests"),
    "rate": _("Rate datasets"),
    "weigh": _("Compare the criteria in pairs"),
}
WAIT_PAGES = {"declare": "panel_interests", "rate": "panel_work", "weigh": "panel_weigh"}
ANSWERS: Words = {
    "1": _("Both matter the same"),
    "2": _("between the same and a little"),
    "3": _("a little more"),
    "4": _("between a little and clearly"),
    "5": _("clearly more"),
    "6": _("between clearly and much"),
    "7": _("much more"),
    "8": _("between much and extremely"),
    "9": _("extremely more"),
}
"""Saaty's scale in words; who is more is said beside it."""
FACTORS: Words = {
    "clean": _("Clean"),
    "contextual": _("Contextual"),
    "consumable": _("Consumable"),
    "current": _("Current"),
    "correlated": _("Correlated"),
    "compliant": _("Compliant"),
}
GATES: Words = {
    "lawful": _("Legal basis"),
    "not_classified": _("Security class"),
    "provenance": _("Provenance"),
    "updates": _("Updates"),
    "harm": _("Harm"),
}
GATE_STATES: Words = {"passed": _("passed"), "failed": _("failed"), "unknown": _("unknown")}
