"""What checks, triage and links of sheets say in English, as patterns; see phrases.py."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CHECKS = (
    _("there is no such sheet in this campaign"),
    _("choose from its list"),
    _("use include, exclude or nothing"),
    _("it was opened already"),
    _("its further items may be answered with not applicable"),
    _("its answers and links stay as they are"),
    _("it is no list of datasets"),
    _("list their ids"),
    _("it is no list of rules"),
    _("write rules as the standard does"),
    _("it lacks a name or a sentence"),
    _("write name, ko and en"),
    _("its condition is not understood"),
    _("see the reference on triage"),
    _("no such check is known"),
    _("the %(shape)s is missing or of another shape"),
    _("write it as the standard does"),
)
