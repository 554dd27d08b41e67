"""A form that is refused keeps what was typed and says at its field what is wrong: every form of the room."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from gotgan.assess.models import ListVersion
from gotgan.assess.rules.panels import PanelState
from gotgan.inventory.models import Dataset
from gotgan.inventory.rules import DatasetState
from gotgan.terms.role import Role, Viewer
from gotgan.terms.selection import ListState
from tests.rooms.assess_run import Run
from tests.rooms.assess_tried import make_tried
from tests.rooms.clustered import make_clustered
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import make_paneled
from tests.rooms.published_lists import member_ids, publish
from tests.rooms.test_assess_lists_pages import HOME, settings_form
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
LONG = "가" * 2001
KEPT = {"en": "Nothing was kept. What you typed is still here.", "ko": "쓴 것은 그대로 있습니다"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run(monkeypatch)
    run.make()
    run.collect()
    return run


def refused(viewer: Viewer, path: str, language: str = "en", status: int = 422, **typed: Any) -> str:
    answer = client_of(viewer, language).post(path, typed)
    assert answer.status_code == status, answer.status_code
    page = unescape(answer.content.decode())
    assert KEPT[language] in page
    assert ("stands at the field" in page or "고칠 곳 1군데" in page) == (page.count('class="problem" id=') == 1)
    return page


def element(page: str, id: str) -> str:
    """The opening tag of an element, and of a text area what stands in it."""
    found = re.search(rf'<(textarea|input|select)[^>]*\bid="{re.escape(id)}"[^>]*>(?:([^<]*)</textarea>)?', page)
    assert found is not None, id
    return found[0]


def is_wrong(page: str, id: str, typed: str, says: str) -> None:
    """The field holds what was typed, has the focus, and says what is wrong beside it, also to who hears the page."""
    field = element(page, id)
    assert typed in field
    assert 'aria-invalid="true"' in field
    assert " autofocus" in field
    assert re.search(rf'aria-describedby="[^"]*\b{re.escape(id)}-problem"', field), field
    said = re.search(rf'<p class="problem" id="{re.escape(id)}-problem">([^<]*)</p>', page)
    assert said is not None
    assert says in said[1]


@pytest.mark.parametrize(
    ("language", "says"), [("en", "it is longer than 2000 characters; shorten it"), ("ko", "줄이십시오")]
)
def test_objection_and_its_answer_keep_their_text(run: Run, language: str, says: str) -> None:
    run.solve()
    run.propose()
    member = run.document()["members"][0]["id"]
    place = run.datasets.index(member) % 3
    officer, body = run.officers[place], run.bodies[place]
    objection = {"organisation": body, "dataset": member, "side": "out"}
    page = refused(officer, f"{HOME}/objections", language, do="object", **objection, text=LONG)
    is_wrong(page, "text", LONG, says)
    assert f'<option value="{member}" selected>' in page
    assert " checked" in element(page, "side-out")
    assert " checked" not in element(page, "side-in")
    sent = client_of(officer).post(f"{HOME}/objections", {"do": "object", **objection, "text": "낡았습니다."})
    assert sent.status_code == 302
    key = run.version.objections.get().pk
    page = refused(run.manager, f"{HOME}/objections", language, do="answer", objection=key, answer=LONG, effect="none")
    is_wrong(page, f"answer-{key}", LONG, says)
    assert " checked" in element(page, f"none-{key}")
    page = refused(run.manager, f"{HOME}/objections", do="answer", objection=key, answer="그대로입니다.", effect="")
    assert "그대로입니다." in element(page, f"answer-{key}")
    assert 'aria-invalid="true"' in element(page, f"none-{key}")
    assert f'id="effect-{key}-problem">it is unknown; use a button of the page' in page


def test_side_that_is_so_already_keeps_the_text(run: Run) -> None:
    run.solve()
    run.propose()
    member = run.document()["members"][0]["id"]
    place = run.datasets.index(member) % 3
    page = refused(run.officers[place], f"{HOME}/objections", do="object", organisation=run.bodies[place],
                   dataset=member, side="in", text="들어가야 합니다.")  # fmt: skip
    assert 'id="side-problem">it is so already; choose the other' in page
    assert "들어가야 합니다." in element(page, "text")


def test_reason_that_is_too_long_stays_in_its_own_form(run: Run) -> None:
    for do, id in (("without", "reason-without"), ("withdraw", "reason-withdraw")):
        page = refused(run.manager, f"{HOME}/act", do=do, reason=LONG)
        is_wrong(page, id, LONG, "it is longer than 2000 characters; shorten it")
        other = {"reason-without", "reason-withdraw"} - {id}
        assert LONG not in element(page, other.pop())
        assert re.search(r"<details open>\s*<summary>(Choose without|Withdraw this)", page)
    page = refused(run.manager, f"{HOME}/act", do="without", reason=" ")
    is_wrong(page, "reason-without", " ", "it is empty; say why measured criteria alone decide")
    assert run.version.state == ListState.COLLECTED


def test_signature_keeps_the_name_and_the_tick(run: Run) -> None:
    run.solve()
    run.propose()
    run.end_objections()
    member, seen = run.document()["members"][0]["id"], run.seen()
    Dataset.objects.filter(pk=member).update(state=DatasetState.REMOVED)
    form = {"seen_document": seen.document, "seen_minutes": seen.minutes, "seen_objections": seen.objections}
    page = refused(run.manager, f"{HOME}/sign", name="A hundred", gone=member, **form)
    is_wrong(page, "name", "A hundred", "it is not the list's name; type it as it stands above")
    assert " checked" in element(page, "gone")
    answer = client_of(run.manager).post(f"{HOME}/sign", {"name": "A hundred", **form})
    assert answer.status_code == 422
    assert 'value="A hundred"' in element(answer.content.decode(), "name")
    assert " checked" not in element(answer.content.decode(), "gone")
    assert run.version.state == ListState.PROPOSED


def test_minutes_keep_their_text(run: Run) -> None:
    run.solve()
    seen = run.seen()
    form = {"seen_document": seen.document, "seen_minutes": seen.minutes}
    answer = client_of(run.manager).post(f"{HOME}/minutes", {"minutes": "모였습니다.", "until": "", **form})
    assert answer.status_code == 422
    field = element(answer.content.decode(), "id_until")
    assert "모였습니다." in element(answer.content.decode(), "id_minutes")
    assert 'aria-invalid="true"' in field
    assert "id_until_error" in field


@pytest.mark.parametrize(
    ("typed", "id", "says"),
    [
        ({"choose": "many"}, "choose", "it is no number; write digits"),
        ({"choose": "0"}, "choose", "it is no whole number from"),
        ({"weight-readiness": "heavy"}, "weight-readiness", "it is no number"),
        ({"spread": "7"}, "spread", "it is no number from"),
        (
            {"limit-0-kind": "caps", "limit-0-column": "organisation", "limit-0-value": "*", "limit-0-count": "x"},
            "limit-0-count", "it is no whole number",
        ),
    ],
)  # fmt: skip
def test_rules_say_at_their_field_what_is_wrong(run: Run, typed: dict[str, str], id: str, says: str) -> None:
    page = refused(run.manager, f"{HOME}/settings", **(settings_form() | typed))
    is_wrong(page, id, [*typed.values()][-1], says)


def test_cost_keeps_what_was_typed(tmp_path: Path) -> None:
    ids = member_ids(publish(tmp_path / "engine"))
    manager = make_viewer(Role.SURVEY_MANAGER)
    for language, says in (("en", "write a whole number from 0 to"), ("ko", "적으십시오")):
        page = refused(manager, "/assess/outcomes/the-hundred/cost", language, dataset=ids[1], won="12억")
        is_wrong(page, f"won-{ids[1]}", "12억", says)
        assert "12억" not in element(page, f"won-{ids[0]}")
    auditor = make_viewer(Role.AUDITOR)
    page = refused(auditor, "/assess/outcomes/the-hundred/cost", status=403, dataset=ids[1], won="12")
    assert "only the survey manager says what a member cost" in page


def test_forms_of_a_panel_keep_what_was_typed() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.FORMING)
    act, manager = f"/assess/panels/{paneled.panel_id}/act", paneled.manager
    for do, id in (("name", "assessor-email"), ("stake", "stake-email")):
        page = refused(manager, act, do=do, email="nobody@example.org")
        is_wrong(page, id, "nobody@example.org", "nobody of this address can take it; ask an operator for an account")
    keys = [str(each.id) for each in paneled.facts.assessors]
    page = refused(manager, act, do="dismiss", assessor=keys[1], because=LONG)
    is_wrong(page, f"because-{keys[1]}", LONG, "it is empty or too long; say in a sentence why")
    assert LONG not in element(page, f"because-{keys[0]}")


def test_another_round_keeps_its_note() -> None:
    paneled = make_paneled()
    paneled.until_apart()
    note = "3점은" + "가" * 4000
    page = refused(paneled.manager, f"/assess/panels/{paneled.panel_id}/act", do="again", criterion="labels", note=note)
    is_wrong(page, "note-labels", note, "it is longer than 4000 characters; shorten it")
    assert '<details class="panel" open>' in page


def test_declaration_keeps_every_mark() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.FORMING)
    path, who = f"/assess/panels/{paneled.panel_id}/interests", paneled.assessors[0]
    firm = "나" * 301
    marks = {"organisation": [paneled.codes[1]], "dataset": [paneled.datasets[0]]}
    page = refused(who, path, **marks, suppliers=f"한빛데이터\n{firm}", statement="친척이 있습니다.")
    is_wrong(page, "suppliers", f"한빛데이터\n{firm}", "it is empty or too long; write the name of the firm")
    assert f'value="{paneled.codes[1]}" checked' in page
    assert f'value="{paneled.datasets[0]}" checked' in page
    assert f'value="{paneled.datasets[1]}" checked' not in page
    assert "친척이 있습니다." in element(page, "statement")


def test_ratings_and_comparisons_say_it_at_the_field() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.CALIBRATING)
    who, name = paneled.assessors[0], paneled.datasets[0]
    mine = next(each.dataset for each in paneled.facts.assignments if each.assessor == paneled.facts.assessors[0].id)
    answer = client_of(who).post(f"/assess/panels/{paneled.panel_id}/rate/{mine}",
                                 {"value-labels": "5", "reason-labels": "", "do": "save"})  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422, name
    assert 'aria-describedby="value-labels-problem"' in page
    assert 'name="value-labels" value="5" checked' in page
    assert "1 and 5 need a reason" in page


def test_decision_on_a_cluster_keeps_what_was_typed() -> None:
    made = make_clustered()
    made.make()
    row, manager = made.only(), make_viewer(Role.SURVEY_MANAGER)
    path, chosen = f"/assess/clusters/{row.pk}/act", made.ids["b"]
    decided = {"revision": row.revision, "reason": LONG}
    page = refused(manager, path, do="settle", representative=chosen, **decided)
    is_wrong(page, "why-settle", LONG, "it is longer than 2000 characters; shorten it")
    assert f'name="representative" value="{chosen}" checked' in page
    assert page.count('name="representative"') == page.count(" checked") + 2
    page = refused(manager, path, do="take_out", datasets=[], revision=row.revision, reason="다릅니다.")
    assert "다릅니다." in element(page, "why-out")
    assert 'id="datasets-problem">no member is chosen' in page
    page = refused(manager, path, do="dismiss", **decided)
    is_wrong(page, "why-dismiss", LONG, "shorten it")
    assert LONG not in element(page, "why-settle")
    page = refused(made.officer("b"), path, do="remark", text=LONG)
    is_wrong(page, "text", LONG, "shorten it")


def test_trial_keeps_its_numbers(tmp_path: Path) -> None:
    tried = make_tried(tmp_path / "made")
    page = refused(tried.manager, "/assess/potential/act", do="promising", most="0")
    is_wrong(page, "most", 'value="0"', "is below 1; say how many datasets to try")
    path = f"/assess/potential/{tried.people.id}/try"
    page = refused(tried.manager, path, rows="all", seed="3")
    is_wrong(page, "rows", 'value="all"', "is not between 1 and 1,000,000")
    assert 'value="3"' in element(page, "seed")
    page = refused(tried.manager, path, rows="100", seed="-1")
    is_wrong(page, "seed", 'value="-1"', "it is no whole number from 0 to")


def test_button_that_comes_too_late_keeps_what_was_typed(run: Run) -> None:
    run.solve()
    run.propose()
    member = run.document()["members"][0]["id"]
    place = run.datasets.index(member) % 3
    run.end_objections()
    page = refused(run.officers[place], f"{HOME}/objections", status=403, do="object", organisation=run.bodies[place],
                   dataset=member, side="out", text="낡았습니다.")  # fmt: skip
    assert "the time for objections is over" in page
    assert ListVersion.objects.get().objections.count() == 0
