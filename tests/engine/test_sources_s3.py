"""Files of a bucket: moto stands in for S3, which no package serves here; requests and pages are real."""

from __future__ import annotations

import json
import logging
import os
import re
import tracemalloc
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.server import ThreadedMotoServer
from tests.engine.relay import Relay, relay
from tests.engine.source_server import Handler, Site, serve
from tests.engine.test_sources_folder import listed

from gotgan.engine.sources import open_source
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.s3 import _key_of, open_s3
from gotgan.engine.sources.tree import Entry
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef

CSV = b"a,b\n1,2\n"
SECRET = "열려라-참깨!7"
KEY = "AKIDEXAMPLE"
QUICK = Patience(connect_seconds=5, read_seconds=10, waits_seconds=(0, 0, 0))
HEAD = 1 << 20
"""A line for an answer without a body, which is not cut."""


@pytest.fixture(autouse=True)
def _any_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_ANY", "x")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(endpoint: str) -> Iterator[object]:
    httpx.post(f"{endpoint}/moto-api/reset", trust_env=False)
    made = boto3.Session().client("s3", **own(endpoint))
    made.create_bucket(Bucket="data")
    yield made
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"inf", trust_env=False)


@pytest.fixture
def cutting(endpoint: str) -> Iterator[Relay]:
    with relay(int(endpoint.rpartition(":")[2])) as relayed:
        yield relayed


def own(endpoint: str) -> dict[str, str]:
    return {
        "endpoint_url": endpoint,
        "aws_access_key_id": "x",
        "aws_secret_access_key": "x",
        "region_name": "us-east-1",
    }


def put(client, *keys: str, body: bytes = CSV) -> None:
    for key in keys:
        client.put_object(Bucket="data", Key=key, Body=body)


def opened(
    endpoint: str, location: str = "s3://data", most: int = 1000, patience: Patience | None = None, **options: str
) -> TreeSource:
    given = {"endpoint": endpoint, "access_key": "x", "credential": "env:GOTGAN_TEST_ANY", **options}
    return open_s3(location, given, patience=patience or QUICK, sleep=lambda _: None, most_together=most)


def test_bucket_is_listed_as_a_folder_is(endpoint: str, client) -> None:
    put(
        client,
        "인구/p-1.csv",
        "인구/p-2.csv",
        "b.xlsx",
        ".hidden",
        "in/",
        "in/a.csv",
        *[f"사진/{n}.jpg" for n in range(5)],
    )
    records, end = listed(opened(endpoint))
    assert [(record.remote_id, len(record.files)) for record in records] == [
        ("b.xlsx", 1), ("in/a.csv", 1), ("사진", 5), ("인구/p-#.csv", 2),
    ]  # fmt: skip
    assert (end.complete, end.lines, end.warnings) == (True, 4, ())
    assert set(records[0].raw["files"][0]) == {"path", "size", "modified", "etag"}
    assert records[0].files[0].location == "s3://data/b.xlsx"


def test_only_the_prefix_is_listed_and_fetched(endpoint: str, client, tmp_path: Path) -> None:
    put(client, "in/a.csv", "in/b/c.db", "in-2/d.csv", "e.csv")
    source = opened(endpoint, "s3://data/in")
    records = listed(source)[0]
    assert [record.remote_id for record in records] == ["a.csv", "b/c.db"]
    source.fetch(records[1].files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == CSV
    for location in ("s3://data/e.csv", "s3://data/in-2/d.csv", "s3://other/in/a.csv"):
        with pytest.raises(NotAllowed):
            source.fetch(FileRef("x", location), tmp_path / "t")
    with pytest.raises(NotFound, match="scan the place again"):
        source.fetch(FileRef("x", "s3://data/in/gone"), tmp_path / "t")


def test_pages_follow_each_other_in_the_order_of_keys(endpoint: str, client) -> None:
    put(client, "k0500.db/x.csv", "가.csv")
    store = get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(1100):
        store.put_object("data", f"k{number:04}.db", CSV)
    records, end = listed(opened(endpoint, most=50))
    ids = [record.remote_id for record in records]
    assert (len(ids), ids == sorted(ids), end.complete) == (1102, True, True)
    rest, again = listed(opened(endpoint, most=50), records[1001].cursor)
    assert (rest, again.lines) == (records[1002:], end.lines)


def test_odd_keys(endpoint: str, client, tmp_path: Path) -> None:
    spelt = unicodedata.normalize("NFD", "데이터")
    put(
        client,
        f"{spelt}.csv",
        "a b+%20&#?.csv",
        "x//y.csv",
        "x/../y.csv",
        "empty.csv",
        "same",
        "same/in.db",
    )
    put(client, "empty.csv", body=b"")
    source = opened(endpoint)
    records = {record.remote_id: record for record in listed(source)[0]}
    assert set(records) == {"데이터.csv", "a b+%20&#?.csv", "empty.csv", "same", "same/in.db"}
    assert "is empty" in records.pop("empty.csv").problem
    for number, record in enumerate(records.values()):
        source.fetch(record.files[0], tmp_path / f"{number}")
        assert (tmp_path / f"{number}").read_bytes() == CSV


def test_cut_download_goes_on_where_it_stopped(endpoint: str, client, cutting: Relay, tmp_path: Path) -> None:
    content = os.urandom(4_000_000)
    put(client, "a.bin", body=content)
    source = opened(f"http://127.0.0.1:{cutting.port}")
    (record,) = listed(source)[0]
    source.tree._bucket._client = None
    cutting.cuts = [HEAD, 1_000_000, HEAD, 1_500_000]
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert (cutting.lines, cutting.passed < 1.3 * len(content)) == (1 + 6, True)


def test_listing_cut_midway_is_asked_for_again(endpoint: str, client, cutting: Relay) -> None:
    put(client, *[f"{n}.db" for n in range(20)])
    cutting.cuts = [1500, 3000, 0]
    records, end = listed(opened(f"http://127.0.0.1:{cutting.port}"))
    assert (len(records), end.complete, cutting.lines) == (20, True, 4)


def test_download_that_falls_silent_goes_on(endpoint: str, client, cutting: Relay, tmp_path: Path) -> None:
    content = os.urandom(4_000_000)
    put(client, "a.bin", body=content)
    source = opened(f"http://127.0.0.1:{cutting.port}", patience=replace(QUICK, read_seconds=1.5))
    cutting.cuts = [HEAD, -2_000_000]
    source.fetch(FileRef("a.bin", "s3://data/a.bin"), tmp_path / "copy")
    assert ((tmp_path / "copy").read_bytes() == content, cutting.lines) == (True, 4)


def test_changed_object_is_fetched_anew(endpoint: str, client, cutting: Relay, tmp_path: Path) -> None:
    put(client, "a.bin", body=b"old" * 1_000_000)
    source = opened(f"http://127.0.0.1:{cutting.port}")
    (record,) = listed(source)[0]
    source.tree._bucket._client = None
    cutting.cuts = [HEAD, 1_000_000] + [0] * 30
    with pytest.raises(Unavailable, match="bytes are kept"):
        source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy.part").stat().st_size > 500_000
    put(client, "a.bin", body=b"new" * 1_000_000)
    cutting.cuts = []
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"new" * 1_000_000


def test_wrong_credentials(endpoint: str, client, monkeypatch: pytest.MonkeyPatch) -> None:
    put(client, "a.csv")
    right = _user(endpoint)
    monkeypatch.setenv("GOTGAN_TEST_RIGHT", right["SecretAccessKey"])
    monkeypatch.setenv("GOTGAN_TEST_WRONG", SECRET)
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"0", trust_env=False)
    known, wrong = right["AccessKeyId"], "env:GOTGAN_TEST_WRONG"
    assert listed(opened(endpoint, access_key=known, credential="env:GOTGAN_TEST_RIGHT"))[1].complete
    for access_key in (known, KEY):
        with pytest.raises(NotAllowed, match="refuses the credential") as caught:
            listed(opened(endpoint, access_key=access_key, credential=wrong))
        assert SECRET not in str(caught.value)
        assert access_key not in str(caught.value)


def _user(endpoint: str) -> dict[str, str]:
    iam = boto3.Session().client("iam", **own(endpoint))
    iam.create_user(UserName="kim")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_user_policy(UserName="kim", PolicyName="all", PolicyDocument=json.dumps(policy))
    return iam.create_access_key(UserName="kim")["AccessKey"]


def test_bucket_or_prefix_that_is_not_there(endpoint: str, client) -> None:
    with pytest.raises(NotFound, match="no such bucket"):
        listed(opened(endpoint, "s3://none"))
    with pytest.raises(NotFound, match="no key begins so"):
        listed(opened(endpoint, "s3://data/none"))
    assert listed(opened(endpoint))[0] == []


def test_server_that_does_not_answer(endpoint: str, cutting: Relay) -> None:
    cutting.cuts = [0] * 10
    with pytest.raises(Unavailable, match="tried 4 times"):
        listed(opened(f"http://127.0.0.1:{cutting.port}"))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_key_is_found_again_by_its_address(key: str) -> None:
    tree = opened("http://127.0.0.1:9").tree
    location = tree.location_of(Entry("", key))
    assert location == f"s3://data/{key}" or re.search(r"[%\x00-\x1f\x7f]", key)
    assert _key_of(location.removeprefix("s3://data/")) == key


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


@pytest.mark.parametrize(
    ("location", "options", "words"),
    [
        ("s3://", {}, "names no bucket"),
        ("s3:///a", {}, "names no bucket"),
        ("s3://AKID:열려라@data/a", {}, "holds a password"),
        ("s3://data", {"access_key": KEY}, "belong together"),
        ("s3://data", {"credential": "env:A"}, "belong together"),
        ("s3://data", {"access_key": KEY, "credential": "열려라"}, "is not a reference"),
        ("s3://data", {"secret": "열려라"}, "would hold a secret"),
        ("s3://data", {"endpoint": "http://kim:열려라@host"}, "holds a password"),
        ("s3://data", {"endpoint": "host:9000"}, "is not an address"),
    ],
)
def test_address_and_options_are_checked_first(location: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        open_s3(location, options)
    assert "열려라" not in str(caught.value)


def test_private_endpoint_is_refused_to_a_stranger(endpoint: str) -> None:
    with pytest.raises(GotganError, match="private network"):
        open_source("s3", "s3://data", options={"endpoint": endpoint}, allow_private=False)
    assert open_source(None, "s3://data", options={"endpoint": endpoint}).kind == "s3"


KEYS = int(os.environ.get("GOTGAN_TEST_KEYS", "100000"))
"""A million takes minutes: it is asked for by hand."""


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
