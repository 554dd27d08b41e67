"""Files of index pages: of a real server, and as Apache, nginx and others write them."""

from __future__ import annotations

import base64
import functools
import threading
import unicodedata
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.engine.relay import relay
from tests.engine.source_server import SHORT, Handler, Site, serve
from tests.engine.test_sources_folder import listed, put

from gotgan.engine.sources import open_source
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.httpindex import open_httpindex
from gotgan.engine.sources.remote import TreeSource
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, Unavailable
from gotgan.terms.record import FileRef

PASSWORD = "열려라-참깨!7"
QUICK = Patience(connect_seconds=5, read_seconds=5, waits_seconds=(0, 0, 0))
APACHE = """<html><head><title>Index of /data</title></head><body><h1>Index of /data</h1><table>
<tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr><td><a href="/">Parent Directory</a></td></tr>
<tr><td><a href="in/">in/</a></td><td>2024-01-02 03:04</td><td>-</td></tr>
<tr><td><A HREF="a%20b.csv">a b.csv</A></td><td>2024-01-02 03:04</td><td>1.2K</td></tr></table></body></html>"""
NGINX = """<html><body><h1>Index of /data/</h1><hr><pre><a href="../">../</a>
<a href="in/">in/</a>            02-Jan-2024 03:04       -
<a href="a%20b.csv">a b.csv</a>  02-Jan-2024 03:04    1234
</pre></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def port(root: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def opened(port: int, path: str = "/") -> TreeSource:
    return open_httpindex(f"http://127.0.0.1:{port}{path}", {}, patience=QUICK, sleep=lambda _: None)


def of_site(site: Site, path: str = "/data/", **options: str) -> TreeSource:
    return open_httpindex(site.address + path, options, patience=SHORT, sleep=lambda _: None)


def page(*links: str) -> bytes:
    return "".join(f'<li><a href="{link}">x</a>' for link in links).encode()


def reply_page(*links: str):
    return lambda handler: handler.reply(200, page(*links), Content_Type="text/html; charset=utf-8")


def reply_file(handler: Handler) -> None:
    handler.reply(200, b"a,b\n1,2\n", ETag='"v1"')


def test_tree_of_a_real_server_is_listed_as_a_folder_is(root: Path, port: int) -> None:
    put(root, "인구/p-1.csv", "인구/p-2.csv", "b.xlsx", ".hidden", *[f"사진/{n}.jpg" for n in range(5)])
    records, end = listed(opened(port))
    assert [(record.remote_id, len(record.files)) for record in records] == [
        ("b.xlsx", 1), ("사진", 5), ("인구/p-#.csv", 2),
    ]  # fmt: skip
    assert (end.complete, end.lines, end.warnings) == (True, 3, ())
    assert (records[0].files[0].size_bytes, set(records[0].raw["files"][0])) == (8, {"path", "size", "modified"})


def test_going_on_from_a_cursor(root: Path, port: int) -> None:
    put(root, "a/x.csv", "a/y.db", "b.csv", "c/z.csv")
    whole, end = listed(opened(port))
    for place, record in enumerate(whole):
        rest, again = listed(opened(port), record.cursor)
        assert (rest, again.lines) == (whole[place + 1 :], end.lines)


def test_odd_names_are_fetched_as_they_are_spelt(root: Path, port: int, tmp_path: Path) -> None:
    spelt = unicodedata.normalize("NFD", "데이터")
    put(root, f"{spelt}/{spelt}.csv", "a b+%20&#?;,.csv", "c <1> 'x'.csv")
    source = opened(port)
    records = listed(source)[0]
    assert [record.remote_id for record in records] == ["a b+%20&#?;,.csv", "c <1> 'x'.csv", "데이터/데이터.csv"]
    for number, record in enumerate(records):
        source.fetch(record.files[0], tmp_path / f"{number}")
        assert (tmp_path / f"{number}").read_text() == "a,b\n1,2\n"


def test_loop_of_links_on_the_server_ends(root: Path, port: int) -> None:
    put(root, "a.csv", "in/b.csv")
    (root / "in/loop").symlink_to(root)
    (root / "self").symlink_to(root)
    records, end = listed(opened(port))
    assert {"a.csv", "in/b.csv"} <= {record.remote_id for record in records}
    assert len(records) < 30
    assert any("taken for a link" in warning for warning in end.warnings)


def test_listing_cut_midway_is_asked_for_again(root: Path, port: int) -> None:
    put(root, *[f"{'x' * 100}{n}.db" for n in range(100)])
    with relay(port) as cutting:
        cutting.cuts = [5_000, 10_000]
        records, end = listed(opened(cutting.port))
        assert (len(records), end.complete, cutting.lines) == (100, True, 3)


@pytest.mark.parametrize("text", [APACHE, NGINX])
def test_pages_of_known_servers(site: Site, text: str) -> None:
    site.answers |= {
        "/data/": lambda h: h.reply(200, text.encode(), Content_Type="text/html;charset=ISO-8859-1"),
        "/data/in/": reply_page("../", "x.csv"),
        "/data/in/x.csv": reply_file,
        "/data/a%20b.csv": reply_file,
    }
    records, end = listed(of_site(site))
    assert [record.remote_id for record in records] == ["a b.csv", "in/x.csv"]
    assert (end.complete, records[0].raw["files"][0]["etag"]) == (True, '"v1"')


def test_cut_download_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000

    def answer(handler: Handler) -> None:
        handler.reply_range(content, cut_after=300_000 if len(site.asked) < 4 else None)

    site.answers |= {"/data/": reply_page("a.bin"), "/data/a.bin": answer}
    source = of_site(site)
    (record,) = listed(source)[0]
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    assert [headers.get("Range") for *_, headers in site.asked[2:]] == [None, "bytes=300000-"]


def test_links_that_lead_out_are_not_followed(site: Site) -> None:
    site.answers |= {
        "/data/": reply_page(
            "/", "../", "..", "/etc/", "//else/x/", "http://127.0.0.1:1/data/y.csv", "ftp://h/data/z", "?C=N", "#top",
            "javascript:alert(1)", "mailto:a@b", "./", "/data/", "in/deep/x.csv", "%2e%2e/", "a%2fb", "http://[/",
            "x.csv", f"{site.address}/data/x.csv", "x.csv?download=1",
        ),
        "/data/x.csv": reply_file,
    }  # fmt: skip
    records, end = listed(of_site(site))
    assert ([record.remote_id for record in records], end.complete) == (["x.csv"], True)
    assert [path for _, path, _ in site.asked] == ["/data/", "/data/x.csv"]


def test_tree_without_end_is_bounded(site: Site) -> None:
    class Endless(dict):
        def get(self, path: str, default: object = None) -> object:
            level = path.count("/")
            return reply_page(f"d{level}/") if path.endswith("/") else reply_file

    site.answers = Endless()
    records, end = listed(of_site(site))
    assert ("lies deeper than 32 folders" in records[0].problem, len(site.asked), end.complete) == (True, 33, False)


def test_refused_folder_is_a_record_and_the_rest_goes_on(site: Site) -> None:
    site.answers |= {
        "/data/": reply_page("a/", "b/", "c.csv", "d.csv"),
        "/data/a/": lambda h: h.reply(403),
        "/data/b/": reply_page("x.csv"),
        "/data/b/x.csv": reply_file,
        "/data/c.csv": lambda h: h.reply(403),
        "/data/d.csv": reply_file,
    }
    records, end = listed(of_site(site))
    assert [(record.remote_id, bool(record.problem)) for record in records] == [
        ("a", True), ("b/x.csv", False), ("c.csv", True), ("d.csv", False),
    ]  # fmt: skip
    assert end.complete is False


def test_file_without_date_and_tag_is_known_by_its_content(site: Site) -> None:
    site.answers |= {"/data/": reply_page("a.csv"), "/data/a.csv": lambda h: h.reply(200, b"a,b\n")}
    before = listed(of_site(site))[0][0]
    assert listed(of_site(site))[0][0].fingerprint == before.fingerprint
    site.answers["/data/a.csv"] = lambda h: h.reply(200, b"a,c\n")
    assert listed(of_site(site))[0][0].fingerprint != before.fingerprint


def test_right_and_wrong_credentials(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_RIGHT", PASSWORD)
    monkeypatch.setenv("GOTGAN_TEST_WRONG", "hunter2")
    right = "Basic " + base64.b64encode(f"kim:{PASSWORD}".encode()).decode()

    def answer(handler: Handler) -> None:
        (reply_page("in/") if handler.headers.get("Authorization") == right else lambda h: h.reply(401))(handler)

    site.answers |= {"/data/": answer, "/data/in/": reply_page()}
    address = site.address.replace("//", "//kim@") + "/data"
    assert listed(open_httpindex(address, {"credential": "env:GOTGAN_TEST_RIGHT"}))[1].complete
    with pytest.raises(Unavailable, match="answers 401") as caught:
        listed(open_httpindex(address, {"credential": "env:GOTGAN_TEST_WRONG"}))
    assert "hunter2" not in str(caught.value)
    with pytest.raises(Invalid, match="holds a password"):
        open_httpindex(address.replace("kim@", "kim:hunter2@"), {})


def test_what_is_no_index_page_is_said(site: Site) -> None:
    site.answers["/data/"] = lambda h: h.reply(200, b"{}", Content_Type="application/json")
    with pytest.raises(Unavailable, match="is no index page"):
        listed(of_site(site))
    site.answers["/data/"] = reply_page("/login?next=/data/")
    with pytest.raises(Unavailable, match="lists no file"):
        listed(of_site(site))
    site.answers["/data/"] = lambda h: h.reply(302, Location="/other/")
    site.answers["/other/"] = reply_page("x.csv")
    with pytest.raises(Unavailable, match="leads elsewhere"):
        listed(of_site(site))
    with pytest.raises(Unavailable, match="404"):
        listed(of_site(site, "/none/"))


def test_fetch_stays_in_the_folder(site: Site, tmp_path: Path) -> None:
    for location in (f"{site.address}/x.csv", f"{site.address}/data/../x.csv", "http://127.0.0.1:1/data/x.csv"):
        with pytest.raises(NotAllowed):
            of_site(site).fetch(FileRef("x", location), tmp_path / "t")
    assert site.asked == []


def test_address_is_guessed_and_a_private_one_refused_to_a_stranger(port: int) -> None:
    assert open_source(None, f"http://127.0.0.1:{port}/data/").kind == "httpindex"
    with pytest.raises(GotganError, match="private network"):
        open_source("httpindex", f"http://127.0.0.1:{port}/data/", allow_private=False)
