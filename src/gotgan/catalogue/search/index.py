"""The index on disk: one writer, many readers, rebuilt beside and swapped.

    data/index/current          names the live folder
    data/index/<name>/          one tantivy index

The folder is a copy; losing it loses nothing. A reader notices a commit or a swap by itself.
"""

from __future__ import annotations

import fcntl
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import tantivy

from gotgan.catalogue.search.schema import (
    ENGLISH,
    IndexDocument,
    english_analyser,
    make_document,
    make_schema,
)
from gotgan.terms.errors import Unavailable

WRITER_BYTES = 60_000_000
LAYOUT = "v2"
"""Changes with the fields: an index of another layout is built anew."""


class IndexBusy(Unavailable):
    """Another process is writing the index; the job is tried again."""


class IndexMissing(Unavailable):
    """Nothing was indexed yet, or by an older program: the next index job builds it."""


_MISSING = "the search index is not built yet; the worker builds it in a moment"


class SearchIndex(Protocol):
    """The port: tantivy here, PostgreSQL where many nodes share one database."""

    def exists(self) -> bool: ...

    def update(self, documents: Iterable[IndexDocument], gone: Iterable[str] = ()) -> int: ...

    def rebuild(self, documents: Iterable[IndexDocument], name: str) -> int: ...

    def reader(self) -> Reader: ...


_ORDERS: dict[str, dict[str, Any]] = {
    "relevance": {},
    "modified": {"order_by_field": "modified"},
    "title": {"order_by_field": "title_order", "order": tantivy.Order.Asc},
}


@dataclass(frozen=True)
class Ranking:
    """Hits in order. Ids are read only for the hits that are shown."""

    searcher: tantivy.Searcher
    hits: list[tuple[Any, tantivy.DocAddress]]

    @property
    def scores(self) -> list[float]:
        return [score for score, _ in self.hits]

    def ids(self, start: int, end: int) -> list[str]:
        return [self.searcher.doc(address)["dataset_id"][0] for _, address in self.hits[start:end]]


@dataclass
class Reader:
    """One state of the index. `calls` counts what was asked of it: a page has a budget."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    calls: int = 0

    def search(self, query: tantivy.Query, limit: int, *, sort: str = "relevance", start: int = 0) -> Ranking:
        """The first `limit` hits in the order of `sort`: relevance, modified (newest first) or title."""
        self.calls += 1
        found = self.searcher.search(query, limit, count=False, offset=start, **_ORDERS[sort])
        return Ranking(self.searcher, found.hits)

    def aggregate(self, query: tantivy.Query, request: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        return self.searcher.aggregate(query, request)


@dataclass
class TantivyIndex:
    """The index in a folder. Safe to share between threads."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _open: tuple[Any, ...] | None = field(default=None, repr=False)

    def exists(self) -> bool:
        return self._live_folder() is not None

    def update(self, documents: Iterable[IndexDocument], gone: Iterable[str] = ()) -> int:
        """Write these entries in place of what they were, and take out `gone`; one commit.

        Raises: IndexMissing, IndexBusy.
        """
        with self._writing():
            live = self._live_folder()
            if live is None:
                raise IndexMissing(_MISSING)
            return _write(_open_index(live), documents, gone)

    def rebuild(self, documents: Iterable[IndexDocument], name: str) -> int:
        """Write everything beside the live index, then swap. `name` must be new. Raises: IndexBusy."""
        with self._writing():
            before = self._live_folder()
            beside = self._make(f"{LAYOUT}-{name}")
            written = _write(_open_index(beside), documents, ())
            self._point_to(beside)
            self._sweep(keep={beside, before})
            return written

    def reader(self) -> Reader:
        """The newest committed state. Raises: IndexMissing when nothing was indexed yet."""
        live = self._live_folder()
        if live is None:
            raise IndexMissing(_MISSING)
        stamp = (live, (live / "meta.json").stat().st_mtime_ns)
        with self._lock:
            if self._open is None or self._open[0] != stamp:
                index = _open_index(live)
                index.reload()
                self._open = (stamp, index.searcher(), index.schema)
            return Reader(self._open[1], self._open[2])

    def _live_folder(self) -> Path | None:
        try:
            name = (self.folder / "current").read_text().strip()
        except FileNotFoundError:
            return None
        live = self.folder / name
        is_ours = name.startswith(f"{LAYOUT}-") and (live / "meta.json").exists()
        return live if is_ours else None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; a killed writer's lock goes with it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise IndexBusy("the search index is being written by another process; try again") from error
            yield

    def _make(self, name: str) -> Path:
        beside = self.folder / name
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        tantivy.Index(make_schema(), str(beside))
        return beside

    def _point_to(self, live: Path) -> Path:
        pointer = self.folder / "current.new"
        pointer.write_text(live.name)
        pointer.replace(self.folder / "current")
        return live

    def _sweep(self, keep: set[Path | None]) -> None:
        """Older folders go; the one before stays for readers that still hold it."""
        for old in self.folder.iterdir():
            if old.is_dir() and old not in keep:
                shutil.rmtree(old, ignore_errors=True)


def _open_index(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer(ENGLISH, english_analyser())
    index.config_reader("manual")
    return index


def _write(index: tantivy.Index, documents: Iterable[IndexDocument], gone: Iterable[str]) -> int:
    writer = index.writer(WRITER_BYTES, 1)
    written = 0
    for dataset_id in gone:
        writer.delete_documents_by_term("dataset_id", dataset_id)
    for entry in documents:
        writer.delete_documents_by_term("dataset_id", entry.dataset_id)
        writer.add_document(make_document(entry))
        written += 1
    writer.commit()
    writer.wait_merging_threads()
    return written
