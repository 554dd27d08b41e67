"""Read a dataset's tables: all of one, or batch by batch without fetching everything."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx

from gotgan.client.download import Fetch, Wanted
from gotgan.client.hub import TRIES, Hub, pause_seconds
from gotgan.client.offer import Offer, get_offer
from gotgan.terms.errors import Invalid, Issue, Unavailable
from gotgan.terms.manifest import FileEntry

if TYPE_CHECKING:
    import pyarrow as pa

Frame = Literal["arrow", "pandas", "polars"]
READ_AHEAD_BYTES = 4 << 20


def load(
    name: str,
    *,
    table: str | None = None,
    frame: Frame = "arrow",
    hub: str | None = None,
    token: str | None = None,
) -> Any:
    """The table of `org/name` as an Arrow table (or a pandas or polars frame).

    A dataset of several tables needs `table`; the error lists them. The Parquet file is kept in
    the cache (GOTGAN_CACHE, else ~/.cache/gotgan) under its hash and verified before it is read.
    Raises: NotFound, HubRefuses, HubUnreachable, Corrupt, Invalid.
    """
    import pyarrow.parquet as pq

    with Hub(hub, token) as house:
        offer = get_offer(house, name)
        path = _cached(house, offer, _choose(offer, table))
    return _framed(pq.read_table(path), frame)


def stream(
    name: str,
    *,
    table: str | None = None,
    batch_rows: int = 65_536,
    columns: list[str] | None = None,
    hub: str | None = None,
    token: str | None = None,
) -> Iterator[pa.RecordBatch]:
    """The rows of `org/name` in Arrow batches, fetched by byte range as they are read.

    Raises: as `load`, on the first batch.
    """
    import pyarrow.parquet as pq

    with Hub(hub, token) as house:
        offer = get_offer(house, name)
        entry = _choose(offer, table)
        remote = RemoteFile(house, offer.address(entry.path), entry.size_bytes)
        with pq.ParquetFile(io.BufferedReader(remote, READ_AHEAD_BYTES)) as file:
            yield from file.iter_batches(batch_rows, columns=columns)


def _choose(offer: Offer, table: str | None) -> FileEntry:
    tables = offer.tables
    if not tables:
        raise Invalid(Issue(offer.name, "holds no table", "fetch its files with gotgan.download"))
    if table is None and len(tables) == 1:
        return next(iter(tables.values()))
    if table not in tables:
        asked = f"has no table {table!r}" if table else f"holds {len(tables)} tables"
        raise Invalid(Issue(offer.name, asked, "name one with table=: " + ", ".join(sorted(tables))))
    return tables[table]


def _cached(house: Hub, offer: Offer, entry: FileEntry) -> Path:
    """The file in the cache, named by its hash alone: its own name may not fit this file system."""
    root = Path(os.environ.get("GOTGAN_CACHE") or Path.home() / ".cache" / "gotgan")
    folder = root / entry.sha256
    place = folder / "table.parquet"
    if not place.is_file():
        Fetch(house, offer, folder).run([Wanted(entry, place)])
    return place


def _framed(table: pa.Table, frame: Frame) -> Any:
    if frame == "pandas":
        return table.to_pandas()
    if frame == "polars":
        import polars

        return polars.from_arrow(table)
    if frame != "arrow":
        raise Invalid(Issue("frame", f"{frame!r} is not known", "use arrow, pandas or polars"))
    return table


class RemoteFile(io.RawIOBase):
    """A file at the hub, read by byte range; a broken connection is tried again from where it broke."""

    def __init__(self, house: Hub, path: str, size_bytes: int) -> None:
        self._house = house
        self._path = path
        self._size = size_bytes
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        data = self._read_range(self._at, self._at + wanted - 1)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _read_range(self, start: int, last: int) -> bytes:
        got, before, in_vain = bytearray(), 0, 0
        while True:
            try:
                with self._house.bytes_of(self._path, start + len(got), last) as answer:
                    for chunk in answer.iter_raw():
                        got += chunk
                return bytes(got[: last - start + 1])
            except (httpx.TransportError, Unavailable) as error:
                in_vain = in_vain + 1 if len(got) == before else 0
                before = len(got)
                if in_vain == TRIES:
                    raise Unavailable(f"{self._path}: the connection broke {TRIES} times; try again") from error
                time.sleep(pause_seconds(in_vain))
