"""An institution's two files: (join key, serial) for the key manager, (serial, data) for the combining body.

Serials are drawn under a secret that is thrown away, and both files are in the order of their serials: neither tells
where a row stood. A person with several rows has one join key and a serial for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.combine.copies import Copies
from gotgan.engine.combine.files import (
    FOR_COMBINING_BODY,
    FOR_KEY_MANAGER,
    JOIN_KEY,
    KEYS,
    PAYLOAD,
    PREPARE,
    SERIAL,
    receipt_of,
    write_query,
    write_receipt,
)
from gotgan.engine.combine.identifiers import Identifier, check_key, for_combination, join_keys
from gotgan.engine.deidentify.census import batches_of
from gotgan.engine.deidentify.folder import beside
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.techniques.pseudonym import TOKEN_SIGNS, Key, letters_of
from gotgan.engine.detect import contains_identifier, detect_parquet, mask_text
from gotgan.engine.package.parquet import write_batches
from gotgan.engine.profile.relation import open_relation
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class Preparation:
    """What is asked: the combination and this side's name in it, what identifies a person, what is left out."""

    combination: str
    side: str
    identifiers: tuple[Identifier, ...]
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """The two receipts; neither tells of the other file's content."""

    keys: Mapping[str, Any]
    payload: Mapping[str, Any]


def prepare(
    source: Source, asked: Preparation, key: Key, folder: Path, *, seed: bytes, started: str, now: Callable[[], str]
) -> Prepared:
    """Write the folders for-key-manager and for-combining-body below `folder`, both or none.

    `seed`: 32 random bytes that nobody keeps. Raises: Invalid for the key, the columns, or when an identifier would
    stand in the payload; OSError (disk full).
    """
    kept = _kept(source, asked)
    own = for_combination(check_key(key), asked.combination)
    draws = Key("serials", seed)
    with beside(folder) as part:
        whole, copies = part / "whole.parquet", Copies()
        _write_whole(source, asked, kept, (own, draws), whole, copies)
        if issues := copies.issues():
            raise Invalid(*issues)
        files = [part / FOR_KEY_MANAGER / KEYS, part / FOR_COMBINING_BODY / PAYLOAD]
        rows = _split(whole, kept, files)
        whole.unlink()
        if not rows[0]:
            raise Invalid(Issue(source.path, "no row has all its identifiers", "look at the columns you named"))
        _check_payload(files[1])
        told = {"combination": asked.combination, "side": asked.side, "preparation": draws.derive("preparation").id}
        secret = {"key_id": own.id, "fields": [each.field for each in asked.identifiers],
                  "without_key": source.rows - rows[0]}  # fmt: skip
        read = [{"path": mask_text(source.path), "sha256": source.sha256, "rows": source.rows}]
        times, steps = (started, now()), _steps(asked)
        keys = receipt_of(PREPARE, times, read, {**told, **secret}, (files[0], rows[0]))
        payload = receipt_of(PREPARE, times, read, told, (files[1], rows[1]), steps)
        write_receipt(files[0].parent, keys)
        write_receipt(files[1].parent, payload)
    return Prepared(keys, payload)


def _kept(source: Source, asked: Preparation) -> list[str]:
    """The columns of the payload. Raises: Invalid."""
    named = [*(each.column for each in asked.identifiers), *asked.leave_out]
    issues = [Issue(f"column {name!r}", "is not in the table", "check its name")
              for name in named if name not in source.names]  # fmt: skip
    kept = [name for name in source.names if name not in named]
    if not kept:
        issues.append(Issue(source.path, "no column is left to combine", "leave fewer out"))
    if SERIAL in kept:
        issues.append(Issue(f"column {SERIAL!r}", "has the name of the serial numbers", "rename it, or leave it out"))
    for place, name in enumerate(source.names, 1):
        if name in kept and contains_identifier(name):
            issues.append(Issue(f"column number {place}", "an identifier stands in its name", "rename it"))
    if not asked.combination.strip() or not asked.side.strip():
        issues.append(Issue("--combination, --side", "one of them is empty", "name the combination and this side"))
    if issues:
        raise Invalid(*issues)
    return kept


def _write_whole(
    source: Source, asked: Preparation, kept: list[str], keys: tuple[Key, Key], target: Path, copies: Copies
) -> None:
    """Join key, serial and data side by side, in the source's order; removed once it is split."""
    own, draws = keys
    columns = list(dict.fromkeys([*(each.column for each in asked.identifiers), *kept]))
    types = pq.read_schema(source.parquet)
    schema = pa.schema(
        [(JOIN_KEY, pa.string()), (SERIAL, pa.string()), *((name, types.field(name).type) for name in kept)]
    )

    def made() -> Iterator[pa.RecordBatch]:
        first = 0
        for batch in batches_of(source.parquet, columns):
            copies.look(batch, [each.column for each in asked.identifiers], kept)
            serials = _serials(draws, first, batch.num_rows)
            first += batch.num_rows
            cells = [batch.column(name).cast(types.field(name).type) for name in kept]
            yield pa.RecordBatch.from_arrays([join_keys(own, batch, asked.identifiers), serials, *cells], schema=schema)

    write_batches(target, schema, made())


def _serials(draws: Key, first: int, rows: int) -> pa.Array:
    """96 bits for each row out of one stream (SHAKE-256) that nobody can draw again without the seed."""
    stream = hashlib.shake_256(draws.derive("rows", str(first)).secret).digest(rows * TOKEN_SIGNS // 2)
    return letters_of(np.frombuffer(stream, dtype=np.uint8).reshape(rows, TOKEN_SIGNS // 2))


def _split(whole: Path, kept: list[str], files: list[Path]) -> tuple[int, int]:
    for file in files:
        file.parent.mkdir(mode=0o700)
    with open_relation(whole) as relation:
        data = ", ".join(f"c{place}" for place in range(2, 2 + len(kept)))
        keys = f"SELECT c0, c1 FROM {relation.source} WHERE c0 IS NOT NULL ORDER BY c1"
        payload = f"SELECT c1, {data} FROM {relation.source} ORDER BY c1"
        return (
            write_query(relation.connection, keys, [JOIN_KEY, SERIAL], files[0]),
            write_query(relation.connection, payload, [SERIAL, *kept], files[1]),
        )


def _check_payload(payload: Path) -> None:
    """Raises: Invalid for every column in which detection finds an identifier."""
    names = pq.read_schema(payload).names
    found = detect_parquet(payload, only=frozenset(names) - {SERIAL})
    if found:
        remedy = "leave it out or de-identify it first: what goes to the combining body identifies nobody"
        raise Invalid(
            *(Issue(f"column {each.column!r}", f"{each.count} hit(s) of {each.kind}", remedy) for each in found)
        )


def _steps(asked: Preparation) -> list[dict[str, Any]]:
    """Which columns do not go on; their names stay with the institution and the combining body."""
    why = [(each.column, "it identifies") for each in asked.identifiers]
    why += [(name, "it was asked so") for name in asked.leave_out]
    return [
        {"name": "left out", "column": mask_text(column), "changed": 0, "dropped": 0, "reason": reason, "examples": []}
        for column, reason in why
    ]
