"""Datasets in a folder of this machine, or one file of it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.sources.kinds import modality_of, title_of
from gotgan.engine.sources.labels import Labels, read_labels
from gotgan.engine.sources.tree import Entry, Tree, Unreadable
from gotgan.engine.sources.walk import Unit, Walk, sort_key
from gotgan.terms.digest import CHUNK_BYTES
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.text import nfc


class LocalTree(Tree):
    """A folder of this machine; `place` is the whole path."""

    deepest = 200

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Entry:
        return Entry(self._root.name, str(self._root), is_folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        try:
            with os.scandir(folder.place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
                        yield Entry(entry.name, entry.path, entry.is_dir(follow_symlinks=False))
        except OSError as error:
            raise Unreadable(f"{self._shown(folder)}: {_refusal('opened', error)}") from None

    def read(self, file: Entry, most: int) -> bytes:
        try:
            with Path(file.place).open("rb") as opened:
                return opened.read(most)
        except OSError as error:
            raise Unreadable(f"{self._shown(file)}: {_refusal('read', error)}") from None

    def component(self, name: str, *, is_folder: bool) -> str:  # noqa: ARG002
        return nfc(name)

    def find(self, path: str) -> Entry | None:
        """Also a file behind a link that stays inside the root."""
        real = self._root / path
        if real.is_file() and real.resolve().is_relative_to(self._root.resolve()):
            return Entry(real.name, str(real))
        return None

    def _shown(self, entry: Entry) -> str:
        return nfc(os.path.relpath(entry.place, self._root)).encode("utf-8", "replace").decode()


def _refusal(verb: str, error: OSError) -> str:
    return f"cannot be {verb} ({error.strerror}); give it read permission"


class FolderSource:
    """`remote_id` and cursor are the path from the root; `raw` holds every file's size and sha256."""

    kind = "folder"

    def __init__(self, root: Path) -> None:
        """Raises: Invalid when `root` is no folder."""
        if not root.is_dir():
            raise Invalid(Issue(str(root), "is not a folder", "name a folder that exists and can be read"))
        self.root = root.absolute()

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        walk = Walk(LocalTree(self.root))
        after = None if cursor is None else sort_key(cursor)
        lines = folded = 0
        last = ""
        for unit in walk.units():
            lines += 1
            if unit.path == last:
                folded += 1
                continue
            last = unit.path
            if after is None or unit.order > after:
                yield record_of(unit)
        yield ListingEnd(not walk.unread, lines, folded, tuple(walk.warnings))

    def fetch(self, file: FileRef, target: Path) -> None:
        """Copy. Raises: NotAllowed outside the folder, NotFound when the file has gone."""
        copy_local(Path(file.location), self.root, target)


class FileSource:
    """One file is one dataset; `gotgan.yaml` beside it may say more."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise Invalid(Issue(str(path), "is not a file", "name a file that exists and can be read"))
        self.path = path.absolute()

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        name = nfc(self.path.name)
        labels = read_labels(self.path.parent, "") or Labels()
        entry = Entry(self.path.name, str(self.path))
        unit = Unit(name, ((name, entry),), modality_of(name), labels.label_of(name))
        if cursor is None:
            yield record_of(unit)
        yield ListingEnd(True, 1, warnings=(labels.problem,) if labels.problem else ())

    def fetch(self, file: FileRef, target: Path) -> None:
        copy_local(Path(file.location), self.path.parent, target)


def record_of(unit: Unit) -> SourceRecord:
    """Every byte is read, for its hash; what cannot be read is the record's problem."""
    files, raw_files, problem = [], [], unit.problem
    for name, entry in unit.files:
        path = Path(entry.place)
        try:
            size, sha256 = measure(path)
            files.append(FileRef(name, str(path), size))
            raw_files.append({"path": name, "size": size, "sha256": sha256})
            problem = problem or _problem_of(name, path)
        except OSError as error:
            problem = problem or f"{name}: {_refusal('read', error)}"
    if not any(file.size_bytes for file in files):
        problem = problem or f"{unit.path}: is empty; fill it or take it away"
    values: dict[str, Any] = {"title": title_of(_last(unit.path)), "modality": (str(unit.modality),)}
    values |= unit.label.described
    raw: dict[str, Any] = {"path": unit.path, "files": raw_files}
    if unit.label.values:
        raw["label"] = {key: list(v) if isinstance(v, tuple) else v for key, v in unit.label.values.items()}
    return SourceRecord(
        remote_id=unit.path, cursor=unit.path, files=() if problem else tuple(files), raw=raw, problem=problem, **values
    )


def _last(path: str) -> str:
    return PurePosixPath(path).name.replace("#", "").replace("*.", "") or path


def _problem_of(name: str, path: Path) -> str:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return f"{name.encode('utf-8', 'replace').decode()}: its name is not in UTF-8; rename it"
    return ""


def measure(path: Path) -> tuple[int, str]:
    """Size in bytes and sha256; every byte is read. Raises: OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def copy_local(path: Path, root: Path, target: Path) -> None:
    """Copy a file that lies below `root`; links that lead out are refused."""
    if not path.resolve().is_relative_to(root.resolve()):
        raise NotAllowed(f"{path.name}: does not lie in the source's folder")
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError:
        raise NotFound(f"{path.name}: has gone since it was listed; scan the folder again") from None
    except PermissionError as error:
        raise Unavailable(f"{path.name}: cannot be read ({error.strerror}); give it read permission") from None
