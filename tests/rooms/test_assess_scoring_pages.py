"""The scoreboard, a score sheet and its evidence: who sees them, what they say, and that every reference opens."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from gotgan.assess.models import KeptSheet
from gotgan.assess.rules.score_evidence import key_of
from gotgan.assess.rules.sheets import references
from gotgan.catalogue.actions import publish
from gotgan.survey.models import Sheet
from gotgan.terms.readiness import ScoreSheet
from gotgan.terms.role import Actor, Role, Viewer
from gotgan.terms.survey import SheetState
from gotgan.work import queries as work
from gotgan.work.actions import enqueue
from gotgan.work.models import Job
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import CLEAN, Harvested, harvest
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, confirmed, make_campaign
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db]
ANSWERS = {
    "legal_basis": "통계법 제18조", "security_class": "general", "collection_method": "survey",
    "update_cycle": "monthly",
}  # fmt: skip


def make_held(folder: Path) -> Harvested:
    """Three datasets, one of which was answered in a survey; all scored."""
    made = harvest(folder, {f"{name}.csv": CLEAN + f"{name},\n" for name in "abc"})
    surveyed = Surveyed(make_campaign(), made.organisation)
    answers = {item: confirmed(value) for item, value in ANSWERS.items()}
    surveyed.sheet(dataset_id=made.datasets["a.csv"].id, state=SheetState.ACCEPTED, answers=answers)
    enqueue("assess.score")
    assert run_waiting_jobs() == ["assess.score done"]
    return made


@pytest.fixture(scope="module")
def first_held(once: Once) -> Made[Harvested]:
    return once(make_held)


@pytest.fixture
def held(first_held: Made[Harvested], data_folder: Path) -> Harvested:
    return first_held.again(data_folder)


def best(held: Harvested, name: str = "a.csv") -> KeptSheet:
    return KeptSheet.objects.get(dataset=held.datasets[name].id, book="ai_readiness", is_best=True)


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def everyone_who_sees(held: Harvested) -> list[Viewer]:
    return [
        make_viewer(Role.OFFICER, organisation=held.organisation),
        *(make_viewer(role) for role in (Role.SURVEY_MANAGER, Role.AUDITOR, Role.ASSESSOR)),
    ]


def test_dataset_without_a_score_says_what_happens_next(tmp_path: Path) -> None:
    """Comes first: what the others have scored stays to the end of the file."""
    made = harvest(tmp_path / "in", {"a.csv": CLEAN})
    page = shown(client_of(make_viewer(Role.AUDITOR)), reverse("score_sheets", args=[made.datasets["a.csv"].id]))
    assert "within the hour" in page
    assert "No dataset has been scored yet" in shown(client_of(make_viewer(Role.AUDITOR)), reverse("scoreboard"))
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    assert "Score all datasets now" in shown(manager, reverse("scoreboard"))
    assert "Score it now" in shown(manager, reverse("score_sheets", args=[made.datasets["a.csv"].id]))


def test_members_and_who_assesses_see_the_sheets_and_strangers_none(held: Harvested) -> None:
    dataset, sheet = held.datasets["a.csv"].id, best(held).pk
    own = [reverse("score_sheet", args=[sheet]), reverse("score_evidence", args=[sheet]),
           reverse("score_sheet_json", args=[sheet])]  # fmt: skip
    for viewer in everyone_who_sees(held):
        client = client_of(viewer)
        assert client.get(reverse("score_sheets", args=[dataset])).status_code == 302
        for address in (reverse("scoreboard"), *own):
            shown(client, address)
    other = client_of(make_viewer(Role.OFFICER, organisation=make_organisation().code))
    for client in (other, client_of(make_viewer(Role.USER))):
        for address in (reverse("score_sheets", args=[dataset]), *own):
            shown(client, address, 404)
    assert "자료" not in shown(other, reverse("scoreboard"))
    shown(client_of(make_viewer(Role.USER)), reverse("scoreboard"), 404)
    assert Client().get(reverse("scoreboard")).status_code == 302


def test_every_reference_of_every_sheet_opens(held: Harvested) -> None:
    """Walks all sheets of all books: each reference has its place on the page of the evidence, with its source."""
    client, walked = client_of(make_viewer(Role.ASSESSOR)), 0
    for kept in KeptSheet.objects.filter(is_newest=True):
        page = shown(client, reverse("score_evidence", args=[kept.pk]))
        sheet = shown(client, reverse("score_sheet", args=[kept.pk]))
        for _name, ref in references(ScoreSheet.from_json(kept.document)):
            assert f'<section id="{key_of(ref)}"' in page, (kept.book, ref)
            assert f"/assess/sheets/{kept.pk}/evidence#{key_of(ref)}" in sheet, (kept.book, ref)
            walked += 1
    assert walked > 20


def test_evidence_shows_what_it_points_at(held: Harvested) -> None:
    page = shown(client_of(make_viewer(Role.SURVEY_MANAGER)), reverse("score_evidence", args=[best(held).pk]))
    assert "Profile of a table: a.csv" in page
    assert best(held).version in page
    assert "통계법 제18조" in page
    assert "서울특별시" not in page
    assert not re.search(r"<h2[^>]*>[^<]*: [a-z_]+</h2>", page), "an item or a field of the record by its key"
    assessor = shown(client_of(make_viewer(Role.ASSESSOR)), reverse("score_evidence", args=[best(held).pk]))
    assert "통계법 제18조" not in assessor
    assert "who takes part in the survey reads it" in assessor


def test_sheet_shows_factors_before_the_total_and_gates_in_words(held: Harvested) -> None:
    page = shown(client_of(make_viewer(Role.AUDITOR)), reverse("score_sheet", args=[best(held).pk]))
    kept = best(held)
    assert page.index('class="plain factors"') < page.index("Together ")
    assert kept.gates["lawful"] == "passed"
    assert re.search(r'chip good">Passed</span> <strong>Lawful', page)
    assert "What would raise it" in page
    assert "Do it here" not in page  # an auditor does nothing


def test_officer_is_led_to_where_it_is_done(held: Harvested) -> None:
    officer = client_of(make_viewer(Role.OFFICER, organisation=held.organisation))
    page = shown(officer, reverse("score_sheet", args=[best(held).pk]))
    doors = set(re.findall(r'<a href="([^"]+)">Do it here', page))
    assert f"/survey/sheets/{Sheet.objects.get().pk}" in {each.partition("#")[0] for each in doors}
    for address in doors:
        assert officer.get(address).status_code == 200, address


def test_history_tells_what_moved(held: Harvested) -> None:
    dataset = held.datasets["b.csv"].id
    surveyed = Surveyed(make_campaign(slug="next", form=Sheet.objects.get().target.campaign.form), held.organisation)
    surveyed.sheet(dataset_id=dataset, state=SheetState.ACCEPTED, answers={"legal_basis": confirmed("통계법")})
    before = best(held, "b.csv")
    enqueue("assess.score", dataset)
    run_waiting_jobs()
    client = client_of(make_viewer(Role.AUDITOR))
    page = shown(client, reverse("score_sheet", args=[best(held, "b.csv").pk]))
    assert f"/assess/sheets/{before.pk}" in page
    assert "not known → passed" in page
    assert "This is a sheet of before" in shown(client, reverse("score_sheet", args=[before.pk]))


def test_sheet_is_taken_away_as_json(held: Harvested) -> None:
    answer = client_of(make_viewer(Role.ASSESSOR)).get(reverse("score_sheet_json", args=[best(held).pk]))
    assert ScoreSheet.from_json(answer.json()).dataset == held.datasets["a.csv"].id
    assert "attachment" in answer["Content-Disposition"]


def test_metadata_quality_is_taken_away_as_dqv(held: Harvested) -> None:
    client, dataset = client_of(make_viewer(Role.ASSESSOR)), held.datasets["a.csv"]
    kept = KeptSheet.objects.get(dataset=dataset.id, book="mqa", is_newest=True)
    page = shown(client, reverse("score_sheet", args=[kept.pk]))
    assert f"/assess/sheets/{kept.pk}/dqv.jsonld" in page
    assert "of 405" in page
    graph = client.get(reverse("score_sheet_dqv", args=[kept.pk])).json()
    measured = [each for each in graph["@graph"] if "computedOn" in each]
    assert {each["computedOn"] for each in measured} == {f"/datasets/{dataset.address}"}
    assert [each["value"] for each in measured if each["isMeasurementOf"].endswith(":total")] == [kept.total]
    assert graph["@context"]["@base"].startswith("http")
    shown(client, reverse("score_sheet_dqv", args=[best(held).pk]), 404)


def test_scoreboard_is_narrowed_sorted_and_told_in_words(held: Harvested) -> None:
    client = client_of(make_viewer(Role.SURVEY_MANAGER))
    page = shown(client, reverse("scoreboard"))
    assert re.search(r"Half of 3 datasets reach [\d.]+ of 100", page)
    assert "Weakest factor" in page
    assert "of what counts was measured" in page
    assert page.count("/assess/sheets/") == 3
    assert shown(client, f"{reverse('scoreboard')}?organisation={held.organisation}&sort=-clean").count("<tr>") > 3
    assert "No dataset fits" in shown(client, f"{reverse('scoreboard')}?field=nothing")
    shown(client, f"{reverse('scoreboard')}?sort=x&page=99999999999999999999&use=x&gate=y")


def test_queries_do_not_grow(held: Harvested, django_assert_max_num_queries: Any) -> None:
    client = client_of(make_viewer(Role.SURVEY_MANAGER))
    shown(client, reverse("scoreboard"))
    with django_assert_max_num_queries(14):
        shown(client, reverse("scoreboard"))
    with django_assert_max_num_queries(26):
        shown(client, reverse("score_sheet", args=[best(held).pk]))
    with django_assert_max_num_queries(30):
        shown(client, reverse("score_evidence", args=[best(held).pk]))


def test_manager_has_one_or_all_scored_and_nobody_else(held: Harvested) -> None:
    manager, auditor = client_of(make_viewer(Role.SURVEY_MANAGER)), client_of(make_viewer(Role.AUDITOR))
    one = {"dataset": held.datasets["a.csv"].id}
    assert "Score all datasets again" in shown(manager, reverse("scoreboard"))
    assert "Score all datasets again" not in shown(auditor, reverse("scoreboard"))
    assert "only the manager" in str(auditor.post(reverse("score_start"), follow=True).content.decode())
    assert work.waiting() == ()
    for form in ({}, {}, one):
        assert manager.post(reverse("score_start"), form).status_code == 302
    assert [each.args for each in work.waiting()] == [(), (one["dataset"],)]
    assert "Score all datasets again" not in shown(manager, reverse("scoreboard")), "offered while a run waits"


def test_run_under_way_shows_how_far_it_is_and_is_stopped(held: Harvested) -> None:
    manager, auditor = client_of(make_viewer(Role.SURVEY_MANAGER)), client_of(make_viewer(Role.AUDITOR))
    manager.post(reverse("score_start"))
    assert "A run waits for its turn" in shown(manager, reverse("scoreboard"))
    began = timezone.now()
    told = {"datasets": 500, "of": 2000, "began": 200}
    job = Job.objects.filter(pk=Job.objects.latest("pk").pk)
    job.update(state="running", started=began, heartbeat_at=began + timedelta(minutes=2), progress=told)
    page = shown(manager, reverse("scoreboard"))
    assert "500 of 2,000 datasets are scored" in page
    assert '<progress value="500" max="2000"' in page
    assert "150 a minute, about 10 minutes left" in page
    assert "Stop the run" not in shown(auditor, reverse("scoreboard"))
    assert "only the manager" in str(auditor.post(reverse("score_start"), {"do": "stop"}, follow=True).content.decode())
    assert not job.get().cancel_requested
    manager.post(reverse("score_start"), {"do": "stop"})
    assert job.get().cancel_requested
    job.update(state="cancelled")
    answer = manager.post(reverse("score_start"), {"do": "stop"}, follow=True)
    assert "nothing was stopped" in str(answer.content.decode())


def test_record_of_the_source_is_told_in_words() -> None:
    for key, value, told in (
        ("licence", "kogl_1", "공공누리"), ("provision_now", "open", "누구에게나 개방"),
        ("modality", ["image"], "이미지"),
        ("keywords", ["가", "나"], "가, 나"), ("links", [{"location": "https://a.example/", "path": "a"}], "a.example"),
    ):  # fmt: skip
        with translation.override("ko"):
            shown_as = render_to_string("assess/parts/scoring_stated.html", {"key": key, "stated": value})
        assert told in shown_as
        assert "{" not in shown_as
        assert "[" not in shown_as


def test_page_of_the_dataset_leads_to_its_scores(held: Harvested) -> None:
    record = held.datasets["a.csv"]
    page = shown(client_of(make_viewer(Role.OFFICER, organisation=held.organisation)), f"/datasets/{record.address}")
    assert reverse("score_sheets", args=[record.id]) in page


def test_page_of_an_open_dataset_leads_who_assesses_to_its_scores_and_nobody_else(held: Harvested) -> None:
    record = held.datasets["a.csv"]
    publish(dataset_id=record.id, by=Actor.of(make_viewer(Role.OFFICER, organisation=held.organisation)))
    link = reverse("score_sheets", args=[record.id])
    for role in (Role.SURVEY_MANAGER, Role.AUDITOR, Role.ASSESSOR):
        assert link in shown(client_of(make_viewer(role)), f"/datasets/{record.address}")
    assert link not in shown(client_of(make_viewer(Role.USER)), f"/datasets/{record.address}")
    assert link not in shown(Client(), f"/datasets/{record.address}")
