"""The pages of a list, from its making to its publication: who sees what, and what each button does."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.models import ListVersion
from gotgan.assess.rules.panels import PanelState
from gotgan.inventory.models import Dataset, Version
from gotgan.inventory.rules import DatasetState
from gotgan.terms.role import Role, Viewer
from gotgan.terms.selection import PanelResult
from tests.rooms.assess_lists import solved_version
from tests.rooms.assess_lists_writes import seen_by_form
from tests.rooms.assess_run import MINUTES, WITHOUT, Run, rules
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.paneled import make_paneled
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
HOME = "/assess/lists/hundred/1"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(monkeypatch)


def page(viewer: Viewer, path: str, language: str = "en") -> str:
    answer = client_of(viewer, language).get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return text(answer)


def post(viewer: Viewer, path: str, **typed: Any) -> Any:
    return client_of(viewer).post(path, typed, follow=True)


def status(viewer: Viewer, path: str) -> int:
    return client_of(viewer).get(path).status_code


def test_home_says_what_to_do_first(run: Run) -> None:
    assert "First make a list" in page(run.manager, "/assess/")
    assert "Once a list concerns you" in page(run.assessor, "/assess/")
    assert status(run.assessor, "/assess/lists/new") == 403


def test_list_goes_from_making_to_publication_over_the_pages(run: Run) -> None:
    made = post(
        run.manager, "/assess/lists/new", name_ko="백선", name_en="Hundred", slug="hundred", owner=run.bodies[0]
    )
    assert "Set the rules, then freeze the evidence" in text(made)
    typed = settings_form()
    assert "The rules are set" in text(post(run.manager, f"{HOME}/settings", do="set", **typed))
    post(run.manager, f"{HOME}/act", do="collect")
    assert "Work on it is under way" in page(run.manager, HOME)
    run_waiting_jobs()
    assert "The shortlist of 10 waits for a panel" in page(run.manager, HOME)
    post(run.manager, f"{HOME}/act", do="without", reason=WITHOUT)
    run_waiting_jobs()
    shown = page(run.manager, HOME)
    assert "4 datasets are chosen" in shown
    assert WITHOUT in shown
    until = "2099-01-01"
    post(run.manager, f"{HOME}/minutes", minutes=MINUTES, until=until, **seen_by_form())
    early = page(run.manager, f"{HOME}/sign")
    assert "objections are taken until" in early
    assert "00:00 KST on, as institutions have the right to object until then" in early
    run.end_objections()
    assert "is not the list" in text(post(run.manager, f"{HOME}/sign", name="other", **seen_by_form())).replace(
        "&#x27;", "'"
    )
    assert "The list is signed" in text(post(run.manager, f"{HOME}/sign", name="백선", **seen_by_form()))
    post(run.manager, f"{HOME}/act", do="publish")
    shown = page(run.auditor, HOME)
    assert run.version.signature in shown
    assert run.version.state == "published"


def settings_form(**more: str) -> dict[str, str]:
    weights = {f"weight-{name}": repr(weight) for name, weight in rules()["weights"].items()}
    return {
        "choose": "4", **weights, "one_per_cluster": "on", "draws": "200", "spread": "0.3", "seed": "1",
        "cost_weight": "0.05", "risk_weight": "0.2", "redundancy_factor": "0.2", "shortlist_factor": "3", **more,
    }  # fmt: skip


def test_weights_that_do_not_sum_are_shown_and_made_to(run: Run) -> None:
    run.make()
    typed = settings_form(**{"weight-demand": "0.5"})
    refused = post(run.manager, f"{HOME}/settings", do="set", **typed)
    assert refused.status_code == 422
    assert "they sum to 1.37, not to 1" in text(refused)
    assert 'value="0.5"' in text(refused)
    korean = client_of(run.manager, "ko").post(f"{HOME}/settings", {"do": "set", **typed})
    assert "합이 1.37" in text(korean)
    post(run.manager, f"{HOME}/settings", do="normalise", **typed)
    assert abs(sum(run.version.settings["weights"].values()) - 1) < 1e-9
    assert abs(run.version.settings["weights"]["demand"] - 0.5 / 1.37) < 2e-6


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weight-demand": "NaN"}, "it is no number from 0 to 1"),
        ({"choose": "many"}, "it is no number"),
        ({"budget": "-5"}, "it is no number from 0"),
        ({"choose": "40000000"}, "it is no whole number"),
        (
            {"limit-0-kind": "floors", "limit-0-column": "field", "limit-0-value": "astrology", "limit-0-count": "1"},
            "no dataset has this value",
        ),
        ({"choose": "100"}, "100 are asked for, and there are 10 candidates"),
    ],
)
def test_bad_rules_are_refused_in_words(run: Run, typed: dict[str, str], said: str) -> None:
    run.make()
    run.collect()
    refused = post(run.manager, f"{HOME}/settings", do="set", **settings_form(**typed))
    assert refused.status_code == 422
    assert said in text(refused)
    assert run.version.settings["choose"] == 4


def test_a_wrong_address_of_a_list_is_refused_in_its_own_words(run: Run) -> None:
    typed = {"name_ko": "목록", "name_en": "List", "slug": "Bad Address!", "owner": run.bodies[0]}
    refused = client_of(run.manager, "ko").post("/assess/lists/new", typed)
    assert refused.status_code == 422
    assert "영문 소문자, 숫자, 붙임표" in text(refused)
    assert 'value="Bad Address!"' in text(refused)
    assert "주소로 쓸 수 없습니다" in text(refused)


def test_nothing_typed_is_lost_to_a_wrong_number(run: Run) -> None:
    run.make()
    typed = settings_form(
        choose="many", budget="12,000", seed="7", modalities="table",
        **{"weight-demand": "0.31", "limit-0-kind": "caps", "limit-0-column": "region", "limit-0-value": "11",
           "limit-0-count": "x"},
    )  # fmt: skip
    shown = text(post(run.manager, f"{HOME}/settings", do="set", **typed))
    for value in ("many", "12,000", "7", "table", "0.31", "x", "11"):
        assert f'value="{value}"' in shown
    assert "those here sum to 1.18" in shown


def test_where_nothing_can_be_chosen_the_page_says_so_and_offers_no_panel(run: Run) -> None:
    run.make()
    run.collect()
    ListVersion.objects.update(shortlist=[])
    shown = page(run.manager, HOME)
    assert "Nothing can be chosen yet" in shown
    assert "The list wants 4, and 0 can be chosen" in shown
    assert "Set up the panel" not in shown


def test_elicited_weights_are_taken_with_one_button(run: Run) -> None:
    run.make()
    run.panel = PanelResult(weights={"demand": 0.6, "readiness": 0.4}, consistency=0.04)
    assert "that the stakeholders gave" in page(run.manager, f"{HOME}/settings")
    post(run.manager, f"{HOME}/settings", do="panel", **settings_form())
    assert run.version.settings["weights"]["demand"] == 0.6
    assert run.version.settings["weights"]["scale"] == 0


def test_conflict_is_shown_with_a_button_that_relaxes(run: Run) -> None:
    run.make(floors={"field": {"health": 3}}, caps={"organisation": {run.bodies[0]: 1}})
    run.collect()
    run.solve()
    shown = page(run.manager, HOME)
    assert "No list keeps to these rules together" in shown
    assert "3 → 1" in shown or "1 → 3" in shown
    post(run.manager, f"{HOME}/act", do="relax")
    assert run.version.conflict == {}


def test_everybody_left_out_has_a_reason_that_is_searched(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    shown = page(run.manager, f"{HOME}/others")
    assert "8 of 8 datasets" in shown
    assert "Not stated: commitment to updates. Ask the organisation." in shown
    korean = page(run.manager, f"{HOME}/others", "ko")
    assert "확인되지 않았습니다: 갱신 약속. 기관에 물어야 합니다." in korean
    assert "1 of 8 datasets" in page(run.manager, f"{HOME}/others?why=gate_failed.lawful")
    assert "1 of 8 datasets" in page(run.manager, f"{HOME}/others?q=legal+basis")
    assert "Nothing fits" in page(run.manager, f"{HOME}/others?q=zebra")


def test_officer_sees_members_and_the_own_data_and_objects(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    officer = run.officers[0]
    assert status(officer, HOME) == 404
    run.propose()
    shown = page(officer, HOME)
    assert "4 datasets on the list" in shown
    assert "Data of your organisation" in shown
    assert 'href="/assess/"' in page(officer, "/")
    assert 'href="/assess/"' not in page(make_viewer(Role.USER), "/")
    assert "Weights of the criteria" not in shown
    assert MINUTES not in shown
    assert status(officer, f"{HOME}/others") == 404
    assert status(officer, f"{HOME}/snapshot.zip") == 404
    member = run.document()["members"][0]["id"]
    own = {"do": "object", "organisation": run.bodies[0], "dataset": member, "side": "out", "text": "낡았습니다."}
    assert "The objection is written down" in text(post(officer, f"{HOME}/objections", **own))
    assert "낡았습니다" in page(run.manager, f"{HOME}/objections")
    assert "낡았습니다" not in page(run.officers[1], f"{HOME}/objections")
    assert "1 objection waits for an answer" in page(run.manager, HOME)
    objection = run.version.objections.get().pk
    post(run.manager, f"{HOME}/objections", do="answer", objection=objection, answer="그대로입니다.", effect="none")
    assert "그대로입니다" in page(officer, f"{HOME}/objections")
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    assert status(stranger, HOME) == 404
    assert status(stranger, f"{HOME}/objections") == 404


def test_officer_reaches_each_of_many_own_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gotgan.assess.views.version.PAGE", 2)
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    run.propose()
    own = [each for place, each in enumerate(run.datasets) if place % 3 == 0]
    assert len(own) > 2
    pages = [page(run.officers[0], f"{HOME}?own={number}") for number in (1, 2)]
    for dataset in own:
        link = f'href="{HOME}/datasets/{dataset}"'
        assert sum(each.partition("Data of your organisation")[2].count(link) for each in pages) == 1
        assert status(run.officers[0], f"{HOME}/datasets/{dataset}") == 200


def test_assessor_learns_that_a_list_exists_and_auditor_changes_nothing(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    assert "The hundred" in page(run.assessor, "/assess/")
    assert "You see that this list exists" in page(run.assessor, HOME)
    assert "Data 1" not in page(run.assessor, HOME)
    assert status(run.assessor, f"{HOME}/others") == 404
    refused = post(run.auditor, f"{HOME}/act", do="solve")
    assert "only a selection manager" in text(refused)
    assert run.version.state == "solved"


def test_home_shows_what_a_panel_waits_for() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    shown = page(paneled.assessors[0], "/assess/")
    assert "What waits for you" in shown
    assert f"/assess/panels/{paneled.panel_id}/rate" in shown
    assert "What waits for you" not in page(make_viewer(Role.ASSESSOR), "/assess/")


def test_snapshot_is_the_same_archive_each_time(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    first, second = (client_of(run.auditor).get(f"{HOME}/snapshot.zip").content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == [
            "README.txt", "candidates.csv", "evidence.json", "list.json", "names.json", "pairs.csv", "rules.yaml",
            "settings.json", "shortlist.json", "without-panel.txt",
        ]  # fmt: skip
        assert archive.read("list.json") == kept.read(run.version.document)


def test_member_that_is_gone_is_flagged_with_who_would_come_in(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    member = run.document()["members"][0]["id"]
    assert "is held no longer" not in page(run.manager, HOME)
    now = timezone.now()
    version = Version.objects.create(dataset_id=member, manifest="a" * 64, created=now, withdrawn_at=now)
    Dataset.objects.filter(pk=member).update(current=version)
    assert "is held no longer" in page(run.manager, HOME)
    version.delete()
    assert "is held no longer" not in page(run.manager, HOME)
    Dataset.objects.filter(pk=member).update(state=DatasetState.REMOVED)
    shown = page(run.manager, HOME)
    assert "is held no longer" in shown
    assert "the best of those left out" in shown


def test_new_version_keeps_rules_and_evidence_or_starts_anew(run: Run) -> None:
    run.make()
    evidence = run.collect().evidence
    assert "A new version was made" in text(post(run.manager, f"{HOME}/act", do="renew"))
    assert (run.version.number, run.version.evidence, run.version.state) == (2, evidence, "collected")
    post(run.manager, "/assess/lists/hundred/2/act", do="renew", recollect="yes")
    assert (run.version.number, run.version.evidence, run.version.state) == (3, "", "drafted")


def test_many_candidates_are_read_once_and_in_few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch, count=300)
    run.make(choose=60, draws=50)
    run.collect()
    run.solve()
    assert run.version.state == "solved", run.version.problem
    client, reads = client_of(run.manager), []
    monkeypatch.setattr(kept, "read", lambda sha256, read=kept.read: reads.append(sha256) or read(sha256))
    for path in (HOME, f"{HOME}/others?page=4", f"{HOME}/datasets/{run.datasets[5]}"):
        reads.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(path)
        assert answer.status_code == 200
        assert len(queries) <= 30, [each["sql"][:90] for each in queries]
        assert len(reads) == len(set(reads))
        assert len(answer.content) < 60_000, "a page of many"


def test_version_without_evidence_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    version = solved_version(tmp_path)
    manager, member = make_viewer(Role.SURVEY_MANAGER), kept.read_json(version.document)["members"][0]["id"]
    home = f"/assess/lists/{version.dataset_list.slug}/1"
    assert "4 datasets on the list" in page(manager, home)
    assert "8 of 8 datasets" in page(manager, f"{home}/others")
    assert "Ways to provide it" in page(manager, f"{home}/datasets/{member}")
