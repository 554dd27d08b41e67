"""Options of a source: kept and used by the hub's own job; secrets as references, named by operators alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from gotgan.engine.sources import s3, sftp, webtree
from gotgan.engine.sources.sql import place
from gotgan.inventory import actions, queries
from gotgan.inventory.models import Source
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.reference import OPTIONS_OF_KIND
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.scan import ScanState
from gotgan.work.actions import enqueue
from tests.engine.dav_server import dav_server
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
SECRET = "correct horse battery"


def scanned(by: Actor, **source: Any) -> Any:
    source_id = actions.add_source(by=by, **source)
    scan_id = actions.start_scan(by=by, source_id=source_id)
    enqueue("inventory.scan", scan_id)
    run_waiting_jobs()
    return queries.scan(scan_id), queries.datasets_in(source_id)


def operator() -> Actor:
    return Actor.of(make_viewer(Role.OPERATOR))


def test_names_are_those_of_the_connectors() -> None:
    theirs = {"sql": place.OPTIONS, "sftp": sftp.OPTIONS, "s3": s3.OPTIONS, "webdav": webtree.OPTIONS,
              "httpindex": webtree.OPTIONS}  # fmt: skip
    assert {kind: frozenset(names) for kind, names in OPTIONS_OF_KIND.items()} == theirs


def test_postgresql_is_measured_by_the_hubs_job(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    postgres.run("CREATE SCHEMA rooms", "GRANT USAGE ON SCHEMA rooms TO reader",
                 "CREATE TABLE rooms.library (code text PRIMARY KEY, name text, seats int)",
                 "INSERT INTO rooms.library SELECT 'L' || n, '도서관 ' || n, n FROM generate_series(1, 50) AS n",
                 "GRANT SELECT ON rooms.library TO reader", "ANALYZE")  # fmt: skip
    try:
        options = {"credential": f"env:{VARIABLE}", "schema": "rooms"}
        scan, (dataset,) = scanned(
            operator(), kind=None, location=postgres.address, organisation=make_organisation().code, options=options
        )
    finally:
        postgres.run("DROP SCHEMA rooms CASCADE")
    assert (scan.state, scan.counts.added) == (ScanState.DONE, 1)
    (table,) = queries.evidence_of(dataset.id, dataset.version_id or "")
    assert table.profile is not None
    assert table.profile["rows"] == 50
    assert [column["name"] for column in table.profile["columns"]] == ["code", "name", "seats"]
    assert PASSWORD not in caplog.text
    assert PASSWORD not in everything_stored()


def test_webdav_with_a_password_is_measured_by_the_hubs_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "인구.csv").write_text("시도,인구\n서울,9411\n부산,3293\n", encoding="utf-8")
    monkeypatch.setenv("GOTGAN_TEST_DAV", SECRET)
    with dav_server(tmp_path, {"kim": SECRET}) as port:
        scan, (dataset,) = scanned(
            operator(), kind="webdav", location=f"webdav://kim@127.0.0.1:{port}/dav",
            organisation=make_organisation().code, options={"credential": "env:GOTGAN_TEST_DAV"},
        )  # fmt: skip
    assert (scan.state, scan.counts.added) == (ScanState.DONE, 1)
    assert dataset.columns == ("시도", "인구")
    assert SECRET not in everything_stored()


def everything_stored() -> str:
    """Every text of every table of the database."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


@pytest.mark.parametrize("name", ["credential", "passphrase"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.STEWARD])
def test_keeper_may_not_name_where_a_secret_is(role: Role, name: str) -> None:
    code = make_organisation().code
    by = Actor.of(make_viewer(role, organisation=code))
    kind = "httpindex" if name == "credential" else "sftp"
    with pytest.raises(NotAllowed, match="only an operator"):
        actions.add_source(by=by, kind=kind, location="https://example.org/d/", organisation=code,
                           options={name: "env:GOTGAN_SECRET_KEY"})  # fmt: skip
    added = actions.add_source(by=by, kind="httpindex", location="https://example.org/d/", organisation=code,
                               options={"auth": "digest"})  # fmt: skip
    with pytest.raises(NotAllowed, match="only an operator"):
        actions.set_options(by=by, source_id=added, options={"credential": "file:/etc/shadow"})
    assert queries.opening_of(added).options == {"auth": "digest"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"credential": SECRET}, "is not a reference"),
        ({"password": SECRET}, "would hold a secret"),
        ({"colour": "blue"}, "is not known"),
        ({"host_key": "a\nb"}, "not one line"),
        ({"region": "kr"}, "is not known"),
    ],
)
def test_wrong_option_is_refused_and_its_value_not_repeated(options: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        actions.add_source(by=SYSTEM, kind="sftp", location="sftp://kim@host/d", organisation=make_organisation().code,
                           options=options)  # fmt: skip
    assert SECRET not in str(caught.value)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "location", ["sftp://kim:pw12@host/d", "postgresql://u:pw12@host/d", "postgresql://host/d?user=u&password=pw12"]
)
def test_address_with_a_password_is_not_kept(location: str) -> None:
    with pytest.raises(Invalid, match="holds a password") as caught:
        actions.add_source(by=SYSTEM, kind=None, location=location, organisation=make_organisation().code)
    assert "pw12" not in str(caught.value)


def test_form_keeps_options_shows_the_reference_and_helps(tmp_path: Path) -> None:
    code = make_organisation().code
    client = client_of(make_viewer(Role.OPERATOR), "ko")
    page = client.get("/sources/add").content.decode()
    assert "호스트 키의 지문" in page
    assert "운영자만" in page
    sent = {"organisation": code, "publication": "draft", "kind": "sftp", "location": "sftp://kim@127.0.0.1:9/d",
            "options": "credential=env:SIDO_KEY\nhost_key = SHA256:abc\n"}  # fmt: skip
    assert client.post("/sources/add", sent).status_code == 302
    (source,) = queries.sources(code)
    assert source.options == (("credential", "env:SIDO_KEY"), ("host_key", "SHA256:abc"))
    assert "credential=env:SIDO_KEY" in client.get("/sources/").content.decode()


def test_form_refuses_an_officer_in_their_language() -> None:
    code = make_organisation().code
    client: Client = client_of(make_viewer(Role.OFFICER, organisation=code), "ko")
    sent = {"organisation": code, "publication": "draft", "kind": "webdav", "location": "https://example.org/dav",
            "options": "credential=env:GOTGAN_SECRET_KEY"}  # fmt: skip
    answer = client.post("/sources/add", sent)
    assert answer.status_code == 422
    assert "운영자만 지정할 수 있습니다" in answer.content.decode()
    unreadable = client.post("/sources/add", sent | {"options": "pw"})
    assert "1번째 줄" in unreadable.content.decode()
