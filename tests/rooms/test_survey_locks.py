"""Writers of several organisations at once never wait for each other for ever: two connections on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gotgan.audit import actions as audit
from gotgan.survey.actions.same import link_confirmed
from gotgan.survey.actions.snapshots import freeze_campaign
from gotgan.survey.actions.tallies import lock_target
from gotgan.survey.models import Campaign, Mail, Sheet
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import CampaignState
from tests.rooms.checks.test_managing import two_bodies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
WAIT_SECONDS = 20


@pytest.fixture(autouse=True)
def _needs_row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time here: there are no row locks to wait for")


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def beside(work: Callable[[], Any], then: Callable[[], None], *, held: int) -> None:
    """`work` on a connection of its own meets a saver who holds a target; once it waits, the saver does `then`."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 raised below
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        lock_target(held)
        thread.start()
        end = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not _is_somebody_waiting():
            assert time.monotonic() < end, "the other writer neither ends nor waits"
            time.sleep(0.02)
        then()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()
    if errors:
        raise errors[0]


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
