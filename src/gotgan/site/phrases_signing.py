"""What carrying, proposing and signing a list say in English, as patterns; see phrases.py."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SIGNING = (
    _("%(number)s objection(s) to version %(version)s are not answered"),
    _("answer them on the page of objections"),
    _("objections to an earlier version are answered before a list is signed"),
    _("%(number)s objection(s) granted to an earlier version are not met"),
    _("change the rules, or say on the page of objections why not"),
    _("only a selection manager says why an objection is not met"),
    _("why an objection is not met is said before a list is signed"),
    _("the list does what the objection asks for"),
    _("say in a few sentences why it could not be done"),
    _("rules or candidates cannot be read (%(error)s)"),
    _("an organisation objects to members of the list and to its own data"),
    _("%(number)s member(s) were withdrawn or are held no longer"),
    _("tick that you sign the list with them, or make a new version"),
    _("the list was chosen anew since you opened the page"),
    _("somebody wrote the minutes anew since you opened the page"),
    _("objections or answers came in since you opened the page"),
    _("look at it as it is now, and decide again"),
)
SIGNING_PLACES = (_("document"), _("minutes"), _("objections"), _("members"), _("name"))
"""What such a message names before its colon."""
