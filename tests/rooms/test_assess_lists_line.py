"""One dataset of a list: its criteria with their weights and evidence, its ways, and where it leads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gotgan.assess import kept
from gotgan.terms.role import Role
from tests.rooms.assess_lists import solved_version
from tests.rooms.assess_run import Run
from tests.rooms.factories import make_viewer
from tests.rooms.test_assess_lists_pages import HOME, page, status
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(monkeypatch)


def test_a_line_says_numbers_in_words_and_what_the_choice_goes_by(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    member = run.version.shortlist[0]
    shown = page(run.manager, f"{HOME}/datasets/{member}", "ko")
    assert "목록은 값으로 고릅니다" in shown
    assert not re.search(r"(종류|쓰임|지금 제공) [a-z_]+", shown)


def test_dataset_of_a_list_shows_every_criterion_with_its_evidence(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    member = run.document()["members"][0]["id"]
    shown = page(run.auditor, f"{HOME}/datasets/{member}")
    assert "Assumed, nothing is known" in shown
    assert "Score sheet" in shown
    assert "Trial on a sample" in shown
    assert shown.count("Passed") == 4
    assert status(run.auditor, f"{HOME}/datasets/{'f' * 32}") == 404


def test_weights_are_those_that_chose_and_say_so_where_a_criterion_may_not_decide(run: Run) -> None:
    """Nobody rated: what only a panel can rate has no weight, and the others share it."""
    run.make()
    run.collect()
    run.solve()
    (chosen,) = re.findall(r"Breadth of beneficiaries</th>(.*?)</tr>", page(run.auditor, HOME), re.DOTALL)
    assert re.findall(r"[\d.]+%", chosen) == ["5%", "0%"]
    member = run.document()["members"][0]["id"]
    shown = page(run.auditor, f"{HOME}/datasets/{member}")
    (row,) = re.findall(r"Breadth of beneficiaries</th>(.*?)</tr>", shown, re.DOTALL)
    assert re.findall(r"[\d.]+%", row) == ["0%"]
    assert "Breadth of beneficiaries did not decide: no panel has rated it." in shown


def test_line_leads_to_sheet_potential_and_cluster_and_the_home_to_all_parts(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    member = run.datasets[0]
    shown = page(run.manager, f"{HOME}/datasets/{member}")
    places = (f"/assess/scores/{member}", f"/assess/potential/{member}")
    for place in (*places, "/assess/clusters/twins"):
        assert f'href="{place}"' in shown, place
    for place, other in zip(places, reversed(places), strict=True):
        assert f'href="{other}"' in page(run.manager, place), place
    home = page(run.manager, "/assess/")
    for part in (
        "scores/",
        "clusters/",
        "spending",
        "potential/",
        "outcomes/",
        f"lists/{run.version.dataset_list.slug}",
    ):
        assert f'href="/assess/{part}' in home, part
    assert 'href="/lists/"' in home


@pytest.mark.parametrize(("risk", "en", "ko"), [(None, "not known", "모름"), (0.0, "0%", "0%")])
def test_way_of_an_unknown_risk_says_so_and_what_follows(tmp_path: Path, risk: float | None, en: str, ko: str) -> None:
    version = solved_version(tmp_path)
    member = kept.read_json(version.document)["members"][0]["id"]
    way = {"readiness": 0.5, "utility": 1.0, "risk": risk, "cost": 7.0}
    line = {"id": member, "ways": {"as_is": way}, "criteria": {}, "left_out": []}
    version.evidence = kept.keep_json({"candidates": [line]})
    version.save()
    address = f"/assess/lists/{version.dataset_list.slug}/1/datasets/{member}"
    manager = make_viewer(Role.SURVEY_MANAGER)
    for language, said, note in (("en", en, "as if the risk were 0.5"), ("ko", ko, "위험이 0.5인 것으로 보아")):
        shown = text(client_of(manager, language).get(address))
        ways = shown.partition('id="ways"')[2]
        row = ways.partition("<tbody>")[2].partition("</tr>")[0]
        assert re.search(rf"<td[^>]*>{said}</td>", row)
        assert (note in ways) == (risk is None)
