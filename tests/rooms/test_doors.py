"""Every HTTP door that shows a dataset asks the one access decision.

The routes are read from the URL table, so a new door is tested the day it appears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gotgan.catalogue import actions as catalogue
from gotgan.share import actions
from gotgan.share import queries as share
from gotgan.share.rules import ABSENT
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.factories import make_token, make_viewer
from tests.rooms.harvested import CLEAN, PHONES, WITH_PHONES, harvest, scan_again

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LISTS = ("/", "/search?q=", "/catalog.json", "/sitemap.xml", "/organisations/", "/api/v1/datasets")
ANY = {"revision": "main", "path": "표.csv", "table": "표.csv", "position": "0"}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every address pattern of the hub, as written: `datasets/<slug:org>/...`."""
    for entry in (resolver or get_resolver()).url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, place)
        elif isinstance(entry, URLPattern):
            yield place


def dataset_routes() -> list[str]:
    return sorted({place for place in routes() if ":org>" in place and ":name>" in place})


def address(route: str, org: str, name: str) -> str:
    given = {**ANY, "org": org, "name": name}
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: quote(given[match.group(1)]), route.replace("\\Z", ""))
    return "/" + filled.lstrip("^/")


def ask(client: Client, path: str, method: str = "get", **headers: str) -> HttpResponse:
    return getattr(client, method)(path, headers=headers)


def body_of(answer: HttpResponse, dataset: DatasetRecord) -> bytes:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(rb"csrf\w*\" value=\"\w+\"", b"", content.replace(dataset.name.encode(), b"NAME"))


def test_there_are_dataset_routes() -> None:
    assert len(dataset_routes()) >= 10


def test_door_of_an_unpublished_dataset_looks_absent(tmp_path: Path) -> None:
    draft = harvest(tmp_path / "in", {"표.csv": CLEAN}, publication="draft").datasets["표.csv"]
    client = Client()
    for route in dataset_routes():
        for method in ("get", "post"):
            there = ask(client, address(route, draft.organisation_slug, draft.name), method)
            absent = ask(client, address(route, draft.organisation_slug, "NAME"), method)
            assert there.status_code == absent.status_code, f"{method} {route}"
            assert body_of(there, draft) == body_of(absent, draft), f"{method} {route}"
            assert there.status_code != 200, f"{method} {route}"


def test_door_obeys_the_decision_even_for_an_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": CLEAN}).datasets["표.csv"]
    asked: list[str] = []
    monkeypatch.setattr(share, "decide", lambda *facts: asked.append("asked") or ABSENT)
    token = make_token(make_viewer(Role.OPERATOR).person_id)
    for route in dataset_routes():
        asked.clear()
        for method in ("get", "post"):
            path = address(route, opened.organisation_slug, opened.name)
            answer = ask(Client(), path, method, authorization=f"Bearer {token}")
            assert answer.status_code in (403, 404, 405), f"{method} {route}: {answer.status_code}"
        assert asked, f"{route} answered without asking"


def test_list_never_names_what_the_decision_hides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": CLEAN}).datasets["표.csv"]
    lists = [*LISTS, f"/organisations/{opened.organisation_slug}"]
    shown = [path for path in lists if opened.address in ask(Client(), path).content.decode()]
    assert set(shown) >= set(LISTS) - {"/organisations/"}
    monkeypatch.setattr(share, "decide", lambda *facts: ABSENT)
    named = [path for path in lists if opened.address in ask(Client(), path).content.decode()]
    assert not named


def test_gated_dataset_shows_no_value_on_any_route(tmp_path: Path) -> None:
    gated = harvest(tmp_path / "in", {"표.csv": WITH_PHONES}).datasets["표.csv"]
    client = Client()
    for route in dataset_routes():
        answer = ask(client, address(route, gated.organisation_slug, gated.name))
        content = body_of(answer, gated).decode("utf-8", errors="replace")
        assert not [phone for phone in PHONES if phone in content], route
        assert "사람7" not in content, f"{route} shows a row of a gated dataset"
    assert share.access(make_viewer(Role.USER), gated.id).reasons == ("findings_unconfirmed",)


def test_older_version_with_a_finding_stays_closed_when_a_clean_one_opens(tmp_path: Path) -> None:
    made = harvest(tmp_path / "in", {"표.csv": WITH_PHONES})
    before = made.datasets["표.csv"]
    (tmp_path / "in" / "표.csv").write_text(CLEAN, encoding="utf-8")
    scan_again(made.source_id)
    base = f"/datasets/{before.address}"
    file = quote("표.csv")
    assert ask(Client(), f"{base}/resolve/main/{file}").status_code == 200
    for revision in (before.version_id, before.version_id[:40]):
        assert ask(Client(), f"{base}/resolve/{revision}/{file}").status_code == 401
        assert ask(Client(), f"{base}/manifest/{revision}.json").status_code == 401


def test_grant_of_one_version_opens_that_version_and_no_other(tmp_path: Path) -> None:
    made = harvest(tmp_path / "in", {"표.csv": CLEAN}, publication="draft")
    before = made.datasets["표.csv"]
    catalogue.publish(by=SYSTEM, dataset_id=before.id)
    (tmp_path / "in" / "표.csv").write_text(CLEAN + "대구광역시,2366\n", encoding="utf-8")
    scan_again(made.source_id)
    person = make_viewer(Role.USER).person_id
    actions.grant(by=SYSTEM, dataset_id=before.id, person_id=person, version=before.version_id)
    base, header = f"/datasets/{before.address}/resolve", f"Bearer {make_token(person)}"
    kept = ask(Client(), f"{base}/{before.version_id}/{quote('표.csv')}", authorization=header)
    assert b"".join(kept.streaming_content).decode() == CLEAN
    assert ask(Client(), f"{base}/main/{quote('표.csv')}", authorization=header).status_code == 403


def test_findings_confirmed_by_a_person_open_it(tmp_path: Path) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": WITH_PHONES}, confirmed_by="kim@example.go.kr").datasets["표.csv"]
    page = ask(Client(), f"/api/v1/datasets/{opened.address}/preview").json()
    assert page["masked"] == ["연락처"]
    assert not [phone for phone in PHONES if phone in str(page)]
    file = ask(Client(), f"/datasets/{opened.address}/resolve/main/{quote('표.csv')}")
    assert b"".join(file.streaming_content).decode() == WITH_PHONES
