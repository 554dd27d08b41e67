"""Words of refining: states, parts, techniques and results, and the guideline's texts in the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "Promise | str"]

STATES: Words = {
    "drafted": _("Being prepared"),
    "prepared": _("Prepared"),
    "risk_reviewed": _("Risk reviewed"),
    "plan_defined": _("Method defined"),
    "processed": _("Processed"),
    "under_review": _("Under review"),
    "adequate": _("Adequate"),
    "inadequate": _("Inadequate"),
    "released": _("Released"),
    "monitored": _("Watched"),
    "incident": _("Incident"),
    "withdrawn": _("Withdrawn"),
    "destroyed": _("Destroyed"),
}
STATE_SHAPES = {
    "adequate": "good", "released": "good", "monitored": "good", "inadequate": "warn", "under_review": "warn",
    "incident": "bad", "withdrawn": "bad", "destroyed": "plain",
}  # fmt: skip
"""The shape class of a chip, beside its word."""
PARTS: Words = {
    "requester": _("Requester"),
    "handler": _("Handler"),
    "processor": _("Processor"),
    "reviewer": _("Reviewer"),
}
PART_DUTIES: Words = {
    "handler": _("Leads the order, writes its documents, closes the review and releases. Never processes."),
    "processor": _("Writes the plan and runs it. Never reviews."),
    "reviewer": _("Finds the result adequate or not. Takes no other part in the order."),
}
RUN_KINDS: Words = {"trial": _("Trial"), "final": _("Final")}
RUN_STATES: Words = {
    "queued": _("Waits"),
    "running": _("Runs"),
    "proved": _("Proved"),
    "refused": _("Refused"),
    "failed": _("Broken off"),
}
RUN_SHAPES = {"proved": "good", "refused": "bad", "failed": "bad"}
RUN_STEPS: Words = {"reading": _("reading the table and applying the plan"), "measuring": _("measuring the result")}
VERDICTS: Words = {"adequate": _("Adequate"), "inadequate": _("Inadequate")}
TECHNIQUES: Words = {
    "suppress": _("Leave the column out"),
    "keep": _("Keep as it is"),
    "key": _("Generalise (quasi-identifier)"),
    "sensitive": _("Keep, and protect by l and t"),
    "mask": _("Mask, keeping some characters"),
    "round": _("Round"),
    "top_code": _("Cap at the top"),
    "bottom_code": _("Cap at the bottom"),
    "microaggregate": _("Average in small groups"),
    "noise": _("Add noise"),
    "swap": _("Swap between near rows"),
    "pseudonymise": _("Replace by a pseudonym"),
    "mask_text": _("Replace identifiers inside texts"),
    "mask_pictures": _("Cover faces and plates in pictures"),
}
ASKS: Words = {"count": _("How many"), "sum": _("Sum"), "histogram": _("Distribution")}
HIERARCHIES: Words = {
    "age": _("Age"),
    "date": _("Date"),
    "region": _("Region"),
    "postcode": _("Postcode"),
    "money": _("Money"),
    "flat": _("Value or nothing"),
}
OPTIONS: Words = {
    "hierarchy": _("Hierarchy"),
    "keep_first": _("Keep first characters"),
    "keep_last": _("Keep last characters"),
    "to": _("Round to"),
    "at": _("Cap at"),
    "size": _("Rows a group"),
    "scale": _("Size, of the spread"),
    "shape": _("normal or laplace"),
    "window": _("Window, share of rows"),
    "prefix": _("Begins with"),
    "field": _("Field name"),
    "least_level": _("Least level"),
    "weight": _("Weight"),
    "kinds": _("What is covered: face, plate"),
    "how": _("pixelate or fill"),
}
MODES: Words = {"local": _("Class by class (local)"), "global": _("One level a column (global)")}
UNLISTED: Words = {
    "refuse": _("Refuse the plan"),
    "suppress": _("Leave them out"),
    "keep": _("Keep them as they are"),
}
COMBINATION_STATES: Words = {
    "opened": _("Opened"),
    "keyed": _("Key made"),
    "prepared": _("Handed over"),
    "matched": _("Matched"),
    "combined": _("Combined"),
    "closed": _("Keys destroyed"),
    "stopped": _("Stopped"),
}
COMBINATION_SHAPES = {"combined": "good", "closed": "good", "stopped": "bad"}
PARTIES: Words = {
    "applicant": _("Applicant"),
    "provider": _("Providing institution"),
    "key_manager": _("Key manager"),
    "combining_body": _("Combining body"),
}
PARTY_DUTIES: Words = {
    "provider": _("Separates keys and data of its table. Never sees the other's."),
    "key_manager": _("Makes the key and matches join keys. Never gets data."),
    "combining_body": _("Puts data together by serial numbers. Never gets keys."),
}
PARCELS: Words = {
    "keys": _("Join keys with serial numbers"),
    "payload": _("Serial numbers with data"),
    "linkage": _("Which serial numbers are one person"),
}
JOINING: Words = {
    "inner": _("Only people who are everywhere"),
    "left": _("Every row of the first institution"),
    "outer": _("Every row of every institution"),
}
ACTIVITIES: Words = {
    "Separation": _("Keys and data separated"),
    "Matching": _("Keys matched"),
    "Combination": _("Combined"),
    "Deidentification": _("De-identified"),
    "Repair": _("Repaired"),
    "Packaging": _("Packaged"),
    "measure": _("Answered with noise"),
    "synthesise": _("Drawn synthetically"),
    "parquet": _("Read into a typed table"),
    "derive_parquet": _("Read into a typed table"),
    "convert": _("Read into a typed table"),
}


def in_language(words: Mapping[str, str] | None) -> str:
    """A text of {ko, en} in the page's language, the other where it is missing."""
    if not words:
        return ""
    order = ("en", "ko") if (get_language() or "ko")[:2] == "en" else ("ko", "en")
    return words.get(order[0]) or words.get(order[1]) or ""
