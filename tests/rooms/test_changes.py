"""Change from version to version and scan to scan, on the pages; also of scans that were carried in."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.inventory import actions, models, queries
from gotgan.site.pages import changes
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import PHONES, datasets_of, harvest, scan_again
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_overlaps import compare, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]


def version(*, shift: int = 0, name: str = "면적", phones: bool = False) -> str:
    head = f"번호,{name},등급{',연락처' if phones else ''}\n"
    return head + "".join(
        f"F{n:04d},{n + shift}.5,{'가나다'[n % 3]}{',' + PHONES[n % 30] if phones else ''}\n" for n in range(300)
    )


@pytest.fixture
def changed(tmp_path: Path) -> DatasetRecord:
    """Two versions: the areas moved and took another name, phone numbers came."""
    kept = harvest(tmp_path / "in", {"시설.csv": version()}, publication="draft")
    (tmp_path / "in" / "시설.csv").write_text(version(name="연면적", phones=True), encoding="utf-8")
    scan_again(kept.source_id)
    return next(iter(datasets_of(kept.source_id).values()))


def keeper(dataset: DatasetRecord, language: str = "en") -> Client:
    return client_of(make_viewer(Role.OFFICER, organisation=dataset.organisation), language)


def test_page_tells_what_changed_in_both_languages(changed: DatasetRecord) -> None:
    page = text(keeper(changed).get(f"/datasets/{changed.address}/changes"))
    for said in ("Renamed", "← 면적", "New column", "연락처", "found for the first time", "Rows: 300 → 300."):
        assert said in page
    assert not any(phone in page for phone in PHONES)
    korean = text(keeper(changed, "ko").get(f"/datasets/{changed.address}/changes"))
    assert "이름이 바뀜" in korean
    assert "처음으로" in korean


def test_only_one_version_has_nothing_to_compare(tmp_path: Path) -> None:
    kept = harvest(tmp_path / "in", {"시설.csv": version()}, publication="draft")
    (dataset,) = kept.datasets.values()
    assert "nothing to compare yet" in text(keeper(dataset).get(f"/datasets/{dataset.address}/changes"))


def test_drift_is_told_with_pictures(tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    kept = harvest(tmp_path / "in", {"시설.csv": version()}, publication="draft")
    (tmp_path / "in" / "시설.csv").write_text(version(shift=400), encoding="utf-8")
    scan_again(kept.source_id)
    (dataset,) = kept.datasets.values()
    client = keeper(dataset)
    with django_assert_max_num_queries(25):
        page = text(client.get(f"/datasets/{dataset.address}/changes"))
    assert "Values differ" in page
    assert "1.000" in page
    assert page.count('class="picture"') >= 2


def test_stranger_learns_nothing(changed: DatasetRecord) -> None:
    assert Client().get(f"/datasets/{changed.address}/changes").status_code == 404
    other = client_of(make_viewer(Role.OFFICER, organisation=make_organisation().code))
    assert other.get(f"/sources/{changed.source_id}/history").status_code == 403


def test_version_with_findings_is_told_to_its_keepers_alone(tmp_path: Path) -> None:
    """A dataset that is open now was not open while telephone numbers stood in it."""
    kept = harvest(tmp_path / "in", {"시설.csv": version(phones=True)}, publication="open")
    for shift in (0, 400):
        (tmp_path / "in" / "시설.csv").write_text(version(shift=shift), encoding="utf-8")
        scan_again(kept.source_id)
    (dataset,) = datasets_of(kept.source_id).values()
    address = f"/datasets/{dataset.address}/changes"
    newest, middle, oldest = queries.versions_of(dataset.id)
    open_page = text(Client(HTTP_ACCEPT_LANGUAGE="en").get(address))
    assert "Values differ" in open_page
    assert f'<option value="{oldest.id}"' not in open_page
    asked = {"from": oldest.id, "to": newest.id}
    stranger = text(Client(HTTP_ACCEPT_LANGUAGE="en").get(address, asked))
    assert f'<option value="{oldest.id}"' not in stranger
    assert f'value="{middle.id}" selected' in stranger
    assert "no longer found" in text(keeper(dataset).get(address, asked))
    assert "No version is older" in text(keeper(dataset).get(address, {"to": oldest.id}))


def test_tables_that_changed_come_first_and_the_rest_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_TABLES", 1)
    monkeypatch.setattr(changes, "MOST_COLUMNS", 1)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "시설.zip").write_bytes(zipped(a=version(), b=version()))
    kept = harvest(tmp_path / "in", {}, publication="draft")
    (tmp_path / "in" / "시설.zip").write_bytes(zipped(a=version(), b=version(shift=400, name="연면적")))
    scan_again(kept.source_id)
    (dataset,) = kept.datasets.values()
    page = text(keeper(dataset).get(f"/datasets/{dataset.address}/changes"))
    assert "Nothing that was measured differs" not in page
    assert "b.csv" in page
    assert "1 more column changed." in page
    assert "1 more table is not shown here" in page


def zipped(**tables: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in tables.items():
            archive.writestr(f"{name}.csv", content)
    return packed.getvalue()


def test_history_of_a_source_shows_each_scan(changed: DatasetRecord, django_assert_max_num_queries: Any) -> None:
    client = keeper(changed)
    with django_assert_max_num_queries(20):
        page = text(client.get(f"/sources/{changed.source_id}/history"))
    scans = queries.scans_of(changed.source_id)
    assert [(scan.counts.added, scan.counts.changed) for scan in scans] == [(0, 1), (1, 0)]
    assert all(f"/scans/{scan.id}" in page for scan in scans)


def carried(folder: Path, content: str, key: SketchKey) -> Path:
    """A scan made where the data lies, as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "시설.csv").write_text(content, encoding="utf-8")
    output = folder.parent / f"{folder.name}.json"
    scan_targets([str(folder)], output, key=key)
    return output


def test_carried_scans_are_shown_compared_and_meet_each_other(tmp_path: Path) -> None:
    key, code = SketchKey(b"k" * 32, is_random=False), make_organisation().code
    first = carried(tmp_path / "first", rows_of(0, 300), key)
    source_id = actions.add_source(by=SYSTEM, kind="scanfile", location=str(first), organisation=code)
    scan_again(source_id)
    other = make_organisation().code
    second = carried(tmp_path / "second", rows_of(0, 300, header="가,나,다"), key)
    scan_again(actions.add_source(by=SYSTEM, kind="scanfile", location=str(second), organisation=other))
    compare()
    (pair,) = queries.overlaps([code])
    assert (pair.relation, pair.suggested) == ("same_content", "identical")
    (dataset,) = queries.datasets_in(source_id)
    client = keeper(dataset)
    assert "관리번호" in text(client.get(f"/datasets/{dataset.address}"))
    first.write_bytes(carried(tmp_path / "third", rows_of(0, 350), key).read_bytes())
    assert json.loads(first.read_bytes())["kind"] == "scan"
    scan_again(source_id)
    assert "Rows: 300 → 350." in text(client.get(f"/datasets/{dataset.address}/changes"))


def make_versions(dataset: DatasetRecord, many: int) -> None:
    """Older ones, one a day, without files or evidence."""
    first = models.Version.objects.filter(dataset=dataset.id).order_by("created").first()
    assert first is not None
    for day in range(1, many + 1):
        made = first.created - timedelta(days=day)
        models.Version.objects.create(
            dataset=first.dataset, manifest=f"{day:064x}", rows=day, size_bytes=day, created=made
        )


def test_versions_to_choose_from_are_bounded_and_older_ones_stay_reachable(changed: DatasetRecord) -> None:
    make_versions(changed, 150)
    client = keeper(changed)
    page = text(client.get(f"/datasets/{changed.address}/changes"))
    assert page.count("<option") == 2 * changes.MOST_VERSIONS
    old = f"{140:064x}"
    page = text(client.get(f"/datasets/{changed.address}/changes?to={old}"))
    assert f'<option value="{old}" selected' in page
    assert f'<option value="{141:064x}" selected' in page
    listed = text(client.get(f"/datasets/{changed.address}"))
    assert "Older versions are kept, and not listed here." in listed
    assert f"{90:064x}"[:12] in listed
