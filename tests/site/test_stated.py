"""What a survey's record says, on the dataset's page, on the home page and among search results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gotgan.share.rules import DatasetFacts, decide
from gotgan.site import pictures, words_survey
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.entry import UsabilityCounts
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import VISITOR
from gotgan.terms.search import FacetValue
from gotgan.terms.usability import Acceptance, Said, SurveyRecord, Usability
from tests.site.fakes import OFFICER, dataset, hit

ACCEPTED = Acceptance(
    "1741000", Words("해원시", "Haewon City"), "c1", Words("학습데이터 현황조사", "Survey of AI training data"),
    "s1", 4, datetime(2026, 11, 20, 3, 0, tzinfo=UTC), by="manager@example.org", snapshot="5a" * 32,
)  # fmt: skip
RECORD = SurveyRecord(
    Usability.AFTER_PROCESSING,
    "reduced_only",
    Words("안심구역에서만 제공할 수 있습니다.", "It can be provided only in a safe zone."),
    ACCEPTED,
    provision_now="internal",
    scope=(Said("safe_zone_only", Words("안심구역에서만", "Safe zone only")),),
    reasons=(Said("art9_6_privacy", Words("개인정보·사생활", "Privacy")),),
    lifts=(Said("deidentify", Words("비식별·가명 처리", "De-identify")),),
    processing=(Said("none", Words("필요 없음", "None")),),
    routes=(Said("safe_zone_onsite", Words("방문 안심구역", "On-site safe zone")),),
    users=(Said("research_body", Words("연구기관", "Research body")),),
    earliest="2027-03-01",
)
HARVESTED = {
    "title": "bus_stop_v3", "keywords": ("정류소",), "licence": "none_stated", "field": "", "modality": ("text",),
    "provision_now": "open",
}  # fmt: skip
ADDRESS = "/datasets/haewon/bus-stops-1"


def surveyed(record: SurveyRecord = RECORD, **more: Any) -> DatasetRecord:
    return dataset(1, survey=record, harvested=HARVESTED, **more)


def show(hub: Any, record: SurveyRecord = RECORD) -> None:
    """Put the dataset in place, with the access that a visitor really gets."""
    hub.datasets["d1"] = surveyed(record)
    facts = DatasetFacts("1741000", is_published=True, version_id="v", survey=record)
    hub.access = decide(VISITOR, facts, (), ACCEPTED.at)


def test_the_page_says_what_was_answered_by_whom_and_by_which_way_it_can_be_had(hub, english):
    show(hub)
    page = english.get(ADDRESS).content.decode()
    assert "It can only be analysed in a safe zone." in page
    assert "Usable after processing" in page
    assert "It can be provided only in a safe zone." in page
    assert "Stated in the survey, by Haewon City, 20 Nov 2026" in page
    for word in ("Privacy", "De-identify", "Research body", "1 Mar 2027", "On-site safe zone", "5a5a5a"):
        assert word in page
    assert "Its organisation named this way as a possible one." in page
    assert "Its organisation named other ways only." in page
    assert "What processing it needs" not in page  # none
    assert "manager@example.org" not in page


def test_the_page_says_it_in_korean(hub, korean):
    show(hub)
    page = korean.get(ADDRESS).content.decode()
    for word in (
        "가공 후 쓸 수 있음", "안심구역에서만 제공할 수 있습니다.", "조사에서 답함: 해원시, 2026. 11. 20.",
        "개인정보·사생활",        "보유 기관이 다른 방법만 골랐습니다.", "무엇이 갖추어지면 되는지",
    ):  # fmt: skip
        assert word in page


def test_the_harvested_words_are_kept_and_shown(hub, english):
    show(hub)
    for address in (ADDRESS, f"{ADDRESS}/record"):
        page = english.get(address).content.decode()
        assert "What the source says instead" in page
        for word in ("bus_stop_v3", "None stated", "Open to all", "Text"):
            assert word in page


def test_who_accepted_is_named_inside_the_organisation_only(hub, english):
    show(hub)
    hub.viewer = OFFICER
    assert "manager@example.org" in english.get(ADDRESS).content.decode()


def test_what_cannot_be_provided_says_so_and_what_was_called_back_too(hub, english):
    called = replace(ACCEPTED, called_back_at=datetime(2026, 11, 25, tzinfo=UTC), snapshot="")
    show(hub, replace(RECORD, usability=Usability.NOT_USABLE, accepted=called, routes=(), earliest=""))
    page = english.get(ADDRESS).content.decode()
    assert "Its organisation says that it cannot be provided." in page
    assert "Under revision since 25 Nov 2026" in page
    assert "Its organisation answered that it cannot be provided." in page


def test_a_dataset_that_no_survey_reached_speaks_of_no_answers(hub, english):
    page = english.get(ADDRESS).content.decode()
    assert "Stated in the survey" not in page
    assert "What its organisation answered" not in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_home_shows_three_numbers_and_what_is_not_known(hub, korean, language):
    page = korean.get("/", headers={"accept-language": language}).content.decode()
    told = {
        "en": ("Usable now", "Usable after processing", "Of 42 datasets, 22 ", "Of 8 it is not known"),
        "ko": ("가공 후 쓸 수 있음", "42건", "22건", "8건은 알 수 없습니다."),
    }
    for word in told[language]:
        assert word in page
    hub.usability = UsabilityCounts(now=42)
    assert "is not known" not in korean.get("/", headers={"accept-language": "en"}).content.decode()


def test_search_offers_the_facet_once_a_survey_told_something(hub, english):
    hub.result = replace(hub.result, hits=(replace(hit(1), usability="after_processing"),))
    hub.result.facets["usability"] = (FacetValue("none", "Not surveyed yet", 48),)
    assert "Usable for training" not in english.get("/search").content.decode()
    hub.result.facets["usability"] = (FacetValue("now", "now", 2), FacetValue("none", "Not surveyed yet", 46))
    page = english.get("/search").content.decode()
    for word in ("Usable for training", "usability=now", "Not surveyed yet", "Usable after processing"):
        assert word in page


def test_every_code_has_a_word_and_a_shape():
    assert set(words_survey.USABILITIES) == {*map(str, Usability), "none"}
    assert set(words_survey.USABILITY_SHAPES) == set(map(str, Usability))


@pytest.mark.parametrize(
    ("whole", "first", "second", "widths"),
    [(100, 50, 25, ("80.0", "40.0")), (0, 0, 0, ("0.0", "0.0")), (1000, 1000, 1, ("158.5", "1.5"))],
)
def test_bar_of_two_parts_never_leaves_its_ground(whole, first, second, widths):
    drawn = pictures.parts_bar(whole, first, second)
    assert f'class="bar" width="{widths[0]}"' in drawn
    assert f'width="{widths[1]}" height="8"/></svg>' in drawn
