"""`gotgan repair`: every table of a file as typed Parquet with one receipt; whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan import __version__
from gotgan.agent.gather import is_full, why
from gotgan.agent.media import measure_media
from gotgan.agent.names import told_names
from gotgan.agent.pack_names import parquet_name
from gotgan.agent.repair_asked import Answered, Asked, answer, check_answers, source_of
from gotgan.agent.repair_pictures import look_at_folder, write_pictures
from gotgan.agent.walk import name_of, why_no_file
from gotgan.engine.deidentify.folder import part_of, put_in_place
from gotgan.engine.detect import contains_identifier, detect_parquet, mask_text
from gotgan.engine.repair.codes import shipped_tables, tables_of
from gotgan.engine.repair.near import MOST_ROWS, note_pictures
from gotgan.engine.repair.one import Codes, RepairRows, repair_table
from gotgan.engine.repair.run import Repair, repair_rows
from gotgan.engine.repair.tally import Tally, shape_of
from gotgan.engine.repair.texts import Texts
from gotgan.engine.repair.traces import note_names, note_workbook
from gotgan.engine.repair.wide import STEP
from gotgan.engine.tables import DEFAULT_LIMITS, FreeText, MediaFile, Table, TableBroken, Unread, read_tables
from gotgan.engine.tables.sniff import MEDIA
from gotgan.terms.digest import CHUNK_BYTES, sha256_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.receipt import Receipt

if TYPE_CHECKING:
    from gotgan.engine.media.image import ImageFacts

RECEIPT = "receipt.json"
_SINGLE = "data.parquet"
MOST_SEARCHED = 500_000
"""Rows of a table whose changed columns are searched for identifiers, so that examples may show values."""
_NOTHING = Asked()
_VERSIONS = ("pyarrow", "polars", "numpy", "duckdb", "python-calamine")


@dataclass
class RepairedTable:
    """One table as written: `file` inside the folder, where it came from, what was done, what was asked for besides."""

    file: str
    table: Table
    done: Repair
    steps: list[dict[str, Any]]
    answered: Answered = field(default_factory=Answered)


@dataclass
class Repaired:
    """What a run gave; `problems` are tables and members that could not be read."""

    tables: list[RepairedTable] = field(default_factory=list)
    problems: list[Issue] = field(default_factory=list)
    beside: Tally = field(default_factory=Tally)
    """What was found of files that are no tables: pictures that look alike."""
    inputs: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    """Of what is no table."""

    def check(self) -> None:
        """Raises: Invalid when there was a problem."""
        if self.problems:
            raise Invalid(*self.problems)


def repair_file(
    path: Path, folder: Path, *, codes: Path | None = None, rows: RepairRows = repair_rows, asked: Asked = _NOTHING
) -> Repaired:
    """Write `folder`: one Parquet a table (`data.parquet` for a single one) and receipt.json.

    A folder that holds an earlier repair is replaced; any other that is not empty is refused. Without a
    single readable table nothing is written. `codes`: a folder of code lists, those installed unless given.
    `rows`: who repairs the rows of a table. `asked`: what is done besides; of a folder as `path` only its pictures
    are looked at. Raises: Invalid, Unavailable, OSError (disk full).
    """
    asked.check()
    if path.is_dir():
        asked.check_folder()
    beside = part_of(folder.absolute())
    _check(path, folder)
    started = datetime.now(UTC)
    scratch = beside / "scratch"
    try:
        scratch.mkdir(parents=True)
        repaired = (
            _of_folder(path, beside)
            if path.is_dir()
            else _Work(path, beside, scratch, _lists(codes), rows, asked).repair()
        )
        if repaired.tables or repaired.suggestions:
            shutil.rmtree(scratch)
            _name_single(repaired, beside)
            _write_receipt(path, repaired, beside, started, asked)
            put_in_place(beside, folder.absolute())
        return repaired
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check(path: Path, folder: Path) -> None:
    if not path.is_dir() and (problem := why_no_file(path)):
        raise Invalid(problem)
    if folder.exists() and not folder.is_dir():
        raise Invalid(Issue(str(folder), "is a file", "choose another -o"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RECEIPT).is_file():
        raise Invalid(Issue(str(folder), "is not empty and holds no repair", "choose another -o"))


def _of_folder(path: Path, beside: Path) -> Repaired:
    repaired = Repaired()
    given, made = look_at_folder(path, beside, repaired.beside)
    repaired.inputs.append(given)
    repaired.suggestions.append(made)
    return repaired


def _lists(folder: Path | None) -> Codes:
    """The code lists; those of a folder are read before anything is repaired."""
    if folder is None:
        return shipped_tables
    tables = tables_of(folder)
    return lambda: tables


@dataclass
class _Work:
    path: Path
    folder: Path
    scratch: Path
    codes: Codes
    rows: RepairRows
    asked: Asked
    texts: Texts = field(init=False)
    pictures: list[ImageFacts] = field(default_factory=list)
    grey: set[str] = field(default_factory=set)
    workbooks: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.texts = Texts(self.scratch)

    def repair(self) -> Repaired:
        repaired = Repaired()
        reason = "no table in it"
        for found in self._tables():
            if isinstance(found, Table):
                self._take(found, repaired)
            elif found.status == "failed":
                repaired.problems.append(Issue(found.path, found.reason))
            else:
                reason = found.reason
        note_names((one.table.path for one in repaired.tables), repaired.beside)
        note_pictures([one.dhash for one in self.pictures if one.dhash is not None], repaired.beside)
        if self.asked.pictures and self.pictures:
            repaired.suggestions.append(self._suggest_pictures(repaired.beside))
        if repaired.tables and not repaired.problems:
            check_answers(self.asked, [one.answered for one in repaired.tables])
        if not repaired.tables and not repaired.suggestions and not repaired.problems:
            repaired.problems.append(Issue(name_of(self.path), reason, "name a file that holds a table"))
        return repaired

    def _note_workbook(self, table: Table, tally: Tally) -> None:
        """Once for all sheets of a workbook."""
        file = getattr(table, "file", None)
        if table.format == "xlsx" and file and file not in self.workbooks:
            self.workbooks.add(file)
            note_workbook(file, tally)

    def _tables(self) -> Iterator[Table | Unread]:
        limits = replace(DEFAULT_LIMITS, scratch=self.scratch)
        for found in read_tables(self.path, name=name_of(self.path), limits=limits, mend=self.texts):
            kind = MEDIA.get(found.format or "") if isinstance(found, MediaFile) else None
            if isinstance(found, MediaFile) and kind == "document":
                yield from self._of_document(found)
            elif isinstance(found, MediaFile) and kind == "image":
                self._look_at(found)
                yield found
            elif not isinstance(found, FreeText):
                yield found
            else:
                yield Unread(found.path, found.size_bytes, found.sha256, found.format, "skipped", found.reason)

    def _look_at(self, found: MediaFile) -> None:
        from gotgan.engine.media.image import measure_image

        self.pictures.append(measure_image(found.file, found.path))
        if self.asked.pictures:
            from gotgan.engine.media.colour import is_grey

            self.grey |= {found.path} if is_grey(found.file) else set()

    def _suggest_pictures(self, tally: Tally) -> dict[str, Any]:
        from gotgan.engine.media.facts import finish
        from gotgan.engine.media.state import MediaState, ordered

        facts = finish(MediaState(ordered({one.path: one for one in self.pictures})))
        return write_pictures(facts, frozenset(self.grey), self.folder, tally)

    def _of_document(self, found: MediaFile) -> Iterator[Table | Unread]:
        made = measure_media(found, self.scratch)
        if made.entry.status == "failed":
            yield replace_reason(found, made.entry.reason)
        yield from made.tables

    def _take(self, table: Table, repaired: Repaired) -> None:
        """One table that cannot be read to its end must not stop the others."""
        name = parquet_name(table.path, {one.file for one in repaired.tables})
        target = self.folder / name
        try:
            done = repair_table(table, target, self.codes, rows=self.rows)
        except (TableBroken, pa.ArrowException, OSError, ValueError, RecursionError) as error:
            if is_full(error):
                raise
            repaired.problems.append(Issue(table.path, why(error)))
            return
        self.texts.note(done.tally, table, done.rows_read)
        steps = _steps(done, target, table)
        answered = answer(self.asked, target, source_of(table.path, table.sha256, done.rows))
        self._note_workbook(table, repaired.beside)
        kept = [step for step in steps if step["name"] != STEP or step["reason"] not in answered.applied]
        repaired.tables.append(RepairedTable(name, table, done, [*kept, *answered.steps], answered))


def replace_reason(found: Unread, reason: str) -> Unread:
    return Unread(found.path, found.size_bytes, found.sha256, found.format, "failed", reason)


def _steps(done: Repair, parquet: Path, table: Table) -> list[dict[str, Any]]:
    """The steps, without examples for columns in which identifiers were found.

    To search a long table takes longer than to repair it: there the examples show how values are written, not what.
    """
    if done.rows_read > MOST_SEARCHED:
        return done.tally.steps(show=shape_of)
    columns = done.tally.changed_columns()
    findings = detect_parquet(parquet, columns=table.columns, only=columns) if columns else []
    withheld = {finding.column for finding in findings if finding.column}
    return done.tally.steps(withheld=withheld | _telling(done.tally))


def _telling(tally: Tally) -> set[str]:
    """Columns of which an example itself holds an identifier: what was changed may no longer be seen in the file."""
    return {
        column
        for (_, column, _), noted in tally.noted.items()
        if column and any(contains_identifier(text) for pair in noted.examples for text in pair)
    }


def _name_single(repaired: Repaired, folder: Path) -> None:
    if len(repaired.tables) == 1:
        (one,) = repaired.tables
        (folder / one.file).replace(folder / _SINGLE)
        for made in one.answered.suggestions:
            name = f"{Path(_SINGLE).stem}.{made['kind']}.csv"
            (folder / made["path"]).replace(folder / name)
            made["path"] = name
        one.file = _SINGLE


def _write_receipt(path: Path, repaired: Repaired, folder: Path, started: datetime, asked: Asked) -> None:
    several = len(repaired.tables) > 1
    receipt = Receipt(
        activity="repair",
        started=started.isoformat(),
        finished=datetime.now(UTC).isoformat(),
        inputs=(*(_input(one) for one in repaired.tables), *repaired.inputs),
        parameters={
            "file": mask_text(name_of(path)),
            "searched_rows": MOST_SEARCHED,
            "compared_rows": MOST_ROWS,
            **asked.to_json(),
        },
        versions={"gotgan": __version__, **{name: version(name) for name in (*_VERSIONS, *_besides(asked))}},
        outputs=tuple(_output(one, folder) for one in repaired.tables),
        steps=tuple(step | ({"table": one.file} if several else {}) for one in repaired.tables for step in one.steps)
        + tuple(repaired.beside.steps()),
    ).to_json()
    problems = [{"path": issue.place, "reason": issue.what} for issue in repaired.problems]
    made = [*(made for one in repaired.tables for made in one.answered.suggestions), *repaired.suggestions]
    beside = {"suggestions": made, "problems": problems}
    document = {
        "gotgan": __version__,
        "kind": "repair",
        **receipt,
        **{key: said for key, said in beside.items() if said},
    }
    text = json.dumps(told_names(document), ensure_ascii=False, allow_nan=False, indent=2)
    (folder / RECEIPT).write_text(text + "\n", encoding="utf-8")


def _besides(asked: Asked) -> list[str]:
    """The libraries that only what was asked for needs."""
    return [*(["splink"] if asked.entities else []), *(["cleanlab", "scikit-learn"] if asked.label else [])]


def _input(one: RepairedTable) -> dict[str, Any]:
    return {"path": one.table.path, "sha256": one.table.sha256, "rows": one.done.rows_read}


def _output(one: RepairedTable, folder: Path) -> dict[str, Any]:
    file = folder / one.file
    with file.open("rb") as content:
        sha256 = sha256_of(iter(lambda: content.read(CHUNK_BYTES), b""))
    columns = one.answered.columns or [
        {"name": plan.name, "type": plan.type} | ({"unit": plan.unit} if plan.unit else {})
        for plan in one.done.plan.columns
    ]
    rows = pq.read_metadata(file).num_rows
    return {"path": one.file, "sha256": sha256, "rows": rows, "columns": columns}
