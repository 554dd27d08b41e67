"""Text files, JSON, Parquet and databases, in the encodings institutions use."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.sample.frame import Cell, Frame, Tables, as_text, flat_name
from gotgan.engine.sample.layout import Form, Layout, Write, WrittenTable

OTHER = {"utf-8": "cp949", "utf-8-sig": "cp949", "cp949": "utf-8"}


def text_lines(frame: Frame, delimiter: str) -> list[str]:
    """The records as lines, header not included; cells are quoted only where they must be."""
    columns = [_quoted(as_text(cells), delimiter) for cells in frame.columns.values()]
    return list(map(delimiter.join, zip(*columns, strict=True)))


def text_bytes(frame: Frame, *, encoding: str, delimiter: str, layout: Layout) -> bytes:
    """The whole file. cp949 files end their lines as Windows does."""
    lines = text_lines(frame, delimiter)
    for row, cells in layout.ragged.items():
        lines[row] = lines[row] + delimiter + "비고" if cells > 0 else lines[row].rpartition(delimiter)[0]
    if layout.header:
        lines.insert(0, delimiter.join(_quoted([flat_name(name) for name in frame.names], delimiter)))
    end = "\r\n" if encoding == "cp949" else "\n"
    if not layout.foreign:
        return (end.join(lines) + end).encode(encoding)
    shift = int(layout.header)
    foreign = {row + shift for row in layout.foreign}
    return b"".join(
        (line + end).encode(OTHER[encoding] if number in foreign else encoding.removesuffix("-sig"))
        for number, line in enumerate(lines)
    )


def text_form(encoding: str, delimiter: str = ",", suffix: str = ".csv") -> Form:
    def write(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
        ((name, frame),) = tables.items()
        target.write_bytes(text_bytes(frame, encoding=encoding, delimiter=delimiter, layout=layout))
        return [WrittenTable("", frame.rows, int(layout.header), name)]

    return Form(suffix[1:], suffix, write, encoding)


def parts_form(encoding: str, parts: int) -> Form:
    """A folder of files of one schema, one a month of 2026, the rows in order."""

    def write(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
        ((name, frame),) = tables.items()
        target.mkdir(exist_ok=True)
        written = []
        for part in range(parts):
            low, high = frame.rows * part // parts, frame.rows * (part + 1) // parts
            piece = frame.taken(range(low, high))
            member = f"{target.name}_2026{part + 1:02d}.csv"
            (target / member).write_bytes(text_bytes(piece, encoding=encoding, delimiter=",", layout=Layout()))
            written.append(WrittenTable(f"/{member}", piece.rows, 1, name))
        return written

    return Form("parts", "", write, encoding)


def records(frame: Frame) -> Iterable[dict[str, Cell]]:
    names = [flat_name(name) for name in frame.names]
    return (dict(zip(names, row, strict=True)) for row in zip(*frame.columns.values(), strict=True))


def _write_jsonl(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    ((name, frame),) = tables.items()
    lines = (json.dumps(record, ensure_ascii=False) for record in records(frame))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [WrittenTable("", frame.rows, 0, name)]


def _write_json(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    ((name, frame),) = tables.items()
    target.write_text(json.dumps(list(records(frame)), ensure_ascii=False, indent=1), encoding="utf-8")
    return [WrittenTable("", frame.rows, 0, name)]


def _write_parquet(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    ((name, frame),) = tables.items()
    columns = {flat_name(key): pa.array(cells) for key, cells in frame.columns.items()}
    pq.write_table(pa.table(columns), target, compression="zstd", row_group_size=100_000)
    return [WrittenTable("", frame.rows, 0, name)]


def _write_sqlite(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    target.unlink(missing_ok=True)  # what a build that was cut off left behind
    with closing(sqlite3.connect(target)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        for name, frame in tables.items():
            columns = [f'"{flat_name(key)}" {_sql_type(cells)}' for key, cells in frame.columns.items()]
            database.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
            marks = ", ".join("?" * len(columns))
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', zip(*frame.columns.values(), strict=True))
        database.commit()
    return [WrittenTable(f"!{name}", frame.rows, 0, name) for name, frame in tables.items()]


def _write_empty(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    target.write_bytes(b"")
    return []


def _sql_type(cells: list[Cell]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    return "INTEGER" if kinds == {int} else "REAL" if kinds and kinds <= {int, float} else "TEXT"


def _quoted(cells: list[str], delimiter: str) -> list[str]:
    joined = "\0".join(cells)
    if not any(mark in joined for mark in (delimiter, '"', "\n", "\r")):
        return cells
    special = (delimiter, '"', "\n", "\r")
    return ['"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in special) else cell for cell in cells]


def _plain(name: str, write: Write, encoding: str | None = None) -> Form:
    return Form(name, f".{name}", write, encoding)


CP949 = text_form("cp949")
UTF8 = text_form("utf-8")
UTF8_SIG = text_form("utf-8-sig")
TSV = text_form("utf-8", "\t", ".tsv")
JSONL = _plain("jsonl", _write_jsonl, "utf-8")
JSON = _plain("json", _write_json, "utf-8")
PARQUET = _plain("parquet", _write_parquet)
SQLITE = Form("sqlite", ".sqlite", _write_sqlite)
EMPTY = Form("empty", ".csv", _write_empty, opens=False)
