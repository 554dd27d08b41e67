"""One waiting record: its files fetched, stored, measured, and made into a version."""

from __future__ import annotations

import hashlib
import mimetypes
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import metadata
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone

from gotgan import __version__
from gotgan.agent.measure import Measured, measure_file
from gotgan.engine.sources import Source
from gotgan.engine.sources.sql.source import OnlySampled, SqlSource
from gotgan.inventory import queries
from gotgan.inventory.actions.versions import NewVersion
from gotgan.inventory.jobs.carried import carried_version
from gotgan.inventory.jobs.cleaning import CARRIED, masked, storable
from gotgan.inventory.jobs.sampled import sampled_version
from gotgan.inventory.jobs.scratch import check_room, object_store, record_scratch
from gotgan.store.folder import StoredObject
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.digest import canonical_json, fingerprint
from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.receipt import Receipt
from gotgan.terms.record import FileRef
from gotgan.terms.source import CleanRecord

PARQUET_TYPE = "application/vnd.apache.parquet"
_OTHER_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Made:
    """What became of one record. `version` None with no `failure`: the bytes are those held already."""

    clean: CleanRecord
    version: NewVersion | None
    failure: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Original:
    path: str
    local: Path
    stored: StoredObject
    media_type: str


def make_version(source: Source, source_id: str, scan_id: str, record_id: int, clean: CleanRecord) -> Made:
    """Fetch and measure. Raises: DiskFull, OSError, GotganError from the connector."""
    if CARRIED in clean.record.raw:
        version, reason = carried_version(clean.record.raw[CARRIED])
        return Made(clean, version, "" if version else reason, reason)
    with _scratch(scan_id, record_id) as folder:
        try:
            originals = [
                _fetch(source, file, folder / str(number)) for number, file in enumerate(_distinct(clean.record.files))
            ]
        except OnlySampled:
            return _sampled(source, clean, folder)
        clean = replace(clean, content_key=_content_key(originals))
        entries = tuple(_entry(original) for original in originals)
        manifest = Manifest(entries)
        if manifest.sha256 == queries.present_manifest(source_id, clean.remote_id):
            return Made(clean, None)
        return _measured(clean, originals, manifest, folder / "measure")


def _sampled(source: Source, clean: CleanRecord, scratch: Path) -> Made:
    assert isinstance(source, SqlSource)
    version, reason = sampled_version(source, clean.record.files[0].location, scratch, sketch_key()[0])
    return Made(clean, version, "" if version else reason, reason)


@contextmanager
def _scratch(scan_id: str, record_id: int) -> Iterator[Path]:
    """Kept when the process dies, so that a fetch goes on; removed when the record is through."""
    folder = record_scratch(scan_id, record_id)
    try:
        yield folder
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _distinct(files: Sequence[FileRef]) -> Iterator[FileRef]:
    """Masking may have made two names one; each stays a file of its own."""
    taken: set[str] = set()
    for file in files:
        path = _free(file.path, taken)
        yield file if path == file.path else replace(file, path=path)


def _free(path: str, taken: set[str]) -> str:
    free, number = path, 2
    while free in taken:
        pure = PurePosixPath(path)
        free, number = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}")), number + 1
    taken.add(free)
    return free


def _fetch(source: Source, file: FileRef, folder: Path) -> _Original:
    folder.mkdir(parents=True, exist_ok=True)
    check_room(file.size_bytes or 0)
    local = folder / f"file{PurePosixPath(file.path).suffix[:20]}"
    source.fetch(file, local)
    guessed, _ = mimetypes.guess_type(file.path)
    return _Original(file.path, local, object_store().put_file(local), file.media_type or guessed or _OTHER_TYPE)


def _content_key(originals: Sequence[_Original]) -> str:
    return fingerprint(sorted(original.stored.sha256 for original in originals))


def _entry(original: _Original) -> FileEntry:
    return FileEntry(original.path, original.stored.size_bytes, original.stored.sha256, original.media_type)


def _measured(clean: CleanRecord, originals: Sequence[_Original], manifest: Manifest, scratch: Path) -> Made:
    files = [
        StoredFile(entry.path, entry.size_bytes, entry.sha256, entry.media_type, "original") for entry in manifest.files
    ]
    evidence: list[TableEvidence] = []
    taken: set[str] = set()
    key, key_id = sketch_key()
    for number, original in enumerate(originals):
        room = scratch / str(number)
        room.mkdir(parents=True, exist_ok=True)
        started = timezone.now()
        for measured in measure_file(original.local, name=original.path, scratch=room, key=key, key_id=key_id):
            each = _evidence(measured, {before.table for before in evidence})
            if measured.parquet is not None:
                files.append(_derived(measured, each, taken))
                each = replace(each, receipt=_receipt(measured, files[-1], started, timezone.now()))
            evidence.append(each)
            started = timezone.now()
    failures = [f"{each.table}: {each.reason}" for each in evidence if each.status == "failed"]
    if failures and len(failures) == len(evidence):
        return Made(clean, None, "; ".join(failures[:20]))
    version = NewVersion(manifest.sha256, manifest.size_bytes, tuple(files), tuple(evidence))
    return Made(_with_columns(clean, evidence), version, reason="; ".join(failures[:20]))


def _evidence(measured: Measured, taken: set[str]) -> TableEvidence:
    entry = measured.entry
    preview = ""
    if measured.preview is not None:
        preview = object_store().put([canonical_json(measured.preview.to_json())]).sha256
    document = storable(entry.to_json())
    return TableEvidence(
        table=_free(masked(document["path"]), taken),
        status=entry.status,
        reason=masked(document["reason"]),
        profile=_shown_profile(document["profile"]),
        findings=tuple(document["findings"]),
        preview_sha256=preview,
        sketches=_shown_sketches(document["sketches"]),
        sha256=entry.sha256 or "",
        media=masked(document.get("media")),
    )


def _shown_profile(profile: dict | None) -> dict | None:
    """Column names come from the file as well: an identifier in a header is masked like any other."""
    if profile is None:
        return None
    columns = [
        {**column, "name": masked(column["name"]), "original_name": masked(column["original_name"])}
        for column in profile["columns"]
    ]
    return {**profile, "columns": columns, "warnings": masked(profile["warnings"])}


def _shown_sketches(sketches: dict | None) -> dict | None:
    """Under the names that the profile has them under."""
    if sketches is None:
        return None
    columns = [{**column, "name": masked(column["name"])} for column in sketches["columns"]]
    return {**sketches, "columns": columns}


def _derived(measured: Measured, evidence: TableEvidence, taken: set[str]) -> StoredFile:
    assert measured.parquet is not None
    stored = object_store().put_file(measured.parquet)
    measured.parquet.unlink(missing_ok=True)
    rows = measured.entry.profile.rows if measured.entry.profile else None
    path = _free(parquet_path(evidence.table), taken)
    return StoredFile(path, stored.size_bytes, stored.sha256, PARQUET_TYPE, "parquet", evidence.table, rows)


def _receipt(measured: Measured, derived: StoredFile, started: datetime, finished: datetime) -> dict:
    """How the Parquet came about: from which bytes, how they were read, by which programs."""
    entry, profile = measured.entry, measured.entry.profile
    return Receipt(
        activity="derive_parquet",
        started=started.isoformat(timespec="seconds"),
        finished=finished.isoformat(timespec="seconds"),
        inputs=({"path": derived.table, "sha256": entry.sha256, "rows": derived.rows},),
        parameters={
            "format": entry.format,
            "encoding": entry.encoding,
            "delimiter": profile.delimiter if profile else None,
            "header_rows": profile.header_rows if profile else None,
        },
        versions={"gotgan": __version__, **{name: metadata.version(name) for name in ("duckdb", "pyarrow")}},
        outputs=({"path": derived.path, "sha256": derived.sha256, "rows": derived.rows},),
    ).to_json()


def parquet_path(table: str) -> str:
    """Where the Parquet of a table stands in its version: `a.zip!b.csv` -> `data/a.zip/b.csv.parquet`."""
    parts = [part for part in table.replace("!", "/").replace("\\", "/").split("/") if part.strip(". ")]
    return f"data/{'/'.join(parts) or 'table'}.parquet"


def _with_columns(clean: CleanRecord, evidence: Sequence[TableEvidence]) -> CleanRecord:
    """The columns of all tables, where the source itself named none."""
    if clean.record.columns:
        return clean
    profiles = [each.profile for each in evidence if each.profile]
    names = dict.fromkeys(column["name"] for profile in profiles for column in profile["columns"])
    return replace(clean, record=replace(clean.record, columns=tuple(names)))


def sketch_key() -> tuple[bytes, str]:
    """This hub's own key for sketches, and its name: equal values compare only inside one hub."""
    key = hashlib.sha256(b"gotgan sketches\n" + settings.SECRET_KEY.encode()).digest()
    return key, hashlib.sha256(key).hexdigest()[:12]
