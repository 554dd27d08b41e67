"""Stores that answer as S3 does or as it must not: signatures, endless pages, refusals, very many keys."""

from __future__ import annotations

import os
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from tests.engine.source_server import Handler, Site, serve
from tests.engine.test_sources_folder import listed
from tests.engine.test_sources_s3 import KEY, SECRET, opened

from gotgan.engine.sources.s3 import open_s3
from gotgan.terms.errors import GotganError
from gotgan.terms.record import FileRef

KEYS = int(os.environ.get("GOTGAN_TEST_KEYS", "100000"))
"""A million takes minutes: it is asked for by hand."""


@pytest.fixture(autouse=True)
def _any_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_ANY", "x")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def test_request_carries_a_signature_that_botocore_computes_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_CREDENTIAL", SECRET)
    site.answers["/data"] = lambda h: h.reply(200, _page([], None))
    options = {"access_key": KEY, "credential": "env:GOTGAN_TEST_CREDENTIAL", "region": "ap-northeast-2"}
    listed(opened(site.address, **options))
    ((method, path, headers),) = site.asked
    given = {name.lower(): value for name, value in headers.items()}
    scope, signed, signature = re.findall(r"(?:Credential|SignedHeaders|Signature)=([^,\s]+)", given["authorization"])
    assert scope.split("/")[::2] == [KEY, "ap-northeast-2", "aws4_request"]
    assert signature == _signature(
        method, site.address + path, {name: given[name] for name in signed.split(";")}, SECRET
    )
    assert signature != _signature(method, site.address + path, {name: given[name] for name in signed.split(";")}, "x")
    assert SECRET not in str(headers)


def _signature(method: str, url: str, headers: dict[str, str], secret: str) -> str:
    """As botocore signs: over method, path, query and the signed headers of what came over the line."""
    signer = S3SigV4Auth(Credentials(KEY, secret), "s3", "ap-northeast-2")
    params = {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}
    request = AWSRequest(method, url.partition("?")[0], headers=headers, params=params)
    request.context["timestamp"] = headers["x-amz-date"]
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


def test_without_a_credential_nothing_of_this_machine_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.answers["/data"] = lambda h: h.reply(200, _page([], None))
    assert listed(open_s3("s3://data", {"endpoint": site.address}))[1].complete
    assert "authorization" not in {name.lower() for name in site.asked[0][2]}


def _page(keys: list[str], token: str | None) -> bytes:
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    items = "".join(
        f"<Contents><Key>{key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
        f"<ETag>&quot;e{key}&quot;</ETag><Size>10</Size></Contents>"
        for key in keys
    )
    return f"<ListBucketResult><Name>data</Name>{more}{items}</ListBucketResult>".encode()


def _serve_keys(site: Site, count: int) -> None:
    """A bucket of so many keys in one folder, page by page as S3 gives them."""

    def answer(handler: Handler) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        start = int(asked.get("continuation-token", ["0"])[0])
        end = min(start + 1000, count)
        handler.reply(200, _page([f"k{n:07}.db" for n in range(start, end)], str(end) if end < count else None))

    site.answers["/data"] = answer


def _peak_of_listing(site: Site, count: int) -> int:
    _serve_keys(site, count)
    source = opened(site.address, most=500)
    tracemalloc.start()
    lines = sum(1 for _ in source.records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == count + 1
    return peak


def test_memory_does_not_grow_with_the_bucket(site: Site) -> None:
    _peak_of_listing(site, 1_000)
    small, large = _peak_of_listing(site, 2_000), _peak_of_listing(site, 16_000)
    assert large < 3 * small  # eight times as many keys; what is garbage already may still be counted


@pytest.mark.parametrize(
    ("written", "modified"),
    [
        ("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T12:04:05+09:00", "2026-01-02T03:04:05+00:00"),
        ("Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02T03:04:05+00:00"),
        ("1767323045", "2026-01-02T03:04:05+00:00"),
    ],
)
def test_moment_of_a_file_is_read_however_it_is_written(site: Site, written: str, modified: str) -> None:
    page = _page(["a.csv"], None).replace(b"2026-01-02T03:04:05.000Z", written.encode())
    site.answers["/data"] = lambda h: h.reply(200, page)
    ((record,), _) = listed(opened(site.address))
    assert record.modified == modified


def test_store_that_repeats_a_page_for_ever_ends(site: Site) -> None:
    site.answers["/data"] = lambda h: h.reply(200, _page(["a.csv"], "same"))
    records, _ = listed(opened(site.address))
    assert [record.remote_id for record in records] == ["a.csv"]


@pytest.mark.parametrize("content", [b"", b"<html><body>Welcome</body></html>", b"<html><br>", b"{}"])
def test_endpoint_that_is_no_store_is_not_an_empty_bucket(site: Site, content: bytes) -> None:
    site.answers["/data"] = lambda h: h.reply(200, content, Content_Type="text/html")
    with pytest.raises(GotganError, match=r"does not answer as S3|S3 answers 500"):
        listed(opened(site.address))


def test_store_that_ignores_ranges_is_asked_for_the_whole(site: Site, tmp_path: Path) -> None:
    content = os.urandom(200_000)

    def answer(handler: Handler) -> None:
        cut = len(site.asked) < 3 and handler.command == "GET"
        handler.send_response(200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(content[:70_000] if cut else content)
            handler.close_connection = cut

    site.answers["/data/a.bin"] = answer
    opened(site.address).fetch(FileRef("a.bin", "s3://data/a.bin"), tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content


def test_refused_folder_is_a_record_and_the_rest_goes_on(site: Site) -> None:
    def answer(handler: Handler) -> None:
        prefix = parse_qs(urlsplit(handler.path).query).get("prefix", [""])[0]
        if prefix == "b/":
            handler.reply(403, b"<Error><Code>AccessDenied</Code><Message>hunter2</Message></Error>")
            return
        folders = "".join(f"<CommonPrefixes><Prefix>{name}/</Prefix></CommonPrefixes>" for name in "abc")
        keys = [] if not prefix else [f"{prefix}x.csv"]
        page = _page(keys, None)
        handler.reply(200, page if prefix else page.replace(b"</ListB", folders.encode() + b"</ListB"))

    site.answers["/data"] = answer
    records, end = listed(opened(site.address))
    assert [(record.remote_id, bool(record.problem)) for record in records] == [
        ("a/x.csv", False), ("b", True), ("c/x.csv", False),
    ]  # fmt: skip
    assert (end.complete, "AccessDenied" in records[1].problem, "hunter2" in records[1].problem) == (False, True, False)


@pytest.mark.slow
def test_bucket_of_very_many_keys_is_listed_in_bounded_memory(site: Site) -> None:
    _serve_keys(site, KEYS)
    last, lines, began = "", 0, 0
    for record in opened(site.address).records():
        lines += 1
        last = getattr(record, "remote_id", last)
        began = _resident() if lines == KEYS // 10 else began
    assert (lines, last) == (KEYS + 1, f"k{KEYS - 1:07}.db")
    assert _resident() - began < 50 << 20


def _resident() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
