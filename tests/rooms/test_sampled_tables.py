"""Database tables that may not be read whole: measured from a sample by the hub's own job, and told so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gotgan.inventory import queries
from gotgan.terms.dataset import DatasetRecord, TableEvidence
from gotgan.terms.role import Role
from gotgan.terms.scan import ScanState
from gotgan.terms.source import ScanView
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.test_inventory_files import scan as scan_of
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_source_options import operator, scanned

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
Found = tuple[ScanView, dict[str, DatasetRecord]]


@pytest.fixture
def database(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A table of 3,000 rows with a view of it, and one of 20."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    postgres.run("CREATE SCHEMA large", "GRANT USAGE ON SCHEMA large TO reader",
                 "CREATE TABLE large.visits (id int PRIMARY KEY, place text, phone text)",
                 "INSERT INTO large.visits SELECT n, '도서관 ' || n % 7, '010-' || (2000 + n) || '-' || (3000 + n)"
                 " FROM generate_series(1, 3000) AS n",
                 "CREATE TABLE large.places (code int PRIMARY KEY, name text)",
                 "INSERT INTO large.places SELECT n, '곳 ' || n FROM generate_series(1, 20) AS n",
                 "ANALYZE large.visits", "ANALYZE large.places",
                 "CREATE VIEW large.seen AS SELECT id, place FROM large.visits",
                 "GRANT SELECT ON ALL TABLES IN SCHEMA large TO reader")  # fmt: skip
    try:
        yield postgres
    finally:
        postgres.run("DROP SCHEMA large CASCADE")


@pytest.fixture
def found(database: Server) -> Found:
    options = {"credential": f"env:{VARIABLE}", "schema": "large", "row_cap": "1000", "sample_rows": "200"}
    scan, datasets = scanned(
        operator(), kind=None, location=database.address, organisation=make_organisation().code, options=options
    )
    return scan, {each.remote_id: each for each in datasets}


def table_of(dataset: DatasetRecord) -> TableEvidence:
    (table,) = queries.evidence_of(dataset.id, dataset.version_id or "")
    assert table.profile is not None
    return table


def test_table_above_the_cap_is_measured_from_a_sample(found: Found) -> None:
    scan, datasets = found
    assert (scan.state, scan.counts.added, scan.counts.failed) == (ScanState.DONE, 3, 0), scan.problem
    dataset = datasets["large.visits"]
    table = table_of(dataset)
    assert table.profile is not None
    sample = table.profile["sample"]
    assert 0 < sample["rows"] < 1000
    assert sample["of"] == 3000
    assert [finding["kind"] for finding in table.findings] == ["phone"]
    version = queries.latest_version(dataset.id)
    assert version is not None
    assert (version.files, version.rows) == ((), None), "no file, and no number of rows that nobody counted"
    assert queries.preview(dataset.id, version.id, table.table) is None
    whole = queries.latest_version(datasets["large.places"].id)
    assert whole is not None
    assert (len(whole.files), whole.rows) == (2, 20), "a table under the cap is read whole"


def test_view_above_the_cap_is_measured_from_its_first_rows(found: Found) -> None:
    profile = table_of(found[1]["large.seen"]).profile
    assert profile is not None
    assert (profile["rows"], profile["sample"]["of"], profile["sample"]["method"]) == (200, 3000, "first rows")


def test_page_says_that_it_is_a_sample(found: Found) -> None:
    scan, datasets = found
    dataset = datasets["large.visits"]
    sample = (table_of(dataset).profile or {})["sample"]
    viewer = make_viewer(Role.OFFICER, organisation=dataset.organisation)
    page = " ".join(text(client_of(viewer).get(f"/datasets/{dataset.address}")).split())
    assert f"measured from a sample of {sample['rows']} rows." in page
    assert "The table has about 3,000 rows." in page
    assert "Measured over every row" not in page
    assert "010-2001-3001" not in page
    korean = text(client_of(viewer, "ko").get(f"/datasets/{dataset.address}"))
    assert f"표본 {sample['rows']}행에서 측정했습니다." in korean
    assert f"표본 {sample['rows']}행에서 측정했습니다" in text(client_of(viewer, "ko").get(f"/scans/{scan.id}"))


def test_unchanged_sampled_table_is_the_same_again(found: Found, database: Server) -> None:
    scan, datasets = found
    again = scan_of(scan.source_id)
    assert (again.counts.same, again.counts.failed) == (3, 0)
    database.run("UPDATE large.visits SET place = '공원' WHERE id % 2 = 0", "ANALYZE large.visits")
    changed = scan_of(scan.source_id)
    assert changed.counts.failed == 0
    assert len(queries.versions_of(datasets["large.visits"].id)) == 2
