"""A folder that appears whole or not at all, and never where it would undo another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue


def check_folder(folder: Path) -> None:
    """Raises: Invalid unless it is absent, empty, or holds nothing but the documents of an earlier refusal."""
    if folder.exists() and not folder.is_dir():
        raise Invalid(Issue(str(folder), "is a file", "choose another -o"))
    if folder.is_dir() and any(each.suffix != ".json" or each.is_dir() for each in folder.iterdir()):
        raise Invalid(Issue(str(folder), "holds files that would be lost", "choose another -o"))


@contextmanager
def beside(folder: Path, check: Callable[[Path], None] = check_folder) -> Iterator[Path]:
    """A folder to write to, renamed to `folder` when all went well. What a killed run left is cleared first.

    What stood at `folder` before goes last. Raises: Invalid by `check`, which says what may be replaced, when
    another run has put its data there in the meantime.
    """
    place = folder.absolute()
    place.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(place)
    part.mkdir(mode=0o700)
    try:
        yield part
        for file in part.rglob("*"):
            if file.is_file():
                _sync(file)
        check(place)
        put_in_place(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def part_of(place: Path) -> Path:
    """Where a process writes what becomes `place` (absolute). What killed processes left there is cleared first."""
    _clear_dead(place)
    return place.with_name(f".{place.name}.{os.getpid()}.part")


def put_in_place(part: Path, place: Path) -> None:
    """The one step that is seen. Killed between its two renames, the next run puts back what was moved aside."""
    part.chmod(0o755)
    old = part.with_suffix(".old")
    if place.is_dir():
        place.rename(old)
    part.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _sync(file: Path) -> None:
    with file.open("rb") as content:
        os.fsync(content.fileno())


def _clear_dead(place: Path) -> None:
    """Halves go; a folder that was moved aside for one that never came is put back, else it goes too."""
    for left in place.parent.glob(f".{escape(place.name)}.*"):
        number, _, kind = left.name.removeprefix(f".{place.name}.").partition(".")
        if kind not in ("part", "old") or not number.isdigit() or _is_anothers(int(number)):
            continue
        if kind == "old" and not place.exists():
            left.rename(place)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _is_anothers(process: int) -> bool:
    return process != os.getpid() and _lives(process)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
