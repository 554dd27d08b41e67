"""Addresses that answers call open: which are asked, what comes of it, and that none is private."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions.recheck import check_sheets_again
from gotgan.survey.jobs import endpoints
from gotgan.survey.jobs.endpoints import ask, ask_endpoints
from gotgan.survey.models import Campaign, EndpointCheck, Form, Sheet
from gotgan.survey.queries.endpoints import addresses_to_ask, results_of, sheets_naming
from gotgan.survey.rules.endpoints import addresses_in, choose_due
from gotgan.terms.survey import CampaignState
from gotgan.work.actions import enqueue
from tests.engine.source_server import Site, serve
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, make_campaign, make_form

NOW = timezone.now()


def answer(value: Any, is_confirmed: bool = True) -> dict[str, Any]:
    return {"value": value, "filled_by": "officer", "is_confirmed": is_confirmed}


def says_open(*addresses: str, how: Any = None) -> dict[str, Any]:
    return {
        "provision_now": answer("open"), "listed_elsewhere": answer(list(addresses)), "provision_now_how": answer(how),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "addresses"),
    [
        (says_open("https://b.kr", "http://a.kr", "a.kr", "ftp://a.kr"), ("http://a.kr", "https://b.kr")),
        (
            says_open("https://b.kr", how={"routes": ["api"], "addresses": ["HTTPS://c.kr"]}),
            ("HTTPS://c.kr", "https://b.kr"),
        ),
        (says_open(how="na"), ()),
        (says_open("https://b.kr/" + "x" * 2000), ()),
        (says_open("https://b.kr") | {"provision_now": answer("open", False)}, ()),
        (says_open("https://b.kr") | {"provision_now": answer("limited")}, ()),
        ({"provision_now": answer("open"), "listed_elsewhere": answer(["https://b.kr"], False)}, ()),
        ({}, ()),
    ],
)
def test_addresses_of_confirmed_answers_only(answers: dict[str, Any], addresses: tuple[str, ...]) -> None:
    assert addresses_in(answers) == addresses


def test_choose_due_takes_those_never_asked_and_asked_longest_ago() -> None:
    known = {
        "silent": (NOW - timedelta(hours=20), False), "silent lately": (NOW - timedelta(hours=19), False),
        "alive": (NOW - timedelta(days=7), True), "alive lately": (NOW - timedelta(days=6), True),
    }  # fmt: skip
    due = choose_due([*known, "new"], known, NOW, 9)
    assert due == ("new", "alive", "silent")
    assert choose_due([*known, "new"], known, NOW, 2) == ("new", "alive")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as made:
        yield made


@pytest.mark.parametrize(
    ("status", "is_answering", "reason"),
    [
        (200, True, ""),
        (204, True, ""),
        (401, True, "permission"),
        (403, True, "permission"),
        (404, False, "not_found"),
        (410, False, "not_found"),
        (400, False, "no_answer"),
        (503, False, "no_answer"),
    ],
)
def test_ask_by_status(site: Site, status: int, is_answering: bool, reason: str) -> None:
    site.answers["/data"] = lambda it: it.reply(status, b"x" * 10)
    asked = ask(site.address + "/data", allow_private=True)
    assert (asked.is_answering, asked.reason) == (is_answering, reason)


def test_ask_uses_get_where_head_is_not_served(site: Site) -> None:
    site.answers["/data"] = lambda it: it.reply(405 if it.command == "HEAD" else 200, b"body")
    assert ask(site.address + "/data", allow_private=True).is_answering
    assert [each[0] for each in site.asked] == ["HEAD", "GET"]


def test_ask_shows_no_key_of_an_address(site: Site) -> None:
    asked = ask(site.address.replace("//", "//kim:pw@") + "/data?serviceKey=abc", allow_private=True)
    assert asked.shown == site.address + "/data?serviceKey=***"


def test_ask_refuses_private_places_before_it_connects(site: Site) -> None:
    asked = ask(site.address + "/data")
    assert (asked.is_answering, asked.reason) == (False, "private")
    assert not site.asked
    for place in ("http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://localhost:1/"):
        assert ask(place).reason == "private"


def test_ask_says_no_answer_of_a_closed_port_and_not_web_of_nonsense() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert ask(f"http://127.0.0.1:{port}/", allow_private=True).reason == "no_answer"
    assert ask("http://", allow_private=True).reason == "not_web"


class Told:
    """A job's context that never stops it, or stops it at once."""

    job_id = 1

    def __init__(self, is_stopped: bool = False) -> None:
        self.told: list[Mapping[str, Any]] = []
        self._is_stopped = is_stopped

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self.told.append(progress)

    def is_cancelled(self) -> bool:
        return self._is_stopped


def make_sheet(*addresses: str, state: CampaignState = CampaignState.OPEN) -> Sheet:
    form = Form.objects.filter(key="standard").first() or make_form()
    campaign = make_campaign(state=state, form=form, slug=f"c{Campaign.objects.count()}")
    return Surveyed(campaign).sheet("자료", answers=says_open(*addresses))


DATABASE = [pytest.mark.django_db, pytest.mark.database]


class TestJob:
    pytestmark = DATABASE

    def test_results_are_kept_with_date_and_failures_in_a_row(self, site: Site) -> None:
        site.answers["/alive"] = lambda it: it.reply(200)
        alive, dead = site.address + "/alive", site.address + "/dead"
        sheet = make_sheet(alive, dead)
        ask_endpoints(context=Told(), allow_private=True)
        found = results_of([alive, dead, "https://never.example.org"])
        today = timezone.localdate()
        assert {k: (r.is_answering, r.failures, r.asked) for k, r in found.items()} == {
            alive: (True, 0, today), dead: (False, 1, today),
        }  # fmt: skip
        assert not addresses_to_ask(timezone.now(), 9)
        EndpointCheck.objects.update(asked=timezone.now() - timedelta(days=1))
        ask_endpoints(context=Told(), allow_private=True)
        assert results_of([dead])[dead].failures == 2
        assert results_of([alive])[alive].failures == 0
        assert sheets_naming([dead]) == (sheet.pk,)
        assert sheets_naming(["https://never.example.org"]) == ()

    def test_an_address_that_comes_back_has_no_failures(self, site: Site) -> None:
        make_sheet(site.address + "/data")
        ask_endpoints(context=Told(), allow_private=True)
        EndpointCheck.objects.update(asked=timezone.now() - timedelta(days=1))
        site.answers["/data"] = lambda it: it.reply(200)
        ask_endpoints(context=Told(), allow_private=True)
        (kept,) = EndpointCheck.objects.all()
        assert (kept.is_answering, kept.failures, kept.shown) == (True, 0, site.address + "/data")

    def test_run_is_audited_with_counts_only(self, site: Site) -> None:
        make_sheet(site.address + "/data")
        ask_endpoints(context=Told(), allow_private=True)
        (event,) = audit.events_of("survey:endpoints")
        assert event.details == {"asked": 1, "silent": 1, "changed": 1}

    def test_closed_campaign_is_not_asked(self, site: Site) -> None:
        make_sheet(site.address + "/data", state=CampaignState.CLOSED)
        ask_endpoints(context=Told(), allow_private=True)
        assert not site.asked
        assert not EndpointCheck.objects.exists()

    def test_from_the_queue_private_places_are_refused(self, site: Site) -> None:
        make_sheet(site.address + "/data")
        enqueue("survey.ask_endpoints")
        assert run_waiting_jobs() == ["survey.ask_endpoints done"]
        assert [each.reason for each in EndpointCheck.objects.all()] == ["private"]
        assert not site.asked

    def test_hub_without_a_way_out_believes_no_silence(self, site: Site) -> None:
        site.answers["/a"] = lambda it: it.reply(503)
        make_sheet(site.address + "/a")
        ask_endpoints(context=Told(), allow_private=True)
        assert not EndpointCheck.objects.exists()
        site.answers["/b"] = lambda it: it.reply(200)
        make_sheet(site.address + "/b")
        ask_endpoints(context=Told(), allow_private=True)
        assert EndpointCheck.objects.filter(reason="no_answer").count() == 1

    def test_silent_host_is_left_alone_and_a_long_run_is_kept_in_batches(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(endpoints, "BATCH", 2)
        site.answers["/0"] = lambda it: it.reply(200)
        for number in range(1, 6):
            site.answers[f"/{number}"] = lambda it: it.reply(503)
        make_sheet(*(f"{site.address}/{number}" for number in range(6)))
        told = Told()
        ask_endpoints(context=told, allow_private=True)
        assert EndpointCheck.objects.count() == 1 + endpoints.MOST_SILENCES
        assert told.told[-1] == {"asked": 4}

    def test_stopped_run_keeps_what_it_asked(self, site: Site) -> None:
        make_sheet(site.address + "/a", site.address + "/b")
        ask_endpoints(context=Told(is_stopped=True), allow_private=True)
        assert EndpointCheck.objects.count() == 1

    def test_contradiction_comes_and_goes_with_the_address(self, site: Site) -> None:
        sheet = make_sheet(site.address + "/data")
        for count in (0, 1):
            ask_endpoints(context=Told(), allow_private=True)
            EndpointCheck.objects.update(asked=timezone.now() - timedelta(days=1))
            sheet.refresh_from_db()
            assert [each["check"] for each in sheet.contradictions] == ["open_vs_no_url"] * count
            assert sheet.blocks == count
        sheet.target.refresh_from_db()
        assert sheet.target.blocks == 1
        assert audit.events_of(f"target:{sheet.target_id}")[0].action == "survey.check_sheets_again"
        site.answers["/data"] = lambda it: it.reply(200)
        ask_endpoints(context=Told(), allow_private=True)
        sheet.refresh_from_db()
        assert (sheet.contradictions, sheet.blocks) == ([], 0)

    def test_signed_sheet_and_frozen_campaign_stay_as_they_are(self, site: Site) -> None:
        sheet = make_sheet(site.address + "/data")
        ask_endpoints(context=Told(), allow_private=True)
        EndpointCheck.objects.update(failures=2)
        Sheet.objects.update(state="signed")
        assert check_sheets_again(sheet_ids=[sheet.pk]) == 0
        Sheet.objects.update(state="submitted")
        Campaign.objects.update(state="frozen")
        assert check_sheets_again(sheet_ids=[sheet.pk]) == 0
        Campaign.objects.update(state="open")
        assert check_sheets_again(sheet_ids=[sheet.pk]) == 1
        assert check_sheets_again(sheet_ids=[sheet.pk]) == 0
