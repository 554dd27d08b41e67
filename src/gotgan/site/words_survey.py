"""What a survey's accepted answers say of a dataset, in words (docs/reference/usability.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gotgan.site.words import Words

USABILITIES: Words = {
    "now": _("Usable now"),
    "after_processing": _("Usable after processing"),
    "not_usable": _("Not usable"),
    "unknown": _("The answers do not tell"),
    "none": _("Not surveyed yet"),
}
USABILITY_SHAPES = {"now": "good", "after_processing": "request", "not_usable": "bad", "unknown": "warn"}
"""The shape class of a chip, beside its word."""
PROVISIONS: Words = {
    "open": _("Open to all"),
    "limited": _("On conditions"),
    "internal": _("Used inside"),
    "none": _("Not provided"),
}
DESCRIBED: Words = {
    "title": _("Title"),
    "title_en": _("Title in English"),
    "description": _("Description"),
    "keywords": _("Keywords"),
    "licence": _("Licence"),
    "field": _("Field"),
    "modality": _("Kind"),
    "provision_now": _("Provided now"),
}
