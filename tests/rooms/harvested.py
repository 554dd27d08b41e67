"""A folder harvested through the whole road: scan, pull, open, index; with the real engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gotgan.inventory import actions as inventory
from gotgan.inventory import queries
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import SYSTEM
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_organisation
from tests.rooms.running import run_waiting_jobs

CLEAN = "시도,인구\n서울특별시,9411\n부산광역시,3293\n"
PHONES = [f"010-{2000 + n}-{3000 + n}" for n in range(30)]
WITH_PHONES = "이름,연락처\n" + "".join(f"사람{n},{phone}\n" for n, phone in enumerate(PHONES))


@dataclass(frozen=True)
class Harvested:
    organisation: str
    source_id: str
    datasets: dict[str, DatasetRecord]
    """By file name."""


def harvest(folder: Path, files: dict[str, str], *, publication: str = "open", confirmed_by: str = "") -> Harvested:
    """Write the files, add the folder as a source, run every job that follows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    body = make_organisation()
    source_id = inventory.add_source(
        by=SYSTEM,
        kind="folder",
        location=str(folder),
        organisation=body.code,
        publication=publication,
        confirmed_by=confirmed_by,
    )
    scan_again(source_id)
    return Harvested(body.code, source_id, datasets_of(source_id))


def scan_again(source_id: str) -> None:
    scan_id = inventory.start_scan(by=SYSTEM, source_id=source_id)
    enqueue("inventory.scan", scan_id, then=("catalogue.pull", "share.pull", "catalogue.index"))
    ran = run_waiting_jobs()
    assert all(outcome.endswith(" done") for outcome in ran), ran


def datasets_of(source_id: str) -> dict[str, DatasetRecord]:
    records = queries.datasets_changed_since(None, 1000)
    return {record.remote_id: record for record in records if record.source_id == source_id}
