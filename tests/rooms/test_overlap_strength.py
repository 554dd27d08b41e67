"""What waits for a person and what does not; every pair that holds a relation; who decided, as others may read it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from gotgan.accounts.models import Person
from gotgan.inventory import actions, queries
from gotgan.inventory.models import Evidence, Overlap
from gotgan.organisations.models import Membership
from gotgan.terms.overlap import FoundOverlap
from gotgan.terms.role import SYSTEM, Actor, Role
from tests.rooms.factories import make_token, make_viewer
from tests.rooms.harvested import Harvested, harvest
from tests.rooms.once import Made, Once
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]

Scores = Mapping[str, float]
PAIRS: Mapping[str, Scores] = {
    "0": {"joinable": 0.99},
    "1": {"same_content": 0.07, "same_schema": 1.0},
    "2": {"same_content": 0.07},
    "3": {"same_content": 0.9, "joinable": 0.2},
    "4": {"same_content": 0.3, "same_schema": 0.2},
    "5": {"same_schema": 0.4, "joinable": 0.4},
}
"""By the name of the second dataset; the first is always `z`."""


def make_body(folder: Path) -> Harvested:
    """One institution's datasets and one of another, with pairs of many strengths between them."""
    other = harvest(folder / "z", {"z.csv": "가,나\n1,2\n"})
    ours = harvest(folder / "a", {f"{name}.csv": f"가{name},나{name}\n{name}1,2\n" for name in PAIRS})
    numbers = dict(Evidence.objects.values_list("table", "pk"))
    found = [found_of(numbers[f"{name}.csv"], scores) for name, scores in PAIRS.items()]
    contents = {each.other: f"content {each.other}" for each in found}
    actions.store_overlaps(table=actions.ComparedTable(numbers["z.csv"], "z"), found=found, contents=contents)
    assert other.organisation != ours.organisation
    return ours


@pytest.fixture(scope="module")
def first_body(once: Once) -> Made[Harvested]:
    return once(make_body)


@pytest.fixture
def body(first_body: Made[Harvested], data_folder: Path) -> Harvested:
    return first_body.again(data_folder)


def found_of(number: int, scores: Scores) -> FoundOverlap:
    relations = tuple(
        {"relation": name, "score": score, "containment": score, "reasons": [f"{name} of it"]}
        for name, score in scores.items()
    )
    return FoundOverlap(number, relations, (), "derived", "derived")


def asked(**chosen: str) -> list[str]:
    """The names of the pairs, in the order of the list."""
    return [name_of(pair.a.table, pair.b.table) for pair in queries.overlaps(**chosen)]  # type: ignore[arg-type]


def name_of(*tables: str) -> str:
    (name,) = {table.removesuffix(".csv") for table in tables} - {"z"}
    return name


@pytest.mark.usefixtures("body")
def test_strong_ones_wait_first_and_weak_ones_not_at_all() -> None:
    assert asked(status="open") == ["3", "1", "0", "4"]
    assert asked(status="weak") == ["2", "5"]
    assert queries.count_overlaps() == {"open": 4, "confirmed": 0, "refused": 0, "weak": 2}
    assert len(asked()) == len(PAIRS)


@pytest.mark.usefixtures("body")
def test_pair_is_listed_under_its_strongest_relation_with_all_of_them() -> None:
    pair = next(pair for pair in queries.overlaps() if name_of(pair.a.table, pair.b.table) == "1")
    assert (pair.relation, pair.score, pair.strength) == ("same_schema", 1.0, "strong")
    assert [(each["relation"], each["strength"]) for each in pair.relations] == [
        ("same_schema", "strong"),
        ("same_content", "weak"),
    ]


@pytest.mark.usefixtures("body")
def test_weak_content_suggests_nothing() -> None:
    said = {name_of(pair.a.table, pair.b.table): pair.suggested for pair in queries.overlaps()}
    assert said == {"0": "", "1": "", "2": "", "3": "derived", "4": "derived", "5": ""}


@pytest.mark.usefixtures("body")
def test_relation_filter_finds_every_pair_that_holds_it() -> None:
    for relation in ("same_content", "same_schema", "joinable"):
        holding = {name for name, scores in PAIRS.items() if relation in scores}
        waiting, weak = asked(status="open", relation=relation), asked(status="weak", relation=relation)
        assert {*waiting, *weak} == holding
        assert set(asked(relation=relation)) == holding
        scores = [PAIRS[name][relation] for name in asked(relation=relation)]
        assert scores == sorted(scores, reverse=True)


def test_weak_pair_that_somebody_decided_on_waits_again(body: Harvested) -> None:
    by = Actor.of(make_viewer(Role.OFFICER, organisation=body.organisation))
    weak = queries.overlaps(status="weak")[0]
    actions.decide_overlap(by=by, overlap_id=weak.id, status="refused", reason="다른 목적")
    actions.decide_overlap(by=by, overlap_id=weak.id, status="open", reason="다시 보기")
    assert weak.id in {pair.id for pair in queries.overlaps(status="open")}


@pytest.mark.usefixtures("body")
def test_pairs_of_before_get_their_strength_by_the_migration() -> None:
    said = (
        "relation",
        "relation_rank",
        "strength",
        "score",
        "containment",
        "content_score",
        "schema_score",
        "join_score",
    )
    before = list(Overlap.objects.order_by("pk").values(*said))
    Overlap.objects.update(relation="joinable", relation_rank=2, strength=0, score=0.0, containment=None,
                           content_score=None, schema_score=None, join_score=None)  # fmt: skip
    importlib.import_module("gotgan.inventory.migrations.0007_overlap_strength_of_known").fill(apps, None)
    assert list(Overlap.objects.order_by("pk").values(*said)) == before


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["2 more pairs are too weak to ask you about.", "Look at the weak ones", "100% · strong", "7% · weak"]),
        ("ko", ["이 밖에 2쌍은 약해서 묻지 않습니다.", "약한 쌍 보기", "100% · 강함", "7% · 약함"]),
    ],
)
def test_list_says_strength_in_words_and_counts_the_weak(body: Harvested, language: str, said: list[str]) -> None:
    client = client_of(make_viewer(Role.OFFICER, organisation=body.organisation), language)
    page = text(client.get("/overlaps/"))
    assert not [words for words in said if words not in page]
    weak = text(client.get("/overlaps/?status=weak"))
    assert ("Nobody has to look at these" if language == "en" else "보지 않아도 되는 쌍입니다") in weak
    assert weak.count('class="beside"') == 2


def test_api_tells_strength_and_lists_the_weak_apart(body: Harvested) -> None:
    viewer = make_viewer(Role.OFFICER, organisation=body.organisation)
    assert viewer.person_id is not None
    headers = {"authorization": f"Bearer {make_token(viewer.person_id)}"}

    def pairs(query: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = Client().get(f"/api/v1/overlaps?{query}", headers=headers).json()["pairs"]
        return found

    assert [pair["strength"] for pair in pairs("status=open")] == ["strong", "strong", "strong", "fair"]
    assert [pair["strength"] for pair in pairs("status=weak")] == ["weak", "weak"]
    assert len(pairs("relation=same_content")) == 4
    assert {"relation", "score", "strength", "containment", "reasons"} <= set(pairs("")[0]["relations"][0])  # type: ignore[index]


def test_other_institution_reads_who_decided_without_an_address(body: Harvested) -> None:
    officer = make_viewer(Role.OFFICER, organisation=body.organisation)
    theirs = next(code for pair in queries.overlaps() for code in (pair.a.organisation, pair.b.organisation)
                  if code != body.organisation)  # fmt: skip
    pair = queries.overlaps()[0]
    actions.decide_overlap(by=Actor.of(officer), overlap_id=pair.id, status="refused", reason="서로 다른 목적")
    actions.decide_overlap(by=SYSTEM, overlap_id=pair.id, status="open", reason="다시 보기")
    address, colleague = (
        Person.objects.get(pk=officer.person_id).email,
        make_viewer(Role.LEAD, organisation=body.organisation),
    )
    other = make_viewer(Role.OFFICER, organisation=theirs)
    assert address in text(client_of(colleague).get(f"/overlaps/{pair.id}"))
    page = text(client_of(other).get(f"/overlaps/{pair.id}"))
    assert address not in page
    assert "Data officer" in page
    assert "the hub itself" in page
    assert other.person_id is not None
    headers = {"authorization": f"Bearer {make_token(other.person_id)}"}
    answer = Client().get(f"/api/v1/overlaps/{pair.id}", headers=headers)
    assert address not in answer.content.decode()
    told = answer.json()["decisions"]
    assert [(each["by"], each["organisation"], each["role"]) for each in told] == [
        (body.organisation, body.organisation, "officer"),
        ("system", "", ""),
    ]


def test_who_decided_stays_said_after_they_left(body: Harvested) -> None:
    officer = make_viewer(Role.OFFICER, organisation=body.organisation)
    pair = queries.overlaps()[0]
    actions.decide_overlap(by=Actor.of(officer), overlap_id=pair.id, status="refused", reason="서로 다른 목적")
    Membership.objects.filter(person_id=officer.person_id).delete()
    Person.objects.filter(pk=officer.person_id).update(name="김담당")
    page = text(client_of(make_viewer(Role.OPERATOR)).get(f"/overlaps/{pair.id}"))
    assert "김담당" in page
    theirs = next(code for code in (pair.a.organisation, pair.b.organisation) if code != body.organisation)
    page = text(client_of(make_viewer(Role.OFFICER, organisation=theirs)).get(f"/overlaps/{pair.id}"))
    assert "somebody who holds no role here" in page
    assert "김담당" not in page
