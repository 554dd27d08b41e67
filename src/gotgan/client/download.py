"""Fetch the original files of a dataset: parallel parts, resumable, complete only when verified."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gotgan.client.hub import TRIES, Hub, pause_seconds
from gotgan.client.journal import Journal, Part, parts_of
from gotgan.client.offer import Corrupt, Offer, get_offer
from gotgan.terms.errors import Unavailable
from gotgan.terms.manifest import FileEntry, Manifest

PARALLEL = 4
WORK_FOLDER = ".gotgan-download"
Progress = Callable[[int, int], None]


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
    version: str = "",
    hub: str | None = None,
    token: str | None = None,
    progress: Progress | None = None,
) -> Delivered:
    """Fetch `org/name` into a folder (default: `./name`), byte for byte as its organisation holds it.

    `version`: this one (its id, or the first 40 digits), not the one that is offered now.
    Cut off, it goes on where it stopped when called again. `progress(done_bytes, all_bytes)` is
    called from several threads. Leaves `manifest.json` beside the files once every hash is right
    (`manifest.gotgan.json` where one of the files has that name).
    Raises: NotFound, HubRefuses, Withdrawn, HubUnreachable, Corrupt, Invalid (unsafe names), OSError (disk full).
    """
    target = Path(folder) if folder is not None else Path(name.rsplit("/", 1)[-1])
    with Hub(hub, token) as house:
        offer = get_offer(house, name, version)
        wanted = [Wanted(entry, target / entry.path) for entry in offer.manifest.files]
        Fetch(house, offer, target, progress).run(wanted)
    _write_manifest(target, offer)
    return Delivered(target, offer.manifest)


@dataclass(frozen=True)
class Wanted:
    """A file of the offer and the place it shall have."""

    entry: FileEntry
    place: Path


class Fetch:
    """One download under way. Parts come into a work folder inside the target; a file moves to its
    place when its hash is right."""

    def __init__(self, house: Hub, offer: Offer, target: Path, progress: Progress | None = None) -> None:
        self._house = house
        self._offer = offer
        self._progress = progress
        self._done_bytes = 0
        self._stop = threading.Event()
        self._folder = target / WORK_FOLDER
        target.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(self._folder, offer.version)

    def run(self, wanted: Sequence[Wanted]) -> None:
        """Fetch what is missing, verify, move each file in place; then forget the journal."""
        self._total = sum(each.entry.size_bytes for each in wanted)
        try:
            missing = [each for each in wanted if not self._is_there(each)]
            for attempt in range(2):
                self._fetch(missing)
                missing = [each for each in missing if not self._finish(each)]
                if not missing:
                    self._journal.remove()
                    return
                if attempt == 1:
                    path = missing[0].entry.path
                    raise Corrupt(f"{path}: the bytes differ from the manifest; tell the hub's operator")
        finally:
            self._journal.close()

    def _is_there(self, each: Wanted) -> bool:
        entry, place = each.entry, each.place
        there = place.is_file() and place.stat().st_size == entry.size_bytes and _sha256(place) == entry.sha256
        if there:
            self._advance(entry.size_bytes)
        return there

    def _fetch(self, missing: Sequence[Wanted]) -> None:
        parts = [part for each in missing for part in self._prepared(each.entry)]
        with ThreadPoolExecutor(PARALLEL) as pool:
            futures = [pool.submit(self._fetch_part, part) for part in parts]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _prepared(self, entry: FileEntry) -> list[Part]:
        partial = self._partial(entry.path)
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
            while not self._stop.is_set():
                try:
                    self._fetch_into(file, part, got)
                    file.flush()
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
        with self._house.bytes_of(self._offer.address(part.path), got, part.last) as answer:
            for chunk in answer.iter_raw():  # as it comes: a cut loses nothing that arrived
                wanted = chunk[: part.last + 1 - file.tell()]
                file.write(wanted)
                self._advance(len(wanted))
                if self._stop.is_set() or len(wanted) < len(chunk):
                    break
        if file.tell() != part.last + 1:
            raise httpx.RemoteProtocolError("the part ended early")

    def _finish(self, each: Wanted) -> bool:
        partial = self._partial(each.entry.path)
        if _sha256(partial) != each.entry.sha256:
            self._journal.forget(each.entry.path)
            partial.unlink()
            self._advance(-each.entry.size_bytes)
            return False
        each.place.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(each.place)
        return True

    def _partial(self, path: str) -> Path:
        """Named by a hash: a name may fill all the bytes a file system allows."""
        return self._folder / f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.partial"

    def _advance(self, size_bytes: int) -> None:
        self._done_bytes += size_bytes
        if self._progress:
            self._progress(self._done_bytes, self._total)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_manifest(folder: Path, offer: Offer) -> None:
    content = {
        "gotgan": offer.document["gotgan"],
        "kind": "manifest",
        "dataset": offer.name,
        "version": offer.version,
        "files": offer.document["files"],
        "sha256": offer.manifest.sha256,
    }
    beside = folder / "manifest.json.partial"
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    beside.replace(folder / _manifest_name(offer.manifest))


def _manifest_name(manifest: Manifest) -> str:
    """`manifest.json`, unless the organisation's own files hold one: theirs stays as it is."""
    taken = any(entry.path == "manifest.json" for entry in manifest.files)
    return "manifest.gotgan.json" if taken else "manifest.json"
