"""Whether a data folder was prepared by exactly this program: then a warm start skips it all."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import gotgan

PACKAGE = Path(gotgan.__file__).parent
_STAMP = Path("run") / "prepared"
_MIGRATED = ("django", "django-allauth", "django-axes", "django-tasks-db", "vl-convert-python", "PublicDataReader")


def is_prepared(folder: Path) -> bool:
    """The stamp matches and the database is there."""
    try:
        return (folder / _STAMP).read_text() == current_stamp() and (folder / "gotgan.sqlite3").is_file()
    except FileNotFoundError:
        return False


def mark_prepared(folder: Path) -> None:
    (folder / _STAMP).write_text(current_stamp())


def current_stamp() -> str:
    """Over what preparation reads: migrations, translations, the versions of packages, the environment."""
    digest = hashlib.sha256(sys.prefix.encode())
    for line in _lines():
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _lines() -> Iterator[str]:
    for pattern in ("*/migrations/*.py", "*/locale/*/LC_MESSAGES/*.po"):
        for path in sorted(PACKAGE.glob(pattern)):
            yield f"{path.relative_to(PACKAGE)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    for name in _MIGRATED:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} absent"
