"""Pages of noisy tables and synthetic data: what is told before anything is paid, in both languages, and to whom."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gotgan.refine.models import PrivacyBudget, Run
from gotgan.refine.rules.ways import way_of
from gotgan.terms.refine import OrderState, RunKind
from tests.rooms.factories import make_viewer
from tests.rooms.refined import Refined
from tests.rooms.refined_private import (
    MEASURES,
    SYNTHETIC,
    each_in_turn,
    give_budget,
    make_visits,
    prepare,
    run_final,
    settle,
)
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_refine_pages import address, page, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
ASKED = {
    "ask-0": "count", "epsilon-0": "0.2", "ask-4": "sum", "column-4": "비용", "low-4": "0", "high-4": "1000",
    "epsilon-4": "0.2", "ask-5": "histogram", "column-5": "진료과", "values-5": "내과\r\n외과", "epsilon-5": "0.1",
    "where-5": "나이", "among-5": "20, 21", "contributions": "1",
}  # fmt: skip


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    return make_visits(tmp_path / "source")


def order_offers_three_ways(refined: Refined) -> None:
    for language, words in (("en", "Noisy tables"), ("ko", "잡음을 넣은 통계표")):
        shown = page(refined.handler, address(refined), language)
        assert words in shown
        assert address(refined, "/measures") in shown
        assert address(refined, "/synthetic") in shown


def budget_is_set_on_the_page_by_the_handler(refined: Refined) -> None:
    path = address(refined, "/measures")
    assert 'value="budget"' in page(refined.handler, path)
    assert 'value="budget"' not in page(refined.processor, path)
    typed = {"do": "budget", "epsilon": "2", "delta": "", "subject": "번호"}
    assert "say in a few sentences why so much" in text(post(refined.handler, path, **typed, reason=""))
    assert not PrivacyBudget.objects.exists()
    shown = text(post(refined.handler, path, **typed, reason="한 해 통계"))
    assert "epsilon 2 of 2 is left" in shown
    assert "whoever stands in the column 번호" in shown
    assert "only the handler of this order sets" in text(post(refined.processor, path, **typed, reason="x"))
    assert "epsilon 2 가운데 2이 남았습니다" in page(refined.processor, path, "ko")


def expected_errors_are_told_before_anything_is_paid(refined: Refined) -> None:
    prepare(refined)
    give_budget(refined, "0.4")
    path = address(refined, "/measures")
    answer = post(refined.processor, path, **ASKED, do="expect")
    shown = text(answer)
    assert answer.status_code == 200
    assert "Sum of 비용, each from 0 to 1000" in shown
    assert "± 15" in shown, "of a count at epsilon 0.2"
    assert "± 14,9" in shown
    assert "How many there are by 진료과, only where 나이 is one of: 20, 21" in shown
    assert "These questions cost epsilon 0.5; 0.4 is left." in shown
    assert "They would be refused" in shown
    assert not refined.order.plans.exists()
    assert PrivacyBudget.objects.get().spent_epsilon == 0


def questions_are_kept_as_typed_and_come_back(refined: Refined) -> None:
    prepare(refined)
    path = address(refined, "/measures")
    assert "kept as a new revision" in text(post(refined.processor, path, **ASKED, do="keep"))
    kept = refined.order.plans.get().steps
    assert (way_of(kept), [each["ask"] for each in kept["questions"]]) == ("measures", ["count", "sum", "histogram"])
    assert kept["questions"][2]["categories"] == ["내과", "외과"]
    assert kept["questions"][2]["where"] == {"나이": ["20", "21"]}
    shown = page(refined.processor, path)
    assert "± 15" in shown
    assert 'value="1000"' in shown
    assert "This dataset has no privacy budget yet" in shown
    assert "Plan, revision 1" in page(refined.processor, address(refined))


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"ask-0": "sum", "column-0": "비용", "low-0": "min", "high-0": "9"}, "bound that is taken from the data",
     "데이터에서 찾은 한계는 사람을 드러냅니다"),
    ({"ask-0": "count", "epsilon-0": ""}, "is no epsilon", "epsilon이 아닙니다"),
    ({"ask-0": "histogram", "column-0": "진료과"}, "does not tell its bins", "묶음을 정하지 않았습니다"),
    ({"ask-0": "count", "contributions": "many"}, "is no whole number", "정수"),
]  # fmt: skip


def what_does_not_fit_stands_by_its_question(refined: Refined) -> None:
    prepare(refined)
    path = address(refined, "/measures")
    for typed, english, korean in WRONG:
        sent = {"epsilon-0": "1", **typed, "do": "keep"}
        answer = post(refined.processor, path, **sent)
        assert answer.status_code == 422
        assert english in text(answer)
        assert korean in text(client_of(refined.processor, "ko").post(path, sent))
    assert not refined.order.plans.exists()


def answers_are_shown_with_how_far_the_truth_may_lie(refined: Refined) -> None:
    settle(refined, MEASURES)
    give_budget(refined)
    order = page(refined.processor, address(refined))
    assert "Pay for the answers, for the review" in order
    assert 'value="trial"' not in order
    done = run_final(refined)
    shown = page(refined.reviewers[0], address(refined, f"/runs/{done.pk}"))
    assert re.search(r"About [0-9,]+: with 95 % certainty between", shown)
    assert "all other values" in shown
    (picture,) = re.findall(r"<svg class=\"picture\".*?</svg>", shown, re.DOTALL)
    tree = ElementTree.fromstring(picture)
    assert len(tree.findall("{*}rect")) == len(tree.findall("{*}path")) == 4
    assert [each.text for each in tree.findall("{*}text")] == ["내과", "외과", "all other values", "empty"]
    assert "잡음을 넣어 답했습니다" in page(refined.handler, address(refined, f"/runs/{done.pk}"), "ko")
    assert "1 charge" in page(refined.handler, address(refined, "/measures"))
    refined.step(OrderState.PROCESSED, person=refined.processor)
    refined.step(OrderState.UNDER_REVIEW)
    review = page(refined.reviewers[0], address(refined, "/review"))
    assert "<dt>epsilon</dt><dd>0.5</dd>" in review


def refusal_says_what_is_left(refined: Refined) -> None:
    settle(refined, MEASURES)
    give_budget(refined, "0.3")
    answer = post(refined.processor, address(refined, "/act"), do="run", kind="final")
    assert "epsilon 0.5 asked, 0.3 of 0.3 left" in text(answer)
    assert not Run.objects.exists()


def synthetic_plan_is_kept_and_its_result_compared(refined: Refined) -> None:
    prepare(refined)
    path = address(refined, "/synthetic")
    shown = page(refined.processor, path)
    assert "It is not differentially private" in shown
    assert "차분 프라이버시가 아닙니다" in page(refined.processor, path, "ko")
    wrong = post(refined.processor, path, k="1", seed="x", order=["나이"])
    assert wrong.status_code == 422
    assert "is no whole number" in text(wrong)
    assert "name at least one" in text(post(refined.processor, path, k="5"))
    sent = {"order": ["진료과", "나이", "번호"], "subject": "번호", "k": "5", "held_out": "0.2", "seed": "0"}
    assert "Try it before you settle it" in text(post(refined.processor, path, **sent))
    assert refined.order.plans.get().steps["order"] == ["진료과", "나이"]
    done = run_final(refined, RunKind.TRIAL)
    assert (done.state, done.files) == ("proved", [])
    result = page(refined.reviewers[0], address(refined, f"/runs/{done.pk}"))
    for words in ("It is not differentially private", "How near it comes to real rows", "Original and synthetic"):
        assert words in result
    assert result.count('<svg class="picture"') >= 4
    korean = page(refined.handler, address(refined, f"/runs/{done.pk}"), "ko")
    assert "분포가 얼마나 비슷한지" in korean
    assert "another way" in page(refined.processor, address(refined, "/plan"))


def pages_are_read_by_who_sees_the_order_only(refined: Refined) -> None:
    for rest in ("/measures", "/synthetic"):
        assert client_of(make_viewer()).get(address(refined, rest)).status_code == 404
        shown = page(refined.reviewers[0], address(refined, rest))
        assert 'value="keep"' not in shown
    assert SYNTHETIC["way"] == "synthetic"


def test_pages_before_anything_is_paid(refined: Refined) -> None:
    each_in_turn(
        refined,
        order_offers_three_ways,
        budget_is_set_on_the_page_by_the_handler,
        expected_errors_are_told_before_anything_is_paid,
        questions_are_kept_as_typed_and_come_back,
        what_does_not_fit_stands_by_its_question,
        pages_are_read_by_who_sees_the_order_only,
    )


def test_pages_of_results(refined: Refined) -> None:
    each_in_turn(
        refined,
        answers_are_shown_with_how_far_the_truth_may_lie,
        refusal_says_what_is_left,
        synthetic_plan_is_kept_and_its_result_compared,
    )
