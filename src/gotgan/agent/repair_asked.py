"""What `gotgan repair` does only when asked: suggestions beside the receipt, and changes that are a judgement."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.repair import wide
from gotgan.engine.repair.base_units import scale_columns
from gotgan.engine.repair.tally import Tally
from gotgan.terms.digest import CHUNK_BYTES, sha256_of
from gotgan.terms.errors import Invalid, Issue

_CONFIRMED = "rows of one thing, as a person confirmed: they share a number; leave the column out to undo it"
ENTITIES, NEAR, LABELS = "entities", "near", "labels"
_TYPES = {
    pa.string(): "text", pa.int64(): "integer", pa.float64(): "decimal", pa.date32(): "date",
    pa.timestamp("us"): "datetime", pa.bool_(): "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """`against`: a repaired Parquet whose rows are compared with those of the table. `accept`: a file of pairs."""

    entities: bool = False
    against: Path | None = None
    accept: Path | None = None
    near_rows: bool = False
    label: str | None = None
    long: bool = False
    base_units: bool = False
    pictures: bool = False

    def check(self) -> None:
        """Raises: Invalid for what cannot go together or is not there."""
        by_row = {
            "--entities": self.entities,
            "--accept": self.accept,
            "--near-rows": self.near_rows,
            "--label": self.label,
        }
        named = [name for name, value in by_row.items() if value]
        if self.long and named:
            raise Invalid(
                Issue("--long", f"gives other rows than {named[0]} speaks of", f"use {named[0]} in a run before")
            )
        if self.against and not self.entities:
            raise Invalid(Issue("--against", "says nothing without --entities", "add it"))
        for path in (self.against, self.accept):
            if path and not path.is_file():
                raise Invalid(Issue(str(path), "there is no such file", "check the path"))
        if self.against:
            _check_parquet(self.against)

    def check_folder(self) -> None:
        """Raises: Invalid for what says nothing of a folder of pictures."""
        asked = {f"--{name.replace('_', '-')}" for name in self.to_json()} - {"--pictures"}
        if asked:
            raise Invalid(Issue(min(asked), "is for tables, and a folder gives its pictures", "name a file"))

    def to_json(self) -> dict[str, Any]:
        """What was asked, for the parameters of the receipt: no path but the name of a file."""
        said = {"entities": self.entities, "near_rows": self.near_rows, "label": self.label, "long": self.long,
                "base_units": self.base_units, "pictures": self.pictures,
                "against": self.against and self.against.name, "accept": self.accept and self.accept.name}  # fmt: skip
        return {name: value for name, value in said.items() if value}


def _check_parquet(path: Path) -> None:
    try:
        pq.read_schema(path)
    except pa.ArrowException:
        raise Invalid(Issue(str(path), "is no Parquet", "repair it first, and name its data.parquet")) from None


@dataclass
class Answered:
    """What became of one table: steps, files of suggestions, and its columns where they changed."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    has_accepted: bool = False
    columns: list[dict[str, str]] | None = None
    applied: frozenset[str] = frozenset()
    """Reasons of suggestions that hold no more, since they were followed."""


def answer(asked: Asked, parquet: Path, source: str) -> Answered:
    """Do to one written table what was asked. `source` names its content, so that pairs of another are passed over.

    Raises: Invalid, Unavailable, OSError, ModuleNotFoundError without the extra `refine`.
    """
    answered, said = Answered(), Tally()
    made = [
        _near_rows(parquet, said) if asked.near_rows else None,
        _entities(asked.against, parquet, source, said) if asked.entities else None,
        _labels(asked.label, parquet, said) if asked.label else None,
    ]
    answered.suggestions = [one for one in made if one]
    answered.has_accepted = bool(asked.accept and _accept(asked.accept, parquet, source, said))
    has_scaled = asked.base_units and scale_columns(parquet, said)
    if asked.long:
        answered.applied = _turn_long(parquet, said)
    answered.steps = said.steps()
    has_changed = answered.has_accepted or has_scaled or answered.applied
    answered.columns = columns_of(parquet) if has_changed else None
    return answered


def _turn_long(parquet: Path, said: Tally) -> frozenset[str]:
    from gotgan.engine.repair.long import turn_long

    applied = frozenset(turn_long(parquet, said))
    if not applied:
        said.add(wide.STEP, None, "no run of years or months across: left as it is")
    return applied


def check_answers(asked: Asked, answers: Sequence[Answered]) -> None:
    """Raises: Invalid when no table had the label, or no accepted pair was of this file."""
    kinds = {made["kind"] for one in answers for made in one.suggestions}
    if asked.label and LABELS not in kinds:
        raise Invalid(Issue(f"--label {asked.label!r}", "there is no such column", "name it as the receipt does"))
    if asked.accept and not any(one.has_accepted for one in answers):
        what = "holds no accepted pair of this file as it is read now"
        raise Invalid(Issue(str(asked.accept), what, "write yes into accept, or make the suggestions anew"))


def columns_of(parquet: Path) -> list[dict[str, str]]:
    """The columns of an output as the receipt names them, from the file."""
    made = []
    for one in pq.read_schema(parquet):
        unit = (one.metadata or {}).get(b"unit", b"").decode()
        made.append({"name": one.name, "type": _TYPES.get(one.type, str(one.type))} | ({"unit": unit} if unit else {}))
    return made


def source_of(path: str, sha256: str | None, rows: int) -> str:
    """Names the content of a table: its file, its place in it, and how many rows were written."""
    inside = path.partition("!")[2]
    return hashlib.sha256(f"{sha256}\n{inside}\n{rows}".encode()).hexdigest()[:16]


def write(kind: str, file: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Write a file of suggestions; how the receipt names it."""
    from gotgan.engine.repair.suggestions import write_suggestions

    count = write_suggestions(file, names, rows)
    with file.open("rb") as content:
        sha256 = sha256_of(iter(lambda: content.read(CHUNK_BYTES), b""))
    return {"path": file.name, "kind": kind, "rows": count, "sha256": sha256}


def _beside(parquet: Path, kind: str) -> Path:
    return parquet.with_name(f"{parquet.stem}.{kind}.csv")


def _near_rows(parquet: Path, said: Tally) -> dict[str, Any] | None:
    from gotgan.engine.repair.near_rows import MOST_BUCKET, STEP, find_near_rows

    found = find_near_rows(parquet)
    if found is None:
        said.add(STEP, None, "rows were not compared: too few columns, or too many rows")
        return None
    names = pq.read_schema(parquet).names
    cells = f"rows that differ in at most {found.most} cells from another"
    if found.pairs:
        said.add(STEP, None, cells, found=len({row for _, a, b, _ in found.pairs for row in (a, b)}),
                 suggestion="look whether they stand for one thing, and keep one of them")  # fmt: skip
    if found.series:
        said.add(STEP, None, f"{cells}, in groups too large to be slips", found=found.series)
    if found.unasked:
        said.add(STEP, None, f"comparisons left out: more than {MOST_BUCKET} rows share a band", found=found.unasked)
    rows = ((group, a, b, "; ".join(names[place] for place in differ)) for group, a, b, differ in found.pairs)
    file = _beside(parquet, NEAR)
    return write(NEAR, file, ("group", "row_a", "row_b", "differ"), rows)


def _entities(against: Path | None, parquet: Path, source: str, said: Tally) -> dict[str, Any] | None:
    from gotgan.agent.repair_entities import find_entities

    found = find_entities(parquet, against, said)
    if found is None:
        return None
    roles, pairs = found
    rows = (("", pair.a, pair.b, pair.probability, _reasons(roles, pair.levels), source) for pair in pairs)
    file = _beside(parquet, ENTITIES)
    names = ("accept", "row_a", "row_b", "probability", "reasons", "source")
    return write(ENTITIES, file, names, rows)


def _reasons(columns: Sequence[str], levels: Sequence[str]) -> str:
    return "; ".join(f"{column}: {level}" for column, level in zip(columns, levels, strict=True))


def _labels(label: str, parquet: Path, said: Tally) -> dict[str, Any] | None:
    """None for a table without the column: of several tables one has it."""
    from gotgan.engine.repair.labels import FOLDS, STEP, find_label_doubts

    if label not in pq.read_schema(parquet).names:
        return None
    found = find_label_doubts(parquet, label)
    said.add(
        STEP, label, f"labels that a model of the other columns doubts (cross-validated, {FOLDS} folds)",
        found=len(found.doubted), suggestion="look at them, the first are the least likely",
        details={"rows": found.rows, "classes": found.classes, "agrees": found.accuracy},
    )  # fmt: skip
    if found.left_out:
        said.add(STEP, label, "rows left out: no label, or one of too few rows", found=found.left_out)
    rows = ((one.row, one.given, one.suggested, one.quality) for one in found.doubted)
    file = _beside(parquet, LABELS)
    return write(LABELS, file, ("row", "given", "suggested", "quality"), rows)


def _accept(file: Path, parquet: Path, source: str, said: Tally) -> bool:
    """True when a pair of this table was accepted."""
    from gotgan.engine.repair.entities.accept import mark_entities

    pairs = [(a, b) for of, a, b in accepted_pairs(file) if of == source]
    if not pairs:
        return False
    try:
        made = mark_entities(parquet, pairs)
    except IndexError:
        raise Invalid(
            Issue(str(file), "names a row that the table does not have", "make the suggestions anew")
        ) from None
    said.add(
        ENTITIES, made.column, _CONFIRMED,
        changed=made.rows, details={"pairs": made.pairs, "entities": made.entities},
    )  # fmt: skip
    return True


def accepted_pairs(file: Path) -> Iterator[tuple[str, int, int]]:
    """(source, row, row) of the pairs a person said yes to. Raises: Invalid."""
    from gotgan.engine.repair.entities.accept import YES
    from gotgan.engine.repair.suggestions import read_suggestions

    try:
        for row in read_suggestions(file):
            if row["accept"].strip().lower() in YES:
                yield row["source"], int(row["row_a"]), int(row["row_b"])
    except (KeyError, ValueError, AttributeError, UnicodeError, csv.Error):
        what = "is no file of suggested pairs (accept, row_a, row_b, source)"
        raise Invalid(Issue(str(file), what, "fill in the column accept of one that --entities wrote")) from None
