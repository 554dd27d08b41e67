"""The words of campaigns: their states, the organisations' states, letters, systems, waves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "Promise | str"]

CAMPAIGN_STATES: Words = {
    "draft": _("Draft"),
    "open": _("Open"),
    "closed": _("Closed"),
    "frozen": _("Frozen"),
}
TARGET_STATES: Words = {
    "waiting": _("Not begun"),
    "answering": _("Answering"),
    "none_held": _("Holds none"),
    "declared": _("Waits for the head"),
    "signed": _("Done"),
}
MAIL_KINDS: Words = {
    "invitation": _("Invitation"),
    "reminder": _("Reminder"),
    "extension": _("More time"),
    "returned": _("Returned"),
    "accepted": _("Accepted"),
    "delegation": _("Request to a colleague"),
}
MAIL_STATES: Words = {
    "waiting": _("Waits"),
    "sending": _("Being sent"),
    "sent": _("Sent"),
    "failed": _("Refused"),
    "unclear": _("Unclear"),
}
SYSTEM_ORIGINS: Words = {
    "inventory": _("from a scan"),
    "catalogue": _("from a catalogue"),
    "register": _("from a register"),
}
WAVES: Words = {
    "pilot": _("Pilot"),
    "first": _("First wave"),
    "second": _("Second wave"),
    "extended": _("Extensions"),
}
WAVE_STATES: Words = {
    "coming": _("planned"),
    "running": _("running"),
    "over": _("over"),
}
