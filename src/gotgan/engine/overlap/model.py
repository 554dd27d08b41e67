"""What overlap compares and what it answers (SHAPES.md, overlap)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.terms.strength import strength_of

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]


class Relation(StrEnum):
    """Ranked each for itself: summed up, copies whose headers differ would drown (measure.md 8)."""

    SAME_CONTENT = "same_content"
    SAME_SCHEMA = "same_schema"
    JOINABLE = "joinable"


class Verb(StrEnum):
    """What a person confirms of two tables; a finding only suggests it."""

    IDENTICAL = "identical"
    OLDER_COPY = "older_copy"
    SUBSET = "subset"
    SUPERSET = "superset"
    SAME_SUBJECT = "same_subject"
    DERIVED = "derived"
    UNRELATED = "unrelated"


@dataclass(frozen=True)
class ColumnSketch:
    """One column as its scan tells of it.

    `hashes` ascend; fewer than 256 are all there are. `distinct` is estimated from them, `unique` is the share
    of distinct values in the rows, `telling` (0-1) how much a shared value says, `chance` the share of any other
    numbers that it would hold by chance, so densely do its own lie.
    """

    name: str
    type: str
    hashes: Hashes
    distinct: float
    unique: float
    telling: float
    chance: float = 0.0


@dataclass(frozen=True)
class TableSketch:
    """One table of one scan. `names` (empty where the header has none) and `types` are of all its columns,
    `columns` are those with sketches.

    `newest` is the latest day in its date columns (ISO), empty when it has none to show.
    `trios` is the sketch of its rows (`engine.trios`), named by the columns it was taken from.
    `space` tells which sketches compare: same key, canonical text and sampler.
    """

    path: str
    sha256: str
    rows: int
    space: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    columns: tuple[ColumnSketch, ...]
    withheld: int = 0
    newest: str = ""
    trios: ColumnSketch | None = None


@dataclass(frozen=True)
class Match:
    """One column of a matched with one of b. `containment`: of the column with fewer values in the other."""

    a: int
    b: int
    containment: float
    weight: float


@dataclass(frozen=True)
class End:
    """One side of a pair; `column` None is the whole table."""

    path: str
    column: str | None = None


@dataclass(frozen=True)
class Pair:
    """Two tables or columns that overlap, and why a person may believe it.

    `containment`: share of the smaller side's values that the other holds; None when values were not compared.
    `suggestion` is there for whole tables only: the verb that the figures speak for, read from a to b.
    """

    a: End
    b: End
    relation: Relation
    score: float
    containment: float | None
    reasons: tuple[str, ...]
    suggestion: Verb | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"strength": str(strength_of(self.relation, self.score))}
