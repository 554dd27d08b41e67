"""Words of trials: states, modes, techniques, kinds of processing, steps of repair, and risk in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gotgan.assess import words_ways

Words = Mapping[str, "Promise | str"]

STATES: Words = {
    "queued": _("Waits"),
    "running": _("Runs"),
    "done": _("Measured"),
    "failed": _("Broken off"),
    "stopped": _("Stopped"),
}
STATE_SHAPES = {"done": "good", "failed": "bad", "running": "warn"}
MODES = words_ways.MODE_HEADS
TECHNIQUES: Words = {
    "suppress": _("Leave the column out"),
    "keep": _("Keep as it is"),
    "key": _("Generalise (quasi-identifier)"),
    "sensitive": _("Keep, where each group has several values of it"),
    "round": _("Round"),
    "top_code": _("Cap at the top"),
    "pseudonymise": _("Replace by a pseudonym"),
    "mask_text": _("Replace identifiers inside texts"),
}
PROCESSING: Words = {
    "clean": _("Cleaning"),
    "recode": _("Standard codes"),
    "deidentify": _("De-identifying"),
    "convert": _("Converting the format"),
}
STEPS: Words = {
    "encoding": _("Encoding"),
    "header": _("Header"),
    "ragged": _("Rows of another width"),
    "merged": _("Merged cells"),
    "totals": _("Rows of totals"),
    "duplicates": _("Repeated rows"),
    "unicode": _("Ways of writing a letter"),
    "spaces": _("Spaces"),
    "sentinels": _("Values that stand for none"),
    "missing": _("Empty cells"),
    "dates": _("Days"),
    "numbers": _("Numbers"),
    "units": _("Units"),
    "codes": _("Codes"),
    "phones": _("Telephone numbers"),
    "addresses": _("Addresses"),
    "types": _("Types of columns"),
    "outliers": _("Values that stand out"),
    "wide": _("Columns that are values"),
    "near": _("Rows that are nearly alike"),
}
KINDS: Words = {
    "image": _("pictures"),
    "audio": _("sounds"),
    "video": _("videos"),
    "text": _("texts"),
    "document": _("documents"),
    "table": _("tables beyond the largest"),
    "table_without_rows": _("tables whose rows are not kept here"),
}
PROBLEMS: Words = {
    "the disk is full; make room and try it again": _("The disk is full; make room and try it again."),
    "the dataset is no longer held, or has another version since; try it again": _(
        "The dataset is no longer held, or has another version since; try it again."
    ),
    "the job that ran it was lost too often or stopped; try it again": _(
        "The job that ran it was lost too often or stopped; try it again."
    ),
    "it was stopped before its turn": _("It was stopped before its turn."),
}
"""What actions and jobs of trials say of one that measured nothing."""
_CERTAIN = 0.9995


def risk_words(risk: float | None) -> str:
    """The residual risk as a sentence: None where it was not measured, 0 where nobody can be singled out."""
    if risk is None:
        return gettext("Not known: nobody measured it")
    if risk >= _CERTAIN:
        return gettext("Somebody can be recognised for certain")
    if risk <= 0:
        return gettext("Nobody to single out was found")
    return gettext("At most one chance in %(people)s to recognise anybody") % {"people": f"{int(1 / risk):,}"}
