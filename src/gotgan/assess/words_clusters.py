"""Words of the overlap review and of the report on duplicate spending, by code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "Promise | str"]

STATES: Words = {
    "proposed": _("Proposed"),
    "split": _("Split, the rest waits"),
    "settled": _("Settled: the same data"),
    "dismissed": _("Dismissed: not the same"),
    "lapsed": _("No longer found"),
}
SHAPES = {"proposed": "warn", "split": "warn", "settled": "good", "dismissed": "plain", "lapsed": "plain"}
"""The shape class of a chip, beside its word."""
PLACES: Words = {
    "in": _("Member"),
    "out": _("Taken out"),
    "left": _("Gone"),
    "apart": _("Not the same"),
}
STEPS: Words = {
    "proposed": _("Proposed by measurement"),
    "followed": _("Members changed by measurement"),
    "reopened": _("Opened again by measurement"),
    "lapsed": _("Measurement finds it no longer"),
    "settled": _("Settled as the same data"),
    "taken_out": _("Taken out"),
    "dismissed": _("Dismissed as not the same data"),
    "taken_back": _("Decision taken back"),
    "remarked": _("Remark"),
    "objected": _("Objection"),
}
BECAUSE: Words = {
    "appeared": _("another dataset with the same content appeared"),
    "content": _("the content of a member changed"),
    "refused": _("somebody refused that two of its members are the same"),
    "gone": _("a member was withdrawn"),
    "representative_gone": _("the representative is not in it any more"),
    "merged": _("its members are in another cluster now"),
}
REASONS: Words = {
    "original": _("the only one that is not a copy or a part of another"),
    "rows": _("it has the most rows"),
    "readiness": _("it is the most ready for training"),
    "newest": _("it was measured last"),
    "earliest": _("it has been known for longest"),
    "none": _("all are equal: the first by its id"),
}
WHY: Words = {
    "refused": _("a keeper said that these two are not the same data"),
    "apart": _("the review held these two apart"),
    "weak": _("these two have hardly any content in common; only others link them"),
}
COSTS: Words = {
    "given": _("answered"),
    "unknown": _("answered “not known”"),
    "na": _("answered “not applicable”"),
    "empty": _("not answered"),
    "not_asked": _("no accepted answer sheet"),
}
ASSUMPTIONS: Words = {
    "whole_cost": _(
        "The whole cost of building and keeping a dataset counts, though only a part of it may be the same."
    ),
    "dearest": _(
        "Of several copies in one institution only the one with the highest cost counts; its own copies are no"
        " duplicate spending."
    ),
    "representative": _(
        "Everything but what the institution of the representative spent counts as spent again. Where a copy was"
        " handed over free of charge, less was spent again."
    ),
    "unanswered": _(
        "A cost that nobody answered is listed and counts as nothing known, never as 0: the true sum may be higher."
    ),
    "not_accepted": _("Only answers of accepted sheets that were not called back are read."),
}
LISTS: Mapping[str, Words] = {
    "state": STATES, "place": PLACES, "step": STEPS, "because": BECAUSE, "reason": REASONS, "why": WHY, "cost": COSTS,
    "assumption": ASSUMPTIONS,
}  # fmt: skip
