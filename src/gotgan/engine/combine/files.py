"""The files that parties hand to each other, each with its receipt; a file that is not the one of its receipt is
refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan import __version__
from gotgan.engine.package.manifest import entry_of
from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.profile.relation import Relation
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.receipt import Receipt

KEYS, PAYLOAD, LINKAGE, DATA, RECEIPT = (
    "keys.parquet", "payload.parquet", "linkage.parquet", "data.parquet", "receipt.json",
)  # fmt: skip
FOR_KEY_MANAGER, FOR_COMBINING_BODY = "for-key-manager", "for-combining-body"
"""Folders of what an institution prepared: never the same hands."""
PREPARE, MATCH, JOIN = "combine.prepare", "combine.match", "combine.join"
SERIAL, JOIN_KEY = "serial", "join_key"
SMALL = 5
"""Fewer persons than this are few: who knows of one of them may find them again."""
_BATCH_ROWS = 1 << 16


@dataclass(frozen=True)
class Handed:
    """A file as a party got it. `receipt` is that of the step that wrote it."""

    parquet: Path
    receipt: Mapping[str, Any]

    @property
    def told(self) -> Mapping[str, Any]:
        """The receipt's parameters."""
        parameters: Mapping[str, Any] = self.receipt["parameters"]
        return parameters

    @property
    def output(self) -> Mapping[str, Any]:
        output: Mapping[str, Any] = self.receipt["outputs"][0]
        return output


def read_handed(folder: Path, name: str, activity: str) -> Handed:
    """The file of that name in a folder, with the receipt beside it, both checked. Raises: Invalid."""
    place, file, said = str(folder), folder / name, folder / RECEIPT
    for each in (file, said):
        if not each.is_file():
            raise Invalid(Issue(place, f"holds no {each.name}", "give the folder as the step before wrote it"))
    try:
        receipt = json.loads(said.read_text(encoding="utf-8"))
    except ValueError:
        raise Invalid(Issue(f"{place}/{RECEIPT}", "is no JSON", "ask for the folder again")) from None
    handed = Handed(file, receipt if isinstance(receipt, dict) else {})
    check_handed(handed, name, activity, place)
    return handed


def check_handed(handed: Handed, name: str, activity: str, place: str) -> None:
    """Raises: Invalid unless the receipt is of that activity and names these very bytes and columns."""
    receipt = handed.receipt
    if receipt.get("activity") != activity or not isinstance(receipt.get("parameters"), Mapping):
        raise Invalid(Issue(place, f"its receipt is not one of {activity}", "give the folder of that step"))
    outputs = receipt.get("outputs") or []
    if len(outputs) != 1 or outputs[0].get("path") != name:
        raise Invalid(Issue(place, f"its receipt is not that of {name}", "give the other of the two folders"))
    if entry_of(handed.parquet, handed.parquet.parent).sha256 != outputs[0].get("sha256"):
        raise Invalid(Issue(f"{place}/{name}", "is not the file that its receipt tells of", "ask for it again"))
    try:
        names = pq.read_schema(handed.parquet).names
    except pa.ArrowInvalid:
        raise Invalid(Issue(f"{place}/{name}", "is no Parquet", "ask for it again")) from None
    if names[: len(_BEGINS[name])] != list(_BEGINS[name]):
        raise Invalid(Issue(f"{place}/{name}", "lacks the columns of such a file", "prepare it again"))


_BEGINS: Mapping[str, tuple[str, ...]] = {KEYS: (JOIN_KEY, SERIAL), PAYLOAD: (SERIAL,), LINKAGE: ("serial_1",)}


def write_query(connection: duckdb.DuckDBPyConnection, sql: str, names: Sequence[str], target: Path) -> int:
    """Stream the rows of a query into a Parquet whose columns get these names; returns how many."""
    reader = connection.sql(sql).to_arrow_reader(_BATCH_ROWS)
    schema = pa.schema([pa.field(name, kind.type) for name, kind in zip(names, reader.schema, strict=True)])

    def renamed() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)

    with beside(target) as part:
        return write_batches(part, schema, renamed())


def working_in(relations: Sequence[Relation]) -> duckdb.DuckDBPyConnection:
    """The database that was opened for the largest of them: it has threads, and room to spill, for all."""
    return max(relations, key=lambda each: each.rows).connection


def receipt_of(
    activity: str,
    times: tuple[str, str],
    inputs: Sequence[Mapping[str, Any]],
    parameters: Mapping[str, Any],
    written: tuple[Path, int],
    steps: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """SHAPES' receipt of one written file and its rows, as JSON; never a key, an identifier or a value."""
    file, rows = written
    return Receipt(
        activity=activity,
        started=times[0],
        finished=times[1],
        inputs=tuple(dict(each) for each in inputs),
        parameters=dict(parameters),
        versions={"gotgan": __version__, "duckdb": duckdb.__version__, "pyarrow": pa.__version__},
        outputs=({"path": file.name, "sha256": entry_of(file, file.parent).sha256, "rows": rows},),
        steps=tuple(dict(each) for each in steps),
    ).to_json()


def write_receipt(folder: Path, receipt: Mapping[str, Any]) -> None:
    document = {"gotgan": __version__, "kind": "combine", **receipt}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    (folder / RECEIPT).write_text(text + "\n", encoding="utf-8")


def input_of(handed: Handed) -> dict[str, Any]:
    """How the next step's receipt names a file that it got."""
    side = handed.told.get("side", "")
    return {**handed.output, "path": f"{side}/{handed.output['path']}" if side else handed.output["path"]}


def check_is_whole(handed: Sequence[Handed], what: str) -> None:
    """Raises: Invalid unless there are two or more, of one combination, none of them twice."""
    if len(handed) < 2:
        raise Invalid(Issue(what, "there are fewer than two", "give one of each institution"))
    issues = []
    for name, said in (("preparation", "one is there twice"), ("side", "two go by the same name")):
        if len({each.told[name] for each in handed}) < len(handed):
            issues.append(Issue(what, said, "give one of each institution"))
    if len({each.output["sha256"] for each in handed}) < len(handed):
        issues.append(Issue(what, "two are the same file", "give one of each institution"))
    if len({each.told["combination"] for each in handed}) > 1:
        issues.append(Issue(what, "they are of different combinations", "prepare all for one"))
    if issues:
        raise Invalid(*issues)
