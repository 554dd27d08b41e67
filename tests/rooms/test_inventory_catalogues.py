"""Described datasets and AI Hub downloads through a whole scan: fetched, measured, or failed with the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.models import Dataset, Evidence
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import ScanState
from gotgan.terms.source import ScanView
from tests.engine.oai_server import Repository, dc
from tests.engine.source_server import serve
from tests.engine.zip_makers import put_parts, zipped
from tests.rooms.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CSV = "시도,인구\n서울특별시,9411\n부산광역시,3293\n"


class Context:
    job_id = 1

    def heartbeat(self, progress: Mapping[str, Any]) -> None: ...

    def is_cancelled(self) -> bool:
        return False


def scanned(location: str) -> tuple[str, ScanView]:
    """A source whose kind is found out, and its first scan."""
    source_id = actions.add_source(by=SYSTEM, kind=None, location=location, organisation=make_organisation().code)
    return source_id, again(source_id)


def again(source_id: str) -> ScanView:
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    jobs.scan(scan_id, context=Context())
    return queries.scan(scan_id)


def rows_of(source_id: str) -> dict[str, int]:
    found = Evidence.objects.filter(version__dataset__source=source_id)
    return {each.table: each.profile["rows"] for each in found}


def test_parts_of_an_archive_are_measured_under_their_right_names(tmp_path: Path) -> None:
    folder = tmp_path / "001.가상 인구" / "1.Training" / "원천데이터"
    put_parts(folder / "TS.zip", zipped({"인구/시도.csv": CSV.encode("cp949")}, "cp949"), 40)
    source_id, scan = scanned(str(tmp_path))
    assert (scan.state, scan.problem, scan.counts.added) == (ScanState.DONE, "", 1)
    dataset = Dataset.objects.get(source=source_id)
    assert (dataset.title, dataset.remote_id) == ("가상 인구", "001.가상 인구")
    (table,) = rows_of(source_id)
    assert table.endswith("TS.zip!인구/시도.csv")
    assert rows_of(source_id)[table] == 2
    assert again(source_id).counts.same == 1


def test_missing_part_fails_and_is_named(tmp_path: Path) -> None:
    made = put_parts(tmp_path / "가" / "라벨링데이터" / "TL.zip", zipped({"a.csv": CSV.encode() * 9}), 40)
    made[3].unlink()
    source_id, scan = scanned(str(tmp_path))
    assert (scan.state, scan.counts.failed) == (ScanState.DONE_WITH_FAILURES, 1)
    (line,) = queries.lines_of(scan.id)
    assert "TL.zip: part 3 is missing" in line.reason
    assert rows_of(source_id) == {}


def test_croissant_files_are_measured(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    part = {"@type": "cr:FileObject", "@id": "a", "contentUrl": "a.csv", "encodingFormat": "text/csv",
            "sha256": hashlib.sha256(CSV.encode()).hexdigest()}  # fmt: skip
    described = {"@type": "sc:Dataset", "name": "인구", "conformsTo": "http://mlcommons.org/croissant/1.1"}
    (tmp_path / "croissant.json").write_text(json.dumps(described | {"distribution": [part]}), encoding="utf-8")
    source_id, scan = scanned(str(tmp_path / "croissant.json"))
    assert (scan.state, rows_of(source_id)) == (ScanState.DONE, {"a.csv": 2})


def test_dataset_deleted_at_a_repository_is_removed() -> None:
    with serve() as site:
        repository = Repository([dc(number) for number in range(12)])
        repository.serve_on(site)
        source_id, scan = scanned(site.address + "/oai")
        assert (scan.state, scan.counts.added, scan.listing_complete) == (ScanState.DONE, 12, True)
        repository.entries[4].is_deleted = True
        # one absence alone proves nothing
        assert [again(source_id).counts.removed for _ in range(2)] == [0, 1]
    live = Dataset.objects.filter(source=source_id, state="live")
    assert "oai:test:004" not in {each.remote_id for each in live}
