"""Files of a real WebDAV server, and what others may answer."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.dav_server import dav_server
from tests.engine.relay import relay
from tests.engine.source_server import SHORT, Handler, Site, serve
from tests.engine.test_sources_folder import listed, put

from gotgan.engine.sources import open_source
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.webdav import open_webdav
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef

PASSWORD = "열려라-참깨!7"
QUICK = Patience(connect_seconds=5, read_seconds=5, waits_seconds=(0, 0, 0))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def port(root: Path) -> Iterator[int]:
    with dav_server(root) as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def opened(port: int, path: str = "/dav", user: str = "", **options: str) -> TreeSource:
    return open_webdav(f"webdav://{user}127.0.0.1:{port}{path}", options, patience=QUICK, sleep=lambda _: None)


def of_site(site: Site) -> TreeSource:
    return open_webdav(site.address.replace("http", "webdav") + "/dav", {}, patience=SHORT, sleep=lambda _: None)


def test_tree_is_listed_as_a_folder_is(root: Path, port: int) -> None:
    put(root, "인구/p-1.csv", "인구/p-2.csv", "b.xlsx", ".hidden", *[f"사진/{n}.jpg" for n in range(5)])
    records, end = listed(opened(port))
    assert [(record.remote_id, len(record.files)) for record in records] == [
        ("b.xlsx", 1), ("사진", 5), ("인구/p-#.csv", 2),
    ]  # fmt: skip
    assert (end.complete, end.lines, end.warnings) == (True, 3, ())
    assert set(records[0].raw["files"][0]) == {"path", "size", "modified", "etag"}
    assert records[0].modified.endswith("+00:00")


def test_going_on_from_a_cursor(root: Path, port: int) -> None:
    put(root, "a/x.csv", "a/y.db", "b.csv", "c/z.csv")
    whole, end = listed(opened(port))
    for place, record in enumerate(whole):
        rest, again = listed(opened(port), record.cursor)
        assert (rest, again.lines) == (whole[place + 1 :], end.lines)


def test_odd_names_are_fetched_as_they_are_spelt(root: Path, port: int, tmp_path: Path) -> None:
    spelt = unicodedata.normalize("NFD", "데이터")
    put(root, f"{spelt}/{spelt}.csv", "a b+%20&#?;,.csv", "c [1] (2).csv")
    source = opened(port)
    records = listed(source)[0]
    assert [record.remote_id for record in records] == ["a b+%20&#?;,.csv", "c [1] (2).csv", "데이터/데이터.csv"]
    for number, record in enumerate(records):
        source.fetch(record.files[0], tmp_path / f"{number}")
        assert (tmp_path / f"{number}").read_text() == "a,b\n1,2\n"


def test_cut_download_goes_on_where_it_stopped(root: Path, port: int, tmp_path: Path) -> None:
    content = os.urandom(4_000_000)
    (root / "a.bin").write_bytes(content)
    with relay(port) as cutting:
        (record,) = listed(opened(cutting.port))[0]
        cutting.cuts = [1_000_000, 1_500_000]
        opened(cutting.port).fetch(record.files[0], tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == content
        assert (cutting.lines, cutting.passed < 1.3 * len(content)) == (4, True)


def test_listing_cut_midway_is_asked_for_again(root: Path, port: int) -> None:
    put(root, *[f"{'x' * 100}{n}.db" for n in range(200)])
    with relay(port) as cutting:
        cutting.cuts = [20_000, 30_000]
        records, end = listed(opened(cutting.port))
        assert (len(records), end.complete, cutting.lines) == (200, True, 3)
        cutting.cuts = [0] * 10
        with pytest.raises(Unavailable, match="tried 4 times"):
            listed(opened(cutting.port))


@pytest.mark.parametrize("scheme", ["basic", "digest"])
def test_right_and_wrong_credentials(root: Path, scheme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(root, "a.csv")
    monkeypatch.setenv("GOTGAN_TEST_RIGHT", PASSWORD)
    monkeypatch.setenv("GOTGAN_TEST_WRONG", "hunter2")
    with dav_server(root, {"kim": PASSWORD}) as port:
        source = opened(port, user="kim@", credential="env:GOTGAN_TEST_RIGHT", auth=scheme)
        (record,) = listed(source)[0]
        source.fetch(record.files[0], tmp_path / "copy")
        assert (tmp_path / "copy").exists()
        assert PASSWORD not in repr(source.tree.door) + repr(record)
        with pytest.raises(Unavailable, match=r"401.*needs a permission") as caught:
            listed(opened(port, user="kim@", credential="env:GOTGAN_TEST_WRONG", auth=scheme))
        assert "hunter2" not in str(caught.value)
        with pytest.raises(Unavailable, match="401"):
            listed(opened(port))


def test_loop_of_links_on_the_server_ends(root: Path, port: int) -> None:
    put(root, "a.csv", "in/b.csv")
    (root / "in/loop").symlink_to(root)
    (root / "self").symlink_to(root)
    records, end = listed(opened(port))
    assert {"a.csv", "in/b.csv"} <= {record.remote_id for record in records}
    assert len(records) < 10
    assert any("taken for a link" in warning for warning in end.warnings)


def test_fetch_stays_in_the_folder(root: Path, port: int, tmp_path: Path) -> None:
    put(root, "in/a.csv", "out.csv")
    source = opened(port, "/dav/in")
    there = f"http://127.0.0.1:{port}/dav"
    for location in (
        f"{there}/out.csv",
        f"{there}/in/../out.csv",
        f"{there}/in/%2e%2e/out.csv",
        "http://else/dav/in/a",
    ):
        with pytest.raises(NotAllowed):
            source.fetch(FileRef("x", location), tmp_path / "t")
    with pytest.raises(NotFound):
        source.fetch(FileRef("x", f"{there}/in/gone.csv"), tmp_path / "t")


def test_folder_that_is_not_there(port: int) -> None:
    with pytest.raises(Unavailable, match="404; check the address"):
        listed(opened(port, "/dav/none"))


def _answer(*links: str) -> bytes:
    answers = "".join(
        f"<d:response><d:href>{link}</d:href><d:propstat><d:prop><d:resourcetype>"
        f"{'<d:collection/>' if link.endswith('/') else ''}</d:resourcetype></d:prop>"
        f"<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        for link in links
    )
    return f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{answers}</d:multistatus>'.encode()


def test_refused_folder_is_a_record_and_the_rest_goes_on(site: Site) -> None:
    site.answers |= {
        "/dav/": lambda h: h.reply(207, _answer("/dav/", "/dav/a/", "/dav/a2/", "/dav/b/", "/dav/c.db")),
        "/dav/a/": lambda h: h.reply(403),
        "/dav/a2/": lambda h: h.reply(500),
        "/dav/b/": lambda h: h.reply(207, _answer("/dav/b/x.db")),
    }
    records, end = listed(of_site(site))
    assert [(record.remote_id, bool(record.problem)) for record in records] == [
        ("a", True), ("a2", True), ("b/x.db", False), ("c.db", False),
    ]  # fmt: skip
    assert (end.complete, "answers 403" in records[0].problem) == (False, True)
    assert site.asked[0][0] == "PROPFIND"
    assert site.asked[0][2]["Depth"] == "1"


def test_place_that_stops_answering_ends_the_listing_and_is_gone_on_with(site: Site) -> None:
    site.answers |= {
        "/dav/": lambda h: h.reply(207, _answer("/dav/a.db", "/dav/b/", "/dav/c.db")),
        "/dav/b/": lambda h: h.reply(503),
    }
    listing = of_site(site).records()
    came = [next(listing)]
    with pytest.raises(Unavailable, match="answers 503"):
        next(listing)
    assert [record.remote_id for record in came] == ["a.db"]
    site.answers["/dav/b/"] = lambda h: h.reply(207, _answer("/dav/b/x.db"))
    rest, end = listed(of_site(site), came[0].cursor)
    assert ([record.remote_id for record in rest], end.complete, end.lines) == (["b/x.db", "c.db"], True, 3)


def test_links_that_lead_out_are_not_followed(site: Site) -> None:
    links = (
        "/dav/../etc/",
        "/etc/",
        "//else/x/",
        "/dav/",
        "/dav/a/b.csv",
        "/dav/%2e%2e/",
        "/dav/a%2fb/",
        "../",
        "/dav/x.db",
    )
    site.answers["/dav/"] = lambda h: h.reply(207, _answer(*links))
    records, end = listed(of_site(site))
    assert ([record.remote_id for record in records], end.complete, len(site.asked)) == (["x.db"], True, 1)


def test_server_behind_a_proxy_may_call_itself_otherwise(site: Site) -> None:
    site.answers["/dav/"] = lambda h: h.reply(207, _answer("http://inner:8080/dav/", "http://inner:8080/dav/x.db"))
    (record,) = listed(of_site(site))[0]
    assert record.files[0].location == f"{site.address}/dav/x.db"


def test_names_in_cp949_are_read(site: Site, tmp_path: Path) -> None:
    site.answers["/dav/"] = lambda h: h.reply(207, _answer("/dav/%C5%EB%B0%E8.db"))
    site.answers["/dav/%C5%EB%B0%E8.db"] = lambda h: h.reply(200, b"x")
    source = of_site(site)
    (record,) = listed(source)[0]
    assert record.remote_id == "통계.db"
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"x"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d:multistatus xmlns:d="DAV:">&b;</d:multistatus>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>'


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"<d:multistatus", b"\xff", LAUGHS, OUTSIDE])
def test_what_is_no_listing_is_said(site: Site, content: bytes) -> None:
    site.answers["/dav/"] = lambda h: h.reply(207, content)
    with pytest.raises(Unavailable, match="did not answer with a WebDAV listing"):
        listed(of_site(site))


def test_server_that_leads_elsewhere_is_not_an_empty_one(site: Site) -> None:
    def away(handler: Handler) -> None:
        handler.reply(301, Location=f"{site.address}/new/")

    site.answers |= {"/dav/": away, "/new/": lambda h: h.reply(207, _answer("/new/"))}
    with pytest.raises(Unavailable, match="leads elsewhere"):
        listed(of_site(site))


@pytest.mark.parametrize(
    ("location", "options", "words"),
    [
        ("webdav://kim:열려라@host/data", {"credential": "env:A"}, "holds a password"),
        ("webdav://host/data", {"credential": "env:A"}, "user and credential belong together"),
        ("webdav://kim@host/data", {}, "user and credential belong together"),
        ("webdavs://kim@host/data", {"credential": "열려라"}, "is not a reference"),
        ("webdavs://host/data", {"password": "열려라"}, "would hold a secret"),
        ("webdavs://host/data", {"auth": "ntlm"}, "neither basic nor digest"),
        ("webdavs://", {}, "webdavs://user@host/path"),
        ("dav://host", {}, "webdavs://user@host/path"),
    ],
)
def test_address_and_options_are_checked_first(location: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        open_webdav(location, options)
    assert "열려라" not in str(caught.value)


def test_password_on_an_open_line_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_RIGHT", PASSWORD)
    given = {"credential": "env:GOTGAN_TEST_RIGHT"}
    assert "unencrypted" in open_webdav("webdav://kim@host.example/a", given).tree.warnings[0]
    assert open_webdav("webdavs://kim@host.example/a", given).tree.warnings == ()


def test_private_address_is_refused_to_a_stranger(port: int) -> None:
    with pytest.raises(GotganError, match="private network"):
        open_source(None, f"webdav://127.0.0.1:{port}/dav", allow_private=False)
    assert open_source(None, f"webdav://127.0.0.1:{port}/dav").kind == "webdav"
