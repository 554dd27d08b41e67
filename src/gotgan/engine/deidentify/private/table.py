"""Answers as a table to release, a row a number, with a receipt that tells nothing of the data beside them."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan import __version__
from gotgan.engine.deidentify.private.measure import asked_of
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.package.manifest import entry_of
from gotgan.terms.private_ask import Ask
from gotgan.terms.receipt import Receipt

LABEL = "differentially private: every number carries noise"
_SCHEMA = pa.schema(
    [
        ("question", pa.int32()), ("measure", pa.string()), ("column", pa.string()), ("only_where", pa.string()),
        ("group", pa.string()), ("value", pa.float64()), ("within_95", pa.float64()), ("low_95", pa.float64()),
        ("high_95", pa.float64()), ("epsilon", pa.float64()), ("delta", pa.float64()), ("mechanism", pa.string()),
    ],
    metadata={"label": LABEL},
)  # fmt: skip


def numbers_of(answer: Mapping[str, Any]) -> Iterator[tuple[str | None, float]]:
    """(group, value) of an answer: one without a group, or a histogram's, then `(other)` and `(missing)`."""
    if "value" in answer:
        yield None, answer["value"]
    for each in answer.get("counts", ()):
        is_bin = "low" in each
        yield (f"[{each['low']}, {each['high']})" if is_bin else each["value"]), each["count"]
    for name in ("other", "missing"):
        if name in answer:
            yield f"({name})", answer[name]


def write_answers(document: Mapping[str, Any], path: Path) -> int:
    """Write the answers of `measure_counts` as Parquet; returns the rows."""
    rows = []
    for place, answer in enumerate(document["answers"], 1):
        where = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in answer["where"].items())
        for group, value in numbers_of(answer):
            within = answer["within_95"]
            rows.append(
                {
                    "question": place, "measure": answer["ask"], "column": answer["column"],
                    "only_where": where or None, "group": group, "value": value, "within_95": within,
                    "low_95": value - within, "high_95": value + within, "epsilon": answer["epsilon"],
                    "delta": answer["delta"], "mechanism": answer["mechanism"],
                }
            )  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), path)
    return len(rows)


def receipt_of(source: Source, ask: Ask, document: Mapping[str, Any], written: Path, times: tuple[str, str]) -> Receipt:
    """Inputs and outputs without a number of rows of the data: only what was paid for is told of them."""
    file = entry_of(written, written.parent)
    unit = document["unit"]
    return Receipt(
        activity="measure",
        started=times[0],
        finished=times[1],
        inputs=({"path": source.path, "sha256": source.sha256, "rows": None},),
        parameters={"label": LABEL, "unit": unit, "epsilon": document["epsilon"], "delta": document["delta"],
                    **asked_of(ask), "ledger": document["ledger"]["head"]},
        versions={"gotgan": __version__, "python": platform.python_version(), "opendp": version("opendp")},
        outputs=({"path": file.path, "sha256": file.sha256, "rows": pq.read_metadata(written).num_rows},),
        steps=tuple(
            {"name": "measure", "column": each["column"], "changed": 0, "dropped": 0, "reason": each["mechanism"],
             "examples": []}
            for each in document["answers"]
        ),
    )  # fmt: skip
