"""The pages and the API of overlaps: who sees which side, what is decided there, in how many queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from django.test import Client

from gotgan.accounts.models import Person
from gotgan.inventory import queries
from gotgan.share.api_overlaps import Relation, Status
from gotgan.terms.overlap import LIST_STATES, RELATIONS
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_organisation, make_token, make_viewer
from tests.rooms.harvested import harvest
from tests.rooms.test_overlaps import Two, compare, first_two, rows_of, two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
__all__ = ["first_two", "two"]


def client_of(viewer: Viewer, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=viewer.person_id), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def officer(two: Two, language: str = "en") -> Client:
    return client_of(make_viewer(Role.OFFICER, organisation=two.a.organisation), language)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_keeper_sees_own_side_whole_and_of_the_other_what_a_scan_discloses(two: Two) -> None:
    page = text(officer(two).get(f"/overlaps/{two.only().id}"))
    theirs = next(iter(two.b.datasets.values()))
    ours = next(iter(two.a.datasets.values()))
    assert ours.name in page
    assert "시설.csv" in page
    assert theirs.name not in page
    assert "체육.csv" not in page
    assert "A dataset that is not published" in page
    assert "넓이" in page
    assert "is a part of" in page


def test_operator_sees_both_sides_and_a_stranger_none(two: Two) -> None:
    pair = two.only()
    page = text(client_of(make_viewer(Role.OPERATOR)).get(f"/overlaps/{pair.id}"))
    assert "시설.csv" in page
    assert "체육.csv" in page
    stranger = client_of(make_viewer(Role.OFFICER, organisation=make_organisation().code))
    assert stranger.get(f"/overlaps/{pair.id}").status_code == 404
    assert stranger.post(f"/overlaps/{pair.id}/decide", {"status": "refused", "reason": "x"}).status_code == 404
    assert client_of(make_viewer()).get("/overlaps/").status_code == 403
    assert Client().get("/overlaps/").status_code == 302


def test_decision_is_made_on_the_page_and_shown_there(two: Two) -> None:
    client, pair = officer(two), two.only()
    refused = client.post(f"/overlaps/{pair.id}/decide", {"status": "confirmed", "verb": "derived_reversed"})
    assert refused.status_code == 422
    assert "say in a sentence why" in text(refused)
    nothing = client.post(f"/overlaps/{pair.id}/decide", {"status": "confirmed", "reason": "시가 추렸음"})
    assert "choose what the two are to each other" in text(nothing)
    client.post(
        f"/overlaps/{pair.id}/decide", {"status": "confirmed", "verb": "derived_reversed", "reason": "시가 추렸음"}
    )
    decided = two.only()
    assert (decided.status, decided.decisions[0].verb, decided.decisions[0].is_reversed) == (
        "confirmed",
        "derived",
        True,
    )
    page = text(client.get(f"/overlaps/{pair.id}"))
    assert "The second one was derived from the first one" in page
    assert "시가 추렸음" in page
    assert 'value="derived_reversed" checked' in page
    assert f"/overlaps/{pair.id}" not in text(client.get("/overlaps/"))
    assert f"/overlaps/{pair.id}" in text(client.get("/overlaps/?status=confirmed"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_speak_one_language(two: Two, language: str) -> None:
    client, pair = officer(two, language), two.only()
    for address in ("/overlaps/", f"/overlaps/{pair.id}", "/overlaps/?status=refused&relation=joinable"):
        answer = client.get(address)
        assert answer.status_code == 200
        said = text(answer)
        assert ("중복" in said) == (language == "ko")
        assert ("Overlaps" in said) == (language == "en")
    if language == "ko":
        assert "값을 함께 가집니다" in text(client.get(f"/overlaps/{pair.id}"))


def test_list_page_takes_as_many_queries_for_many_pairs(
    two: Two, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        harvest(tmp_path / f"m{number}", {f"{number}.csv": rows_of(0, 300)}, publication="open")
    compare()
    assert len(queries.overlaps()) > 10
    client = client_of(make_viewer(Role.OPERATOR))
    with django_assert_max_num_queries(30):
        assert client.get("/overlaps/").status_code == 200


def test_api_answers_in_the_shape_of_the_command(two: Two) -> None:
    viewer = make_viewer(Role.OFFICER, organisation=two.a.organisation)
    assert viewer.person_id is not None
    headers = {"authorization": f"Bearer {make_token(viewer.person_id)}"}
    (pair,) = Client().get("/api/v1/overlaps", headers=headers).json()["pairs"]
    assert {"a", "b", "relation", "score", "containment", "reasons", "suggestion"} <= pair.keys()
    assert {"path", "column"} <= pair["a"].keys()
    shown = {pair["a"]["path"], pair["b"]["path"]}
    assert two.b.organisation in shown
    assert any(path.endswith(":시설.csv") for path in shown)
    assert Client().get(f"/api/v1/overlaps/{pair['id']}", headers=headers).json() == pair
    assert Client().get(f"/api/v1/overlaps/{pair['id']}").status_code == 404
    assert Client().get("/api/v1/overlaps").status_code == 401
    assert len(Client().get("/api/v1/overlaps?status=open&relation=", headers=headers).json()["pairs"]) == 1
    for asked in ("status=bogus", "relation=bogus"):
        assert Client().get(f"/api/v1/overlaps?{asked}", headers=headers).status_code == 422


def test_api_offers_the_words_of_the_terms() -> None:
    assert get_args(Status) == ("", *LIST_STATES)
    assert get_args(Relation) == ("", *RELATIONS)
