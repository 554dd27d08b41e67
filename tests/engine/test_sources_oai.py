"""OAI-PMH: tokens, deleted records, every error of the protocol, servers that are busy or break off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.oai_server import DATACITE, DC, Entry, Repository, dc, envelope
from tests.engine.source_server import Handler, Site, serve
from tests.engine.test_sources_folder import listed

from gotgan.engine.sources import open_source
from gotgan.engine.sources.oai import OaiSource
from gotgan.terms.errors import Invalid, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd

FULL_DC = (
    '<dc:title xml:lang="en">Roads</dc:title><dc:title xml:lang="ko">도로</dc:title>'
    '<dc:description>사진</dc:description><dc:subject>교통</dc:subject><dc:subject>영상</dc:subject>'
    "<dc:publisher>가상구</dc:publisher><dc:date>2024-02-03</dc:date><dc:type>Image</dc:type>"
    "<dc:format>image/jpeg</dc:format><dc:rights>info:eu-repo/semantics/restrictedAccess</dc:rights>"
    "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    "<dc:identifier>doi:10.1234/ab</dc:identifier><dc:identifier>https://x/files/a.jpg</dc:identifier>"
    "<dc:identifier>ISBN 1</dc:identifier>"
)  # fmt: skip
FULL_DATACITE = (
    '<identifier identifierType="DOI">10.1234/ab</identifier><creators><creator><creatorName>Kim</creatorName>'
    '</creator></creators><titles><title xml:lang="en">Roads</title>'
    '<title titleType="Subtitle" xml:lang="ko">작은 제목</title>'
    '<title titleType="TranslatedTitle" xml:lang="ko">도로</title></titles><publisher>가상구</publisher>'
    "<publicationYear>2024</publicationYear><subjects><subject>교통</subject></subjects>"
    '<resourceType resourceTypeGeneral="Sound">x</resourceType>'
    '<dates><date dateType="Updated">2025-05-06</date><date dateType="Issued">2024-02-03</date></dates>'
    '<rightsList><rights rightsURI="https://creativecommons.org/licenses/by/4.0/">CC BY</rights>'
    '<rights rightsURI="info:eu-repo/semantics/openAccess">Open Access</rights></rightsList>'
    '<descriptions><description descriptionType="Methods">how</description>'
    '<description descriptionType="Abstract">what</description></descriptions>'
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def source(site: Site, path: str = "/oai") -> OaiSource:
    return OaiSource(site.door(path))


def deleted(number: int) -> Entry:
    return Entry(f"oai:test:{number:03d}", is_deleted=True)


def test_pages_are_read_to_the_last_and_resumed(site: Site) -> None:
    Repository([dc(number) for number in range(8)]).serve_on(site)
    opened = open_source(None, site.address + "/oai")
    whole, end = listed(opened)
    assert (opened.kind, len(whole), end) == ("oai", 8, ListingEnd(True, 8))
    assert [record.remote_id for record in whole] == [f"oai:test:{number:03d}" for number in range(8)]
    assert whole[0].modified == "2025-01-02T03:04:05Z"
    for place, record in enumerate(whole):
        assert listed(opened, record.cursor) == (whole[place + 1 :], end)


def test_resuming_asks_for_the_token_and_not_for_the_pages_before(site: Site) -> None:
    repository = Repository([dc(number) for number in range(8)])
    repository.serve_on(site)
    whole, _ = listed(source(site))
    repository.lists.clear()
    listed(source(site), whole[6].cursor)
    assert [set(asked) for asked in repository.lists] == [{"verb", "resumptionToken"}]


def test_dublin_core_is_understood(site: Site) -> None:
    Repository([Entry("a", {"oai_dc": DC.format(FULL_DC)})]).serve_on(site)
    (record,), _ = listed(source(site))
    assert (record.title, record.title_en, record.description) == ("도로", "Roads", "사진")
    assert (record.keywords, record.publisher, record.issued) == (("교통", "영상"), "가상구", "2024-02-03")
    assert (record.licence, record.provision_now) == ("https://creativecommons.org/licenses/by/4.0/", "limited")
    assert record.modality == ("image",)
    assert [link.location for link in record.links] == ["https://doi.org/10.1234/ab", "https://x/files/a.jpg"]
    assert record.raw["metadata"]["title"][1] == {"@lang": "ko", "#text": "도로"}


def test_datacite_is_preferred_and_what_it_lacks_is_listed_in_dublin_core(site: Site) -> None:
    both = Entry("both", {"oai_dc": DC.format(FULL_DC), "oai_datacite": DATACITE.format(FULL_DATACITE)})
    repository = Repository([dc(1), both, deleted(2), dc(3), dc(4), dc(5)])
    repository.serve_on(site)
    records, end = listed(source(site))
    found = {record.remote_id: record for record in records}
    assert set(found) == {"both", *(f"oai:test:{number:03d}" for number in (1, 3, 4, 5))}
    record = found["both"]
    assert (record.title, record.title_en, record.description) == ("도로", "Roads", "what")
    assert (record.issued, record.modified, record.publisher) == ("2024-02-03", "2025-05-06", "가상구")
    assert (record.licence, record.provision_now) == ("https://creativecommons.org/licenses/by/4.0/", "open")
    assert (record.modality, record.links[0].location) == (("audio",), "https://doi.org/10.1234/ab")
    assert (end.complete, end.lines) == (True, 6)
    rest, _ = listed(source(site), records[0].cursor)
    assert {record.remote_id for record in rest} >= {each.remote_id for each in records[1:]}


@pytest.mark.parametrize("says_size", [False, True])
def test_nothing_is_listed_twice_where_every_record_has_datacite(says_size: bool, site: Site) -> None:
    forms = {"oai_dc": DC.format(FULL_DC), "oai_datacite": DATACITE.format(FULL_DATACITE)}
    repository = Repository([Entry(str(number), forms) for number in range(7)], says_size=says_size)
    repository.serve_on(site)
    records, end = listed(source(site))
    assert (len(records), end.lines, end.folded, end.complete) == (7, 7, 0, True)
    asked = [
        each for each in repository.lists if each.get("metadataPrefix") == "oai_dc" and each["verb"] == "ListRecords"
    ]
    assert len(asked) == (0 if says_size else 1)


def test_deleted_records_are_left_out_and_counted(site: Site) -> None:
    Repository([dc(0), deleted(1), dc(2), deleted(3), deleted(4), deleted(5), deleted(6)]).serve_on(site)
    records, end = listed(source(site))
    assert ([record.title for record in records], end.lines, end.complete) == (["Title 0", "Title 2"], 7, True)
    assert "5 records are marked as deleted" in end.warnings[0]


@pytest.mark.parametrize("entries", [[], [dc(1)]])
def test_no_records_match_is_an_empty_whole_list(entries: list[Entry], site: Site) -> None:
    Repository(entries).serve_on(site)
    assert listed(source(site, "/oai?from=2030-01-01")) == ([], ListingEnd(True, 0))


def test_typed_set_and_format_are_asked_for(site: Site) -> None:
    entries = [dc(1), dc(2)]
    entries[0].sets = ("x",)
    entries[1].forms["oai_datacite"] = DATACITE.format(FULL_DATACITE)
    repository = Repository(entries, has_sets=True)
    repository.serve_on(site)
    opened = source(site, "/oai?verb=Identify&set=x&metadataPrefix=oai_dc")
    for _ in range(2):
        assert [record.title for record in listed(opened)[0]] == ["Title 1"]
    repository.has_sets = False
    with pytest.raises(Unavailable, match="noSetHierarchy"):
        listed(opened)


def test_expired_token_starts_anew_and_lists_nothing_twice(site: Site) -> None:
    repository = Repository([dc(number) for number in range(9)])
    repository.serve_on(site)
    forgotten = []

    def forget(handler: Handler, asked: dict[str, str]) -> bool:
        if "resumptionToken" in asked and repository.tokens[asked["resumptionToken"]][2] == 6 and not forgotten:
            forgotten.append(repository.tokens.pop(asked["resumptionToken"]))
        return False

    repository.on_list = forget
    records, end = listed(source(site))
    assert [record.title for record in records] == [f"Title {number}" for number in range(9)]
    assert (end.complete, end.lines, end.folded) == (True, 9, 0)
    assert "read from its beginning again" in end.warnings[0]
    assert forgotten


def test_resuming_with_an_expired_token_lists_all_again(site: Site) -> None:
    repository = Repository([dc(number) for number in range(9)])
    repository.serve_on(site)
    whole, _ = listed(source(site))
    repository.tokens.clear()
    again, end = listed(source(site), whole[7].cursor)
    assert ([record.remote_id for record in again], end.complete) == ([record.remote_id for record in whole], True)


def test_token_that_always_expires_is_given_up(site: Site) -> None:
    repository = Repository([dc(number) for number in range(9)])
    repository.serve_on(site)
    repository.on_list = lambda handler, asked: bool(repository.tokens.clear())
    with pytest.raises(Unavailable, match="breaks off again and again"):
        listed(source(site))
    assert len(repository.lists) == 6


def test_busy_server_is_asked_again_when_it_says(site: Site) -> None:
    repository = Repository([dc(number) for number in range(5)])
    repository.serve_on(site)
    waits: list[float] = []
    busy = [True, True]

    def answer(handler: Handler, asked: dict[str, str]) -> bool:
        if "resumptionToken" in asked and busy:
            busy.pop()
            handler.reply(503, Retry_After="7")
            return True
        return False

    repository.on_list = answer
    door = site.door("/oai")
    door.sleep = waits.append
    records, end = listed(OaiSource(door))
    assert (len(records), end.complete, waits) == (5, True, [7.0, 7.0])


def test_server_that_stays_busy_is_unavailable(site: Site) -> None:
    repository = Repository([dc(1)], on_list=lambda handler, asked: handler.reply(503, Retry_After="1") or True)
    repository.serve_on(site)
    with pytest.raises(Unavailable, match="503"):
        listed(source(site))


@pytest.mark.parametrize("has_length", [True, False])
def test_answer_that_breaks_off_is_asked_again(has_length: bool, site: Site) -> None:
    repository = Repository([dc(number) for number in range(5)])
    repository.serve_on(site)
    cuts: list[int] = []

    def cut(handler: Handler, asked: dict[str, str]) -> bool:
        if len(cuts) >= 2:
            return False
        cuts.append(1)
        text = envelope(repository.body(dict(asked)))
        handler.send_response(200)
        if has_length:
            handler.send_header("Content-Length", str(len(text)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(text[: len(text) // 2])
        handler.close_connection = True
        return True

    repository.on_list = cut
    records, end = listed(source(site))
    assert ([record.title for record in records], end.complete) == ([f"Title {n}" for n in range(5)], True)
    assert len(cuts) == 2


def test_list_that_turns_in_circles_is_not_complete(site: Site) -> None:
    repository = Repository([dc(number) for number in range(5)])
    repository.serve_on(site)
    body = repository.body({"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    repository.on_list = lambda handler, asked: handler.reply(200, envelope(body)) or True
    records, end = listed(source(site))
    assert (len(records), end.complete) == (3, False)
    assert any("circles" in warning for warning in end.warnings)


def test_list_shorter_than_promised_is_not_complete(site: Site) -> None:
    repository = Repository([dc(number) for number in range(5)])
    repository.serve_on(site)
    body = repository.body({"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    body = body[: body.index("<resumptionToken")] + '<resumptionToken completeListSize="5"/></ListRecords>'
    repository.on_list = lambda handler, asked: handler.reply(200, envelope(body)) or True
    _, end = listed(source(site))
    assert (end.complete, end.lines) == (False, 3)
    assert "promised 5 records and listed 3" in end.warnings[0]


def test_broken_records_are_records_with_problems(site: Site) -> None:
    entries = [
        Entry("", {"oai_dc": DC.format("<dc:title>x</dc:title>")}), Entry("b", {"oai_dc": ""}),
        Entry("c", {"oai_dc": DC.format("<dc:title> </dc:title>")}), dc(4), dc(4),
    ]  # fmt: skip
    Repository(entries, page=9).serve_on(site)
    records, end = listed(source(site))
    assert [(record.remote_id, record.problem) for record in records] == [
        ("#1", "entry 1: has no identifier"), ("b", "entry 2: has no metadata"),
        ("c", "entry 3: has no title; give it one"), ("oai:test:004", ""),
    ]  # fmt: skip
    assert (end.lines, end.folded) == (5, 1)


def test_signs_that_xml_forbids_do_not_cut_a_list(site: Site) -> None:
    Repository([dc(1, "<dc:description>a\x0b&#x1f;&#8;b &#x41;&#13;&#xD;</dc:description>")]).serve_on(site)
    (record,), _ = listed(source(site))
    assert record.description == "ab A"


@pytest.mark.parametrize(
    "body", [b"<html><body>no</body></html>", b"not found", b"{}", b"",
             b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><OAI-PMH>&e;</OAI-PMH>']
)  # fmt: skip
def test_what_is_no_repository_is_said_so(body: bytes, site: Site) -> None:
    site.answers["/oai"] = lambda handler: handler.reply(200, body)
    with pytest.raises(Invalid, match="is no OAI-PMH repository"):
        listed(source(site))
    assert len(site.asked) == 1


def test_addresses_of_others_are_not_reached(site: Site) -> None:
    with pytest.raises(NotFound):
        listed(source(site, "/nothing"))
    Repository([dc(1)]).serve_on(site)
    with pytest.raises(Invalid, match="cursor"):
        listed(source(site), "a/b.csv")


def test_server_answers_as_the_protocol_says(site: Site) -> None:
    """The stand-in itself: its refusals are those of the protocol."""
    repository = Repository([dc(1), deleted(2)])
    for asked, code in (
        ({"verb": "x"}, "badVerb"), ({"verb": "ListRecords"}, "badArgument"), ({"verb": "ListSets"}, "noSetHierarchy"),
        ({"verb": "GetRecord", "identifier": "no", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "oai:test:001", "metadataPrefix": "x"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "no"}, "badResumptionToken"),
        ({"verb": "ListIdentifiers", "metadataPrefix": "x"}, "cannotDisseminateFormat"),
    ):  # fmt: skip
        with pytest.raises(Exception, match=code):
            repository.body(dict(asked))


def test_what_a_record_names_is_fetched(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "a"
    site.answers["/a.csv"] = lambda handler: handler.reply(200, b"a\n")
    source(site).fetch(FileRef("a", site.address + "/a.csv"), target)
    assert target.read_bytes() == b"a\n"
