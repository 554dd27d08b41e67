"""Every planted defect of the sample government is repaired or reported, for its own seed and for one drawn anew each
time; and whatever differs from the source afterwards is a change that the receipt counts."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.engine.repaired_defects import REFUSED, RULES, is_told

from gotgan.agent.repair import repair_file
from gotgan.engine.sample import DEFAULT_SEED, SampleTruth, build_sample
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.truth import DefectTruth
from gotgan.engine.tables import Table, read_tables
from gotgan.terms.text import nfc

MOST_ROWS = 13_000
SPOILED = tuple(one for one in PLANS if one.defects and sum(draw.rows for draw in one.draws) <= MOST_ROWS)
"""The longer tables have kinds of defects that shorter ones have too."""
Receipt = Mapping[str, Any]


@pytest.fixture(scope="module", params=["own_seed", "fresh_seed"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleTruth]:
    """The fresh seed is another one in every run; a failure names it."""
    seed = DEFAULT_SEED if request.param == "own_seed" else secrets.randbelow(1_000_000)
    folder = tmp_path_factory.mktemp("sample")
    return folder, build_sample(folder, seed=seed, plans=SPOILED)


def test_every_kind_is_planted_and_has_its_rule(sample: tuple[Path, SampleTruth]) -> None:
    kinds = {defect.kind for defect in sample[1].defects}
    assert kinds == {defect.kind for one in PLANS for defect in one.defects}
    assert kinds <= {*RULES, *REFUSED}
    assert len(sample[1].defects) >= len(kinds)


def test_silent_receipt_tells_of_nothing(sample: tuple[Path, SampleTruth]) -> None:
    silent = {"steps": [], "inputs": [], "outputs": []}
    assert not [defect for defect in sample[1].defects if defect.kind not in REFUSED and is_told(defect, silent)]


def test_every_planted_defect_is_repaired_or_reported(sample: tuple[Path, SampleTruth], tmp_path: Path) -> None:
    folder, truth = sample
    untold: list[DefectTruth] = []
    unexplained: dict[str, int] = {}
    for number, path in enumerate(sorted({defect.path for defect in truth.defects})):
        defects = [defect for defect in truth.defects if defect.path == path]
        target = tmp_path / str(number)
        done = repair_file(folder / path, target)
        if done.problems:
            untold += [one for one in defects if REFUSED.get(one.kind, "\0") not in done.problems[0].what]
            assert not target.exists()
            continue
        receipt = json.loads((target / "receipt.json").read_text())
        untold += [defect for defect in defects if not is_told(defect, receipt)]
        _check_columns(target, truth, path)
        unexplained |= _unexplained(folder / path, target, receipt)
    assert not untold, f"seed {truth.seed}"
    assert not unexplained, f"seed {truth.seed}"


def _check_columns(target: Path, truth: SampleTruth, path: str) -> None:
    (dataset,) = [one for one in truth.datasets if one.path == path]
    if len(dataset.tables) == 1:
        assert tuple(pq.read_schema(target / "data.parquet").names) == dataset.tables[0].columns


def _unexplained(source: Path, target: Path, receipt: Receipt) -> dict[str, int]:
    """By column how many values of the source are gone beyond the changed cells and dropped rows that are told of.

    Nothing is said of a source that no reading without repair can open: lines of two encodings.
    """
    found = {}
    tables = [each for each in read_tables(source, name=source.name) if isinstance(each, Table)]
    for table, output in zip(tables, receipt["outputs"] if tables else (), strict=True):
        steps = [step for step in receipt["steps"] if step.get("table", output["path"]) == output["path"]]
        dropped = sum(step["dropped"] for step in steps)
        made = pq.read_table(target / output["path"])
        batches = list(table.batches())
        for place, name in enumerate(made.column_names):
            changed = sum(step["changed"] for step in steps if step["column"] == name)
            before = _counted(cell for batch in batches for cell in batch.column(place).to_pylist())
            gone = sum((before - _counted(made.column(name).to_pylist())).values())
            if gone > changed + dropped:
                found[f"{source.name} {output['path']} {name}"] = gone - changed - dropped
    return found


def _counted(cells: Iterable[Any]) -> Counter[str]:
    return Counter(_plain(cell) for cell in cells)


def _plain(cell: Any) -> str:
    """A value however it is typed: empty is missing, 1.50 is 1.5, and T or a space may stand before the time."""
    text = "" if cell is None else nfc(str(cell))
    with suppress(ValueError):
        return datetime.fromisoformat(text).isoformat() if ":" in text else date.fromisoformat(text).isoformat()
    try:
        return repr(float(text)) if text[:1] != "0" or text[1:2] in ("", ".") else text
    except ValueError:
        return text
