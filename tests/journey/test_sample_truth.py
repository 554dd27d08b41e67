"""What the running hub holds of its sample, measured by its own jobs, is what was planted there: at full size, on the
sample's own seed. The tests are those that a scan of the engine on another seed must pass."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gotgan.engine.sample import DEFAULT_SEED
from gotgan.engine.sample.truth import SampleTruth
from tests.engine.test_sample_truth import (
    Scanned,
    scanned,
    test_alerts_are_copies,
    test_columns_without_planting_raise_no_finding_of_a_planted_kind,
    test_encodings_are_as_planted,
    test_every_planted_defect_is_shown,
    test_every_planted_identifier_column_is_found,
    test_every_planted_identifier_is_counted,
    test_every_planted_overlap_is_found,
    test_no_planted_overlap_is_too_weak_to_wait_for_a_person,
    test_planted_copies_come_out_as_clusters_and_series_do_not,
    test_tables_are_as_planted,
)
from tests.journey.conftest import SampleHub

__all__ = [
    "test_alerts_are_copies",
    "test_columns_without_planting_raise_no_finding_of_a_planted_kind",
    "test_encodings_are_as_planted",
    "test_every_planted_defect_is_shown",
    "test_every_planted_identifier_column_is_found",
    "test_every_planted_identifier_is_counted",
    "test_every_planted_overlap_is_found",
    "test_no_planted_overlap_is_too_weak_to_wait_for_a_person",
    "test_planted_copies_come_out_as_clusters_and_series_do_not",
    "test_tables_are_as_planted",
]
AS_SCANNED = """
SELECT source.location, dataset.remote_id, evidence."table", evidence.status, evidence.reason, evidence.sha256,
    evidence.profile, evidence.findings, evidence.sketches
FROM inventory_evidence evidence
JOIN inventory_version version ON version.id = evidence.version_id AND version.derived_from = ''
JOIN inventory_dataset dataset ON dataset.id = version.dataset_id
JOIN inventory_source source ON source.id = dataset.source_id
WHERE source.is_sample ORDER BY evidence.id
"""
AS_FAILED = """
SELECT source.location, record.remote_id, record.reason
FROM inventory_scanrecord record
JOIN inventory_scan scan ON scan.id = record.scan_id
JOIN inventory_source source ON source.id = scan.source_id
WHERE source.is_sample AND record.outcome = 'failed'
"""


@pytest.fixture(scope="module")
def sample(hub: SampleHub, tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    return held(hub.data, tmp_path_factory.mktemp("held") / "scan.json")


def held(data: Path, scan: Path) -> Scanned:
    """The evidence of a hub written as a scan of the folder of its sample."""
    truth = SampleTruth.read(data / "sample" / "truth.json")
    assert truth.seed == DEFAULT_SEED
    scan.write_text(json.dumps({"kind": "scan", "files": list(entries(data))}), encoding="utf-8")
    return scanned(truth, scan)


def entries(data: Path) -> Iterator[dict[str, Any]]:
    """A file of a dataset stands beside its others, one that could not be read has no version."""
    with closing(sqlite3.connect(data / "gotgan.sqlite3")) as tables:
        for location, remote_id, table, status, reason, sha256, *measured in tables.execute(AS_SCANNED):
            place = Path(location) / remote_id
            path = (place if place.is_dir() else place.parent) / table
            profile, findings, sketches = (json.loads(each or "null") for each in measured)
            yield {
                "path": str(path.relative_to(data / "sample")), "status": status, "reason": reason, "sha256": sha256,
                "profile": profile, "findings": findings or [], "sketches": sketches,
                "encoding": (profile or {}).get("encoding"),
            }  # fmt: skip
        for location, remote_id, reason in tables.execute(AS_FAILED):
            path = (Path(location) / remote_id).relative_to(data / "sample")
            yield {"path": str(path), "status": "failed", "reason": reason, "profile": None, "findings": []}
