"""Plans weighed around an order's own by the real engine, and what its pages make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gotgan.audit.models import Event
from gotgan.refine import actions, queries
from gotgan.refine.models import Plan, Run, Weighing
from gotgan.refine.rules import weighing as rules
from gotgan.terms.errors import Invalid
from gotgan.terms.inspection import Suggestion
from gotgan.terms.refine import OrderState, RunKind, RunState
from gotgan.work.models import Job
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import PLAN, Refined, by, make_lead_of, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_refine_pages import address, page, post, to_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    made = first.again(data_folder)
    made.plan()
    return made


def weigh(refined: Refined, target: str = "") -> Weighing:
    actions.ask_weighing(by=by(refined.processor), order_id=refined.order_id, target=target)
    assert "refine.propose done" in run_waiting_jobs()
    return Weighing.objects.latest("id")


def test_proposals_are_plans_that_an_order_may_keep_and_reach_what_they_say(
    refined: Refined, data_folder: Path
) -> None:
    row = weigh(refined, "시도")
    assert (row.state, row.problem) == ("done", "")
    assert row.plans
    assert len(row.found["tried"]) + row.found["not_reached"] == row.found["grid"]
    assert not list((data_folder / "scratch").glob("weighing-*"))
    for each in row.plans:
        assert each["reached"]["k"] >= each["k"] >= PLAN["privacy"]["k"]  # type: ignore[index]
        assert each["steps"]["columns"]["연락처"] == {"do": "pseudonymise", "key": "custody"}
        assert 0 < each["marketer_average"] <= each["prosecutor_max"] <= 1 / each["k"]
        assert each["accuracy"] is not None
    first = row.plans[0]
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=first["steps"])
    actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.TRIAL)
    run_waiting_jobs()
    done = Run.objects.get()
    assert done.state == RunState.PROVED
    assert done.utility["loss"] == pytest.approx(first["loss"])
    assert done.proof["k"] == first["reached"]["k"]


def test_nothing_of_the_data_is_stored_with_a_weighing(refined: Refined) -> None:
    row = weigh(refined)
    kept = json.dumps([row.found, row.plans], ensure_ascii=False)
    assert not any(f"010-{2000 + n}" in kept or f"사람{n}" in kept for n in range(40))
    event = Event.objects.filter(action="refine.ask_weighing").latest("seq")
    assert set(json.loads(event.details)) == {"weighing", "sha256"}
    assert Event.objects.filter(action="refine.finish_weighing").exists()


def test_who_does_not_write_the_plan_asks_in_vain(refined: Refined) -> None:
    for viewer in (refined.reviewers[0], make_lead_of(refined)):
        with pytest.raises(actions.NotYours):
            actions.ask_weighing(by=by(viewer), order_id=refined.order_id)
    with pytest.raises(queries.NoSuchOrder):
        actions.ask_weighing(by=by(make_viewer()), order_id=refined.order_id)
    assert not Weighing.objects.exists()


def test_one_weighing_at_a_time_and_a_lost_one_does_not_bar_the_next(refined: Refined) -> None:
    ask = {"by": by(refined.handler), "order_id": refined.order_id}
    actions.ask_weighing(**ask)
    with pytest.raises(Invalid, match="already"):
        actions.ask_weighing(**ask)
    Job.objects.filter(name="refine.propose").update(state="failed")
    assert "broke off" in page(refined.handler, address(refined, "/tries"))
    actions.ask_weighing(**ask)
    assert Weighing.objects.count() == 2


def test_plan_that_generalises_nothing_or_target_that_goes_is_refused(refined: Refined) -> None:
    ask = {"by": by(refined.processor), "order_id": refined.order_id}
    with pytest.raises(actions.NotYours, match="does not pass on"):
        actions.ask_weighing(target="이름", **ask)
    steps = {"columns": {name: {"do": "suppress"} for name in ("이름", "연락처", "시도")} | {"나이": {"do": "keep"}}}
    actions.write_plan(steps=steps, **ask)
    with pytest.raises(actions.NotYours, match="generalises no column"):
        actions.ask_weighing(**ask)


def test_target_out_of_reach_is_told_as_the_answer(refined: Refined) -> None:
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps={**PLAN, "privacy": {"k": 2, "l": 3}})
    row = weigh(refined)
    assert row.state == "failed"
    shown = page(refined.processor, address(refined, "/tries"), "ko")
    assert "no plan of the grid" in row.problem
    assert "no plan of the grid" not in shown
    assert "제안할 수 있는 계획이 없습니다" in shown


def test_suggested_plan_is_weighed_while_nobody_wrote_one(first: Made[Refined], data_folder: Path) -> None:
    made = first.again(data_folder)
    run_waiting_jobs()
    to_plan(made)
    row = weigh(made)
    assert row.steps["columns"]["나이"]["do"] == "key"
    assert row.state == "done"
    assert "around what is suggested" in page(made.handler, address(made, "/tries"))


def test_page_shows_curve_table_and_words_in_both_languages(refined: Refined) -> None:
    weigh(refined, "시도")
    actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.TRIAL)
    run_waiting_jobs()
    english, korean = (page(refined.processor, address(refined, "/tries"), language) for language in ("en", "ko"))
    for shown in (english, korean):
        assert '<svg class="picture curve"' in shown
        assert 'role="img"' in shown
        assert shown.count('id="proposal-') == len(Weighing.objects.get().plans)
        assert f"/runs/{Run.objects.get().pk}" in shown
        assert f"?proposal={Weighing.objects.get().pk}-1" in shown
    assert "경계" in korean
    assert "frontier" in english
    assert "of the detail lost" in english.partition("<h2>")[2].partition("</h2>")[0]
    reviewer = page(refined.reviewers[0], address(refined, "/tries"))
    assert "into the editor" not in reviewer
    assert "<button" not in reviewer.partition("<main")[2].partition("<figure")[0]


def test_proposal_is_taken_into_the_editor_and_kept_as_changed(refined: Refined) -> None:
    row = weigh(refined)
    before = Plan.objects.count()
    shown = page(refined.processor, address(refined, f"/plan?proposal={row.pk}-1"))
    assert "This is proposal 1" in shown
    assert f'name="k" min="2" step="1" value="{row.plans[0]["k"]}"' in shown
    assert Plan.objects.count() == before, "nothing is kept before it is said"
    for odd in ("0-1", f"{row.pk}-0", f"{row.pk}-99", "x", "1-²", f"{row.pk}-"):
        assert client_of(refined.processor).get(address(refined, f"/plan?proposal={odd}")).status_code == 404


def test_points_and_plans_are_taken_away_by_who_sees_the_order(refined: Refined) -> None:
    row = weigh(refined)
    taken = client_of(refined.reviewers[0]).get(address(refined, "/tries.json"))
    told = taken.json()
    assert "attachment" in taken["Content-Disposition"]
    assert [each["steps"] for each in told["plans"]] == [each["steps"] for each in row.plans]
    assert {each["kind"] for each in told["points"]} == {"proposed", "sampled"}
    assert told["sample"] == row.found["sample"]
    assert client_of(make_viewer()).get(address(refined, "/tries.json")).status_code == 404


def test_asking_from_the_page_tells_what_comes(refined: Refined) -> None:
    answer = post(refined.processor, address(refined, "/tries"), target="")
    assert "Plans are being weighed" in text(answer)
    assert "waits for its turn" in page(refined.processor, address(refined, "/tries"))
    assert 'class="note bad"' in text(post(refined.processor, address(refined, "/tries"), target=""))


def test_rows_are_looked_at_by_who_makes_and_judges_the_result_alone(refined: Refined) -> None:
    actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.TRIAL)
    run_waiting_jobs()
    run = Run.objects.get()
    path = address(refined, f"/runs/{run.pk}")
    for viewer in (refined.processor, refined.handler, refined.reviewers[0]):
        shown = page(viewer, path)
        assert "Rows before and after" in shown
        assert "***-****-****" in shown
        rows = shown.partition("Rows before and after")[2].partition("</table>")[0].partition("<tbody>")[2]
        assert rows.count("left out") == rows.count("<tr>") == 20, "of four columns one is left out"
        assert rows.count("hidden") >= 20
        assert "≠" in rows
    assert "Rows before and after" not in page(make_lead_of(refined), path)
    shown = page(refined.processor, path, "ko")
    assert "처리 전후의 행" in shown
    assert not any(f"010-{2000 + n}" in shown or f"사람{n}" in shown for n in range(40))
    assert run.look_sha256
    details = " ".join(each.details for each in Event.objects.all())
    assert "***-****" not in details
    assert "***-****" not in json.dumps([run.receipt, run.proof, run.utility], ensure_ascii=False)


SUGGESTED = (
    Suggestion("나이", {"do": "key"}, "x", {}), Suggestion("지급액", {"do": "round", "to": 100}, "x", {}),
    Suggestion("메모", {"do": "mask_text", "key": "custody"}, "x", {}),
)  # fmt: skip


def test_rules_of_what_is_weighed() -> None:
    steps = {"columns": {"나이": {"do": "key"}, "지급액": {"do": "keep"}, "번호": {"do": "suppress"}}}
    assert rules.may_weigh(steps, "지급액")
    assert not rules.may_weigh(steps, "번호")
    assert not rules.may_weigh({"columns": {"지급액": {"do": "keep"}}}, "")
    assert not rules.may_weigh({}, "")
    assert rules.targets_of(steps) == ("지급액", "나이")
    assert rules.beside(steps, SUGGESTED) == {"지급액": {"do": "round", "to": 100}}
    assert rules.begin_plan((), "t") == {}
    begun = rules.begin_plan(SUGGESTED, "t")
    assert (begun["table"], begun["privacy"]) == ("t", {"k": 5, "mode": "local"})
    assert rules.changed_columns(steps, {"columns": {**steps["columns"], "나이": {"do": "keep"}}}) == {"나이"}


def test_engine_plan_becomes_an_order_s_and_back() -> None:
    from gotgan.refine.rules.planning import check_plan, engine_plan

    steps: dict[str, Any] = {**PLAN, "table": "people.csv"}
    kept = rules.order_plan(engine_plan(steps, "env:X"), "people.csv")
    assert kept == steps
    assert check_plan(kept) == ()


def test_frontier_holds_what_no_plan_beats(refined: Refined) -> None:
    weigh(refined)
    found = queries.risk_utility_of(refined.order)
    for each in found.measured:
        beaten = any(
            other.risk <= each.risk and other.loss <= each.loss and (other.risk, other.loss) != (each.risk, each.loss)
            for other in found.measured
        )
        assert not (each.on_frontier and beaten)
    assert [each.risk for each in found.frontier] == sorted(each.risk for each in found.frontier)
    assert refined.state is OrderState.PLAN_DEFINED
