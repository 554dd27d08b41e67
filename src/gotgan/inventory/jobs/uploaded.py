"""The files that people sent in: a source whose bytes are in the object store already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gotgan.inventory import queries
from gotgan.inventory.jobs.scratch import object_store
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.source import UploadView


class UploadedFiles:
    """One dataset per file name: the same name sent again makes a new version of it."""

    kind = "upload"

    def __init__(self, source_id: str) -> None:
        self._source_id = source_id

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        files = queries.uploaded_files(self._source_id)
        for upload in files:
            if cursor is None or upload.file_name > cursor:
                yield _record(upload)
        yield ListingEnd(True, len(files))

    def fetch(self, file: FileRef, target: Path) -> None:
        with target.open("wb") as out:
            out.writelines(object_store().read(file.location))


def _record(upload: UploadView) -> SourceRecord:
    return SourceRecord(
        remote_id=upload.file_name,
        title=upload.title or PurePosixPath(upload.file_name).stem,
        cursor=upload.file_name,
        files=(FileRef(upload.file_name, upload.sha256, upload.size_bytes),),
        raw={"file_name": upload.file_name, "sha256": upload.sha256, "size_bytes": upload.size_bytes},
    )
