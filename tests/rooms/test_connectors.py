"""A kind of source that a third party's package brings: offered by name, opened by the hub's job."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.cli.add import read_source
from gotgan.engine.sources import open_source
from gotgan.inventory import actions, queries
from gotgan.inventory.actions.permission import NotYours
from gotgan.terms.connectors import installed_kinds
from gotgan.terms.errors import Invalid, Unavailable
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.scan import ScanState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_source_options import scanned

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
MODULE = """
from pathlib import Path
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

class Shelf:
    kind = "shelf"
    def __init__(self, location, options):
        self.name, self.rows = location, int(options.get("rows", "2"))
    def records(self, cursor=None):
        yield SourceRecord("one", "Books of " + self.name, "one", files=(FileRef("books.csv", "one"),), raw={"id": 1})
        yield ListingEnd(True, 1)
    def fetch(self, file, target):
        Path(target).write_text("book,year\\n" + "".join(f"b{n},{1900 + n}\\n" for n in range(self.rows)))
"""
POINTS = """[gotgan.sources]
shelf = gotgan_shelf_for_tests:Shelf
folder = gotgan_shelf_for_tests:Shelf
broken-shelf = gotgan_shelf_for_tests:Missing
A Name That Cannot Be Kept Here = gotgan_shelf_for_tests:Shelf
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as pip lays it down, on sys.path."""
    site = tmp_path / "site"
    info = site / "gotgan_shelf_for_tests-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "gotgan_shelf_for_tests.py").write_text(MODULE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gotgan-shelf-for-tests\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    monkeypatch.syspath_prepend(str(site))


@pytest.mark.usefixtures("shelf")
def test_installed_kinds_are_named_and_gotgans_own_stay() -> None:
    assert installed_kinds() == ("broken-shelf", "shelf")


def test_without_a_package_there_is_none() -> None:
    assert "shelf" not in installed_kinds()
    with pytest.raises(Invalid, match='"shelf" is no kind of source'):
        actions.add_source(by=SYSTEM, kind="shelf", location="x", organisation=make_organisation().code)


@pytest.mark.usefixtures("shelf")
def test_source_of_a_third_party_is_scanned_and_measured() -> None:
    code = make_organisation().code
    scan, (dataset,) = scanned(SYSTEM, kind="shelf", location="3층 서가", organisation=code, options={"rows": "7"})
    assert (scan.state, scan.counts.added) == (ScanState.DONE, 1)
    version = queries.latest_version(dataset.id)
    assert version is not None
    assert (dataset.title, version.rows) == ("Books of 3층 서가", 7)
    page = text(client_of(make_viewer(Role.OFFICER, organisation=code)).get("/sources/"))
    assert '<span class="chip plain">shelf</span>' in page


@pytest.mark.usefixtures("shelf")
def test_form_offers_it_to_operators_by_its_name() -> None:
    code = make_organisation().code
    operator, officer = (make_viewer(Role.OPERATOR), make_viewer(Role.OFFICER, organisation=code))
    assert '<option value="shelf">shelf</option>' in text(client_of(operator).get("/sources/add"))
    assert "shelf" not in text(client_of(officer).get("/sources/add"))
    form = {"location": "서가", "kind": "shelf", "organisation": code, "publication": "draft", "options": "rows=3"}
    assert client_of(officer).post("/sources/add", form).status_code == 422
    assert client_of(operator).post("/sources/add", form).status_code == 302
    (source,) = queries.sources(code)
    assert (source.kind, source.options) == ("shelf", (("rows", "3"),))


@pytest.mark.usefixtures("shelf")
def test_action_refuses_who_is_no_operator() -> None:
    code = make_organisation().code
    by = Actor.of(make_viewer(Role.OFFICER, organisation=code))
    with pytest.raises(NotYours, match="only an operator may use a connector"):
        actions.add_source(by=by, kind="shelf", location="https://example.org/", organisation=code)
    source = actions.add_source(by=SYSTEM, kind="shelf", location="x", organisation=code)
    with pytest.raises(NotYours):
        actions.set_options(by=by, source_id=source, options={"rows": "3"})


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("name", ["api_key", "password", "AccessToken"])
def test_option_that_speaks_of_a_secret_holds_only_its_place(name: str) -> None:
    code = make_organisation().code
    with pytest.raises(Invalid, match="would hold a secret") as refused:
        actions.add_source(by=SYSTEM, kind="shelf", location="x", organisation=code, options={name: "hunter2"})
    assert "hunter2" not in str(refused.value)
    actions.add_source(by=SYSTEM, kind="shelf", location="x", organisation=code, options={name: "env:SHELF"})


@pytest.mark.usefixtures("shelf")
def test_connector_that_cannot_be_opened_says_so() -> None:
    with pytest.raises(Unavailable, match="connector broken-shelf: it could not be opened"):
        open_source("broken-shelf", "x")
    scan, _ = scanned(SYSTEM, kind="broken-shelf", location="x", organisation=make_organisation().code)
    assert (scan.state, "connector broken-shelf" in scan.problem) == (ScanState.FAILED, True)


@pytest.mark.usefixtures("shelf")
def test_command_line_keeps_its_location_as_given() -> None:
    assert read_source("3층 서가", "shelf") == ("3층 서가", "shelf")
