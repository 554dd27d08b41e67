"""The official Korean files become what docs/reference/repair.md records of them, as it was read by eye."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.shared_data import ROOT, SHARED, needs_shared

from gotgan.agent.repair import repair_file

KOREA = SHARED / "data/tables/korea"
SHORT = {"text": "text", "integer": "int", "decimal": "dec", "date": "date", "datetime": "time", "boolean": "bool"}
SMALL_BYTES = 800_000


def _recorded() -> dict[str, list[str]]:
    lines = (
        (ROOT / "docs/reference/repair.md").read_text(encoding="utf-8").partition("| file | header |")[2].splitlines()
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:] if line]
    return {row[0]: row[1:] for row in rows}


FILES = sorted({name.partition("!")[0] for name in _recorded()})


def _slow(name: str) -> Any:
    path = KOREA / name
    is_large = path.is_file() and path.stat().st_size > SMALL_BYTES
    return pytest.param(name, marks=pytest.mark.slow if is_large else (), id=Path(name).name)


@needs_shared
def test_every_file_is_recorded() -> None:
    found = {path.relative_to(KOREA).as_posix() for path in KOREA.rglob("*") if path.parent != KOREA and path.is_file()}
    assert found == set(FILES)
    assert len(FILES) == 52


@needs_shared
@pytest.mark.parametrize("name", [_slow(name) for name in FILES])
def test_file_becomes_what_was_recorded(name: str, tmp_path: Path) -> None:
    done = repair_file(KOREA / name, tmp_path / "out")
    assert not done.problems
    receipt = json.loads((tmp_path / "out/receipt.json").read_text())
    recorded = _recorded()
    for one, given, output in zip(done.tables, receipt["inputs"], receipt["outputs"], strict=True):
        inside = given["path"].removeprefix(str(KOREA / name))
        names = [column["name"] for column in output["columns"]]
        kinds = Counter(SHORT[column["type"]] for column in output["columns"])
        assert recorded[name + inside] == [
            str(one.table.header_rows), str(given["rows"]), str(output["rows"]), str(len(names)),
            ", ".join(names if len(names) <= 4 else [*names[:3], "…", names[-1]]),
            " ".join(f"{kinds[kind]} {kind}" for kind in SHORT.values() if kinds[kind]),
        ]  # fmt: skip
