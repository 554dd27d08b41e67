"""Files that a description names: beside it and never outside its folder, or on the web; known by their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.sources.folder import measure
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.kinds import is_hidden
from gotgan.terms.errors import Unavailable
from gotgan.terms.record import FileRef
from gotgan.terms.text import nfc

MOST_DEPTHS = 4
"""How often `**` may stand in one pattern: each makes the search longer by as much as all the others."""
_POINTER = b"version https://git-lfs.github.com/spec/v1"


@dataclass
class Beside:
    """What was found of a description's files. `measured` goes into the raw record: other bytes, other fingerprint."""

    folder: Path
    files: list[FileRef] = field(default_factory=list)
    measured: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, inner: str, media_type: str | None = None, sha256: str = "") -> None:
        """Add the file at the path `inner`; what is wrong with it is a problem. `sha256`: what it should be."""
        path, name = inside(self.folder, inner), nfc(PurePosixPath(inner).as_posix())
        if path is None:
            return self.problems.append(f"{name}: is not in the folder of its description; put it there")
        try:
            size, found = measure(path)
            if _is_pointer(path, size):
                return self.problems.append(
                    f"{name}: is a pointer of Git LFS and no data; fetch its content with Git LFS"
                )
        except OSError as error:
            return self.problems.append(f"{name}: cannot be read ({error.strerror}); give it read permission")
        if sha256 and sha256.lower() != found:
            return self.problems.append(f"{name}: has another sha256 than its description says; fetch it again")
        if not any(file.path == name for file in self.files):
            self.files.append(FileRef(name, str(path), size, media_type))
            self.measured.append({"path": name, "size": size, "sha256": found})
        return None

    def take_fitting(self, patterns: Sequence[str], but: Sequence[str] = ()) -> None:
        """Add every file that fits one of the patterns and none of `but`; a pattern that fits none is a problem."""
        names = [name for name in names_below(self.folder) if not any(fits(name, each) for each in but)]
        for pattern in patterns:
            found = fitting(names, pattern)
            if not is_plain(pattern):
                self.problems.append(f"{pattern[:100]}: leads out of the folder; write it without ..")
            elif not found:
                self.problems.append(f"{pattern[:100]}: no file fits it; put the files there or correct it")
            for name in found:
                self.take(name)


def names_below(folder: Path) -> Iterator[str]:
    """Paths of the files below, as they are written on disk, in one order; links and hidden ones apart."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(names):
            path = Path(parent, name)
            if not (is_hidden(name) or path.is_symlink()):
                yield path.relative_to(folder).as_posix()


def fits(name: str, pattern: str) -> bool:
    """Whether a path fits a glob: `*` within a folder, `**` across any number of them. One that leads out fits none."""
    parts = [part for part in nfc(pattern).split("/") if part != "."]
    if not is_plain(pattern) or parts.count("**") > MOST_DEPTHS:
        return False
    return _fits(tuple(nfc(name).split("/")), tuple(parts))


def _fits(names: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if not parts:
        return not names
    if parts[0] == "**":
        return (bool(names) and (parts == ("**",) or _fits(names[1:], parts))) or _fits(names, parts[1:])
    return bool(names) and fnmatchcase(names[0], parts[0]) and _fits(names[1:], parts[1:])


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


def _is_pointer(path: Path, size: int) -> bool:
    if size > 1024:
        return False
    with path.open("rb") as file:
        return file.read(len(_POINTER)) == _POINTER


def fetch_checked(door: Door, file: FileRef, target: Path, sha256: str) -> None:
    """Download, and keep it only when it is what it should be. Raises: Unavailable, what `Door.download` raises."""
    door.download(file.location, target)
    if sha256 and measure(target)[1] != sha256:
        target.unlink()
        raise Unavailable(f"{file.path}: has another sha256 than its description says; ask its publisher")


def is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def fitting(names: Sequence[str], pattern: str) -> list[str]:
    """Those of the paths that fit a glob, or the one that is named."""
    if is_pattern(pattern):
        return [name for name in names if fits(name, pattern)]
    wanted = nfc(pattern.removeprefix("./"))
    return [name for name in names if nfc(name) == wanted]
