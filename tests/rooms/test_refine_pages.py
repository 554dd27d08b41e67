"""The pages of work orders: what each part sees, how forms answer, what waits, and that a stranger finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gotgan.refine import actions
from gotgan.refine.models import Plan, Run, WorkOrder
from gotgan.refine.queries import count_waiting, waiting_for
from gotgan.refine.rules.guideline import STANDARD, get_guideline
from gotgan.terms.refine import OrderState, Part, RunKind, RunState
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import Refined, by, content_of, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
GUIDELINE = get_guideline(STANDARD)


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def address(refined: Refined, rest: str = "") -> str:
    return f"/refine/orders/{refined.order_id}{rest}"


def page(viewer: Viewer, path: str, language: str = "en") -> str:
    answer = client_of(viewer, language).get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return text(answer)


def post(viewer: Viewer, path: str, follow: bool = True, **typed: Any) -> Any:
    return client_of(viewer).post(path, typed, follow=follow)


def test_order_is_opened_from_the_page_of_its_dataset(refined: Refined) -> None:
    dataset = refined.harvested.datasets["people.csv"]
    shown = page(refined.handler, f"/datasets/{dataset.address}")
    assert f"/refine/open/{dataset.id}" in shown
    answer = post(refined.handler, f"/refine/open/{dataset.id}", title="통계로 쓰기", budget_hours="12")
    assert "Name its people next" in text(answer)
    made = WorkOrder.objects.get(title="통계로 쓰기")
    assert (made.requester, made.budget_hours) == (refined.handler.person_id, 12)
    assert post(refined.handler, f"/refine/open/{dataset.id}", title=" ").status_code == 422


def test_list_is_empty_with_the_way_to_begin(refined: Refined) -> None:
    other = make_viewer(Role.STEWARD, organisation=make_organisation().code)
    assert "To begin, open one of your datasets" in page(other, "/refine/")
    assert "When you are named for a part" in page(make_viewer(Role.REVIEWER), "/refine/")
    assert refined.order.title not in page(other, "/refine/")


def test_list_begins_with_what_waits(refined: Refined) -> None:
    shown = page(refined.handler, "/refine/")
    assert "1 order waits for you" in shown
    assert "1 work order waits for you" in page(refined.handler, "/")
    assert "Nothing waits for you now" in page(refined.processor, "/refine/")
    assert refined.order.title in page(refined.handler, "/refine/?state=drafted")
    assert refined.order.title not in page(refined.handler, "/refine/?state=released")


def test_waiting_follows_the_order(refined: Refined) -> None:
    from django.utils import timezone

    today = timezone.localdate()

    def waits() -> list[bool]:
        people = [refined.handler, refined.processor, *refined.reviewers]
        return [bool(waiting_for(each, today)) for each in people]

    assert waits() == [True, False, False, False, False]
    refined.plan()
    assert waits() == [False, True, False, False, False]
    refined.run()
    refined.step(OrderState.PROCESSED, person=refined.processor)
    assert waits() == [True, False, False, False, False]
    refined.step(OrderState.UNDER_REVIEW)
    assert waits() == [False, False, True, True, True]
    refined.sign(refined.reviewers[0])
    assert waits() == [False, False, False, True, True]
    for each in refined.reviewers[1:]:
        refined.sign(each)
    assert waits() == [True, False, False, False, False]
    assert count_waiting(make_viewer(), today) == 0


def test_order_page_says_what_is_missing_in_the_reader_s_words(refined: Refined) -> None:
    shown = page(refined.handler, address(refined), "ko")
    assert "목적과 계약" in shown
    refined.write("purpose")
    refined.step(OrderState.PREPARED)
    refined.write("items", "risk", "method")
    refined.step(OrderState.RISK_REVIEWED)
    korean, english = (page(refined.handler, address(refined), language) for language in ("ko", "en"))
    assert "there is no plan yet" in english
    assert "아직 계획이 없습니다" in korean
    assert "there is no plan yet" not in korean


def test_step_is_offered_to_its_part_only(refined: Refined) -> None:
    refined.write("purpose")
    button = '<button class="first" name="do" value="step">'
    assert button in page(refined.handler, address(refined))
    assert button not in page(refined.processor, address(refined))
    answer = post(refined.processor, address(refined, "/act"), do="step", after="prepared")
    assert "of this order may do this" in text(answer)
    assert refined.state is OrderState.DRAFTED
    post(refined.handler, address(refined, "/act"), do="step", after="prepared")
    assert refined.state is OrderState.PREPARED


@pytest.mark.parametrize(
    "typed", [{}, {"do": "fly"}, {"do": "step", "after": "heaven"}, {"do": "name", "part": "handler", "person": "x"},
              {"do": "name", "part": "king", "person": "1"}, {"do": "run", "kind": "half"},
              {"do": "effort", "what": "x", "hours": "nan"}, {"do": "effort", "what": "x", "hours": "many"}],
)  # fmt: skip
def test_odd_button_changes_nothing(refined: Refined, typed: dict[str, str]) -> None:
    answer = post(refined.handler, address(refined, "/act"), **typed)
    assert answer.status_code == 200
    assert 'class="note bad"' in text(answer)
    assert refined.state is OrderState.DRAFTED
    assert not refined.order.efforts.exists()


def test_people_are_named_and_kept_apart(refined: Refined) -> None:
    code = refined.harvested.organisation
    steward = make_viewer(Role.STEWARD, organisation=code)
    shown = page(refined.handler, address(refined))
    assert f'value="{steward.person_id}"' in shown
    assert "cannot also be" in shown, "the processor is listed for handler, and cannot be chosen"
    post(refined.handler, address(refined, "/act"), do="name", part="processor", person=steward.person_id)
    assert refined.order.processor == steward.person_id
    answer = post(
        refined.handler, address(refined, "/act"), do="name", part="processor", person=refined.handler.person_id
    )
    assert 'class="note bad"' in text(answer)
    gone = refined.reviewers[0].person_id
    post(refined.handler, address(refined, "/act"), do="dismiss", person=gone)
    assert not refined.order.reviewers.filter(person_id=gone).exists()
    assert "In their place" not in page(refined.processor, address(refined))


def test_document_is_written_and_every_version_is_shown(refined: Refined) -> None:
    path = address(refined, "/documents/purpose")
    wrong = post(refined.handler, path, use="")
    assert wrong.status_code == 422
    assert "Not written yet" in text(wrong)
    for use in ("정책 통계", "정책 통계와 연구"):
        post(refined.handler, path, purpose="statistics", use=use, handing="own_use", term="2027-12-31")
    shown = page(refined.reviewers[0], path)
    assert "정책 통계와 연구" in shown
    assert shown.count("<details") == 2
    assert "<textarea" not in shown, "who does not write it reads it"
    newest = refined.order.documents.order_by("-id").first()
    assert newest.content["term"] == "2027-12-31"
    assert client_of(refined.handler).get(address(refined, "/documents/poem")).status_code == 404
    assert post(refined.reviewers[0], path, purpose="statistics", use="x", handing="own_use").status_code == 422


def plan_typed(**more: str) -> dict[str, str]:
    names, done = ["이름", "나이", "시도", "연락처"], ["suppress", "key", "sensitive", "pseudonymise"]
    typed = {f"column-{at}": name for at, name in enumerate(names)}
    typed |= {f"do-{at}": do for at, do in enumerate(done)}
    return typed | {"hierarchy-1": "age", "a-3": "P", "k": "5", "mode": "local", "unlisted": "refuse"} | more


def to_plan(refined: Refined) -> None:
    refined.write("purpose")
    refined.step(OrderState.PREPARED)
    refined.write("items", "risk")
    refined.step(OrderState.RISK_REVIEWED)


def test_plan_is_written_as_a_table(refined: Refined) -> None:
    to_plan(refined)
    shown = page(refined.processor, address(refined, "/plan"))
    assert shown.count('class="plan-row') == 4
    post(refined.processor, address(refined, "/plan"), **plan_typed())
    plan = Plan.objects.get()
    assert plan.steps["columns"]["연락처"] == {"do": "pseudonymise", "key": "custody", "prefix": "P"}
    assert plan.steps["columns"]["나이"] == {"do": "key", "hierarchy": "builtin:age"}
    assert plan.steps["privacy"] == {"k": 5, "mode": "local"}
    assert 'value="P"' in page(refined.processor, address(refined, "/plan"))
    assert "builtin:age" in page(refined.reviewers[0], address(refined, "/plan?view=yaml"))
    assert "Keep this plan" not in page(refined.reviewers[0], address(refined, "/plan"))


@pytest.mark.parametrize(
    ("more", "said"),
    [({"do-1": "round", "a-1": ""}, "it is missing"), ({"do-1": "round", "a-1": "wide"}, "it is no number"),
     ({"do-1": "fly"}, "it is unknown"), ({"k": "1"}, "it is not a whole number from 2"), ({"t": "2"}, "share from 0")],
)  # fmt: skip
def test_wrong_cell_of_a_plan_is_told_beside_it(refined: Refined, more: dict[str, str], said: str) -> None:
    to_plan(refined)
    answer = post(refined.processor, address(refined, "/plan"), **plan_typed(**more))
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'class="problem"' in text(answer)
    assert not Plan.objects.exists()


def test_plan_is_written_as_yaml(refined: Refined) -> None:
    to_plan(refined)
    bad = post(refined.processor, address(refined, "/plan"), view="yaml", yaml="columns: [")
    assert bad.status_code == 422
    assert "is no YAML" in text(bad)
    good = "columns:\n  나이: {do: key}\n  이름: {do: suppress}\nprivacy: {k: 3}\nunlisted: suppress\n"
    post(refined.processor, address(refined, "/plan"), view="yaml", yaml=good)
    assert Plan.objects.get().steps["privacy"] == {"k": 3}


def test_run_is_asked_and_its_page_tells_protection_loss_and_drift(refined: Refined) -> None:
    refined.plan()
    answer = post(refined.processor, address(refined, "/act"), do="run", kind="trial")
    assert "The run is queued" in text(answer)
    run = Run.objects.get()
    assert "It waits for its turn" in page(refined.processor, address(refined, f"/runs/{run.pk}"))
    actions.begin_run(run_id=run.pk)
    profile = {"rows": 40, "columns": [{"name": "나이", "position": 0, "type": "text", "count": 40, "distinct": 4,
                                         "top": [{"value": "20-29", "count": 40}]}]}  # fmt: skip
    proof = {"k": 2, "rows": 40, "prosecutor_max": 0.5, "marketer_average": 0.2, "unique_rows": 0, "findings": []}
    utility = {"loss": 0.25, "classes": 8, "suppressed_rows": 3, "drift": {"나이": 0.4}}
    result = actions.RunResult(
        RunState.REFUSED, problem="k is 2, below 5", receipt=refined.receipt, proof={**proof, "keys": ["나이"]},
        utility=utility,
    )  # fmt: skip
    actions.finish_run(run_id=run.pk, result=result)
    Run.objects.update(evidence=[{"profile": profile}])
    shown = page(refined.reviewers[0], address(refined, f"/runs/{run.pk}"), "ko")
    assert "k가 2로, 목표 5보다 낮습니다" in shown
    assert "충족하지 못함" in shown
    assert "40 %" in shown or "40%" in shown
    assert "20-29" not in shown, "pictures carry no values"
    tries = page(refined.processor, address(refined, "/tries"))
    assert "No run reached" in tries
    assert 'class="dot refused"' in tries
    assert client_of(refined.processor).get(address(refined, "/runs/nothing")).status_code == 404


def test_tries_are_empty_with_the_way_to_begin(refined: Refined) -> None:
    assert "There is none yet" in page(refined.handler, address(refined, "/tries"))


def typed_opinion(verdict: str = "adequate", **more: str) -> dict[str, str]:
    return {f"question_{key}": "yes" for key in GUIDELINE.questions} | {"verdict": verdict, "do": "sign"} | more


def test_reviewer_declares_signs_and_only_then_reads_the_others(refined: Refined) -> None:
    refined.review()
    first, second, _third = refined.reviewers
    path = address(refined, "/review")
    assert "I declare that I have no interest" in page(first, path)
    post(first, path, do="declare")
    assert post(first, path, do="sign").status_code == 422
    wrong = post(first, path, **typed_opinion(question_goal="no"))
    assert "it cannot be adequate while" in text(wrong)
    post(first, path, **typed_opinion("inadequate", question_goal="no", reason="목적에 맞지 않음"))
    assert refined.order.opinions.count() == 1
    before = page(second, path) + page(second, address(refined))
    assert "목적에 맞지 않음" not in before
    assert "found it inadequate" not in before
    post(second, path, do="declare")
    post(second, path, **typed_opinion())
    assert "목적에 맞지 않음" in page(second, path)
    assert "목적에 맞지 않음" in page(refined.handler, path)
    assert "found it inadequate" in page(refined.handler, address(refined))


def test_reason_is_asked_for_a_way_back(refined: Refined) -> None:
    refined.review()
    refined.sign(refined.reviewers[0])
    refined.sign(refined.reviewers[1])
    from gotgan.terms.refine import Verdict

    refined.sign(refined.reviewers[2], Verdict.INADEQUATE, "다시")
    post(refined.handler, address(refined, "/act"), do="step", after="inadequate", reason=" ")
    assert refined.state is OrderState.UNDER_REVIEW
    post(refined.handler, address(refined, "/act"), do="step", after="inadequate", reason="지적을 반영")
    assert refined.state is OrderState.INADEQUATE
    assert "choose a way below" in page(refined.handler, address(refined))
    assert "지적을 반영" in page(refined.handler, address(refined))


def test_effort_stands_beside_its_estimate(refined: Refined) -> None:
    WorkOrder.objects.update(budget_hours=2)
    post(refined.processor, address(refined, "/act"), do="effort", what="계획 작성", hours="3", won="")
    shown = page(refined.processor, address(refined))
    assert "above the estimate" in shown
    assert "계획 작성" in shown


def test_release_is_shown_with_its_lineage_and_withdrawn_with_a_warning(refined: Refined) -> None:
    refined.review()
    for each in refined.reviewers:
        refined.sign(each)
    refined.step(OrderState.ADEQUATE)
    refined.write("safeguards")
    actions.key_of(order_id=refined.order_id)
    post(refined.handler, address(refined, "/act"), do="step", after="released")
    order = refined.order
    assert order.state == OrderState.RELEASED
    assert "catalogue.pull done" in run_waiting_jobs(), "the page of the dataset follows at once"
    shown = page(refined.handler, address(refined))
    assert order.released in shown
    assert "De-identified" in shown
    assert "downloaded it" in shown
    lineage = client_of(refined.reviewers[0]).get(address(refined, "/lineage.json"))
    assert lineage.json()["activity"]
    dataset = page(refined.handler, f"/datasets/{refined.harvested.datasets['people.csv'].address}")
    assert "Made usable" in dataset
    assert address(refined) in dataset
    post(refined.handler, address(refined, "/act"), do="destroy_key")
    assert "destroyed" in page(refined.handler, address(refined))
    post(refined.handler, address(refined, "/act"), do="step", after="withdrawn", reason="오류가 있음")
    assert refined.state is OrderState.WITHDRAWN


def test_lineage_before_a_release_is_no_page(refined: Refined) -> None:
    assert client_of(refined.handler).get(address(refined, "/lineage.json")).status_code == 404


def doors(refined: Refined) -> list[str]:
    refined.plan()
    run_id = refined.run(kind=RunKind.TRIAL)
    rests = [
        "",
        "/documents/purpose",
        "/plan",
        "/plan?view=yaml",
        f"/runs/{run_id}",
        "/tries",
        "/review",
        "/lineage.json",
    ]
    return [*(address(refined, rest) for rest in rests), f"/refine/open/{refined.order.dataset_id}"]


def test_stranger_other_body_and_reviewer_of_another_order_find_nothing(refined: Refined) -> None:
    other = make_organisation().code
    outside = [make_viewer(), make_viewer(Role.USER), make_viewer(Role.REVIEWER), make_viewer(Role.SURVEY_MANAGER)]
    outside += [make_viewer(role, organisation=other) for role in (Role.OFFICER, Role.STEWARD, Role.LEAD, Role.AUDITOR)]
    for viewer in outside:
        client = client_of(viewer)
        for door in [*doors_once(refined), address(refined, "/act")]:
            for method in ("get", "post"):
                answer = getattr(client, method)(door, {"do": "name"})
                assert answer.status_code in (404, 405), f"{viewer.roles} {method} {door}"
                assert refined.order.title not in text(answer)
        assert refined.order.title not in text(client.get("/refine/"))


def doors_once(refined: Refined) -> list[str]:
    made: list[str] | None = getattr(refined, "_doors", None)
    if made is None:
        made = doors(refined)
        refined._doors = made  # type: ignore[attr-defined]
    return made


def test_nobody_signed_in_is_sent_to_sign_in(refined: Refined) -> None:
    from django.test import Client

    for door in doors(refined):
        answer = Client().get(door)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_order_is_read_by_who_watches_and_changed_by_nobody_else(refined: Refined) -> None:
    auditor = make_viewer(Role.AUDITOR)
    shown = page(auditor, address(refined))
    assert 'method="post" action="/refine' not in shown
    answer = post(auditor, address(refined, "/act"), do="name", part=Part.HANDLER.value, person=auditor.person_id)
    assert "only the handler of this order names people" in text(answer)
    assert content_of("purpose")
    assert by(auditor)
