"""Files that lie beside a description of them: never outside its folder, each known by its bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.sources.folder import measure
from gotgan.terms.record import FileRef
from gotgan.terms.text import nfc


@dataclass
class Beside:
    """What was found of a description's files. `measured` goes into the raw record: other bytes, other fingerprint."""

    folder: Path
    files: list[FileRef] = field(default_factory=list)
    measured: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, inner: str, media_type: str | None = None, sha256: str = "") -> None:
        """Add the file at the path `inner`; what is wrong with it is a problem. `sha256`: what it should be."""
        path = inside(self.folder, inner)
        name = nfc(PurePosixPath(inner).as_posix())
        if path is None:
            self.problems.append(f"{name}: is not in the folder of its description; put it there")
            return
        try:
            size, found = measure(path)
        except OSError as error:
            self.problems.append(f"{name}: cannot be read ({error.strerror}); give it read permission")
            return
        if sha256 and sha256.lower() != found:
            self.problems.append(f"{name}: has another sha256 than its description says; fetch it again")
            return
        self.files.append(FileRef(name, str(path), size, media_type))
        self.measured.append({"path": name, "size": size, "sha256": found})

    def take_all(self, names: Iterable[str]) -> None:
        for name in names:
            self.take(name)


def inside(folder: Path, inner: str) -> Path | None:
    """The file at a path somebody wrote down; None when it lies, or its links lead, outside `folder`."""
    if not is_plain(inner):
        return None
    path = folder / inner
    try:
        is_file = path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return None
    return path if is_file else None


def is_plain(inner: str) -> bool:
    """Whether a path can only lead further down: no root, no drive, no step up, no NUL."""
    parts = inner.replace("\\", "/").split("/")
    return bool(inner) and parts[0] != "" and ".." not in parts and ":" not in parts[0] and "\0" not in inner
