"""Two managers who meet on two connections of PostgreSQL: what one did is seen by the other, and done once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from gotgan.assess import actions
from gotgan.assess.models import ListStep, ListVersion
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.role import Actor, Role
from gotgan.work.models import Job
from tests.rooms.assess_run import Run, rules
from tests.rooms.factories import make_viewer
from tests.rooms.meeting import WAIT_SECONDS, is_somebody_waiting, needs_row_locks, on_a_connection_of_its_own

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    needs_row_locks()
    return Run(monkeypatch)


def while_it_waits(version_id: str, work: Callable[[], object], then: Callable[[], object]) -> Any:
    """Begin `work`; once it waits for the version, which is held here, do `then` and let go. What came of it."""
    told: list[Any] = []
    thread = on_a_connection_of_its_own(work, told)
    with transaction.atomic():
        ListVersion.objects.select_for_update().get(pk=version_id)
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other writer neither ends nor waits"
            time.sleep(0.02)
        then()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive(), "the other writer waits for ever"
    return told[0]


def test_list_is_signed_once(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    run.propose()
    run.end_objections()
    named, other = run.by(), {**run.by(), "by": Actor.of(make_viewer(Role.SURVEY_MANAGER))}
    seen = run.seen()
    told = while_it_waits(
        named["version_id"],
        lambda: actions.sign(**other, typed_name="The hundred", seen=seen),
        lambda: actions.sign(**named, typed_name="The hundred", seen=seen),
    )
    assert isinstance(told, NotAllowed)
    assert "signed is not open" in str(told)
    assert ListStep.objects.filter(after="signed").count() == 1
    assert run.version.signed_by == named["by"].label


def test_evidence_is_frozen_by_one_job(run: Run) -> None:
    run.make()
    named = run.by()
    told = while_it_waits(
        named["version_id"], lambda: actions.ask_collect(**named), lambda: actions.ask_collect(**named)
    )
    assert isinstance(told, NotAllowed)
    assert Job.objects.filter(name="assess.collect").count() == 1


def test_rules_of_the_other_are_not_written_over(run: Run) -> None:
    from gotgan.assess.actions.opening import stamp_of

    run.make()
    named, seen = run.by(), stamp_of(run.version)
    told = while_it_waits(
        named["version_id"],
        lambda: actions.set_rules(**named, document=rules(choose=2), seen=seen),
        lambda: actions.set_rules(**named, document=rules(choose=3), seen=seen),
    )
    assert isinstance(told, Invalid)
    assert run.version.settings["choose"] == 3
