"""One file measured where it lies: its tables profiled, searched for identifiers, sketched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import duckdb

from gotgan.agent.gather import Gathered, gather_table, gather_tables, is_full
from gotgan.agent.labels import Label, LabelWatch, as_label
from gotgan.agent.media import measure_media, measure_text
from gotgan.engine.detect import detect_parquet, detect_text
from gotgan.engine.package.parquet import write_typed_parquet
from gotgan.engine.preview import make_preview
from gotgan.engine.profile import TableFacts, profile_parquet
from gotgan.engine.sketch import sketch_table
from gotgan.engine.tables import DEFAULT_LIMITS, FreeText, Limits, MediaFile, Table, Unread
from gotgan.terms.finding import Finding, IdentifierKind
from gotgan.terms.preview import Preview
from gotgan.terms.profile import TableProfile
from gotgan.terms.scan import ScanEntry


@dataclass(frozen=True)
class Measured:
    """One entry of a scan; `parquet` is the typed Parquet in scratch, both None when nothing was read or is kept."""

    entry: ScanEntry
    parquet: Path | None = None
    preview: Preview | None = None


def measure_file(
    path: Path,
    *,
    name: str,
    scratch: Path,
    key: bytes,
    key_id: str,
    with_sketches: bool = True,
    with_copies: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Measured]:
    """Measure every table of a file, and its pictures, sounds, texts, documents and labels.

    Bad data is an entry with its reason, never an exception.

    `with_copies`: also a typed Parquet and a preview of each table, for who keeps the data; a scan keeps none.
    A Parquet in `scratch` stays until the next one is asked for; take it before.
    Raises: OSError only when scratch is full.
    """
    watch, how = LabelWatch(), _How(scratch, (key, key_id) if with_sketches else None, with_copies)
    for found in gather_tables(path, name=name, scratch=scratch, limits=limits, look=watch):
        label = watch.take()
        for measured in _measure_found(found, how, label):
            yield measured if label is None else replace(measured, entry=as_label(measured.entry, label))
            label = None
            if measured.parquet:
                measured.parquet.unlink(missing_ok=True)


@dataclass(frozen=True)
class _How:
    """`keyed`: the sketch key and its id, None for no sketches."""

    scratch: Path
    keyed: tuple[bytes, str] | None
    with_copies: bool


def _measure_found(found: Gathered | Unread, how: _How, label: Label | None) -> Iterator[Measured]:
    if isinstance(found, FreeText):
        yield _measure_text(found, is_label=label is not None and bool(label.form))
    elif isinstance(found, MediaFile):
        yield from _measure_media(found, how)
    elif isinstance(found, Unread):
        yield _as_entry(found)
    else:
        yield _measure_gathered(found, how)


def _measure_media(found: MediaFile, how: _How) -> Iterator[Measured]:
    """The file itself, then the tables inside a document."""
    try:
        made = measure_media(found, how.scratch)
    except Exception as error:  # one file must not stop the rest
        if is_full(error):
            raise
        reason = f"the file could not be measured ({type(error).__name__}); report this file's kind"
        yield _as_entry(replace(found, status="failed", reason=reason))
        return
    yield Measured(made.entry)
    for table in made.tables:
        gathered = table if isinstance(table, Unread) else gather_table(table, how.scratch / "table-inside.parquet")
        yield _as_entry(gathered) if isinstance(gathered, Unread) else _measure_gathered(gathered, how)


def facts_of(table: Table) -> TableFacts:
    """What is known of a table from reading it; complete once its rows were read."""
    return TableFacts(
        path=table.path,
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_rows=table.header_rows,
        ragged_rows=table.ragged_rows,
        columns=table.columns,
        typed=table.typed,
        warnings=tuple(table.warnings),
    )


class Measure(Protocol):
    """The engine that measures a Parquet; DuckDB's unless another is given."""

    def __call__(self, parquet: Path, facts: TableFacts, *, findings: Sequence[Finding] = ()) -> TableProfile: ...


def profile_gathered(found: Gathered, *, measure: Measure = profile_parquet) -> tuple[TableProfile, list[Finding]]:
    """The profile of a table, in which columns with findings show no value, and those findings."""
    findings = detect_parquet(found.parquet, columns=found.table.columns)
    return measure(found.parquet, facts_of(found.table), findings=findings), findings


def _measure_gathered(found: Gathered, how: _How) -> Measured:
    try:
        return _measure_table(found, how)
    except Exception as error:  # one table must not stop the rest
        if is_full(error):
            raise
        reason = f"the table could not be measured ({type(error).__name__}); report this file's kind"
        return _as_entry(_failed(found.table, reason))
    finally:
        found.discard()


def _measure_table(found: Gathered, how: _How) -> Measured:
    table = found.table
    profile, findings = profile_gathered(found)
    sketches = None
    if how.keyed:
        sensitive = frozenset(finding.column for finding in findings if finding.column and not _may_compare(finding))
        distinct = {column.name: column.distinct for column in profile.columns if column.distinct is not None}
        try:
            sketches = sketch_table(found.parquet, facts_of(table), *how.keyed, sensitive, distinct=distinct)
        except duckdb.Error as error:
            warning = f"no sketches ({type(error).__name__}): overlap cannot be computed for this table"
            profile = replace(profile, warnings=(*profile.warnings, warning))
    entry = ScanEntry(
        path=table.path,
        size_bytes=table.size_bytes,
        sha256=table.sha256,
        format=table.format,
        encoding=table.encoding,
        status="read",
        profile=profile,
        findings=tuple(findings),
        sketches=sketches,
    )
    if not how.with_copies:
        return Measured(entry)
    preview = make_preview(found.parquet, table.path, findings)
    return Measured(entry, type_gathered(found, profile, how.scratch), preview)


def _may_compare(finding: Finding) -> bool:
    """Places are too many to be tried out under a key, and without them a copy of a facility list is not found."""
    return finding.kind in (IdentifierKind.ADDRESS, IdentifierKind.COORDINATES)


def type_gathered(found: Gathered, profile: TableProfile, scratch: Path) -> Path:
    """Write the derived Parquet: types where they lose nothing."""
    target = scratch / f"{found.parquet.stem}-typed.parquet"
    types = {} if found.table.typed else {column.name: column.type for column in profile.columns}
    write_typed_parquet(found.parquet, types, target)
    return target


def _measure_text(found: FreeText, *, is_label: bool) -> Measured:
    """The words of a label are no text of a corpus; they are searched all the same."""
    try:
        findings = tuple(detect_text(found.lines()))
        if not is_label:
            return Measured(measure_text(found, findings))
    except (OSError, ValueError) as error:
        reason = f"the text cannot be read ({type(error).__name__}); fetch the file again"
        return _as_entry(Unread(found.path, found.size_bytes, found.sha256, "text", "failed", reason))
    return Measured(
        ScanEntry(found.path, found.size_bytes, found.sha256, "text", found.encoding, "read", findings=findings)
    )


def _failed(table: Table, reason: str) -> Unread:
    return Unread(table.path, table.size_bytes, table.sha256, table.format, "failed", reason)


def _as_entry(unread: Unread) -> Measured:
    entry = ScanEntry(unread.path, unread.size_bytes, unread.sha256, unread.format, None, unread.status, unread.reason)
    return Measured(entry)
