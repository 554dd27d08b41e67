"""The codes of the access decision in words, for people and for API answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = {
    "open": _("Anyone may download this."),
    "granted": _("You have been granted access."),
    "own_organisation": _("This belongs to your organisation."),
    "no_bytes_here": _("Only its description is kept here, not its files."),
    "safe_zone_only": _("You may analyse it in a safe zone; it does not leave."),
    "not_opened": _("Its organisation has not opened it to everyone."),
    "findings_unconfirmed": _("Identifiers were found in it, and its organisation has not confirmed them yet."),
    "at_source": _("It is open at its source; the files are not kept here."),
    "limited_at_source": _("Its source provides it on conditions."),
    "not_offered": _("Its organisation does not provide it."),
    "survey_route": _("Its organisation named this way in the survey."),
    "survey_closed": _("Its organisation answered in the survey that it cannot be provided."),
    "stated_open": _("Its organisation says in the survey that it is open; nobody checked that here."),
    "inside_only": _("This version stays inside its organisation; what was made usable of it is offered instead."),
    "withdrawn": _("This version was withdrawn. If you have a copy, stop using it and delete it."),
    "absent": _("There is no such dataset."),
}
LIFTS = {
    "sign_in": _("Sign in, so that we know who asks."),
    "ask": _("Ask the organisation that holds it."),
    "ask_source": _("Ask the organisation at its source."),
    "follow_link": _("Follow the link to the source."),
}
BECAUSE = {
    **REASONS,
    "provided_now": _("It is provided this way now, as its organisation answered; nobody checked that here."),
    "provided_seen": _("It is provided this way now: its address answered when this hub asked."),
    "provided_silent": _("Said to be provided this way, but its address did not answer when this hub asked."),
    "wished": _("Its organisation named this way as a possible one."),
    "not_wished": _("Its organisation named other ways only."),
    "zone_only": _("Its organisation would provide it in a safe zone only."),
    "not_usable": _("Its organisation answered that it cannot be provided."),
    "not_asked": _("Its organisation did not speak of this way."),
    "not_surveyed": _("Nobody was asked about this way yet."),
}
"""Why a route has its verdict."""
VERDICTS = {
    "open": _("Open now"),
    "apply": _("On request: somebody decides"),
    "never": _("Not this way"),
    "unknown": _("Not known"),
}
