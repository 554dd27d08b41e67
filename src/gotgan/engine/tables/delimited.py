"""CSV and TSV as batches of text: regular blocks by Arrow's parser, odd ones by Python's, order kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from gotgan.engine.tables.blocks import Block, RecordTooLong, cut_blocks
from gotgan.engine.tables.dialect import Dialect, find_dialect, records_of
from gotgan.engine.tables.encoding import TextFacts, utf8_chunks
from gotgan.engine.tables.header import Header, find_header
from gotgan.engine.tables.model import Limits, Table, TableBroken, Unread, width_problem
from gotgan.engine.tables.names import column_names
from gotgan.engine.tables.totals import counting_totals
from gotgan.terms.errors import Issue

HEAD_BYTES = 1 << 20
_HEADER_RECORDS = 400


@dataclass(kw_only=True)
class DelimitedTable(Table):
    """A text table. The first block is always read record by record: it holds the header."""

    file: Path
    dialect: Dialect
    limits: Limits
    returns_only: bool
    surplus_cells: int = field(default=0)

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from counting_totals(self._read(), self.warnings)

    def _read(self) -> Iterator[pa.RecordBatch]:
        self.ragged_rows = self.surplus_cells = 0
        to_skip, is_open_end = self.header_rows, False
        try:
            for block in self._blocks():
                if to_skip or not block.is_regular:
                    records = records_of(block.content.decode(), self.dialect)
                    yield from self._by_record(records[to_skip:])
                    to_skip = max(0, to_skip - len(records))
                    is_open_end = block.is_last and not block.is_regular and _ends_open(block.content, self.dialect)
                elif block.content:
                    yield from self._by_arrow(block.content)
        except RecordTooLong as error:
            raise self._too_long(error.record_start) from None
        self._warn(is_open_end)

    def _blocks(self) -> Iterator[Block]:
        return blocks_of(self.file, self.encoding or "utf-8", self.dialect, self.limits, self.returns_only)

    def _by_arrow(self, content: bytes) -> Iterator[pa.RecordBatch]:
        names = [f"c{column.position}" for column in self.columns]
        try:
            table = pacsv.read_csv(
                pa.BufferReader(content),
                read_options=pacsv.ReadOptions(column_names=names, block_size=1 << 20),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.dialect.delimiter, quote_char=self.dialect.quote, newlines_in_values=True
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
                ),
            )
        except pa.ArrowInvalid:
            yield from self._by_record(records_of(content.decode(), self.dialect))
            return
        for batch in table.to_batches():
            yield pa.RecordBatch.from_arrays(batch.columns, schema=self.schema)

    def _by_record(self, records: Sequence[list[str]]) -> Iterator[pa.RecordBatch]:
        width = len(self.columns)
        for record in records:
            if len(record) != width:
                self.ragged_rows += 1
                self.surplus_cells += max(0, len(record) - width)
                record[width:] = [""] * (width - len(record))
        if records:
            columns = [pa.array([cell or None for cell in cells], pa.string()) for cells in zip(*records, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _too_long(self, start: int) -> TableBroken:
        what = f"a record that begins {start} bytes into the text is longer than {self.limits.record_bytes} bytes"
        return TableBroken(Issue(self.path, what, "close the quote it opens, or split the line"))

    def _warn(self, is_open_end: bool) -> None:
        self.warnings[:] = [warning for warning in self.warnings if warning.startswith("NUL")]
        if self.ragged_rows:
            self.warnings.append(
                f"{self.ragged_rows} rows have fewer or more cells than the header; "
                f"{self.surplus_cells} surplus cells were dropped"
            )
        if is_open_end:
            self.warnings.append("a quote is never closed: everything after it is one cell")


def blocks_of(file: Path, encoding: str, dialect: Dialect, limits: Limits, returns_only: bool) -> Iterator[Block]:
    """Blocks of whole records; `returns_only` says that lines end with a lone carriage return."""
    chunks = utf8_chunks(file, encoding)
    if returns_only:
        chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
    return cut_blocks(
        chunks,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        longest=limits.record_bytes,
        first_bytes=HEAD_BYTES,
    )


def _ends_open(content: bytes, dialect: Dialect) -> bool:
    return content.count(dialect.quote.encode()) % 2 == 1


def head_text(file: Path, encoding: str) -> str:
    """The first lines, about 1 MiB, as text; only whole lines unless the file is one line."""
    pieces: list[bytes] = []
    size = 0
    for chunk in utf8_chunks(file, encoding):
        pieces.append(chunk)
        size += len(chunk)
        if size >= HEAD_BYTES:
            break
    content = b"".join(pieces)
    if size >= HEAD_BYTES:
        content = content[: content.rfind(b"\n") + 1] or content[:HEAD_BYTES]
    return content.decode(errors="ignore").replace("\r\n", "\n")


def open_delimited(
    file: Path, *, name: str, suffix: str, facts: TextFacts, limits: Limits, kept: object = None
) -> DelimitedTable | Unread:
    """Find dialect and header. `facts` must name an encoding."""
    encoding = facts.encoding or "utf-8"
    returns_only = not facts.has_line_feed
    head = head_text(file, encoding)
    dialect = find_dialect(head.replace("\r", "\n") if returns_only else head, suffix)
    try:
        first = next(blocks_of(file, encoding, dialect, limits, returns_only))
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
    )


def _header_of(records: list[list[str]]) -> Header:
    return find_header(records[:_HEADER_RECORDS])
