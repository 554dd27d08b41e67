"""Every planted defect of the sample government is repaired or reported, for its own seed and for a fresh one."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engine.repaired_defects import REFUSED, is_told

from gotgan.agent.repair import repair_file
from gotgan.engine.sample import DEFAULT_SEED, SampleTruth, build_sample
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.truth import DefectTruth

MOST_ROWS = 13_000
SPOILED = tuple(one for one in PLANS if one.defects and sum(draw.rows for draw in one.draws) <= MOST_ROWS)
"""The longer tables have kinds of defects that shorter ones have too."""


@pytest.fixture(scope="module", params=[DEFAULT_SEED, 4711], ids=["own_seed", "fresh_seed"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleTruth]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, build_sample(folder, seed=request.param, plans=SPOILED)


def test_every_kind_is_planted(sample: tuple[Path, SampleTruth]) -> None:
    kinds = {defect.kind for defect in sample[1].defects}
    assert kinds == {defect.kind for one in PLANS for defect in one.defects}


def test_every_planted_defect_is_repaired_or_reported(sample: tuple[Path, SampleTruth], tmp_path: Path) -> None:
    folder, truth = sample
    untold: list[DefectTruth] = []
    for number, path in enumerate(sorted({defect.path for defect in truth.defects})):
        defects = [defect for defect in truth.defects if defect.path == path]
        target = tmp_path / str(number)
        done = repair_file(folder / path, target)
        if done.problems:
            untold += [one for one in defects if REFUSED.get(one.kind, "?") not in done.problems[0].what]
            assert not target.exists()
            continue
        receipt = json.loads((target / "receipt.json").read_text())
        untold += [defect for defect in defects if not is_told(defect, receipt)]
        _check_columns(target, truth, path)
    assert not untold


def _check_columns(target: Path, truth: SampleTruth, path: str) -> None:
    (dataset,) = [one for one in truth.datasets if one.path == path]
    if len(dataset.tables) == 1:
        assert tuple(pq.read_schema(target / "data.parquet").names) == dataset.tables[0].columns
