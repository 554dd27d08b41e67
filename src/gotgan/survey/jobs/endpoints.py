"""Asks the addresses under which data is said to be open. Only public ones: an answer may name any address, and the
hub stands inside the government's network."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import structlog
from django.utils import timezone

from gotgan.engine.sources import address as addresses
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.answered import Refused
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.part import TryAgain
from gotgan.survey.actions.endpoints import Asked, store_endpoints
from gotgan.survey.actions.recheck import check_sheets_again
from gotgan.survey.queries.endpoints import addresses_to_ask, sheets_naming
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound
from gotgan.terms.job import JobContext

MOST_ADDRESSES = 1000
"""Asked in one run; the next run goes on with the rest."""
MOST_SECONDS = 900.0
MOST_SILENCES = 3
"""After so many of one host did not answer, its others wait for the next run."""
PAUSE_SECONDS = 0.2
"""Between two questions to one host."""
BATCH = 20
PATIENCE = Patience(connect_seconds=5.0, read_seconds=10.0, stall_seconds=10.0, waits_seconds=())
log = structlog.get_logger("gotgan.survey")


def ask_endpoints(*, context: JobContext, allow_private: bool = False) -> None:
    """Ask what is due, within bounds, and keep the results. Stopped, the next run asks what is still due.

    `allow_private` is for tests. A hub without a way out would find every address silent: that is only believed once
    anything answered in the same run.
    """
    began, done, has_way_out = time.monotonic(), 0, False
    waiting: list[Asked] = []
    changed: list[str] = []
    for asked in _ask_all(addresses_to_ask(timezone.now(), MOST_ADDRESSES), allow_private):
        waiting.append(asked)
        done += 1
        has_way_out = has_way_out or asked.reason in ("", "permission", "not_found")
        if has_way_out and len(waiting) >= BATCH:
            changed += store_endpoints(asked=waiting)
            waiting = []
        context.heartbeat({"asked": done})
        if context.is_cancelled() or time.monotonic() - began > MOST_SECONDS:
            break
    believed = [each for each in waiting if has_way_out or each.reason != "no_answer"]
    if len(believed) < len(waiting):
        log.warning("endpoints_no_way_out", asked=done)
    if believed:
        changed += store_endpoints(asked=believed)
    check_sheets_again(sheet_ids=sheets_naming(changed) if changed else ())


def _ask_all(due: tuple[str, ...], allow_private: bool) -> Iterator[Asked]:
    """One after the other, gently: a host that stays silent is left alone for this run."""
    silences: Counter[str] = Counter()
    last: dict[str, float] = {}
    for each in due:
        host = _host(each)
        if silences[host] >= MOST_SILENCES:
            continue
        time.sleep(max(0.0, last.get(host, 0.0) + PAUSE_SECONDS - time.monotonic()))
        asked = ask(each, allow_private=allow_private)
        last[host] = time.monotonic()
        silences[host] = silences[host] + 1 if asked.reason == "no_answer" else 0
        yield asked


def _host(address: str) -> str:
    with suppress(Invalid):
        return addresses.read_address(address).host
    return ""


def ask(address: str, *, allow_private: bool = False) -> Asked:
    """Whether something answers at an address; its body is not read. A request for a permission is an answer."""
    reason = ""
    try:
        _knock(address, allow_private)
    except Refused:
        reason = "permission"
    except NotFound:
        reason = "not_found"
    except NotAllowed:
        reason = "private"
    except Invalid:
        reason = "not_web"
    except GotganError:
        reason = "no_answer"
    is_answering = reason in ("", "permission")
    return Asked(address, addresses.shown(address)[:2000], is_answering, reason, timezone.now())


def _knock(address: str, allow_private: bool) -> None:
    """HEAD, and GET where HEAD is not served or breaks. Raises: GotganError."""
    door = Door(address, allow_private=allow_private, patience=PATIENCE)
    for method in ("HEAD", "GET"):
        try:
            with door.open(str(door.url), method=method):
                return
        except (NotFound, TryAgain):
            if method == "GET":
                raise
