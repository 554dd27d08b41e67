"""A column of the payload that is an identifier under another name, which no pattern finds: a member number twice."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.texts import as_texts
from gotgan.terms.errors import Issue

_SAME = 0.5
_FEW = 20
"""A join key's part with so few values, such as the sex, identifies nobody by itself."""


class Copies:
    """Counts cells that hold what an identifier of the same row holds; one batch at a time."""

    def __init__(self) -> None:
        self.same: dict[tuple[str, str], int] = {}
        self.filled: dict[str, int] = {}
        self.most: dict[str, int] = {}

    def look(self, batch: pa.RecordBatch, identifiers: Sequence[str], kept: Sequence[str]) -> None:
        known = {name: _bare(batch.column(name)) for name in identifiers}
        for name, values in known.items():
            self.most[name] = max(self.most.get(name, 0), pc.count_distinct(values).as_py())
        for name in kept:
            if pa.types.is_nested(batch.schema.field(name).type):
                continue
            values = _bare(batch.column(name))
            self.filled[name] = self.filled.get(name, 0) + len(values) - values.null_count
            for identifier, others in known.items():
                place = (name, identifier)
                self.same[place] = self.same.get(place, 0) + (pc.sum(pc.equal(values, others)).as_py() or 0)

    def issues(self) -> list[Issue]:
        remedy = "leave it out: what goes to the combining body identifies nobody"
        return [
            Issue(f"column {name!r}", f"it holds the same as the identifier {identifier!r}", remedy)
            for (name, identifier), count in self.same.items()
            if count >= _SAME * max(self.filled[name], 1) and self._identifies(name, identifier)
        ]

    def _identifies(self, name: str, identifier: str) -> bool:
        return self.most[identifier] > min(_FEW, self.filled[name] // 2)


def _bare(values: pa.Array) -> pa.Array:
    texts = as_texts(values)
    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(pa.string())
    return pc.replace_substring_regex(texts, r"[\s\-]", "")
