"""The receipt of a package: what went in and came out, and who confirmed what was found."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan import __version__
from gotgan.engine.package.contents import Contents, PackedTable
from gotgan.engine.package.manifest import entry_of
from gotgan.engine.package.observed import masked_pictures
from gotgan.terms.receipt import Receipt

_TOOLS = ("pyarrow", "duckdb", "polars", "webdataset")


def make_receipt(
    contents: Contents, part: Path, lost: Mapping[str, int], *, confirmed_by: str, times: tuple[str, str]
) -> Receipt:
    """`lost`: numbers that JSON could not say, by table."""
    formats = sorted({file.format for table in contents.tables for file in table.files})
    parameters: dict[str, Any] = {"formats": formats, "split": contents.split}
    if confirmed_by.strip():
        parameters["confirmed"] = {"by": confirmed_by.strip(), "findings": _findings(contents)}
        if columns := [step.get("column") for step in masked_pictures(contents.receipts)]:
            parameters["confirmed"]["pictures"] = columns
    return Receipt(
        activity="package",
        started=times[0],
        finished=times[1],
        inputs=tuple(_input(table) for table in contents.tables),
        parameters=parameters,
        versions={"gotgan": __version__, "python": platform.python_version()}
        | {name: version(name) for name in _TOOLS},
        outputs=tuple(
            {"path": file.path, "sha256": entry_of(part / file.path, part).sha256, "rows": file.rows}
            for table in contents.tables
            for file in table.files
        ),
        steps=tuple(_steps(contents, part, lost)),
    )


def _input(table: PackedTable) -> dict[str, Any]:
    return {"path": table.source, "sha256": table.source_sha256, "rows": table.profile.rows}


def _findings(contents: Contents) -> list[dict[str, Any]]:
    return [
        {"path": table.source, "column": finding.column, "kind": str(finding.kind), "count": finding.count}
        for table in contents.tables
        for finding in table.findings
    ]


def _steps(contents: Contents, part: Path, lost: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for table in contents.tables:
        schema = pq.read_schema(part / next(iter(table.parquet().values())))
        for column in table.profile.columns if table.profile.format not in ("parquet", "arrow") else ():
            if column.name in schema.names and not pa.types.is_string(schema.field(column.name).type):
                yield _step("types", column.name, column.count, "the text of every value comes back exactly")
        if table.name in lost:
            yield _step("jsonl", None, lost[table.name], "a number that JSON cannot say is null there")
    if contents.split:
        by = ", ".join(contents.split["columns"]) or "rows"
        yield _step("split", by, 0, "nothing of one split stands in another")


def _step(name: str, column: str | None, changed: int, reason: str) -> dict[str, Any]:
    return {"name": name, "column": column, "changed": changed, "dropped": 0, "reason": reason, "examples": []}
