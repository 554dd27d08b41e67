"""Files of a bucket: moto stands in for S3, which no package serves here; requests and pages are real."""

from __future__ import annotations

import json
import logging
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.server import ThreadedMotoServer
from tests.engine.relay import Relay, relay
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
