"""The checks on facts as the inventory measures them: real files, the real engine, no stand-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.inventory import actions, queries
from gotgan.inventory.queries import facts_of_dataset
from gotgan.survey.rules.same import DECIDED, Reported, find_same
from gotgan.terms.role import Actor, Role
from gotgan.work.actions import enqueue
from tests.rooms.checks.sheet import found
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import Harvested, harvest
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_facts import COMPLAINTS, PLACES, RESIDENTS

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SHELTERS = "관리번호,시설명,면적\n" + "".join(f"GN-{n * 7919 % 99991:05d},체육관{n},{n * 13.5}\n" for n in range(300))


@pytest.fixture
def held(tmp_path: Path) -> Harvested:
    return harvest(tmp_path / "자료", {"민원.csv": COMPLAINTS, "시설.csv": PLACES})


def contradictions(held: Harvested, name: str, **values: Any) -> dict[str, Any]:
    return found(values, facts_of_dataset(held.datasets[name].id), today=timezone.localdate())


def test_identifiers_of_a_scan_contradict_with_column_and_count_and_no_value(held: Harvested) -> None:
    raised = contradictions(held, "민원.csv", personal_data="none", unique_identifiers="no")
    assert list(raised) == ["none_vs_identifiers", "unique_id_vs_scan"]
    for each in raised.values():
        assert "'민원인번호' 열에서 주민등록번호 60건" in each.message_ko
        assert each.evidence[0].ref
        assert not any(number in str(each.to_json()) for number in RESIDENTS)


def test_last_day_of_the_data_contradicts_a_daily_cycle(held: Harvested) -> None:
    raised = contradictions(held, "민원.csv", update_cycle="daily", first_year=2027)
    assert "2024-12-10에 마지막으로 바뀌어" in raised["cycle_vs_change"].message_ko
    assert "시작하는 날(2024-01-10)" in raised["period_vs_first_year"].message_ko


def test_places_in_one_province_are_not_the_whole_country(held: Harvested) -> None:
    raised = contradictions(held, "시설.csv", population_or_sample="population", title_ko="전국 시설 현황")
    assert "시도 17곳 가운데 1곳만" in raised["population_vs_region"].message_ko


def test_rows_of_a_scan_are_held_against_the_contract(held: Harvested) -> None:
    raised = contradictions(held, "시설.csv", contractor=[{"contractor": "업체", "quantity": 30_000}])
    assert "센 수는 60으로, 계약의 0.2 %" in raised["count_vs_contract"].message_ko


def test_overlap_that_a_keeper_confirmed_contradicts_uniqueness_and_links_the_sheets(tmp_path: Path) -> None:
    bodies = [harvest(tmp_path / name, {"시설.csv": SHELTERS}, publication="draft") for name in "ab"]
    enqueue("inventory.compare")
    run_waiting_jobs()
    unique = {"uniqueness": {"score": "5", "reason": "유일"}}
    assert not any(contradictions(each, "시설.csv", **unique) for each in bodies)
    (pair,) = queries.overlaps()
    keeper = Actor.of(make_viewer(Role.OFFICER, organisation=bodies[0].organisation))
    actions.decide_overlap(by=keeper, overlap_id=pair.id, status="confirmed", verb="identical", reason="같은 파일")
    for each in bodies:
        assert "uniqueness_vs_overlap" in contradictions(each, "시설.csv", **unique)
    sheets = [
        Reported(each.organisation, each.organisation, each.datasets["시설.csv"].id, str(number),
                 facts_of_dataset(each.datasets["시설.csv"].id).overlaps)
        for number, each in enumerate(bodies)
    ]  # fmt: skip
    (link,) = find_same(sheets)
    assert (link.first, link.strength, link.overlap) == (bodies[0].organisation, DECIDED, pair.id)
    assert by_superset(bodies, pair.id) == [False, True]


def by_superset(bodies: list[Harvested], overlap_id: int) -> list[bool]:
    """Say that a holds all of b: then a superset of b exists elsewhere, and none of a."""
    is_a_first = queries.overlap(overlap_id).a.dataset_id == bodies[0].datasets["시설.csv"].id
    verb = "superset" if is_a_first else "subset"
    keeper = Actor.of(make_viewer(Role.OFFICER, organisation=bodies[0].organisation))
    actions.decide_overlap(by=keeper, overlap_id=overlap_id, status="confirmed", verb=verb, reason="전체")
    return ["uniqueness_vs_overlap" in contradictions(each, "시설.csv", uniqueness={"score": "5"}) for each in bodies]
