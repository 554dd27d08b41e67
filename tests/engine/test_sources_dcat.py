"""DCAT-AP catalogues: RDF/XML, Turtle and JSON-LD, in Hydra pages, from people who mean no good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from tests.engine.source_server import Handler, Site, serve
from tests.engine.test_sources_folder import listed
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.sources import dcat, open_source
from gotgan.engine.sources.dcat import DcatSource
from gotgan.terms.errors import Invalid, NotAllowed, Unavailable
from gotgan.terms.record import FileRef

EXAMPLES = SHARED / "standards" / "dcat-ap" / "examples"
BAD_UPSTREAM = ("dataset-series-api.ttl", "dataset-series-combined.ttl")
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""
FULL = (
    PREFIXES
    + """
<https://x/c> a dcat:Catalog ; dct:title "The catalogue" ; dcat:dataset <https://x/d1> .
<https://x/d1> a dcat:Dataset ;
  dct:title "Bevölkerung"@de, "Population"@en-GB, "인구"@ko ;
  dct:description "Nur deutsch"@de, "In English"@en ;
  dcat:keyword "people"@en, "사람"@ko, "가구"@ko ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/SOCI>,
    [ skos:prefLabel "Tema"@it, "주제"@ko ] ;
  dct:publisher [ a foaf:Agent ; foaf:name "가상구"@ko, "Gasang"@en ] ;
  dct:issued "2024-01-02" ; dct:modified "2025-03" ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;
  dcat:landingPage <https://x/page> ;
  dcat:distribution
    [ a dcat:Distribution ; dct:title "자료"@ko, "data"@en ; dcat:downloadURL <https://x/a.csv> ;
      dcat:accessURL <https://x/> ; dcat:byteSize "12" ; dct:license <https://x/cc-by> ;
      dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ],
    [ a dcat:Distribution ; dcat:accessURL <https://x/api> ;
      dct:format <http://publications.europa.eu/resource/authority/file-type/JSON> ] .
"""
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def catalogue(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def dataset(name: str, more: str = "") -> str:
    return f'<https://x/{name}> a dcat:Dataset ; dct:title "{name}" {more} .\n'


def test_record_has_what_the_catalogue_says(tmp_path: Path) -> None:
    (record,), end = listed(open_source(None, catalogue(tmp_path / "c.ttl", FULL)))
    assert (record.remote_id, record.title, record.title_en) == ("https://x/d1", "인구", "Population")
    assert (record.description, record.publisher) == ("In English", "가상구")
    assert record.keywords == ("가구", "사람", "주제", "SOCI")
    assert (record.licence, record.issued, record.modified) == ("https://x/cc-by", "2024-01-02", "2025-03")
    assert (record.provision_now, record.rights) == ("limited", "RESTRICTED")
    assert {(each.path, each.location, each.size_bytes, each.media_type) for each in record.links} == {
        ("자료", "https://x/a.csv", 12, "text/csv"), ("api", "https://x/api", None, "JSON"),
        ("landing page", "https://x/page", None, "text/html"),
    }  # fmt: skip
    assert (end.complete, end.lines, end.warnings) == (True, 1, ())


@pytest.mark.parametrize(("form", "name"), [("xml", "c.rdf"), ("nt", "c.nt"), ("json-ld", "c.jsonld")])
def test_every_serialisation_gives_the_same_record(form: str, name: str, tmp_path: Path) -> None:
    written = Graph().parse(data=FULL, format="turtle").serialize(format=form)
    (record,), _ = listed(open_source(None, catalogue(tmp_path / name, written)))
    (expected,), _ = listed(DcatSource(catalogue(tmp_path / "c.ttl", FULL)))
    assert record == expected
    assert record.fingerprint == expected.fingerprint


@pytest.mark.parametrize(
    ("right", "provision"),
    [("<http://publications.europa.eu/resource/authority/access-right/PUBLIC>", "open"),
     ("<http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>", "internal"),
     ("<http://publications.europa.eu/resource/authority/access-right/CONFIDENTIAL>", "internal"),
     ('"restricted public"', "limited"), ('"ask the office"', "internal")],
)  # fmt: skip
def test_only_what_is_said_to_be_public_is_open(right: str, provision: str, tmp_path: Path) -> None:
    text = PREFIXES + dataset("a", f"; dct:accessRights {right}") + dataset("b")
    (record, silent), _ = listed(DcatSource(catalogue(tmp_path / "c.ttl", text)))
    assert (record.provision_now, silent.provision_now) == (provision, "open")


def test_broken_entries_are_records_with_problems(tmp_path: Path) -> None:
    text = PREFIXES + '[] a dcat:Dataset ; dct:title "nobody" . <https://x/b> a dcat:Dataset .' + dataset("c")
    text += "<https://x/cat> a dcat:Catalog ; dcat:dataset <https://x/c>, <https://x/gone>, <https://x/untyped> ."
    text += '<https://x/untyped> dct:title "u" .'
    text += '[] a dcat:Dataset ; dct:identifier "d-1" ; dct:title "d" .'
    records, end = listed(DcatSource(catalogue(tmp_path / "c.ttl", text)))
    problems = {record.remote_id: record.problem for record in records}
    assert "has no identifier" in problems["#1"]
    assert "has no title" in problems["https://x/b"]
    assert "not described" in problems["https://x/gone"]
    assert problems["https://x/c"] == problems["d-1"] == problems["https://x/untyped"] == ""
    assert (end.complete, end.lines) == (True, 6)


def test_listing_resumes_anywhere(tmp_path: Path) -> None:
    text = PREFIXES + "".join(dataset(f"d{number}") for number in range(7))
    source = DcatSource(catalogue(tmp_path / "c.ttl", text))
    whole, end = listed(source)
    for place, record in enumerate(whole):
        assert listed(source, record.cursor) == (whole[place + 1 :], end)
    with pytest.raises(Invalid, match="cursor"):
        listed(source, "a/b.csv")


def test_catalogue_that_points_everywhere_is_read_in_bounded_work(tmp_path: Path) -> None:
    knows = ", ".join(f"<https://x/n{number}>" for number in range(200))
    text = PREFIXES + "".join(f"<https://x/n{number}> foaf:knows {knows} .\n" for number in range(200))
    (record,), _ = listed(DcatSource(catalogue(tmp_path / "c.ttl", text + dataset("a", f"; dct:relation {knows}"))))
    assert record.title == "a"
    assert len(json.dumps(record.raw)) < 2_000_000


def paged_site(site: Site, pages: int, *, form: str = "hydra:next", total: int | None = None) -> None:
    def answer(h: Handler) -> None:
        number = int(h.path.partition("page=")[2] or 1)
        text = PREFIXES + "".join(dataset(f"{number}-{each}") for each in range(3))
        text += f"<> a hydra:PagedCollection ; hydra:totalItems {pages * 3 if total is None else total} ."
        if number < pages:
            text += f"<> {form} <catalog.ttl?page={number + 1}> ."
        h.reply(200, text.encode(), Content_Type="text/turtle;charset=utf-8")

    site.answers["/catalog.ttl"] = answer


@pytest.mark.parametrize("form", ["hydra:next", "hydra:nextPage"])
def test_hydra_pages_are_read_and_resumed(form: str, site: Site) -> None:
    paged_site(site, 3, form=form)
    source = open_source(None, site.address + "/catalog.ttl")
    whole, end = listed(source)
    assert [record.title for record in whole] == [f"{page}-{each}" for page in (1, 2, 3) for each in range(3)]
    assert (end.complete, end.lines, len(site.asked)) == (True, 9, 3)
    for place, record in enumerate(whole):
        assert listed(source, record.cursor) == (whole[place + 1 :], end)
    site.asked.clear()
    listed(source, whole[6].cursor)
    assert [path for _, path, _ in site.asked] == ["/catalog.ttl?page=3"]


def test_pages_that_promise_more_or_turn_in_circles_are_not_complete(site: Site) -> None:
    paged_site(site, 2, total=10)
    _, end = listed(DcatSource(site.address, site.door("/catalog.ttl")))
    assert (end.complete, end.lines) == (False, 6)
    circle = PREFIXES + dataset("a") + "<> hydra:next </c.ttl> ."
    site.answers["/c.ttl"] = lambda h: h.reply(200, circle.encode())
    records, end = listed(DcatSource(site.address, site.door("/c.ttl")))
    assert (len(records), end.complete) == (1, False)
    assert "read before" in end.warnings[-1]


def test_next_page_of_a_local_catalogue_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    text = PREFIXES + dataset("a") + f"<> hydra:next <{site.address}/next> ."
    _, end = listed(DcatSource(catalogue(tmp_path / "c.ttl", text)))
    assert not end.complete
    assert site.asked == []


CONTEXTS = [
    lambda at: at,
    lambda at: [at, {"x": "https://x/"}],
    lambda at: {"@import": at, "@version": 1.1},
    lambda at: {"@context": at, "dcat": "http://www.w3.org/ns/dcat#"},
    lambda at: [[{"@context": [{"@context": [[at]]}]}]],
    lambda at: {"dcat": "http://www.w3.org/ns/dcat#", "inner": {"@id": "https://x/inner", "@context": at}},
]


@pytest.mark.parametrize("number", range(len(CONTEXTS)))
def test_contexts_of_strangers_are_never_fetched(number: int, site: Site, tmp_path: Path) -> None:
    context = CONTEXTS[number](site.address + "/dcat-context.jsonld")
    entry = {"@id": "https://x/a", "@type": "dcat:Dataset", "http://purl.org/dc/terms/title": "A", "inner": {"x": "y"}}
    nested = {"@context": site.address + "/other", "@id": "https://x/b", "http://purl.org/dc/terms/title": "B"}
    document = {"@context": context, "@graph": [entry, nested]}
    path = catalogue(tmp_path / "c.jsonld", json.dumps(document))
    records, end = listed(DcatSource(path))
    assert [record.title for record in records] == ["A"]
    assert site.asked == []
    assert "was not fetched" in end.warnings[0]
    # the server does answer, and rdflib alone would have asked it
    with pytest.raises(Exception, match=r"404|Not Found"):
        Graph().parse(path, format="json-ld")
    assert site.asked


JSON_LD_KEYS = [
    "@context",
    "@import",
    "@graph",
    "@id",
    "@type",
    "@vocab",
    "@base",
    "dcat:dataset",
    "x",
    "@nest",
    "@reverse",
]


def json_ld(address: str) -> st.SearchStrategy[Any]:
    """Anything that may hold contexts, all of them at `address`."""
    leaves = st.sampled_from([address, address + "/b", None, True, "dcat:Dataset", "@id", "@nest", 1.1])
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(JSON_LD_KEYS), inner, max_size=4),
        max_leaves=25,
    )


def test_no_json_at_all_makes_a_request(site: Site, tmp_path: Path) -> None:
    @settings(max_examples=300, deadline=None)
    @given(json_ld(site.address), json_ld(site.address))
    def ask(context: Any, graph: Any) -> None:
        with suppress(Invalid):
            listed(DcatSource(catalogue(tmp_path / "c.jsonld", json.dumps({"@context": context, "@graph": graph}))))
        assert site.asked == []

    ask()


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE r [<!ENTITY e SYSTEM "{at}/e">]>', '<!DOCTYPE r [<!ENTITY % e SYSTEM "{at}/e"> %e;]>',
     '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY e "&a;&a;&a;">]>'],
)  # fmt: skip
def test_entities_of_xml_are_refused_and_never_fetched(doctype: str, site: Site, tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?>' + doctype.format(at=site.address) + '<rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
        'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://x/a"><dct:title>&e;</dct:title>'
        "</dcat:Dataset></rdf:RDF>"
    )  # fmt: skip
    with pytest.raises(Invalid, match="entities"):
        listed(DcatSource(catalogue(tmp_path / "c.rdf", text)))
    assert site.asked == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("c.ttl", PREFIXES + "<https://x/a> a dcat:Dataset ; secret-value"), ("c.rdf", "<rdf:RDF><secret-value"),
     ("c.jsonld", '{"@context": "secret-value'), ("c.jsonld", '{"@context": 7}'), ("c.jsonld", "[" * 100_000),
     ("c.ttl", "\udcff"), ("c.nt", "secret-value"), ("c.ttl", PREFIXES)],
)  # fmt: skip
def test_what_is_no_catalogue_is_invalid_and_not_quoted(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Invalid) as caught:
        listed(DcatSource(str(tmp_path / name)))
    assert name in str(caught.value)
    assert "secret-value" not in str(caught.value)


def test_catalogue_that_is_too_large_is_not_begun(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dcat, "LARGEST_PAGE_BYTES", 1000)
    body = (PREFIXES + "".join(dataset(f"d{number}") for number in range(50))).encode()
    site.answers["/c.ttl"] = lambda h: h.reply(200, body)
    (tmp_path / "c.ttl").write_bytes(body)
    with pytest.raises(Invalid, match="has more than"):
        listed(DcatSource(str(tmp_path / "c.ttl")))
    with pytest.raises(Unavailable, match="an answer of more than"):
        listed(DcatSource(site.address, site.door("/c.ttl")))


def test_files_beside_a_local_catalogue_are_files_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "in"
    (folder / "자료").mkdir(parents=True)
    (folder / "자료/a b.csv").write_text("a\n1\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret")
    places = {"good": "자료/a%20b.csv", "up": "../secret", "root": f"file://{tmp_path}/secret", "link": "link.csv"}
    text = PREFIXES + "".join(
        dataset(f"{name}", f"; dcat:distribution [ dcat:downloadURL <{place}> ]") for name, place in places.items()
    )
    source = DcatSource(catalogue(folder / "c.ttl", text))
    records = {record.title: record for record in listed(source)[0]}
    assert [file.path for file in records["good"].files] == ["자료/a b.csv"]
    assert records["good"].files[0].size_bytes == 4
    source.fetch(records["good"].files[0], tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a\n1\n"
    for name in ("up", "root", "link"):
        assert records[name].files == ()
        assert "not in the folder" in records[name].problem
    before = records["good"].fingerprint
    (folder / "자료/a b.csv").write_text("a\n2\n")
    assert {r.title: r for r in listed(source)[0]}["good"].fingerprint != before
    with pytest.raises(NotAllowed):
        source.fetch(FileRef("a", str(tmp_path / "secret")), tmp_path / "b")
    with pytest.raises(Unavailable):
        source.fetch(FileRef("a", "https://x/a"), tmp_path / "b")


def test_web_catalogue_names_no_file_of_this_machine(site: Site) -> None:
    text = PREFIXES + dataset("a", "; dcat:distribution [ dcat:downloadURL <file:///etc/passwd> ]")
    site.answers["/c.ttl"] = lambda h: h.reply(200, text.encode())
    (record,), _ = listed(DcatSource(site.address, site.door("/c.ttl")))
    assert (record.files, record.links) == ((), ())


@needs_shared
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ttl")) or [None], ids=lambda path: getattr(path, "stem", ""))
def test_official_turtle_and_json_ld_say_the_same(path: Path) -> None:
    if path.name.endswith(BAD_UPSTREAM):
        with pytest.raises(Invalid, match="Turtle, line"):
            listed(DcatSource(str(path)))
        return
    turtle, end = listed(open_source(None, str(path)))
    json_ld, same = listed(DcatSource(str(path.with_suffix(".jsonld"))))
    assert (end.complete, end.lines) == (same.complete, same.lines) == (True, len(turtle))
    assert turtle
    for record, twin in zip(turtle, json_ld, strict=True):
        assert (record.title.rpartition("/")[2], bool(record.problem)) == (
            twin.title.rpartition("/")[2].rpartition(":")[2], bool(twin.problem))  # fmt: skip
        assert record.description == twin.description


@needs_shared
def test_official_us_examples_are_read_with_their_distributions() -> None:
    folder = SHARED / "standards" / "dcat-us" / "examples" / "dataset"
    (turtle,), _ = listed(open_source(None, str(folder / "dataset.ttl")))
    (json_ld,), _ = listed(open_source(None, str(folder / "dataset.jsonld")))
    assert (turtle.remote_id, turtle.title) == (json_ld.remote_id, json_ld.title)
    assert [link.location for link in turtle.links] == [link.location for link in json_ld.links]
    assert len(turtle.links) == 3


@pytest.mark.parametrize(("text", "line"), [("a,b\n1,2\n", 1), ("@prefix a: <urn:a> .\n\nx y z w\n", 3)])
def test_first_bad_line_of_turtle_is_counted_from_one(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(Invalid, match=f"is no Turtle, line {line}; "):
        list(DcatSource(catalogue(tmp_path / "c.ttl", text)).records())
