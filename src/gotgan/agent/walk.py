"""Every file below a folder, once, in one order; links are named but never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath

from gotgan.agent.key import SketchKey
from gotgan.engine.tables.names import member_name
from gotgan.terms.errors import Issue
from gotgan.terms.scan import ScanEntry

JOURNAL_NAME = "journal"
_JOURNAL_BEGINS = b'{"gotgan": '


@dataclass(frozen=True)
class Found:
    """A file to measure (`problem` empty), or something met that is none. `name` is NFC with `/`."""

    name: str
    path: Path
    size_bytes: int
    mtime_ns: int
    problem: str = ""
    status: str = "skipped"
    fetch: Callable[[Path], None] | None = None
    """Puts the content at a path, for what does not lie on this machine (`path` is then unused)."""
    measure: Callable[[Path, SketchKey], Iterator[ScanEntry]] | None = None
    """Measures it where it lies, with a scratch folder and the key of the sketches: a table of a database."""


def walk_targets(targets: Iterable[Path], *, leave_out: Iterable[Path] = ()) -> list[Found]:
    """Everything below the targets, sorted by name. One folder gives names relative to it.

    Several targets, or a file, give names as they were typed. `leave_out` are our own files.
    """
    chosen = list(targets)
    ours = {os.path.realpath(path) for path in leave_out}
    found: list[Found] = []
    for target in chosen:
        if target.is_dir():
            prefix = "" if len(chosen) == 1 else f"{name_of(target).rstrip('/')}/"
            found += (item for item in _walk(target, prefix) if os.path.realpath(item.path) not in ours)
        else:
            found.append(_look(target, name_of(target)))
    return named_apart(found)


def named_apart(found: Iterable[Found]) -> list[Found]:
    """Sorted by name; of files whose names are one in NFC, those after the first are numbered."""
    ordered = sorted(found, key=lambda item: (item.name, name_of(item.path) != str(item.path), os.fsencode(item.path)))
    taken = {item.name for item in ordered}
    apart: list[Found] = []
    for item in ordered:
        if apart and item.name == ordered[len(apart) - 1].name:
            item = replace(item, name=_free_name(item.name, taken))
            taken.add(item.name)
        apart.append(item)
    return sorted(apart, key=lambda item: item.name)


def _free_name(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    return next(free for n in count(2) if (free := str(path.with_name(f"{path.stem} ({n}){path.suffix}"))) not in taken)


def name_of(path: Path) -> str:
    """A path as text, whatever bytes it holds: UTF-8, else CP949."""
    return member_name(os.fsencode(path).replace(os.sep.encode(), b"/"))


def _walk(folder: Path, prefix: str) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError as error:
        what = "permission denied; let the scanner read the folder" if isinstance(error, PermissionError) else error
        yield Found(prefix or "./", folder, 0, 0, f"the folder cannot be opened: {what}", "failed")
        return
    for entry in inside:
        path = folder / entry.name
        name = prefix + name_of(Path(entry.name))
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, f"{name}/")
        else:
            yield _look(path, name)


def _look(path: Path, name: str) -> Found:
    try:
        facts = path.lstat()
    except OSError as error:
        return Found(name, path, 0, 0, f"the file cannot be looked at ({error.strerror}); check it", "failed")
    if stat.S_ISLNK(facts.st_mode):
        return Found(name, path, 0, facts.st_mtime_ns, "a link, which is not followed; scan what it points to")
    if not stat.S_ISREG(facts.st_mode):
        return Found(name, path, 0, facts.st_mtime_ns, "no regular file (a pipe, socket or device)")
    if _is_journal(path):
        what = "the journal of another scan, which holds its key and is not read"
        return Found(name, path, facts.st_size, facts.st_mtime_ns, what)
    return Found(name, path, facts.st_size, facts.st_mtime_ns)


def _is_journal(path: Path) -> bool:
    """What a scan under way, or a killed one, keeps beside its output: no value of it may be told."""
    if not path.name.endswith(JOURNAL_NAME):
        return False
    try:
        with path.open("rb") as content:
            return content.read(len(_JOURNAL_BEGINS)) == _JOURNAL_BEGINS
    except OSError:
        return False


def why_no_file(path: Path) -> Issue | None:
    """What is wrong with a FILE argument before anything is read."""
    if path.is_dir():
        return Issue(str(path), "a folder", "name its files, or use gotgan scan")
    if not path.exists():
        return Issue(str(path), "there is no such file", "check the path")
    return None if path.is_file() else Issue(str(path), "no regular file", "save what it gives in a file first")
