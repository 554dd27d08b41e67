"""Writers of several organisations at once never wait for each other for ever: two connections on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gotgan.audit import actions as audit
from gotgan.survey.actions.same import link_confirmed
from gotgan.survey.actions.snapshots import freeze_campaign
from gotgan.survey.models import Campaign, Mail, Sheet
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import CampaignState
from tests.rooms.checks.test_managing import two_bodies
from tests.rooms.meeting import needs_row_locks, while_it_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def _needs_row_locks() -> None:
    needs_row_locks()


def beside(work: Callable[[], Any], then: Callable[[], None], *, held: int) -> None:
    """`work` on a connection of its own meets a saver who holds a target; once it waits, the saver does `then`."""
    came_of_it = while_it_waits(held, work, then)
    if isinstance(came_of_it, BaseException):
        raise came_of_it


def _tell() -> None:
    audit.record(by=SYSTEM, action="survey.save_answers", subject="sheet:x")


def test_linking_waits_for_targets_before_it_takes_the_chain() -> None:
    first, second = two_bodies()
    campaign = first.target.campaign_id
    beside(lambda: link_confirmed(by=SYSTEM, campaign_id=campaign), _tell, held=second.target_id)
    second.refresh_from_db()
    assert second.same_as_id == first.pk
    assert [each["check"] for each in second.contradictions] == ["sibling_differs"]


def test_a_letter_of_a_saver_does_not_wait_for_who_holds_the_campaign() -> None:
    """A letter names its campaign: whoever freezes it holds that row and waits for the saver's target."""
    first, second = two_bodies()
    campaign = first.target.campaign
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CLOSED)

    def write() -> None:
        now = campaign.created
        Mail.objects.create(campaign=campaign, target=second.target, key="k", kind="returned", to="a@example.org",
                            subject="x", body="x", created=now, next_try=now)  # fmt: skip
        _tell()

    beside(lambda: freeze_campaign(by=SYSTEM, campaign_id=campaign.pk), write, held=second.target_id)
    assert Campaign.objects.get(pk=campaign.pk).state == CampaignState.FROZEN
    assert Mail.objects.filter(key="k").exists()


def test_sheets_linked_meanwhile_are_read_after_the_locks() -> None:
    """What the saver did while the linking waited is not lost."""
    first, second = two_bodies()

    def save() -> None:
        sheet = Sheet.objects.get(pk=second.pk)
        sheet.title = "다른 이름"
        sheet.save()
        _tell()

    campaign = first.target.campaign_id
    beside(lambda: link_confirmed(by=SYSTEM, campaign_id=campaign), save, held=second.target_id)
    found = Sheet.objects.get(pk=second.pk)
    assert (found.title, found.same_as_id) == ("다른 이름", first.pk)
