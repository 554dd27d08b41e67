"""Tables of a database, measured where they lie: no more rows leave it than the sample needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from gotgan.agent.files import Done
from gotgan.agent.gather import is_full
from gotgan.agent.key import SketchKey
from gotgan.agent.walk import Found
from gotgan.engine.detect import detect_parquet
from gotgan.engine.profile.pushdown.table import Pushed, finish_table, measure_table
from gotgan.engine.profile.sample.lists import Lists
from gotgan.engine.sketch import sketch_table
from gotgan.engine.sources.sql.guard import OutsideWindow
from gotgan.engine.sources.sql.model import DbTable, Session
from gotgan.engine.sources.sql.source import SqlSource, open_database, raw_of
from gotgan.terms.digest import CHUNK_BYTES, fingerprint
from gotgan.terms.errors import GotganError, Issue, NotFound
from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile
from gotgan.terms.scan import ScanEntry
from gotgan.terms.text import nfc


def list_database(address: str, options: Mapping[str, str]) -> Iterator[Found]:
    """One item a table or view. Raises: Unavailable, NotAllowed, NotFound, Invalid when it cannot be listed."""
    source = open_database(address, options)
    with source.session() as session:
        tables = source.tables(session)
    for table in tables:
        state = int(fingerprint(raw_of(table))[:12], 16)
        measure = partial(_scan_table, source, table)
        yield Found(nfc(table.id), Path(), 0, state, table.problem, "failed", measure=measure)


def scan_table(source: SqlSource, table_id: str, scratch: Path, key: SketchKey) -> ScanEntry:
    """One table or view, measured where it lies; what went wrong is the entry's reason.

    Raises: NotFound when it has gone, OutsideWindow, and as `list_database`; OSError when scratch is full.
    """
    with source.session() as session:
        table = next((table for table in source.tables(session) if table.id == table_id), None)
    if table is None:
        raise NotFound(f"{table_id}: has gone since it was listed; list the database again")
    (entry,) = _scan_table(source, table, scratch, key)
    (scratch / "table.parquet").unlink(missing_ok=True)
    return entry


def profile_database(address: str, options: Mapping[str, str], scratch: Path, *, lists: Lists | None = None) -> Done:
    """The measured profile of every table and view; what could not be read is among the problems.

    Where the hours end meanwhile, the rest is left. `lists`: code lists, those installed unless given.
    Raises: as `list_database`, OSError when scratch is full.
    """
    source, done = open_database(address, options), Done()
    with source.session() as session:
        tables = source.tables(session)
    if not tables:
        done.problems.append(Issue(source.place.shown, "no table or view that this account can see", "GRANT SELECT"))
    for table in tables:
        try:
            result = _profile_or_reason(source, table, scratch, lists)
        except OutsideWindow as error:
            done.problems.append(Issue(nfc(table.id), str(error).removeprefix(f"{table.id}: ")))
            break
        if isinstance(result, str):
            done.problems.append(Issue(nfc(table.id), result))
        else:
            done.results.append(result)
    return done


def _profile_or_reason(source: SqlSource, table: DbTable, scratch: Path, lists: Lists | None) -> dict[str, Any] | str:
    if table.problem:
        return table.problem
    parquet = scratch / "table.parquet"
    try:
        with source.session() as session:
            return _profile(_measure(source, session, table, parquet), lists)[0].to_json()
    except Exception as error:  # one table must not stop the rest
        if _stops_all(error):
            raise
        return _reason(error, table)
    finally:
        parquet.unlink(missing_ok=True)


def _scan_table(source: SqlSource, table: DbTable, scratch: Path, key: SketchKey) -> Iterator[ScanEntry]:
    parquet = scratch / "table.parquet"
    try:
        with source.session() as session:
            pushed = _measure(source, session, table, parquet)
        entry = _entry(pushed, key)
    except Exception as error:  # one table must not stop the rest
        if _stops_all(error):
            raise
        reason = _reason(error, table)
        entry = ScanEntry(nfc(table.id), 0, None, source.place.dialect.name, None, "failed", reason)
    yield entry


def _measure(source: SqlSource, session: Session, table: DbTable, parquet: Path) -> Pushed:
    return measure_table(session, source.guard, table, parquet, source.sampling)


def _stops_all(error: Exception) -> bool:
    """Closing hours and a full disk concern every table."""
    return isinstance(error, OutsideWindow) or is_full(error)


def _reason(error: Exception, table: DbTable) -> str:
    if isinstance(error, GotganError):
        return str(error).removeprefix(f"{table.id}: ")
    return f"the table could not be measured ({type(error).__name__}); report this kind of table"


def _profile(pushed: Pushed, lists: Lists | None = None) -> tuple[TableProfile, list[Finding]]:
    findings = detect_parquet(pushed.parquet, columns=pushed.facts.columns)
    return finish_table(pushed, tuple(findings), lists=lists), findings


def _entry(pushed: Pushed, key: SketchKey) -> ScanEntry:
    """`sha256` and size are those of the rows as they were read, in Parquet: of all of them, or of the sample."""
    profile, findings = _profile(pushed)
    sketches = None
    if pushed.sample is not None:
        warning = "no sketches: a sample does not tell what is equal elsewhere"
        profile = replace(profile, warnings=(*profile.warnings, warning))
    else:
        sketches, profile = _sketches(pushed, profile, findings, key)
    return ScanEntry(
        path=nfc(profile.path),
        size_bytes=pushed.parquet.stat().st_size,
        sha256=_sha256(pushed.parquet),
        format=profile.format,
        encoding=None,
        status="read",
        profile=profile,
        findings=tuple(findings),
        sketches=sketches,
    )


def _sketches(
    pushed: Pushed, profile: TableProfile, findings: list[Finding], key: SketchKey
) -> tuple[dict[str, Any] | None, TableProfile]:
    sensitive = frozenset(finding.column for finding in findings if finding.column)
    distinct = {column.name: column.distinct for column in profile.columns if column.distinct is not None}
    try:
        found = sketch_table(pushed.parquet, pushed.facts, key.secret, key.id, sensitive, distinct=distinct)
    except duckdb.Error as error:
        warning = f"no sketches ({type(error).__name__}): overlap cannot be computed for this table"
        return None, replace(profile, warnings=(*profile.warnings, warning))
    return found, profile


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
