"""What the overlap review says in English, as patterns; see phrases.py."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CLUSTERS = (
    _("only the survey manager settles what is the same data"),
    _("say what you know as a remark"),
    _("only who keeps the data of a member says something here"),
    _("that is not done to a cluster in this state"),
    _("there is no such cluster"),
    _("see the list of clusters"),
    _("nobody is named"),
    _("choose the member that stands for the others"),
    _("somebody refused that two of its members are the same"),
    _("take one of the two out, or have the pair's decision changed"),
    _("no member is chosen"),
    _("choose who is not the same as the others"),
    _("fewer than two would stay"),
    _("dismiss the cluster instead"),
    _("it changed after you looked at it"),
    _("look at it again before you decide"),
    _("its members are in other clusters now"),
    _("settle those"),
    _("you keep no organisation's data and have no part in the review"),
    _("ask an operator"),
    _("there is no such page for you"),
    _("ask the survey manager"),
    _("no report has this id"),
    _("see the list of kept ones"),
)
CLUSTER_PLACES = (
    _("cluster"),
    _("cluster %(number)s"),
    _("datasets"),
    _("duplicate spending"),
    _("members"),
    _("reason"),
    _("representative"),
    _("text"),
)
