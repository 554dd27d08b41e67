"""Pictures in a column of bytes: faces and plates covered by installed models, and everything but pixels taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from gotgan.engine.deidentify.pictures.cells import BrokenPicture, read_picture
from gotgan.engine.deidentify.pictures.cover import cover_picture
from gotgan.engine.deidentify.pictures.opening import open_models
from gotgan.engine.deidentify.pictures.port import PictureModel, Region
from gotgan.engine.deidentify.plan import ColumnPlan, Plan
from gotgan.engine.deidentify.plan_options import HOWS, KINDS
from gotgan.engine.package.lines import is_bytes
from gotgan.terms.errors import Invalid, Issue

DO = "mask_pictures"
BATCH_ROWS = 64
"""Pictures are large: rows of them in memory at once."""
CAVEAT = "detectors miss faces and plates; whoever hands the pictures on looks at them first"


@dataclass
class Covered:
    """`regions` by kind, and in how many `pictures` there was one of that kind; of `looked` pictures in all."""

    looked: int = 0
    regions: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)

    def add(self, found: Iterable[Region]) -> None:
        kinds = Counter(region.kind for region in found)
        self.looked += 1
        self.regions.update(kinds)
        self.pictures.update(dict.fromkeys(kinds, 1))


@dataclass(frozen=True)
class MaskPictures:
    """Counts what it covers: one object treats the whole column, in one process."""

    name: str
    models: Sequence[PictureModel]
    kinds: tuple[str, ...]
    how: str
    covered: Covered = field(default_factory=Covered)
    type: pa.DataType = field(default_factory=pa.binary)

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:
        """Raises: Invalid with the row, from 1, of a cell that holds no sound picture."""
        if not is_bytes(values.type):
            what = "holds no pictures as bytes"
            raise Invalid(Issue(f"column {self.name!r}", what, "choose another technique"))
        cells = [self._treated(cell.as_py(), row) for row, cell in enumerate(values, first_row + 1)]
        return pa.array(cells, self.type)

    def _treated(self, content: bytes | None, row: int) -> bytes | None:
        if content is None:
            return None
        try:
            written, found = cover_picture(read_picture(content), self.models, self.kinds, self.how)
        except BrokenPicture as error:
            raise Invalid(Issue(f"column {self.name!r} row {row}", error.what, error.remedy)) from None
        self.covered.add(found)
        return written

    def to_json(self) -> dict[str, Any]:
        """For the receipt: who looked for what, and what was covered."""
        return {
            "how": self.how,
            "detectors": [
                {"name": each.name, "version": each.version, "threshold": each.threshold,
                 "kinds": [kind for kind in self.kinds if kind in each.kinds]}
                for each in self.models
            ],
            "pictures": self.covered.looked,
            "covered": {
                kind: {"regions": self.covered.regions[kind], "pictures": self.covered.pictures[kind]}
                for kind in self.kinds
            },
            "caveat": CAVEAT,
        }  # fmt: skip


def mask_pictures(name: str, column: ColumnPlan) -> MaskPictures:
    """Raises: Invalid when no installed model looks for what the plan asks."""
    kinds = tuple(kind for kind in KINDS if kind in column.options.get("kinds", KINDS))
    models = open_models(kinds, f"plan column {name!r}")
    return MaskPictures(name, tuple(models), kinds, column.options.get("how", HOWS[0]))


def check_models(plan: Plan) -> None:
    """Before anything of the table is read. Raises: Invalid naming what no installed model looks for."""
    for name in plan.named(DO):
        mask_pictures(name, plan.columns[name])
