"""Rows and texts that are nearly the same. Only reported: which of them is right is a judgement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from gotgan.engine.repair.tally import Tally

STEP = "near"
MOST_ROWS = 100_000
"""Longer tables are not compared row by row."""
MOST_LETTERS = 20_000_000
LONG_TEXT = 60
"""Code points of the mean from which on a column holds texts."""
_FEWEST = 20
_FOLDED = r"[\s\"'“”‘’`·,()\[\]]+"
"""What two writings of one thing differ in. Not hyphens and points: 1-1 and 11 are two lots."""


def note_near(parquet: Path, rows: int, tally: Tally) -> None:
    """Look at the written table for rows that differ in spaces, marks or case alone, and for texts nearly the same."""
    if not 1 < rows <= MOST_ROWS:
        return
    frame = pl.read_parquet(parquet, memory_map=False)
    frame.columns = [f"c{place}" for place in range(frame.width)]
    names = pl.read_parquet_schema(parquet)
    texts = [place for place, kind in enumerate(frame.dtypes) if kind == pl.String]
    _note_rows(frame, texts, tally)
    for place in texts:
        _note_texts(frame.to_series(place), list(names)[place], tally)


def _note_rows(frame: pl.DataFrame, texts: list[int], tally: Tally) -> None:
    if not texts:
        return
    folded = frame.with_columns(
        pl.col(f"c{place}").str.to_lowercase().str.replace_all(_FOLDED, "").alias(f"c{place}") for place in texts
    )
    alike = frame.hash_rows().n_unique() - folded.hash_rows().n_unique()
    if alike > 0:
        tally.add(
            STEP, None, "rows that differ from another in spaces, marks or case alone", found=alike,
            suggestion="look whether they stand for one thing, and keep one of them",
        )  # fmt: skip


def _note_texts(texts: pl.Series, name: str, tally: Tally) -> None:
    different = texts.drop_nulls().unique(maintain_order=True)
    letters = int(different.str.len_chars().sum() or 0)
    if len(different) < _FEWEST or letters < LONG_TEXT * len(different) or letters > MOST_LETTERS:
        return
    from gotgan.engine.media.grams import Grams, Signature
    from gotgan.engine.media.near import near_texts

    signatures = []
    for text in different.to_list():
        grams, signature = Grams(), Signature()
        signature.add(np.concatenate([grams.take(text), grams.rest()]))
        if packed := signature.packed():
            signatures.append(packed)
    groups = near_texts(signatures)
    if groups:
        tally.add(
            STEP, name, f"texts nearly the same as another, in {len(groups)} groups",
            found=sum(map(len, groups)) - len(groups), suggestion="keep one of each group for training",
        )  # fmt: skip


def note_pictures(hashes: list[int], tally: Tally) -> None:
    """Pictures of one file that look alike, by their perceptual hashes."""
    from gotgan.engine.media.near import near_pictures

    groups = near_pictures(hashes) if len(hashes) > 1 else []
    if groups:
        tally.add(
            STEP, None, f"pictures that look like another, in {len(groups)} groups",
            found=sum(map(len, groups)) - len(groups), suggestion="keep one of each group for training",
        )  # fmt: skip
