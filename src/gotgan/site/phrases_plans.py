"""What de-identification says of a plan that it cannot carry out, as patterns; see phrases.py."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

PLANS = (
    _("%(hierarchy)s is not built in"),
    _("use %(names)s or a file"),
    _("has %(count)s levels, 0 to %(last)s"),
    _("is %(k)s, above the %(number)s %(who)s of the table"),
    _("rows"),
    _("persons"),
    _("lower it, or release no such table"),
    _("names no columns"),
    _("write columns: and what to do with each"),
    _("a hash without a key, which anyone can undo by trying every number"),
    _("does not say what is to be done"),
    _("write {do: ...} with %(names)s"),
    _("say how many persons each class must have"),
    _("goes with k_map or delta_presence, and they with it"),
    _("give both, or neither"),
    _("is decided by one level a key"),
    _("set mode: global"),
    _("%(name)s is not known here"),
    _("it takes no options"),
    _("is not in %(table)s"),
    _("the table"),
    _("the population"),
    _("check its name"),
    _("is named more than once"),
    _("give it one part"),
    _("has no rows"),
    _("%(number)s cell(s) that are no numbers, in the first part of the table that has any"),
    _("repair the column first, or treat it as text"),
    _("holds %(kind)s, no numbers"),
    _("choose another technique"),
    _("is shorter than %(number)s characters"),
    _("set it to a secret of %(number)s characters or more, kept apart from the data"),
    _("an identifier stands in its name"),
    _("raise its least_level"),
    _("k-map is %(reached)s, below %(target)s"),
    _("delta-presence is %(least)s to %(most)s, outside what the plan allows"),
)
"""Issues of engine.deidentify as far as a work order meets them, and reasons of its proof."""

PLAN_PLACES = (
    _("column number %(number)s"),
    _("plan column %(name)s"),
    _("column %(name)s"),
)
"""What such a message names before its colon."""
