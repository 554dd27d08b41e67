"""More of the proof: the written pictures opened anew. Pixels alone, and nothing in them that a model still finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gotgan.engine.deidentify.pictures.bare import parts_beside
from gotgan.engine.deidentify.pictures.cells import BrokenPicture, read_picture
from gotgan.engine.deidentify.pictures.port import find_all
from gotgan.engine.deidentify.proof import Proof
from gotgan.engine.deidentify.techniques.change import Change
from gotgan.engine.deidentify.techniques.pictures import BATCH_ROWS, CAVEAT, MaskPictures


def with_pictures(proof: Proof, written: Path, changes: Mapping[str, Change]) -> Proof:
    """Every treated picture of the written file; the same proof where there is none. Raises: Invalid (a detector)."""
    treated = {name: change for name, change in changes.items() if isinstance(change, MaskPictures)}
    if not treated:
        return proof
    told = [_looked_at(written, name, change) for name, change in treated.items()]
    reasons = [reason for each in told for reason in _reasons(each)]
    return replace(proof, document={**proof.document, "pictures": told}, reasons=(*proof.reasons, *reasons))


def _looked_at(written: Path, name: str, change: MaskPictures) -> dict[str, Any]:
    pictures = beside = broken = left = 0
    with pq.ParquetFile(written, memory_map=True) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=[name]):
            for cell in batch.column(0).drop_null():
                content = cell.as_py()
                pictures += 1
                beside += bool(parts_beside(content))
                try:
                    left += len(find_all(change.models, read_picture(content).pixels, change.kinds))
                except BrokenPicture:
                    broken += 1
    return {"column": name, "pictures": pictures, "with_metadata": beside, "broken": broken,
            "regions_left": left, "caveat": CAVEAT}  # fmt: skip


def _reasons(told: Mapping[str, Any]) -> list[str]:
    place = f"column {told['column']!r}"
    reasons = []
    if told["with_metadata"]:
        reasons.append(f"{place}: {told['with_metadata']} picture(s) hold more than pixels; report it")
    if told["broken"]:
        reasons.append(f"{place}: {told['broken']} picture(s) cannot be opened again; report it")
    if told["regions_left"]:
        what = f"{told['regions_left']} face(s) or plate(s) are still found in pictures"
        reasons.append(f"{place}: {what}; set how: fill, or leave the column out")
    return reasons
