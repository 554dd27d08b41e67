"""Two writers who meet on two connections of PostgreSQL: one holds an organisation, the other waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gotgan.survey.actions.tallies import lock_target

WAIT_SECONDS = 20


def needs_row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time here: who comes later has not begun to read")


def on_a_connection_of_its_own(work: Callable[[], object], told: list[Any]) -> threading.Thread:
    """A thread, not started; what `work` gives or raises is put into `told`."""

    def run() -> None:
        try:
            told.append(work())
        except BaseException as error:  # noqa: BLE001 looked at by the test
            told.append(error)
        finally:
            connection.close()

    return threading.Thread(target=run)


def while_it_waits(target_id: int, work: Callable[[], object], then: Callable[[], object]) -> Any:
    """Begin `work`; once it waits for the organisation, which is held here, do `then` and let go. What came of it."""
    told: list[Any] = []
    thread = on_a_connection_of_its_own(work, told)
    with transaction.atomic():
        lock_target(target_id)
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other writer neither ends nor waits"
            time.sleep(0.02)
        then()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive(), "the other writer waits for ever"
    return told[0]


def is_somebody_waiting() -> bool:
    """Whether a writer on another connection of this database waits for a lock; a test beside it has its own.

    The wait for another transaction names no database, so it is told by what else the waiter has locked.
    """
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = "SELECT pid FROM pg_locks WHERE NOT granted"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM pg_locks WHERE database = {here} AND pid IN ({waiting})")
        return bool(cursor.fetchone()[0])
