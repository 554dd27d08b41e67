"""The pages of work orders in a real browser: both languages and widths, axe, no script, the content policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gotgan.refine import actions
from gotgan.refine.models import JointRisk, Plan, Run, Weighing, WorkOrder
from gotgan.terms.refine import OrderState, RunKind, RunState
from gotgan.terms.role import Viewer
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
LOOKS = [("ko", 1280, "light"), ("en", 390, "dark")]


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    """An order under review, its trial and its final run made by the real engine; one reviewer signed."""
    made = make_refined(tmp_path / "source")
    WorkOrder.objects.update(budget_hours=10, budget_won=1_000_000)
    made.plan()
    actions.ask_weighing(by=by(made.processor), order_id=made.order_id, target="시도")
    for kind in (RunKind.TRIAL, RunKind.FINAL):
        actions.start_run(by=by(made.processor), order_id=made.order_id, kind=kind)
        run_waiting_jobs()
    assert {run.state for run in Run.objects.all()} == {RunState.PROVED}
    actions.add_effort(by=by(made.processor), order_id=made.order_id, what="계획 작성", hours=12)
    made.step(OrderState.PROCESSED, person=made.processor)
    made.step(OrderState.UNDER_REVIEW)
    actions.declare_no_interest(by=by(made.reviewers[1]), order_id=made.order_id)
    made.sign(made.reviewers[0])
    return made


def finish(refined: Refined) -> None:
    for each in refined.reviewers[1:]:
        refined.sign(each)
    refined.step(OrderState.ADEQUATE)
    refined.write("safeguards")
    actions.release(by=refined.actor, order_id=refined.order_id)


def visits(refined: Refined) -> list[tuple[Viewer, list[str]]]:
    """Every page, as the person who has most to do on it while the order stands where it stands."""
    order, dataset = f"/refine/orders/{refined.order_id}", refined.harvested.datasets["people.csv"]
    if refined.state is OrderState.PLAN_DEFINED:
        proposal = f"{order}/plan?proposal={Weighing.objects.get().pk}-1"
        return [(refined.processor, [f"{order}/plan", f"{order}/plan?view=yaml", proposal, f"{order}/tries"])]
    if refined.state is OrderState.RELEASED:
        return [(refined.handler, [order, f"/datasets/{dataset.address}"])]
    run = Run.objects.filter(kind=RunKind.FINAL).values_list("pk", flat=True)[0]
    handled = ["/", "/refine/", f"/refine/open/{dataset.id}", order, f"{order}/documents/risk"]
    return [
        (refined.handler, handled),
        (refined.processor, [f"{order}/runs/{run}", f"{order}/tries"]),
        *((each, [f"{order}/review"]) for each in refined.reviewers),
    ]


def look(page: Page, address: str, found: dict[str, Any], name: str) -> None:
    """One page: no finding of axe, nothing wider than the window."""
    page.goto(address)
    for each in Axe().run(page).response["violations"]:
        if each["impact"] in ("serious", "critical"):
            found[f"{name} {address} {each['id']}"] = each["nodes"][0]["html"][:200]
    if (width := page.evaluate("document.documentElement.scrollWidth")) > page.viewport_size["width"]:  # type: ignore[index]
        found[f"{name} {address} wide"] = width
    if folder := os.environ.get("GOTGAN_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{address.strip('/').replace('/', '_') or 'home'}.png", full_page=True)


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(refined: Refined, look_as: Any) -> None:
    found: dict[str, Any] = {}
    said: list[str] = []
    look_as(refined.handler, "ko", 1280).on("console", lambda message: said.append(message.text))
    for after in (lambda _: None, to_plan, finish_again):
        after(refined)
        for language, width, scheme in LOOKS:
            for number, (viewer, addresses) in enumerate(visits(refined)):
                page = look_as(viewer, language, width, scheme)
                for address in addresses:
                    look(page, address, found, f"{refined.state}-{language}-{width}-{number}")
    assert found == {}
    assert [each for each in said if "vega" not in each.lower()] == []


def to_plan(refined: Refined) -> None:
    """Where plan and documents have fields: as if the order had gone back."""
    WorkOrder.objects.update(state=OrderState.PLAN_DEFINED)


def finish_again(refined: Refined) -> None:
    WorkOrder.objects.update(state=OrderState.UNDER_REVIEW)
    finish(refined)


def test_options_of_the_chosen_technique_stand_there_and_work_by_keyboard(refined: Refined, open_as: Any) -> None:
    to_plan(refined)
    page = open_as(refined.processor, java_script_enabled=False)
    page.goto(f"/refine/orders/{refined.order_id}/plan")
    row = page.locator(".plan-row").nth(1)
    select = row.locator("select[name^=do-]")
    select.select_option("round")
    expect(row.get_by_label("Round to")).to_be_visible()
    expect(row.get_by_label("Hierarchy")).to_be_hidden()
    select.select_option("key")
    expect(row.get_by_label("Hierarchy")).to_be_visible()
    select.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "hierarchy-1"
    page.get_by_label("k: at least").fill("1")
    page.get_by_role("button", name="Keep this plan").press("Enter")
    expect(page.locator("#k ~ .problem")).to_contain_text("whole number from 2")


def test_proposal_goes_from_the_curve_into_the_editor_without_a_script(refined: Refined, open_as: Any) -> None:
    to_plan(refined)
    page = open_as(refined.processor, width=390, java_script_enabled=False)
    page.goto(f"/refine/orders/{refined.order_id}/tries")
    expect(page.get_by_role("img", name="of the detail lost")).to_be_visible()
    letters = page.locator("svg.curve text.mark").all_text_contents()
    assert {"1", "A", "B"} <= set(letters)
    before = Plan.objects.count()
    page.get_by_role("link", name="Take proposal 1 into the editor").click()
    expect(page.get_by_text("This is proposal 1")).to_be_visible()
    page.get_by_label("k: at least").fill("7")
    page.get_by_role("button", name="Keep this plan").click()
    kept = Plan.objects.latest("id")
    assert Plan.objects.count() == before + 1
    assert (kept.steps["privacy"]["k"], kept.note) == (7, "Proposal 1")


def test_joint_risk_is_accepted_with_a_reason_beside_its_figures(refined: Refined, open_as: Any) -> None:
    final = Run.objects.get(kind=RunKind.FINAL)
    risk = {"k": 10, "earlier_k": 10, "joint_k": 3, "target_k": 5, "unique_rows": 0, "joined_by": "row order"}
    JointRisk.objects.create(run=final, earlier=final, risk=risk, measured=final.finished)
    page = open_as(refined.handler, "ko", 390)
    page.goto(f"/refine/orders/{refined.order_id}")
    joint = page.locator(".note", has=page.get_by_role("heading", name="앞서 내보낸 판과 함께 보면"))
    expect(joint).to_contain_text("이 계획이 약속한 것은 5입니다")
    joint.get_by_label("그래도 진행하는 사유").fill("앞의 판은 회수하였습니다")
    joint.get_by_role("button", name="합친 위험을 받아들이기").click()
    expect(page.get_by_role("status").first).to_contain_text("사유를 기록했습니다")
    assert JointRisk.objects.get().accepted_person == refined.handler.person_id


def test_order_is_opened_and_reviewed_without_a_script(refined: Refined, open_as: Any) -> None:
    page = open_as(refined.handler, java_script_enabled=False)
    page.goto(f"/datasets/{refined.harvested.datasets['people.csv'].address}")
    page.get_by_role("link", name="Make it usable").click()
    page.get_by_label("What is to be made usable").fill("둘째 의뢰")
    page.get_by_role("button", name="Open the work order").click()
    expect(page.get_by_role("status").first).to_contain_text("Name its people next")
    page = open_as(refined.reviewers[1], java_script_enabled=False)
    page.goto(f"/refine/orders/{refined.order_id}/review")
    for group in page.locator("fieldset.ask").all():
        group.locator("input").first.check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("now you see what others signed")
