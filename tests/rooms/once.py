"""What every test of a file starts from, made once for the file: rows stay behind a savepoint, files are copied.

A file's fixture of module scope makes it with `once`; one of a test's scope takes it `again`. Not for tests with real
transactions: those empty the tables.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from unittest.mock import patch

from django.db import connections, transaction
from django.test import override_settings

T = TypeVar("T")


@dataclass(frozen=True)
class Made(Generic[T]):
    """What was made, the data folder that belongs to it, and the folder of its sources beside what stood in that."""

    what: T
    data: Path
    source: Path
    first_source: Path

    def again(self, data_folder: Path) -> T:
        """A copy for one test, whose own data folder is filled with the same files; the sources are as they were."""
        shutil.copytree(self.data, data_folder, dirs_exist_ok=True)
        if self.first_source.is_dir():
            shutil.rmtree(self.source)
            shutil.copytree(self.first_source, self.source)
        return copy.deepcopy(self.what)


class Once(Protocol):
    """Makes, with a function that is given a folder, what every test of a file starts from."""

    def __call__(self, make: Callable[[Path], T]) -> Made[T]: ...


@contextmanager
def making_once(folder: Path, make: Callable[[Path], T]) -> Iterator[Made[T]]:
    """Calls `make` with a folder for its sources, within a transaction that is taken back in the end.

    Each test closes the connection when it is over, which would take the transaction back too early.
    """
    data = folder / "data"
    data.mkdir()
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # what must be outermost may stand within, as in a test
    with patch.object(connections["default"], "close"), outer:
        with override_settings(GOTGAN_DATA=data):
            made = make(source := folder / "source")
        if source.is_dir():
            shutil.copytree(source, folder / "first")
        yield Made(made, data, source, folder / "first")
        transaction.set_rollback(True)
