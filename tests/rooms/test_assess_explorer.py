"""The explorer over HTTP with a real desk: the form without scripts, JSON, refusals, strangers, saving, working out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from gotgan.assess import actions, kept
from gotgan.assess.actions.opening import stamp_of
from gotgan.assess.models import Explored, ListVersion
from gotgan.assess.queries import explorer as queries
from gotgan.audit.models import Event
from gotgan.desk.korean import Korean
from gotgan.desk.server import DeskServer
from gotgan.desk.service import LocalDesk
from gotgan.terms.errors import Invalid, NotFound
from gotgan.terms.role import Actor, Role, Viewer
from gotgan.terms.selection import ListState
from tests.rooms.assess_lists import RULES, solved_version
from tests.rooms.assess_run import Run
from tests.rooms.factories import make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = "/assess/lists/the-hundred/1/explore"


@pytest.fixture
def desk(settings: LazySettings, data_folder: Path) -> Iterator[DeskServer]:
    """A desk of this test's data folder, asked over loopback."""
    server = DeskServer(LocalDesk(data_folder, korean=Korean(lambda: lambda words: [(word,) for word in words])))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GOTGAN_DESK_URL = server.url
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return solved_version(tmp_path / "made")


@pytest.fixture
def manager() -> Viewer:
    return make_viewer(Role.SURVEY_MANAGER)


def typed(**changed: Any) -> dict[str, str]:
    """The form as a browser sends it, with some inputs changed; "__" stands for a dot."""
    found = {"asked": "1", "choose": "4", "one_per_cluster": "1", "budget": "30000000", "zone_capacity": "1"}
    found |= {"floors.field.health": "1", "caps.organisation.*": "2", "risk_ceiling": ""}
    found |= {f"weight.{name}": str(weight) for name, weight in RULES["weights"].items()}
    return found | {name.replace("__", "."): str(value) for name, value in changed.items()}


def turned() -> dict[str, str]:
    """All the weight on linkability."""
    return typed(**{f"weight__{name}": int(name == "linkability") for name in RULES["weights"]})


def test_page_shows_the_list_with_its_classes_and_pictures(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    page = text(client_of(manager).get(PAGE))
    document = kept.read_json(version.document)
    for each in document["members"]:
        assert f'<tr data-id="{each["id"]}">' in page
    assert page.count("<svg") >= 2
    assert "The list as it stands" in page
    assert "Core: among the first in 90% of the draws of the weights, or more" in page
    assert "no list is worth more" in page
    assert "onclick" not in page
    assert "<script>" not in page


def test_a_criterion_that_does_not_decide_is_named_beside_the_weights(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    document = kept.read_json(version.document)
    noted = {**document, "notes": ["beneficiaries: alpha 0.02 is under 0.67; it does not decide"]}
    ListVersion.objects.filter(pk=version.pk).update(document=kept.keep_json(noted))
    weights = text(client_of(manager).get(PAGE)).split("<fieldset>")[1]
    assert "Breadth of beneficiaries did not decide: the raters agreed too little (alpha 0.02, under 0.67)." in weights


def test_form_without_scripts_names_who_enters_and_leaves(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    page = text(client_of(manager).get(PAGE, turned()))
    answer = client_of(manager).get(f"{PAGE}/answer", turned()).json()
    names = kept.read_json(version.names)
    assert answer["entrants"]
    assert len(answer["entrants"]) == len(answer["leavers"])
    for each in (*answer["entrants"], *answer["leavers"]):
        assert names[each]["title_en"] in page
    members = {each["id"] for each in kept.read_json(version.document)["members"]}
    assert set(answer["leavers"]) <= members
    assert not members & set(answer["entrants"])
    assert "Make these the settings" in answer["html"]


def test_a_floor_is_added_and_a_limit_taken_away(desk: DeskServer, version: ListVersion, manager: Viewer) -> None:
    ask = queries.explorer_page(manager, "the-hundred", 1).ask
    more = ask(typed(added="field:transport", added_least=2))
    assert more.changed == {"floors": {"field": {"health": 1, "transport": 2}}}
    assert more.answer is not None
    assert more.answer.counts["field"]["transport"] >= 2
    free = ask(typed(budget="", floors__field__health=""))
    assert free.changed == {"budget": None, "floors": {}}
    assert free.answer is not None
    assert ask({}).changed == ask(typed()).changed == {}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weight__demand": "much"}, "no number"),
        ({"weight__demand": "-1"}, "no number"),
        ({"weight__demand": "nan"}, "no number"),
        ({"choose": "0"}, "no whole number"),
        ({"floors__field__health": "1.5"}, "no whole number"),
        ({"budget": "1e99"}, "no number"),
        ({"added": "planet:mars", "added_least": "1"}, "planet"),
    ],
)
def test_what_is_wrong_is_said_and_the_page_stands(
    desk: DeskServer, version: ListVersion, manager: Viewer, changed: dict[str, str], said: str
) -> None:
    answer = client_of(manager).get(PAGE, typed(**changed))
    assert answer.status_code == 200
    assert "This cannot be asked" in text(answer)
    assert said in text(answer)


def test_rules_that_conflict_are_named_with_what_would_give_way(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    page = text(client_of(manager).get(PAGE, typed(choose=9)))
    assert "No list keeps to these rules" in page
    assert "The least that would have to give way" in page


def test_page_says_so_without_a_desk(version: ListVersion, manager: Viewer) -> None:
    page = text(client_of(manager).get(PAGE))
    assert "No answer now" in page
    assert "Members and reserve" in page


def test_a_version_without_a_list_says_so(version: ListVersion, manager: Viewer) -> None:
    ListVersion.objects.update(document="", candidates="", pairs="", rules="", state=ListState.DRAFTED)
    assert "has no list yet" in text(client_of(manager).get(PAGE))


def test_strangers_learn_nothing_and_auditors_and_assessors_save_nothing(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    assert Client().get(PAGE).status_code == 302
    for path in (PAGE, f"{PAGE}/answer", f"{PAGE}/explored.json"):
        assert client_of(make_viewer(Role.OFFICER)).get(path).status_code == 404
    assert client_of(make_viewer(Role.OFFICER)).post(f"{PAGE}/save", turned()).status_code == 404
    ListVersion.objects.update(state=ListState.PROPOSED)
    assert client_of(make_viewer(Role.ASSESSOR)).get(PAGE).status_code == 404, "no members before the list is public"
    for role, state in ((Role.AUDITOR, ListState.SOLVED), (Role.ASSESSOR, ListState.PUBLISHED)):
        ListVersion.objects.update(state=state)
        client = client_of(make_viewer(role))
        page = text(client.get(PAGE, turned()))
        assert "Entrants" in page
        assert "Make these the settings" not in page
        before = ListVersion.objects.get().settings
        for path in ("save", "work"):
            client.post(f"{PAGE}/{path}", turned())
        assert ListVersion.objects.get().settings == before
        assert not Explored.objects.exists()


def test_manager_makes_a_what_if_the_settings(desk: DeskServer, version: ListVersion, manager: Viewer) -> None:
    client = client_of(manager)
    client.post(f"{PAGE}/save", typed(floors__field__health=2, seen=stamp_of(version)))
    saved = ListVersion.objects.get()
    assert saved.settings["floors"] == {"field": {"health": 2}}
    assert saved.settings["weights"] == RULES["weights"]
    assert saved.document == ""
    assert Event.objects.filter(action="assess.set_rules").count() == 1
    with pytest.raises(Invalid, match="not solved"):
        actions.adopt_what_if(by=Actor.of(manager), version_id=version.pk, typed=turned(), seen=stamp_of(saved))


def test_nothing_changed_is_not_saved(version: ListVersion, manager: Viewer) -> None:
    with pytest.raises(Invalid, match="nothing was changed"):
        actions.adopt_what_if(by=Actor.of(manager), version_id=version.pk, typed=typed(), seen=stamp_of(version))


def test_a_proposed_version_is_explored_and_not_set(desk: DeskServer, version: ListVersion, manager: Viewer) -> None:
    ListVersion.objects.update(state=ListState.PROPOSED)
    page = text(client_of(manager).get(PAGE, turned()))
    assert "Entrants" in page
    assert "Make these the settings" not in page
    client_of(manager).post(f"{PAGE}/save", turned())
    assert ListVersion.objects.get().settings == RULES


def test_frontier_effects_and_sensitivity_are_worked_out_once(
    desk: DeskServer, version: ListVersion, manager: Viewer
) -> None:
    client = client_of(manager)
    client.post(f"{PAGE}/work")
    client.post(f"{PAGE}/work")
    assert "Being worked out" in text(client.get(PAGE))
    assert run_waiting_jobs() == ["assess.explore done"]
    found = queries.explored_of(ListVersion.objects.get())
    assert found is not None
    assert found["document"] == version.document
    members = {each["id"] for each in kept.read_json(version.document)["members"]}
    assert {each["id"] for each in found["sensitivity"]["considered"] if each["is_member"]} == members
    assert len(found["frontier"]) > 2
    assert {each["name"] for each in found["effects"]} >= {"budget", "floors.field.health", "one_per_cluster"}
    page = text(client.get(PAGE))
    assert "Price of each limit" in page
    assert "What a budget buys" in page
    assert client.get(f"{PAGE}/explored.json").json() == found
    with pytest.raises(NotFound):
        actions.finish_exploring(explored_id=Explored.objects.get().pk, text="")


def test_a_list_without_a_budget_shows_what_one_would_buy(desk: DeskServer, tmp_path: Path, manager: Viewer) -> None:
    solved_version(tmp_path / "made", settings={name: value for name, value in RULES.items() if name != "budget"})
    client_of(manager).post(f"{PAGE}/work")
    assert run_waiting_jobs() == ["assess.explore done"]
    page = text(client_of(manager).get(PAGE))
    assert "What a budget buys" in page
    assert "<rect" not in page[page.index("What a budget buys") :].partition("</svg>")[0], "there is no budget to mark"


def test_what_was_lost_or_failed_is_worked_out_again(desk: DeskServer, version: ListVersion, manager: Viewer) -> None:
    by = Actor.of(manager)
    first = actions.ask_exploring(by=by, version_id=version.pk)
    Explored.objects.update(job_id=None)  # as if the job had gone with its worker
    assert "Not worked out" in text(client_of(manager).get(PAGE))
    assert actions.ask_exploring(by=by, version_id=version.pk) == first
    actions.finish_exploring(explored_id=first, text="", problem="the disk is full")
    assert "the disk is full" in text(client_of(manager).get(PAGE))
    assert actions.ask_exploring(by=by, version_id=version.pk) == first
    run_waiting_jobs()
    assert queries.explored_of(version) is not None


def test_a_solved_version_is_worked_out_by_itself(desk: DeskServer, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.rate()
    run.solve()
    version = run.version
    found = queries.explored_of(version)
    assert found is not None
    assert found["sensitivity"]["draws"] == version.settings["robustness"]["draws"]
    page = queries.explorer_page(make_viewer(Role.AUDITOR), version.dataset_list.slug, version.number)
    answer = page.ask({}).answer
    assert answer is not None
    assert answer.entrants == answer.leavers == ()
    assert answer.objective == pytest.approx(kept.read_json(version.document)["objective"], abs=1e-9)
