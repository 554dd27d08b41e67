"""Fetch the original files of a dataset: parallel parts, resumable, complete only when verified."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import httpx

from gotgan.client.hub import TRIES, Hub, pause_seconds
from gotgan.client.journal import Journal, Part, parts_of
from gotgan.terms.errors import GotganError, Invalid, Issue, Unavailable
from gotgan.terms.manifest import FileEntry, Manifest

PARALLEL = 4
JOURNAL = ".gotgan-download"
Progress = Callable[[int, int], None]


class Corrupt(GotganError):
    """The bytes that came are not the bytes the manifest promises, twice."""


@dataclass(frozen=True)
class Delivered:
    """A verified download: where it lies and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def files(self) -> list[Path]:
        return [self.folder / entry.path for entry in self.manifest.files]


def download(
    name: str,
    folder: str | os.PathLike[str] | None = None,
    *,
    hub: str | None = None,
    token: str | None = None,
    progress: Progress | None = None,
) -> Delivered:
    """Fetch `org/name` into a folder (default: `./name`), byte for byte as its organisation holds it.

    Cut off, it goes on where it stopped when called again. `progress(done_bytes, all_bytes)` is
    called from several threads. Leaves `manifest.json` beside the files once every hash is right
    (`manifest.gotgan.json` where one of the files has that name).
    Raises: NotFound, HubRefuses, HubUnreachable, Corrupt, Invalid (unsafe names), OSError (disk full).
    """
    target = Path(folder) if folder is not None else Path(name.rsplit("/", 1)[-1])
    with Hub(hub, token) as house:
        document = house.get_json(f"/datasets/{name}/manifest.json")
        manifest = Manifest.from_json(document)
        check_names(manifest.files)
        Fetch(house, name, document["version"], target, progress).run(manifest.files)
    _write_manifest(target, document, manifest)
    return Delivered(target, manifest)


def check_names(files: Sequence[FileEntry]) -> None:
    """Raises: Invalid for a name that would leave the folder."""
    bad = [entry.path for entry in files if _leaves_folder(entry.path)]
    if bad:
        raise Invalid(*(Issue(path, "this name would be written outside the folder", "tell the hub") for path in bad))


def _leaves_folder(path: str) -> bool:
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path or not pure.parts


class Fetch:
    """One download under way."""

    def __init__(self, house: Hub, name: str, version: str, target: Path, progress: Progress | None) -> None:
        self._house = house
        self._base = f"/datasets/{name}/resolve/{version}/"
        self._target = target
        self._progress = progress
        self._done_bytes = 0
        target.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(target / JOURNAL, version)

    def run(self, files: Sequence[FileEntry]) -> None:
        """Fetch what is missing, verify, move each file in place; then forget the journal."""
        self._total = sum(entry.size_bytes for entry in files)
        missing = [entry for entry in files if not self._is_there(entry)]
        try:
            for attempt in range(2):
                self._fetch(missing)
                missing = [entry for entry in missing if not self._finish(entry)]
                if not missing:
                    self._journal.remove()
                    return
                if attempt == 1:
                    raise Corrupt(f"{missing[0].path}: the bytes differ from the manifest; tell the hub's operator")
        finally:
            self._journal.close()

    def _is_there(self, entry: FileEntry) -> bool:
        final = self._target / entry.path
        there = final.is_file() and final.stat().st_size == entry.size_bytes and _sha256(final) == entry.sha256
        if there:
            self._advance(entry.size_bytes)
        return there

    def _fetch(self, files: Sequence[FileEntry]) -> None:
        parts = [part for entry in files for part in self._prepared(entry)]
        with ThreadPoolExecutor(PARALLEL) as pool:
            futures = [pool.submit(self._fetch_part, part) for part in parts]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _prepared(self, entry: FileEntry) -> list[Part]:
        partial = self._partial(entry.path)
        partial.parent.mkdir(parents=True, exist_ok=True)
        if not partial.is_file() or partial.stat().st_size != entry.size_bytes:
            self._journal.forget(entry.path)
            with partial.open("wb") as file:
                file.truncate(entry.size_bytes)
        everything = list(parts_of(entry))
        self._advance(sum(part.last - part.start + 1 for part in everything if part in self._journal.done))
        return [part for part in everything if part not in self._journal.done]

    def _fetch_part(self, part: Part) -> None:
        """A line that breaks again and again is gone on with as long as each time brings something."""
        got, in_vain = part.start, 0
        with self._partial(part.path).open("r+b") as file:
            while True:
                try:
                    self._fetch_into(file, part, got)
                    self._journal.add(part)
                    return
                except (httpx.TransportError, Unavailable) as error:
                    in_vain = in_vain + 1 if file.tell() == got else 0
                    got = file.tell()
                    if in_vain == TRIES:
                        raise Unavailable(
                            f"{part.path}: the connection broke {TRIES} times at byte {got} ({error}); "
                            "run the same command again, it goes on from there"
                        ) from error
                    time.sleep(pause_seconds(in_vain))

    def _fetch_into(self, file: Any, part: Part, got: int) -> None:
        file.seek(got)
        with self._house.bytes_of(self._base + quote(part.path), got, part.last) as answer:
            for chunk in answer.iter_raw():  # as it comes: a cut loses nothing that arrived
                file.write(chunk)
                self._advance(len(chunk))
        if file.tell() != part.last + 1:
            raise httpx.RemoteProtocolError("the part ended early")

    def _finish(self, entry: FileEntry) -> bool:
        partial = self._partial(entry.path)
        if _sha256(partial) != entry.sha256:
            self._journal.forget(entry.path)
            partial.unlink()
            self._advance(-entry.size_bytes)
            return False
        partial.replace(self._target / entry.path)
        return True

    def _partial(self, path: str) -> Path:
        final = self._target / path
        return final.with_name(final.name + ".partial")

    def _advance(self, size_bytes: int) -> None:
        self._done_bytes += size_bytes
        if self._progress:
            self._progress(self._done_bytes, self._total)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_manifest(folder: Path, document: dict[str, Any], manifest: Manifest) -> None:
    kept = {key: document[key] for key in ("gotgan", "dataset", "version")}
    content = {**kept, "kind": "manifest", "files": document["files"], "sha256": manifest.sha256}
    beside = folder / "manifest.json.partial"
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    beside.replace(folder / _manifest_name(manifest))


def _manifest_name(manifest: Manifest) -> str:
    """`manifest.json`, unless the organisation's own files hold one: theirs stays as it is."""
    taken = any(entry.path == "manifest.json" for entry in manifest.files)
    return "manifest.gotgan.json" if taken else "manifest.json"
