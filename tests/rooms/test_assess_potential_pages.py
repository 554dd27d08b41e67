"""The pages of trials: what the manager, an assessor, the holder and a stranger see; in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.assess.models import Trial
from gotgan.assess.rules.potential import TrialState
from gotgan.inventory.actions import record_survey
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import SYSTEM, Role, Viewer
from gotgan.terms.selection import Mode
from gotgan.terms.usability import Acceptance, Said, SurveyRecord, Usability
from tests.rooms.assess_scored import keep, looked
from tests.rooms.assess_tried import Tried, make_tried, newest
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Tried]:
    return once(make_tried)


@pytest.fixture
def tried(first: Made[Tried], data_folder: Path) -> Tried:
    return first.again(data_folder)


def page(viewer: Viewer, path: str, language: str = "en") -> str:
    answer = client_of(viewer, language).get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return text(answer)


def post(viewer: Viewer, path: str, **typed: Any) -> str:
    return text(client_of(viewer).post(path, typed, follow=True))


def address(tried: Tried) -> str:
    return f"/assess/potential/{tried.people.id}"


def test_risk_that_was_not_measured_is_not_told_as_none(tried: Tried) -> None:
    row = tried.run()
    for risk, en, ko in ((None, "Not known: nobody measured it", "모름: 잰 적이 없습니다"),
                         (0.0, "Nobody to single out was found", "가려낼 사람이 보이지 않습니다")):  # fmt: skip
        Trial.objects.filter(pk=row.pk).update(modes=[{**each, "risk": risk} for each in row.modes])
        for language, said in (("en", en), ("ko", ko)):
            shown = page(tried.manager, address(tried), language)
            assert shown.count(said) == 3
            assert "0%" not in shown.partition(said)[2].partition("</tr>")[0]


def test_three_modes_stand_side_by_side(tried: Tried) -> None:
    row = tried.run()
    shown = page(tried.manager, address(tried))
    for word in ("As it is", "After processing", "Through a safe zone", "At most one chance in 5", "seed 1",
                 "200 of 600 rows were tried", "2 column(s) hold identifiers", row.receipt[:12],
                 f"/refine/open/{tried.people.id}"):  # fmt: skip
        assert word in shown, word
    assert "7331" not in shown
    korean = page(tried.manager, address(tried), "ko")
    for word in (
        "있는 그대로",
        "가공 후",
        "안심구역",
        "많아야 5분의 1",
        "식별자가 있는 항목이 2개",
        "우리가 가정한 단가",
    ):
        assert word in korean, word


def test_untried_dataset_says_so_and_is_tried_by_a_button(tried: Tried) -> None:
    assert "was not tried yet" in page(tried.manager, address(tried))
    assert "It waits to be tried" in post(tried.manager, f"{address(tried)}/try", rows="150", seed="7")
    assert "A trial is under way" in page(tried.manager, address(tried))
    run_waiting_jobs()
    row = newest(tried.people)
    assert (row.state, row.seed, row.sampled_rows) == (TrialState.DONE, 7, 150)
    assert "150 rows, seed 7" in page(tried.manager, address(tried))


def test_evidence_is_the_document_itself(tried: Tried) -> None:
    row = tried.run()
    answer = client_of(tried.manager).get(f"{address(tried)}/{row.pk}.json")
    document = json.loads(answer.content)
    assert (document["kind"], document["seed"]) == ("potential", 1)
    assert document["tables"][0]["receipt"]["activity"] == "deidentify"
    assert client_of(tried.manager).get(f"{address(tried)}/999.json").status_code == 404


def test_most_promising_are_tried_in_the_order_of_readiness(tried: Tried) -> None:
    from tests.assess.score_sheets import sheet

    for name, total in (("people.csv", 40.0), ("places.csv", 80.0)):
        keep(looked(sheet(tried.harvested.datasets[name].id, book="ai_readiness", total=total)))
    assert "No dataset was tried yet" in page(tried.manager, "/assess/potential/")
    assert "They wait to be tried" in post(tried.manager, "/assess/potential/act", do="promising", most="1")
    assert "0 of 1 datasets are tried" in page(tried.manager, "/assess/potential/")
    run_waiting_jobs()
    (row,) = Trial.objects.all()
    assert row.dataset_id == tried.harvested.datasets["places.csv"].id
    post(tried.manager, "/assess/potential/act", do="promising", most="5")
    assert newest(tried.people).state == TrialState.QUEUED


def test_batch_is_stopped_by_a_button(tried: Tried) -> None:
    batch = tried.ask("people.csv", "places.csv")
    assert "What was waiting is stopped" in post(tried.manager, "/assess/potential/act", do="stop", batch=batch)
    assert "Stopped" in page(tried.manager, "/assess/potential/")


def test_answer_of_the_survey_stands_beside_and_closes_what_it_closes(tried: Tried) -> None:
    accepted = Acceptance(tried.harvested.organisation, Words("가", "a"), "c", Words("나", "b"), "s", 1, timezone.now())
    record = SurveyRecord(
        Usability.NOT_USABLE, "blocked", Words("막힘", "blocked"), accepted, provision_now="none",
        reasons=(Said("art9_1_other_law", Words("다른 법령상 비밀", "Secret under another law")),),
        lifts=(Said("legal_change", Words("법령 개정", "Legal change")),),
        processing=(Said("clean", Words("정제", "Clean")), Said("label", Words("라벨링", "Label"))),
    )  # fmt: skip
    record_survey(by=SYSTEM, dataset_id=tried.people.id, record=record)
    row = tried.run()
    assert [(each["mode"], each["is_open"]) for each in row.modes] == [(str(mode), False) for mode in Mode]
    assert (row.stated["rule"], row.stated["processing"]) == ("blocked", ["clean", "label"])
    shown = page(tried.manager, address(tried))
    for word in ("Secret under another law", "Legal change", "Label", "Answer and trial differ",
                 "Shown by the trial, not answered:", "De-identifying", "is not lifted by processing"):  # fmt: skip
        assert word in shown, word


def test_failure_is_told_on_the_page(tried: Tried) -> None:
    tried.ask()
    Trial.objects.update(state=TrialState.FAILED, problem="the disk is full; make room and try it again")
    assert "The disk is full" in page(tried.manager, address(tried))
    korean = page(tried.manager, address(tried), "ko")
    assert "디스크가 가득 찼습니다" in korean
    assert "the disk" not in korean


def test_who_sees_it_and_who_may_not_try(tried: Tried) -> None:
    tried.run()
    holder = make_viewer(Role.OFFICER, organisation=tried.harvested.organisation)
    for viewer in (make_viewer(Role.ASSESSOR), make_viewer(Role.AUDITOR), holder):
        shown = page(viewer, address(tried))
        assert "Try it on a sample" not in shown
        assert "After processing" in page(viewer, "/assess/potential/")
        assert "only the manager" in post(viewer, f"{address(tried)}/try")
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    for path in (address(tried), f"{address(tried)}/{newest(tried.people).pk}.json", "/assess/potential/none"):
        assert client_of(stranger).get(path).status_code == 404
    assert client_of(make_viewer(Role.USER)).get("/assess/potential/").status_code == 404
