"""The page of the second wave: rules and reasons in words, a decision by hand, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.survey.models import Campaign
from gotgan.terms.role import Role
from tests.rooms.factories import make_viewer
from tests.rooms.surveyed import Surveyed, confirmed
from tests.rooms.test_survey_campaign_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
PAGE = "/survey/campaigns/first/triage"


@pytest.fixture
def body() -> Surveyed:
    made = Surveyed()
    passing = {"possible_scope": confirmed(["all"]), "modality": confirmed(["image"])}
    made.sheet("도로 사진", answers=passing)
    made.sheet("빈 조사표")
    return made


def test_rules_and_reasons_stand_in_the_words_of_the_page(body: Surveyed) -> None:
    viewer = make_viewer(Role.SURVEY_MANAGER)
    english, korean = text(client_of(viewer).get(PAGE)), text(client_of(viewer, "ko").get(PAGE))
    for page, words in (
        (english, ("The standard rules", "Would be opened", "Not opened", "It holds more than tables", "Include")),
        (korean, ("표준 규칙", "열릴 예정", "열리지 않음", "표가 아닌 유형", "포함", "도로 사진")),
    ):
        assert [word for word in words if word not in page] == []


def test_decision_by_hand_is_kept_shown_and_taken_back(body: Surveyed) -> None:
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    empty = body.target.answer_sheets.get(title="빈 조사표").pk

    def decide(choice: str) -> str:
        return text(manager.post(PAGE, {"sheet": empty, "choice": choice}, follow=True))

    assert "The survey manager decided it by hand" in decide("include")
    assert Campaign.objects.get().triage["include"] == [empty]
    only = text(manager.get(f"{PAGE}?only=by_hand"))
    assert "빈 조사표" in only
    assert "도로 사진" not in only
    assert "Leave it to the rules" in only
    assert "Leave it to the rules" not in decide("")
    assert "it is unknown" in decide("perhaps")
    body.target.answer_sheets.update(wave=2)
    assert "it was opened already" in decide("exclude")
    assert "Opened" in text(manager.get(f"{PAGE}?find=도로"))


def test_empty_page_says_what_comes_next(body: Surveyed) -> None:
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    assert "No sheet is like that" in text(manager.get(f"{PAGE}?find=없음"))
    body.target.answer_sheets.all().delete()
    assert "opening the campaign makes them" in text(manager.get(PAGE))


def test_who_sees_all_may_look_and_nobody_else(body: Surveyed) -> None:
    observer = client_of(make_viewer(Role.OBSERVER))
    assert "Include" not in text(observer.get(PAGE))
    answer = observer.post(PAGE, {"sheet": "x", "choice": "include"}, follow=True)
    assert "only a survey manager may do this" in text(answer)
    for stranger in (body.officer, body.lead, make_viewer(Role.USER)):
        assert client_of(stranger).get(PAGE).status_code == 404
        assert client_of(stranger).post(PAGE, {"sheet": "x", "choice": "include"}).status_code == 404
    assert Campaign.objects.get().triage == {}


def test_page_takes_a_bounded_number_of_queries(body: Surveyed, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        body.sheet(f"자료 {number:02d}")
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    with django_assert_max_num_queries(12):
        page = text(manager.get(PAGE))
    assert "page=2" in page
    assert "page=1" in text(manager.get(f"{PAGE}?page=2"))
