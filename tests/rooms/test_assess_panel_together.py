"""Assessors who rate at the same moment, and one who rates while the manager closes, on real connections."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gotgan.assess.actions.panels import NotYourPanel
from gotgan.assess.models import Panel, Rating
from gotgan.assess.queries.panels import panel_result
from gotgan.assess.rules.panels import PanelState
from tests.rooms.meeting import WAIT_SECONDS, is_somebody_waiting, needs_row_locks, on_a_connection_of_its_own
from tests.rooms.paneled import CRITERIA, Paneled, make_paneled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def paneled() -> Paneled:
    needs_row_locks()
    made = make_paneled()
    made.until(PanelState.RATING)
    return made


def test_two_assessors_at_once_lose_nothing(paneled: Paneled) -> None:
    """Each rates all that is with them, again and again on the same connection pool."""
    told: list[Any] = []
    threads = [
        on_a_connection_of_its_own(lambda who=who: paneled.rate_all(None, who), told) for who in paneled.assessors
    ]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS * 3)
    assert told == [None, None, None]
    given = sum(len(paneled.held(who)) for who in paneled.assessors)
    assert Rating.objects.filter(round=2, revision=1).count() == given * len(CRITERIA)
    paneled.step("start_resolving")


def while_held(paneled: Paneled, work: Callable[[], object], then: Callable[[], object]) -> Any:
    """Begin `work`; once it waits for the panel, which is held here, do `then` and let go. What came of it."""
    told: list[Any] = []
    thread = on_a_connection_of_its_own(work, told)
    with transaction.atomic():
        Panel.objects.select_for_update().get(pk=paneled.panel_id)
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other writer neither ends nor waits"
            time.sleep(0.02)
        then()
    thread.join(WAIT_SECONDS)
    connection.close()
    assert not thread.is_alive()
    return told[0]


def test_rating_that_meets_the_closing_is_refused_and_not_in_the_result(paneled: Paneled) -> None:
    paneled.rate_all()
    paneled.step("start_resolving")
    who = paneled.assessors[0]
    before = Rating.objects.count()
    told = while_held(paneled, lambda: paneled.rate(who, paneled.held(who)[0], 5), lambda: paneled.step("close_panel"))
    assert isinstance(told, NotYourPanel), told
    assert Rating.objects.count() == before
    assert panel_result(paneled.version.pk).values
