"""How the tests of repair hand it a file and look at what it wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.agent.repair import repair_file
from gotgan.agent.repair_asked import Asked

NOTHING = Asked()
Step = dict[str, Any]


class Done(NamedTuple):
    table: pa.Table
    receipt: dict[str, Any]

    def steps(self, name: str, column: str | None = None) -> list[Step]:
        named = [step for step in self.receipt["steps"] if step["name"] == name]
        return [step for step in named if column is None or step["column"] == column]

    def changed(self, name: str, column: str | None = None) -> int:
        return sum(step["changed"] for step in self.steps(name, column))

    def found(self, name: str, column: str | None = None) -> int:
        return sum(step.get("found", 0) for step in self.steps(name, column))

    def values(self, column: str) -> list[Any]:
        return list(self.table.column(column).to_pylist())

    def types(self) -> dict[str, str]:
        return {field.name: str(field.type) for field in self.table.schema}


def repair(file: Path, folder: Path | None = None, *, asked: Asked = NOTHING) -> Done:
    """Repair a file that holds a single table."""
    target = folder or file.with_name(f"{file.name}.repaired")
    repair_file(file, target, asked=asked).check()
    return Done(pq.read_table(target / "data.parquet"), json.loads((target / "receipt.json").read_text()))


def repair_text(
    folder: Path, text: str | bytes, *, name: str = "table.csv", encoding: str = "utf-8", asked: Asked = NOTHING
) -> Done:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return repair(file, asked=asked)


def column(folder: Path, values: list[str], name: str = "값") -> Done:
    """A table of a running number and one column of values."""
    rows = "".join(f'{number},"{value}"\n' for number, value in enumerate(values, 1))
    return repair_text(folder, f"순번,{name}\n{rows}")
