"""A campaign from its draft to its close: made, targets chosen, opened, extended, closed, opened again."""

from gotgan.survey.actions.campaigns.choose import choose_targets, drop_target, set_pilot
from gotgan.survey.actions.campaigns.follow import Followed, follow_reorganisation
from gotgan.survey.actions.campaigns.make import change_campaign, create_campaign
from gotgan.survey.actions.campaigns.single import extend_target, set_call_back
from gotgan.survey.actions.campaigns.turn import (
    close_campaign,
    open_campaign,
    open_rest,
    refresh_campaign,
    reopen_campaign,
)

__all__ = [
    "Followed", "change_campaign", "choose_targets", "close_campaign", "create_campaign", "drop_target",
    "extend_target", "follow_reorganisation", "open_campaign", "open_rest", "refresh_campaign", "reopen_campaign",
    "set_call_back", "set_pilot",
]  # fmt: skip
