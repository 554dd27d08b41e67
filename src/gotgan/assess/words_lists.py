"""Words of lists: states, classes, reasons, criteria and how they were found, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gotgan.assess import words_ways

Said = Mapping[str, "Promise | str"]

STATES: Said = {
    "drafted": _("Draft"),
    "collected": _("Evidence frozen"),
    "rating": _("Panel rating"),
    "rated": _("Rated"),
    "solved": _("Chosen"),
    "proposed": _("Proposed"),
    "signed": _("Signed"),
    "published": _("Made public"),
    "withdrawn": pgettext_lazy("list", "Withdrawn"),  # a scanner's key is withdrawn in other words
}
STATE_SHAPES = {"signed": "good", "published": "good", "proposed": "warn", "withdrawn": "bad"}
STANDINGS: Said = {
    "core": _("Core"), "contested": _("Contested"), "reserve": _("Reserve"), "out": _("Out"),
    "left_out": _("Not chosen from"),
}  # fmt: skip
STANDING_SHAPES = words_ways.STANDING_SHAPES
MODES = words_ways.MODE_HEADS
METHODS: Said = {
    "measured": _("Measured"), "sampled": _("Sampled"), "declared": _("Declared"),
    "default": _("Assumed, nothing is known"),
}  # fmt: skip
METHOD_SHAPES = {"measured": "measured", "sampled": "measured", "declared": "declared", "default": "warn"}
GATE_STATES: Said = {"passed": _("Passed"), "failed": _("Not passed"), "unknown": _("Not stated")}
GATE_SHAPES = {"passed": "good", "failed": "bad", "unknown": "warn"}
CODES: Said = {
    "reserve": _("Reserve"),
    "below": _("Worth less than every member it could replace"),
    "constraint": _("A rule of the list stands in the way"),
    "together": _("Only if several members go"),
    "gate": _("A gate was not passed"),
    "risk": _("Above the risk ceiling"),
    "risk_unknown": _("Risk not known"),
    "risk_public": _("Risk not known"),
    "risk_unlimited": _("Risk not known"),
    "no_value": _("No way to provide it"),
    "withdrawn": _("Withdrawn data"),
    "objection": _("Out by an objection"),
    "not_assessed": _("Readiness not measured"),
    "gate_failed": _("A gate was not passed"),
    "gate_unknown": _("A gate is not stated"),
    "no_way": _("No way to provide it"),
    "below_line": _("Below the line of the shortlist"),
    "crowded": _("Enough better ones of its kind"),
    "left_out": _("Not chosen from"),
    "out": _("Out"),
}
EVIDENCE: Said = {
    "sheet": _("Score sheet"), "trial": _("Trial on a sample"), "survey": _("Answer sheet"),
    "overlaps": _("Overlaps"), "dataset": _("Dataset page"), "version": _("Dataset page"),
    "catalogue": _("Dataset page"),
}  # fmt: skip
SIDES: Said = {"in": _("should be in"), "out": _("should be out")}
EFFECTS: Said = {"none": _("The list stays"), "new_version": _("A new version is made")}
NUMBERS: Said = {
    "requests": _("requests"), "downloads": _("downloads"), "overlap": _("largest overlap"), "rows": _("rows"),
    "size_bytes": _("bytes"), "of": _("compared with"), "missing": _("labels missing"), "joinable": _("joinable data"),
    "provision_now": _("provided now"), "risk": _("risk"), "findings": _("findings"), "won": _("won"),
    "processing": _("processing"), "total": _("points"), "use": _("use"), "modality": _("kind"),
}  # fmt: skip
SHARES = ("overlap", "missing", "risk")
"""Numbers behind a criterion that are shares of 1."""
NUMBER_CODES: Mapping[str, Said] = {
    "use": {
        "tabular": _("Tables"), "language": _("Language models"), "vision": _("Pictures and video"),
        "speech": _("Speech"), "time_series": _("Time series"), "any": _("Every use"),
    },
    "provision_now": {
        "open": _("Open to all"), "limited": _("On conditions"), "internal": _("Used inside"),
        "none": _("Not provided"),
    },
    "processing": {"none": _("not needed")},
}  # fmt: skip
