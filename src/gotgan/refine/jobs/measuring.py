"""What a run wrote, measured like anything that comes in, and stored for the version it becomes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from gotgan.agent.measure import measure_file
from gotgan.engine.detect import mask_text
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.digest import canonical_json
from gotgan.terms.errors import Invalid, Issue

PARQUET_TYPE = "application/vnd.apache.parquet"


def evidence_of(written: Path, scratch: Path) -> TableEvidence:
    """Profile, findings and masked preview of the written file. Raises: Invalid when it cannot be measured."""
    scratch.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(b"gotgan sketches\n" + settings.SECRET_KEY.encode()).digest()
    key_id = hashlib.sha256(key).hexdigest()[:12]
    for measured in measure_file(written, name=written.name, scratch=scratch, key=key, key_id=key_id):
        entry, document = measured.entry, measured.entry.to_json()
        if entry.profile is None:
            raise Invalid(Issue(written.name, mask_text(entry.reason or "it could not be measured"), "run it again"))
        preview = _store().put([canonical_json(measured.preview.to_json())]).sha256 if measured.preview else ""
        return TableEvidence(
            entry.path, entry.status, entry.reason, document["profile"], tuple(document["findings"]), preview,
            document["sketches"], sha256=entry.sha256 or "",
        )  # fmt: skip
    raise Invalid(Issue(written.name, "it holds no table", "look at the plan"))


def store_files(written: Path, evidence: TableEvidence) -> list[StoredFile]:
    """The file as the version's original and as its Parquet: the same bytes, stored once."""
    stored = _store().put_file(written)
    rows = evidence.profile["rows"] if evidence.profile else None
    original = StoredFile(written.name, stored.size_bytes, stored.sha256, PARQUET_TYPE, "original")
    path = f"data/{written.name}"
    return [original, StoredFile(path, stored.size_bytes, stored.sha256, PARQUET_TYPE, "parquet", evidence.table, rows)]


def _store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")
