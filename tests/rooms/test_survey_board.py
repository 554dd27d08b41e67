"""The board of a campaign: numbers that add up, lists behind them, in a fixed number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gotgan.organisations.models import Organisation
from gotgan.survey.actions.snapshots import freeze_campaign
from gotgan.survey.models import Campaign, Sheet, Snapshot, Target, TargetSystem
from gotgan.survey.rules.coverage import Counted, Level, cover, item_coverage, level_of, root_of
from gotgan.survey.rules.form import read_form, standard_document
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import CampaignState, SheetState, TargetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, confirmed, suggested
from tests.rooms.test_survey_campaign_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
BOARD = "/survey/campaigns/first/board"
RESULTS = "/survey/campaigns/first/results"
MOST_QUERIES = 20


@pytest.fixture
def body() -> Surveyed:
    """A ministry with one agency below it; the ministry reports data that the agency reported first."""
    ministry = make_organisation("1000000", name="행정부", name_en="Ministry").code
    agency = make_organisation("1000001", name="=소속청", name_en="=Agency").code
    Organisation.objects.filter(pk=agency).update(parent=ministry)
    below = Surveyed(organisation=agency)
    first = below.sheet("민원", answers={
        "title_ko": confirmed("민원"), "record_unit": confirmed("unknown"), "description": suggested("추측"),
        "personal_data": confirmed("none"),
    })  # fmt: skip
    Sheet.objects.filter(pk=first.pk).update(system="민원 시스템")
    TargetSystem.objects.create(target=below.target, name="재난 시스템", number="", origin="register")
    Target.objects.filter(pk=below.target.pk).update(silent_systems=1, systems=2, blocks=3, call_back="전화해 주십시오")
    above = Surveyed(campaign=below.campaign, organisation=ministry)
    above.sheet("민원 사본", same_as=first)
    Target.objects.update(invited=below.campaign.opens)
    return below


@pytest.fixture
def observer() -> Client:
    return client_of(make_viewer(Role.OBSERVER))


def test_the_board_shows_every_organisation_below_its_ministry(body: Surveyed, observer: Client) -> None:
    page = text(observer.get(BOARD))
    assert page.index("Ministry <span") < page.index("=Agency")
    assert "Under a third" in page
    assert "Nothing answered" in page
    assert "2 sheets, of which 1 speak of data that another body reported first" in page
    korean = text(client_of(make_viewer(Role.OBSERVER), "ko").get(BOARD))
    assert "진행 상황" in korean
    assert "소속청" in korean


def test_the_board_narrows_by_ministry_and_by_how_far(body: Surveyed, observer: Client) -> None:
    Organisation.objects.filter(pk="1000001").update(parent=None)
    page = text(observer.get(BOARD, {"ministry": "1000001"}))
    assert f"{BOARD.removesuffix('/board')}/targets/1000001" in page
    assert 'class="silent"' not in page
    page = text(observer.get(BOARD, {"level": "silent"}))
    assert 'class="silent"' in page
    assert 'class="begun"' not in page
    assert "No organisation fits" in text(observer.get(BOARD, {"level": "done", "page": "7"}))


def test_each_number_leads_to_its_list(body: Surveyed, observer: Client) -> None:
    said = {
        "calls": "=Agency", "nonresponse": "Ministry", "contradictions": "=Agency", "systems": "재난 시스템",
        "duplicates": "민원 사본", "organisations": "=Agency",
    }  # fmt: skip
    board = text(observer.get(BOARD))
    for kind, words in said.items():
        assert f"{BOARD}/{kind}" in board
        assert words in text(observer.get(f"{BOARD}/{kind}")), kind
        assert observer.get(f"{BOARD}/{kind}", {"format": "csv"}).headers["Content-Type"].startswith("text/csv")
    systems = text(observer.get(f"{BOARD}/systems"))
    assert "민원 시스템" not in systems
    assert "Nothing stands here" in text(observer.get(f"{BOARD}/calls", {"page": "9"}))
    assert observer.get(f"{BOARD}/nothing").status_code == 404
    assert observer.get(f"{BOARD}/items/nothing").status_code == 404


def test_an_item_tells_unknown_from_empty_by_organisation(body: Surveyed, observer: Client) -> None:
    rows = text(observer.get(f"{BOARD}/items/record_unit", {"format": "csv"})).splitlines()
    assert rows[0].lstrip("\ufeff") == "organisation,name,needed,answered,unknown,na,suggested,empty,said"
    assert rows[1:] == ["1000000,Ministry,1,0,0,0,0,1,", "1000001,'=Agency,1,0,1,0,0,0,"]
    items = text(observer.get(f"{BOARD}/items.csv"))
    assert "record_unit,B05,Unit of record,2,0,1,0,0,1" in items
    assert "description,B01" in items


def test_an_officer_and_a_stranger_see_no_board(body: Surveyed) -> None:
    for viewer in (body.officer, body.lead, body.observer, make_viewer()):
        client = client_of(viewer)
        for address in (BOARD, f"{BOARD}/calls", RESULTS, f"{RESULTS}/answers.csv"):
            assert client.get(address).status_code == 404


def test_the_number_of_queries_does_not_grow(body: Surveyed, observer: Client) -> None:
    """Neither with the organisations nor with how many of them changed since somebody looked."""
    few = _queries(observer)
    for _ in range(30):
        last = Surveyed(campaign=body.campaign)
        last.sheet(answers={"title_ko": confirmed("자료")})
    assert _queries(observer) <= few
    assert _queries(observer) == few - 1  # nothing changed: no counts by item are read
    last.sheet(answers={"title_ko": confirmed("더")})
    assert _queries(observer) <= few <= MOST_QUERIES


def _queries(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as met:
        assert client.get(BOARD).status_code == 200
    return len(met)


def test_pages_of_tiles_hold_every_organisation_once(
    body: Surveyed, observer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gotgan.survey.queries.coverage.TILES", 3)
    codes = {Surveyed(campaign=body.campaign).organisation for _ in range(7)} | {"1000000", "1000001"}
    pages = [observer.get(BOARD, {"page": str(page)}).context["board"] for page in range(1, 5)]
    met = [tile.body.code for board in pages[: pages[0].pages] for group in board.groups for tile in group.tiles]
    assert sorted(met) == sorted(codes)


def test_freezing_from_the_page_gives_files_to_take(body: Surveyed, observer: Client) -> None:
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    assert "still takes answers" in text(manager.get(RESULTS))
    assert "cannot become frozen" in text(manager.post(RESULTS, {"do": "freeze"}, follow=True))
    Sheet.objects.filter(title="민원").update(state=SheetState.ACCEPTED)
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert "Freeze it for good" in text(manager.get(RESULTS))
    assert "Freeze it for good" not in text(observer.get(RESULTS))
    assert observer.post(RESULTS, {"do": "freeze"}).status_code == 403
    assert Campaign.objects.get().state == CampaignState.CLOSED
    assert "being written" in text(manager.post(RESULTS, {"do": "freeze"}, follow=True))
    run_waiting_jobs()
    page, snapshot = text(observer.get(RESULTS)), Snapshot.objects.get()
    assert snapshot.sha256 in page
    for name in snapshot.counts["exports"]:
        assert f"{RESULTS}/{name}" in page
        taken = observer.get(f"{RESULTS}/{name}")
        assert taken.headers["ETag"] == f'"{snapshot.counts["exports"][name]["sha256"]}"'
        assert len(b"".join(taken.streaming_content)) == snapshot.counts["exports"][name]["size_bytes"]  # type: ignore[arg-type]
    assert observer.get(f"{RESULTS}/snapshot.jsonl.gz").status_code == 200
    assert observer.get(f"{RESULTS}/other.csv").status_code == 404
    assert "not accepted" in page
    assert "확정" in text(client_of(make_viewer(Role.OBSERVER), "ko").get(RESULTS))
    assert "again from the frozen result" in text(manager.post(RESULTS, {"do": "again"}, follow=True))
    assert "it is unknown" in text(manager.post(RESULTS, {"do": "x"}, follow=True))


def test_a_broken_off_writing_can_be_begun_again(body: Surveyed) -> None:
    Campaign.objects.update(state=CampaignState.CLOSED)
    freeze_campaign(by=SYSTEM, campaign_id=body.campaign.pk)
    assert "being written" in text(client_of(make_viewer(Role.SURVEY_MANAGER)).get(RESULTS))


def test_rules_of_coverage() -> None:
    assert level_of(TargetState.SIGNED, 0, 9) is Level.DONE
    assert level_of(TargetState.NONE_HELD, 0, 0) is Level.NONE_HELD
    assert level_of(TargetState.DECLARED, 1, 9) is Level.WAITS
    levels = [level_of(TargetState.ANSWERING, confirmed, 9) for confirmed in (0, 2, 3, 6, 9)]
    assert levels == [Level.SILENT, Level.BEGUN, Level.HALF, Level.NEARLY, Level.NEARLY]
    parents = {"a": None, "b": "a", "c": "b", "x": "y", "y": "x", "z": "gone"}
    assert [root_of(code, parents) for code in "acz"] == ["a", "a", "z"]
    assert root_of("x", parents) == "y"


def test_coverage_adds_up() -> None:
    names = ("sheets", "drafts", "submitted", "signed_sheets", "returned", "accepted", "needed", "confirmed",
             "suggested", "blocks", "warns", "systems", "silent_systems")  # fmt: skip
    counts = dict.fromkeys(names, 1)
    rows = [
        Counted("1", "1", TargetState.SIGNED, counts),
        Counted("2", "1", TargetState.WAITING, dict.fromkeys(names, 0)),
        Counted("3", "3", TargetState.ANSWERING, counts),
    ]
    found = cover(rows)
    assert list(found.ministries) == ["1", "3"]
    assert (found.whole.organisations, found.whole.done, found.whole.silent) == (3, 1, 1)
    assert found.whole.answered == 1.0
    assert cover([]).whole.answered is None
    (item,) = item_coverage(read_form(standard_document()).items, {"title_ko": [4, 1, 1, 1, 7]})
    assert (item.needed, item.answered, item.unknown, item.na, item.suggested, item.empty) == (7, 2, 1, 1, 1, 2)
    assert item.share == pytest.approx(4 / 7)
    assert rows[0].answered == 1.0
