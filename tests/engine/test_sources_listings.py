"""Listings: data.json, CKAN, Socrata, single addresses; real ones and broken ones."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.source_server import Handler, Site, serve
from tests.engine.test_sources_folder import listed
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.sources import open_source
from gotgan.engine.sources.ckan import CkanSource
from gotgan.engine.sources.datajson import DataJsonSource
from gotgan.engine.sources.socrata import SocrataSource
from gotgan.engine.sources.url import UrlSource
from gotgan.terms.errors import Invalid, Unavailable
from gotgan.terms.record import FileRef

CATALOGUES = SHARED / "data" / "catalogues"
AGENCIES = {
    "dhs": (944, 15, 134), "dol": (272, 87, 106), "energy": (297, 179, 6), "fcc": (59, 0, 0),
    "consumerfinance": (11, 0, 0), "treasury": (233, 0, 0), "usaid": (187, 68, 61),
}  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def write(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def dataset(identifier: Any, **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "title": f"Title {identifier}", "accessLevel": "public", **more}


@needs_shared
@pytest.mark.parametrize("agency", AGENCIES)
def test_agencies_reconcile_through_a_server(agency: str, site: Site) -> None:
    content = (CATALOGUES / "us-agencies" / f"{agency}.json").read_bytes()
    site.answers["/data.json"] = lambda h: h.reply_range(content, cut_after=400_000)
    records, end = listed(DataJsonSource(site.address, site.door("/data.json")))
    provisions = Counter(record.provision_now for record in records)
    assert (provisions["open"], provisions["limited"], provisions["internal"]) == AGENCIES[agency]
    assert end.complete
    assert end.lines == len(records) == sum(AGENCIES[agency])
    assert not any(record.problem for record in records)
    raw = json.loads(content.decode())["dataset"]
    assert sum(bool(record.rights) for record in records) == sum(bool(entry.get("rights")) for entry in raw)
    assert len({record.fingerprint for record in records}) >= 0.99 * len(records)


@needs_shared
def test_portals_fold_repeated_ids() -> None:
    lines = kept = folded = 0
    for path in sorted((CATALOGUES / "portals").glob("*.jsonl.gz")):
        if path.name.endswith(".stats.jsonl.gz"):
            continue
        source = open_source(None, str(path))
        records, end = listed(source)
        assert (source.kind, end.complete) == ("socrata", True)
        lines, kept, folded = lines + end.lines, kept + len(records), folded + end.folded
    assert (lines, kept, folded) == (5586, 5457, 129)


@needs_shared
@pytest.mark.parametrize("portal", ["www.data.act.gov.au", "datacatalog.cookcountyil.gov", "data.vermont.gov"])
def test_flaky_series_is_read_visit_by_visit(portal: str) -> None:
    union: set[str] = set()
    for path in sorted((CATALOGUES / "flaky" / portal).glob("*.jsonl.gz")):
        records, end = listed(open_source("socrata", str(path)))
        assert end.lines == len(records) + end.folded
        union |= {record.remote_id for record in records}
    assert (
        len(union) == {"www.data.act.gov.au": 308, "datacatalog.cookcountyil.gov": 352, "data.vermont.gov": 140}[portal]
    )


def test_broken_entries_are_records_with_problems(tmp_path: Path) -> None:
    entries = ["text", None, {"title": "no id"}, {"identifier": "x"}, dataset("good"), 7, dataset(5), dataset(True)]
    records, end = listed(DataJsonSource(write(tmp_path / "data.json", {"dataset": entries})))
    assert [record.problem == "" for record in records] == [False, False, False, False, True, False, True, False]
    assert "entry 3: has no identifier" in records[2].problem
    assert (end.complete, end.lines) == (True, 8)


def test_repeated_id_is_folded_and_said(tmp_path: Path) -> None:
    entries = [dataset("a"), dataset("b"), dataset("a", title="other")]
    records, end = listed(DataJsonSource(write(tmp_path / "data.json", {"dataset": entries})))
    assert [record.remote_id for record in records] == ["a", "b"]
    assert (end.lines, end.folded) == (3, 1)
    assert "repeats the id a" in end.warnings[0]


def test_half_a_listing_is_not_complete(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    write(path, {"dataset": [dataset(n) for n in range(100)]})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    records, end = listed(DataJsonSource(str(path)))
    assert 40 <= len(records) < 60
    assert not end.complete
    assert "breaks off" in end.warnings[0]


def test_halves_of_signs_do_not_cut_a_listing(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    entry = '{"identifier":"%d","title":"a\\udc92b \\ud83d\\ude00 \\\\udc92 \xff","accessLevel":"public"}'
    path.write_bytes(('{"dataset":[' + ",".join(entry % n for n in range(3000)) + "]}").encode("latin-1"))
    records, end = listed(DataJsonSource(str(path)))
    assert (len(records), end.complete) == (3000, True)
    assert {record.title for record in records} == {"a\ufffdb \U0001f600 \\udc92 \ufffd"}


@pytest.mark.parametrize("text", ["{}", '{"datasets": []}', '"text"'])
def test_what_is_no_data_json_is_invalid(text: str, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(text)
    with pytest.raises(Invalid):
        listed(DataJsonSource(str(tmp_path / "data.json")))


def test_empty_list_and_byte_order_mark_are_fine(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_bytes(b'\xef\xbb\xbf{"dataset": []}')
    assert listed(DataJsonSource(str(tmp_path / "data.json")))[1].complete


def test_distributions_become_links(tmp_path: Path) -> None:
    entry = dataset("a", distribution=[
        {"downloadURL": "https://x/a.csv", "accessURL": "https://x/", "mediaType": "text/csv"}, "junk",
        {"accessURL": "https://x/api", "title": "API"}], landingPage="https://x/page", license="CC0",
        publisher={"name": "P"}, keyword="a, b", accessLevel="secret")  # fmt: skip
    (record,), _ = listed(DataJsonSource(write(tmp_path / "data.json", {"dataset": [entry]})))
    assert [(link.path, link.location) for link in record.links] == [
        ("a.csv", "https://x/a.csv"), ("API", "https://x/api"), ("landing page", "https://x/page"),
    ]  # fmt: skip
    assert (record.licence, record.publisher, record.keywords) == ("CC0", "P", ("a", "b"))
    assert record.provision_now == "internal"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=20), st.data())
def test_listings_resume_anywhere(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("listing")
    file = DataJsonSource(write(folder / "data.json", {"dataset": [dataset(number) for number in numbers]}))
    lines = "\n".join(json.dumps({"resource": {"id": str(n), "name": f"n{n}"}}) for n in numbers)
    (folder / "a.jsonl").write_text(lines)
    for source in (file, SocrataSource(str(folder / "a.jsonl"))):
        whole, end = listed(source)
        place = data.draw(st.integers(0, len(whole) - 1))
        rest, again = listed(source, whole[place].cursor)
        assert rest == whole[place + 1 :]
        assert end == again


def test_foreign_cursor_is_invalid(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        listed(DataJsonSource(write(tmp_path / "data.json", {"dataset": []})), "a/b.csv")


def package(number: int) -> dict[str, Any]:
    return {"id": f"{number:04d}", "title": f"t{number}", "resources": [{"url": "https://x/a.csv", "format": "CSV"}]}


def ckan_answer(site: Site, packages: list[dict[str, Any]], *, count: int | None = None) -> None:
    def search(h: Handler) -> None:
        asked = json.loads(h.content)
        assert (asked["rows"], asked["sort"]) == (100, "id asc")
        page = packages[asked["start"] : asked["start"] + 100]
        result = {"count": len(packages) if count is None else count, "results": page}
        h.reply(200, json.dumps({"success": True, "result": result}).encode())

    site.answers["/api/3/action/package_search"] = search


def test_ckan_pages_until_an_empty_one(site: Site) -> None:
    ckan_answer(site, [package(number) for number in range(250)])
    records, end = listed(CkanSource(site.door()))
    assert [record.remote_id for record in records] == [f"{number:04d}" for number in range(250)]
    assert (end.complete, end.lines, len(site.asked)) == (True, 250, 4)
    assert records[0].links[0].media_type == "CSV"
    rest, end = listed(CkanSource(site.door()), records[149].cursor)
    assert [record.remote_id for record in rest] == [f"{number:04d}" for number in range(150, 250)]
    assert (end.complete, end.lines) == (True, 250)


def test_ckan_that_promises_more_is_not_complete(site: Site) -> None:
    ckan_answer(site, [package(1)], count=5)
    assert not listed(CkanSource(site.door()))[1].complete


def test_ckan_that_serves_one_page_for_ever_ends(site: Site) -> None:
    body = json.dumps({"success": True, "result": {"count": 9, "results": [package(1)]}}).encode()
    site.answers["/api/3/action/package_search"] = lambda h: h.reply(200, body)
    records, end = listed(CkanSource(site.door()))
    assert (len(records), end.complete) == (1, False)


@pytest.mark.parametrize("status", [200, 403, 409])
def test_ckan_says_why_it_refuses(site: Site, status: int) -> None:
    body = b'{"success": false, "error": {"__type": "Authorization Error", "message": "Access denied"}}'
    site.answers["/api/3/action/package_search"] = lambda h: h.reply(status, body)
    with pytest.raises(Unavailable, match="Access denied"):
        listed(CkanSource(site.door()))


def test_what_is_no_ckan_is_said_so(site: Site) -> None:
    with pytest.raises((Invalid, Unavailable), match="not a CKAN portal"):
        listed(CkanSource(site.door()))


def test_socrata_catalogue_is_paged(site: Site) -> None:
    entries = [{"resource": {"id": f"a-{n}", "name": f"n{n}", "columns_name": ["x", "y"]}} for n in range(130)]

    def page(h: Handler) -> None:
        asked = dict(pair.split("=") for pair in h.path.partition("?")[2].split("&"))
        start, limit = int(asked["offset"]), int(asked["limit"])
        body = {"results": entries[start : start + limit], "resultSetSize": 130}
        h.reply(200, json.dumps(body).encode())

    site.answers["/api/catalog/v1"] = page
    records, end = listed(SocrataSource(site.address, site.door()))
    assert (len(records), end.complete, records[0].columns) == (130, True, ("x", "y"))


def test_cut_gzip_is_not_complete(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"resource": {"id": f"{n}", "name": "n" * n}}) for n in range(500))
    packed = gzip.compress(lines.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert not listed(SocrataSource(str(tmp_path / "a.jsonl.gz")))[1].complete


def test_lines_that_are_no_json_are_problems(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"resource": {"id": "a", "name": "n"}}\n{broken\n\n[1]\n')
    records, end = listed(SocrataSource(str(tmp_path / "a.jsonl")))
    assert [bool(record.problem) for record in records] == [False, True, True]
    assert end.lines == 3


def test_address_is_one_dataset_named_by_the_server(site: Site, tmp_path: Path) -> None:
    def answer(h: Handler) -> None:
        name = "attachment; filename=\"x.csv\"; filename*=UTF-8''..%2F%EC%9D%B8%EA%B5%AC.csv"
        h.reply(200, b"a,b\n", ETag='"1"', Content_Type="text/csv; charset=utf-8", Content_Disposition=name)

    site.answers["/get"] = answer
    source = UrlSource(site.door("/get"))
    (record,), end = listed(source)
    assert (record.title, record.files[0].path, record.files[0].size_bytes) == ("인구", "인구.csv", 4)
    assert (record.raw["etag"], end.complete) == ('"1"', True)
    source.fetch(record.files[0], tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a,b\n"


def test_address_without_a_validator_is_known_by_its_content(site: Site) -> None:
    site.answers["/a.csv"] = lambda h: h.reply(200, b"a,b\n")
    source = UrlSource(site.door("/a.csv"))
    before = listed(source)[0][0]
    assert listed(source)[0][0].fingerprint == before.fingerprint
    site.answers["/a.csv"] = lambda h: h.reply(200, b"a,c\n")
    assert listed(source)[0][0].fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("location", "kind"),
    [("http://127.0.0.1:1/data.json", "datajson"), ("http://127.0.0.1:1/", "ckan"), ("http://127.0.0.1:1/a.csv", "url"),
     ("http://127.0.0.1:1/api/catalog/v1", "socrata"), ("http://127.0.0.1:1/api/3/action/x", "ckan")],
)  # fmt: skip
def test_addresses_are_guessed(location: str, kind: str) -> None:
    assert open_source(None, location).kind == kind


@pytest.mark.parametrize("kind", ["datajson", "socrata"])
def test_listing_of_this_machine_makes_no_file_of_it_a_dataset(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "listing").write_text("{}")
    source = open_source(kind, str(tmp_path / "listing"))
    with pytest.raises(Unavailable, match="what it lists does not"):
        source.fetch(FileRef("a", str(tmp_path / "secret")), tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_gzip_that_is_damaged_inside_is_a_file_like_any_other(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(b'{"resource": 1, "permalink": 2}\n' * 5000))
    content[30:60] = b"\xff" * 30
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    assert open_source(None, str(tmp_path / "a.jsonl.gz")).kind == "file"


def test_option_of_a_kind_that_has_none_is_refused(tmp_path: Path) -> None:
    for location in (str(tmp_path), "http://127.0.0.1:1/a.csv"):
        with pytest.raises(Invalid, match=r"has no options \(credential\)"):
            open_source(None, location, options={"credential": "env:KEY"})
