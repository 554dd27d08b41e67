"""CSV and TSV as batches of text: regular blocks by Arrow's parser, odd ones by Python's, order kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.csv as pacsv

from gotgan.engine.tables.blocks import BLOCK_BYTES, Block, RecordTooLong, cut_blocks
from gotgan.engine.tables.dialect import Dialect, find_dialect, records_of
from gotgan.engine.tables.encoding import TextFacts, utf8_chunks
from gotgan.engine.tables.header import Header, find_header
from gotgan.engine.tables.late import Late
from gotgan.engine.tables.model import Limits, Piece, Table, TableBroken, Unread, width_problem
from gotgan.engine.tables.names import column_names
from gotgan.engine.tables.totals import counting_totals
from gotgan.terms.errors import Issue

HEAD_BYTES = 1 << 20
LARGE_BYTES = 12 << 20
_HEADER_RECORDS = 400


@dataclass(kw_only=True)
class DelimitedTable(Table):
    """A text table. The first block is always read record by record: it holds the header."""

    file: Path
    dialect: Dialect
    limits: Limits
    returns_only: bool
    surplus_cells: int = field(default=0)
    late: Late | None = field(default=None, repr=False)
    """The content, where it is not simply that of `file`: cut and parsed as it stands, made UTF-8 after."""
    _is_open_end: bool = field(default=False, init=False, repr=False)
    _counting: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from counting_totals(chain.from_iterable(piece() for piece in self.pieces()), self.warnings)

    def pieces(self, *, large: bool = False) -> Iterator[Piece]:
        """One a block of the file. Rows of totals are not counted here."""
        self.ragged_rows = self.surplus_cells = 0
        to_skip, is_open_end = self.header_rows, False
        try:
            for block in self._blocks(LARGE_BYTES if large else BLOCK_BYTES):
                if to_skip or not block.is_regular:
                    records = records_of(self._utf8(block.content).decode(), self.dialect)
                    yield partial(self._by_record, records[to_skip:])
                    to_skip = max(0, to_skip - len(records))
                    is_open_end = block.is_last and not block.is_regular and _ends_open(block.content, self.dialect)
                elif block.content:
                    yield partial(self._by_arrow, block.content, large)
        except RecordTooLong as error:
            raise self._too_long(error.record_start) from None
        self._is_open_end = is_open_end
        self._warn()

    def _blocks(self, size: int) -> Iterator[Block]:
        chunks = self.late.blocks() if self.late else utf8_chunks(self.file, self.encoding or "utf-8")
        return blocks_of(chunks, self.dialect, self.limits, self.returns_only, size)

    def _utf8(self, content: bytes) -> bytes:
        return self.late.utf8(content) if self.late else content

    def _by_arrow(self, content: bytes, large: bool) -> list[pa.RecordBatch]:
        if made := self._undecoded(content, large):
            return made
        text = self._utf8(content)
        try:
            return self._parsed(text, pa.string(), large)
        except pa.ArrowInvalid:
            return self._by_record(records_of(text.decode(), self.dialect))

    def _undecoded(self, content: bytes, large: bool) -> list[pa.RecordBatch]:
        """Parsed as it stands, the cells decoded then; nothing when it must be decoded first."""
        if self.late is None or not self.late.may_parse:
            return []
        try:
            parsed = self._parsed(content, pa.binary(), large)
        except pa.ArrowInvalid:
            return []
        made = []
        for batch in parsed:
            cells = self.late.cells(batch.columns)
            if cells is None:
                return []
            made.append(pa.RecordBatch.from_arrays(cells, schema=self.schema))
        self.late.count(content, made)
        return made

    def _parsed(self, content: bytes, kind: pa.DataType, large: bool) -> list[pa.RecordBatch]:
        """Raises: pa.ArrowInvalid for rows that have not all the same number of cells."""
        names = [f"c{column.position}" for column in self.columns]
        table = pacsv.read_csv(
            pa.BufferReader(content),
            read_options=pacsv.ReadOptions(
                column_names=names, block_size=len(content) if large else 1 << 20, use_threads=not large
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self.dialect.delimiter,
                quote_char=self.dialect.quote,
                newlines_in_values=self.dialect.quote.encode() in content,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=self.late is None,
            ),
        )
        if kind != pa.string():
            return list(table.to_batches())
        return [pa.RecordBatch.from_arrays(batch.columns, schema=self.schema) for batch in table.to_batches()]

    def _by_record(self, records: Sequence[list[str]]) -> list[pa.RecordBatch]:
        width = len(self.columns)
        for record in records:
            if len(record) != width:
                with self._counting:
                    self.ragged_rows += 1
                    self.surplus_cells += max(0, len(record) - width)
                record[width:] = [""] * (width - len(record))
        if not records:
            return []
        columns = [pa.array([cell or None for cell in cells], pa.string()) for cells in zip(*records, strict=True)]
        batch = pa.RecordBatch.from_arrays(columns, schema=self.schema)
        self._warn()
        return [batch]

    def _too_long(self, start: int) -> TableBroken:
        what = f"a record that begins {start} bytes into the text is longer than {self.limits.record_bytes} bytes"
        return TableBroken(Issue(self.path, what, "close the quote it opens, or split the line"))

    def _warn(self) -> None:
        """Say again what is known by now: pieces may be made after the last block was read."""
        self.warnings[:] = [warning for warning in self.warnings if warning.startswith("NUL")]
        if self.ragged_rows:
            self.warnings.append(
                f"{self.ragged_rows} rows have fewer or more cells than the header; "
                f"{self.surplus_cells} surplus cells were dropped"
            )
        if self._is_open_end:
            self.warnings.append("a quote is never closed: everything after it is one cell")


def blocks_of(
    chunks: Iterator[bytes], dialect: Dialect, limits: Limits, returns_only: bool, size: int = BLOCK_BYTES
) -> Iterator[Block]:
    """Blocks of whole records; `returns_only` says that lines end with a lone carriage return."""
    if returns_only:
        chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
    return cut_blocks(
        chunks,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        longest=limits.record_bytes,
        first_bytes=HEAD_BYTES,
        block_bytes=size,
    )


def _ends_open(content: bytes, dialect: Dialect) -> bool:
    return content.count(dialect.quote.encode()) % 2 == 1


def head_text(file: Path, encoding: str) -> str:
    """The first lines, about 1 MiB, as text; only whole lines unless the file is one line."""
    return head_of(utf8_chunks(file, encoding))


def head_of(chunks: Iterator[bytes]) -> str:
    """As `head_text`, of UTF-8 in chunks."""
    pieces: list[bytes] = []
    size = 0
    for chunk in chunks:
        pieces.append(chunk)
        size += len(chunk)
        if size >= HEAD_BYTES:
            break
    content = b"".join(pieces)
    if size >= HEAD_BYTES:
        content = content[: content.rfind(b"\n") + 1] or content[:HEAD_BYTES]
    return content.decode(errors="ignore").replace("\r\n", "\n")


def open_delimited(
    file: Path,
    *,
    name: str,
    suffix: str,
    facts: TextFacts,
    limits: Limits,
    kept: object = None,
    late: Late | None = None,
) -> DelimitedTable | Unread:
    """Find dialect and header. `facts` must name an encoding; `late` gives the content in the file's stead."""
    encoding = facts.encoding or "utf-8"
    returns_only = not facts.has_line_feed
    content = late.decoded if late else partial(utf8_chunks, file, encoding)
    head = head_of(content())
    dialect = find_dialect(head.replace("\r", "\n") if returns_only else head, suffix)
    try:
        first = next(blocks_of(content(), dialect, limits, returns_only))
    except RecordTooLong:
        reason = f"its first record is longer than {limits.record_bytes} bytes; close its quote or split the line"
        return Unread(name, facts.size_bytes, facts.sha256, dialect.format, "failed", reason)
    header = _header_of(records_of(first.content.decode(), dialect))
    if not header.names or len(header.names) > limits.columns:
        status, reason = width_problem(len(header.names), limits)
        return Unread(name, facts.size_bytes, facts.sha256, dialect.format, status, reason)
    warnings = [f"NUL bytes: {facts.nul_bytes}; they were kept in the cells"] if facts.nul_bytes else []
    return DelimitedTable(
        path=name,
        format=dialect.format,
        columns=column_names(header.names),
        typed=False,
        size_bytes=facts.size_bytes,
        sha256=facts.sha256,
        encoding=encoding,
        delimiter=dialect.delimiter,
        header_rows=header.rows,
        warnings=warnings,
        kept=kept,
        file=file,
        dialect=dialect,
        limits=limits,
        returns_only=returns_only,
        late=late,
    )


def _header_of(records: list[list[str]]) -> Header:
    return find_header(records[:_HEADER_RECORDS])
