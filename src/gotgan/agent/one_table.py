"""The one table of a file, as Parquet while it is needed: for commands that judge or change a single table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gotgan.agent.gather import Gathered, gather_tables
from gotgan.agent.walk import name_of, why_no_file
from gotgan.engine.tables import FreeText, Unread
from gotgan.terms.errors import Invalid, Issue


@contextmanager
def one_table(path: Path) -> Iterator[Gathered]:
    """Cells of text files stay text. A Parquet is read where it lies.

    Raises: Invalid when the file is missing, gives no table, or several.
    """
    if missing := why_no_file(path):
        raise Invalid(missing)
    with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch:
        found = list(gather_tables(path, name=name_of(path), scratch=Path(scratch), in_place=True))
        tables = [each for each in found if isinstance(each, Gathered)]
        if len(tables) != 1:
            raise Invalid(*_why_not_one(name_of(path), found, len(tables)))
        yield tables[0]


def _why_not_one(name: str, found: list[Gathered | FreeText | Unread], tables: int) -> list[Issue]:
    if tables:
        return [Issue(name, f"holds {tables} tables", "save the one you mean in a file of its own")]
    unread = [each for each in found if isinstance(each, Unread)]
    return [Issue(each.path, each.reason) for each in unread] or [Issue(name, "no table in it", "name another file")]
