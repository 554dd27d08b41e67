"""The head mark outside the database: a chain cut at its tail no longer reaches it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from gotgan.audit.rules import START, Mark, mark_text, parse_mark
from gotgan.terms.errors import Unavailable


class HeadUnreadable(Unavailable):
    """`audit.head` is there but holds no mark."""


def read_head(path: Path) -> Mark | None:
    """None when there is no file yet. Raises: HeadUnreadable."""
    try:
        return parse_mark(path.read_text())
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise HeadUnreadable(f"{path.name}: cannot be read as a head mark; restore a backup") from error


def advance_head(path: Path, mark: Mark) -> None:
    """Write `mark` unless a later one stands there already; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (read_head(path) or START).seq >= mark.seq:
            return
        beside = path.with_suffix(".new")
        with beside.open("w") as file:
            file.write(mark_text(mark))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
