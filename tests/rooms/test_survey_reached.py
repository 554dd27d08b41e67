"""What follows of accepted answers elsewhere: addresses asked, verdicts nobody can give, downloads handed down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.catalogue import actions as catalogue_actions
from gotgan.inventory import actions as inventory
from gotgan.inventory import queries as known
from gotgan.inventory.models import Dataset
from gotgan.share import actions as share_actions
from gotgan.share import queries as share
from gotgan.site.jobs import hand_down
from gotgan.survey.actions.endpoints import Asked, store_endpoints
from gotgan.survey.actions.sheets import accept
from gotgan.survey.queries.endpoints import seen_of
from gotgan.survey.queries.lists import board_list
from gotgan.terms.access import AddressSeen, Because, Verdict
from gotgan.terms.role import SYSTEM, VISITOR, Role, Viewer
from gotgan.terms.survey import SheetState
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, harvest
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by, confirmed, make_dataset
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADDRESS = "https://data.example.org/api/bus"
OPEN = {
    "title_ko": "버스", "provision_now": "open", "possible_scope": ["all"], "processing_needed": ["none"],
    "provision_now_how": {"routes": ["api"], "addresses": [ADDRESS]},
}  # fmt: skip


@pytest.fixture
def manager() -> Viewer:
    return make_viewer(Role.SURVEY_MANAGER)


def accepted(manager: Viewer, values: dict[str, object]) -> tuple[Surveyed, str, str]:
    surveyed = Surveyed()
    dataset = make_dataset(surveyed.organisation, "버스")
    answers = {key: confirmed(value) for key, value in values.items()}
    sheet = surveyed.sheet(dataset_id=dataset, answers=answers, state=SheetState.SIGNED, wave=2)
    assert accept(by=by(manager), sheet_ids=[sheet.pk]).done
    catalogue_actions.publish(by=SYSTEM, dataset_id=dataset)
    return surveyed, dataset, sheet.pk


def asked(*, is_answering: bool) -> date:
    at = timezone.now()
    store_endpoints(asked=[Asked(ADDRESS, ADDRESS, is_answering, "" if is_answering else "no_answer", at)])
    return timezone.localdate(at)


def verdict(dataset: str) -> tuple[str, Because]:
    (found,) = [each for each in share.access(VISITOR, dataset).routes if each.route == "api"]
    return found.verdict, found.because


def test_provided_now_is_checked_where_its_address_was_asked(manager: Viewer, client: Client) -> None:
    _, dataset, sheet = accepted(manager, OPEN)
    assert verdict(dataset) == (Verdict.OPEN, Because("provided_now", "provision_now_how"))
    day = asked(is_answering=True)
    assert verdict(dataset) == (Verdict.OPEN, Because("provided_seen", "provision_now_how", day))
    record = known.dataset(dataset)
    assert record is not None
    told = client.get(f"/api/v1/datasets/{record.address}").json()
    assert {each["route"]: each["because"]["on"] for each in told["routes"]}["api"] == day.isoformat()
    asked(is_answering=False)
    assert seen_of([sheet]) == {}  # one silence proves nothing
    assert verdict(dataset)[1].code == "provided_now"
    day = asked(is_answering=False)
    assert verdict(dataset) == (Verdict.UNKNOWN, Because("provided_silent", "provision_now_how", day))
    page = client.get(f"/datasets/{record.address}", headers={"accept-language": "en"}).content.decode()
    assert "its address did not answer when this hub asked" in page
    assert seen_of([sheet]) == {sheet: AddressSeen(False, day)}


def test_an_address_says_nothing_of_what_is_given_on_conditions(manager: Viewer) -> None:
    _, dataset, sheet = accepted(manager, OPEN | {"provision_now": "limited"})
    asked(is_answering=True)
    assert seen_of([sheet]) == {}
    assert verdict(dataset) == (Verdict.APPLY, Because("provided_now", "provision_now_how"))


def test_accepted_and_still_unclear_stands_on_a_list(manager: Viewer) -> None:
    surveyed, _, sheet = accepted(manager, OPEN | {"processing_needed": "unknown", "possible_scope": "unknown"})
    found = board_list(manager, surveyed.campaign.slug, "unclear")
    assert [(row.body.code, row.sheet) for row in found.rows] == [(surveyed.organisation, sheet)]
    title, because = found.rows[0].said
    assert title.ko == "버스"
    assert because.ko
    client = client_of(manager)
    page = client.get(f"/survey/campaigns/{surveyed.campaign.slug}/board")
    assert "Accepted, and still not clear whether usable" in page.content.decode()
    page = client.get(f"/survey/campaigns/{surveyed.campaign.slug}/board/unclear")
    assert f"/survey/sheets/{sheet}" in page.content.decode()


def test_downloads_are_handed_down_to_the_facts(tmp_path: Path) -> None:
    held = harvest(tmp_path / "a", {"a.csv": CLEAN, "b.csv": CLEAN + "x,1\n"})
    first, second = (held.datasets[name] for name in ("a.csv", "b.csv"))
    draft = harvest(tmp_path / "c", {"c.csv": CLEAN + "y,1\n"}, publication="draft").datasets["c.csv"]
    for path in ("a.csv", "a.csv"):
        share_actions.record_delivery(by=SYSTEM, dataset_id=first.id, version_id="v", path=path)
    assert known.facts_of_dataset(first.id).downloads is None
    enqueue("site.hand_down")
    assert run_waiting_jobs() == ["site.hand_down done"]
    assert [known.facts_of_dataset(each.id).downloads for each in (first, second, draft)] == [2, 0, None]
    told = audit.events_of("datasets")[0]
    assert (told.action, told.details["datasets"]) == ("inventory.note_downloads", 2)
    before = Dataset.objects.get(pk=first.id).updated_at
    assert inventory.note_downloads(counts=share.downloads(), at=timezone.now() + timedelta(days=1)) == 0
    assert Dataset.objects.get(pk=first.id).updated_at == before
    assert inventory.note_downloads(counts={}, at=timezone.now()) == 0


def test_a_job_that_is_stopped_hands_down_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gotgan.site.jobs.BATCH", 1)
    held = harvest(tmp_path / "a", {"a.csv": CLEAN, "b.csv": CLEAN + "x,1\n"})

    class Stopped:
        job_id = 1

        def heartbeat(self, progress: object) -> None:
            """Nobody looks."""

        def is_cancelled(self) -> bool:
            return True

    hand_down(context=Stopped())
    told = [known.facts_of_dataset(each.id).downloads for each in held.datasets.values()]
    assert sorted(told, key=str) == [0, None], "the batch under way is kept whole, the next is not begun"
