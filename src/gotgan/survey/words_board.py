"""Words and shapes of a campaign's board: how far an organisation is, its lists, what they count, the exports."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gotgan.survey.rules.coverage import Level

Words = Mapping[str, "Promise | str"]

LEVELS: Words = {
    Level.SILENT: _("Nothing answered"),
    Level.BEGUN: _("Under a third"),
    Level.HALF: _("Under two thirds"),
    Level.NEARLY: _("Two thirds and more"),
    Level.NONE_HELD: _("Holds none"),
    Level.WAITS: _("Waits for the head"),
    Level.DONE: _("Done"),
}
SHAPES: Mapping[str, str] = {
    Level.SILENT: "○",
    Level.BEGUN: "◔",
    Level.HALF: "◑",
    Level.NEARLY: "◕",
    Level.NONE_HELD: "∅",
    Level.WAITS: "◇",
    Level.DONE: "●",
}
LISTS: Words = {
    "organisations": _("Organisations"),
    "calls": _("Whom to call"),
    "nonresponse": _("Nothing answered yet"),
    "contradictions": _("Contradictions without a reply"),
    "systems": _("Systems nobody spoke of"),
    "duplicates": _("Reported by two bodies"),
    "unclear": _("Accepted, and still not clear whether usable"),
    "item": _("One item"),
}
COLUMNS: Words = {
    "weight": _("Weight"),
    "sheets": _("Datasets"),
    "needed": _("Asked"),
    "confirmed": _("Answered"),
    "answered": _("Answered"),
    "suggested": _("Only suggested"),
    "unknown": _("Not known"),
    "na": _("Does not apply"),
    "empty": _("Empty"),
    "blocks": _("Needs a reply"),
    "warns": _("Hints"),
    "systems": _("Known systems"),
    "silent_systems": _("Silent systems"),
    "accepted": _("Accepted"),
}
EXPORTS: Words = {
    "answers.csv": _("Every answer, a line each, with its source"),
    "answers.parquet": _("Every answer, for analysis"),
    "sheets.csv": _("Every dataset, a line each"),
    "sheets.parquet": _("Every dataset, for analysis"),
    "organisations.csv": _("Every organisation with its declaration"),
    "items.csv": _("How complete each item is"),
    "results.xlsx": _("Everything in one Excel workbook"),
    "open-data.zip": _("Package for publication, with Croissant and DCAT"),
}
