"""What machines read: the feed, the site map, robots, and the error pages."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from gotgan.site.pages import feed
from gotgan.terms.access import Access
from gotgan.terms.errors import Invalid, Issue, NotAllowed, Unavailable
from tests.site.fakes import WHEN


def test_feed_names_datasets_by_their_address(korean):
    document = korean.get("/catalog.json").json()
    first = document["dataset"][0]
    assert first["identifier"] == "/datasets/haewon/bus-stops-1"
    assert first["accessLevel"] == "public"
    assert first["distribution"][0]["checksum"]["checksumValue"] == "cd" * 32
    assert {"title", "description", "keyword", "modified", "publisher", "license", "landingPage"} <= set(first)
    assert "next" not in document


def test_feed_leads_on_while_there_is_more(korean, monkeypatch):
    monkeypatch.setattr("gotgan.catalogue.queries.total", lambda **_: 2 * feed.PAGE_SIZE + 1)
    assert korean.get("/catalog.json").json()["next"] == "http://testserver/catalog.json?page=2"
    assert korean.get("/catalog.json?page=2").json()["next"].endswith("?page=3")
    assert "next" not in korean.get("/catalog.json?page=3").json()


def test_feed_of_a_gated_dataset_has_no_files(hub, korean):
    hub.access = Access(True, False, False, "apply_download", ("not_opened",))
    assert korean.get("/catalog.json").json()["dataset"][0]["distribution"] == []


def test_feed_leaves_out_what_may_not_be_known(hub, korean):
    hub.access = Access(False, False, False, "", ("absent",))
    assert korean.get("/catalog.json").json()["dataset"] == []


def test_feed_keeps_tombstones(korean, monkeypatch):
    gone = (SimpleNamespace(address="haewon/gone", withdrawn_at=WHEN),)
    monkeypatch.setattr("gotgan.catalogue.queries.withdrawn", lambda: gone)
    assert korean.get("/catalog.json").json()["removed"] == [
        {"identifier": "/datasets/haewon/gone", "removed": WHEN.isoformat(), "reason": "withdrawn"}
    ]


def test_site_map_names_pages_with_their_change(korean):
    root = ElementTree.fromstring(korean.get("/sitemap.xml").content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [each.text for each in root.iter(f"{space}lastmod")] == ["2026-11-23"] * 3
    assert next(root.iter(f"{space}loc")).text == "http://testserver/datasets/haewon/bus-stops-1"


def test_robots_point_to_the_site_map(korean):
    assert "Sitemap: http://testserver/sitemap.xml" in korean.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotAllowed("ask an operator for the role"), 403, "운영자에게 역할을 요청하십시오"),
        (Invalid(Issue("page", "is odd")), 400, "page: is odd"),
        (Unavailable("the index is being rebuilt"), 503, "the index is being rebuilt"),
    ],
)
def test_refusals_have_pages_that_say_what_to_do(korean, monkeypatch, error, status, words):
    def refuse(*_args, **_named):
        raise error

    monkeypatch.setattr("gotgan.site.pages.home.get_page", refuse)
    answer = korean.get("/")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)


def test_unknown_address_has_our_page(korean):
    answer = korean.get("/no/such/page")
    assert answer.status_code == 404
    assert "그런 페이지가 없습니다" in answer.content.decode()


def test_broken_page_gives_a_reference_and_no_stack(korean, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError("SECRET cell 901010-1234567")

    monkeypatch.setattr("gotgan.site.pages.home.get_page", fail)
    korean.raise_request_exception = False
    answer = korean.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "901010" not in page
    assert "Traceback" not in page
    assert "<code>" in page
