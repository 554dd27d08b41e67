"""What the Parquet of a table is called."""

from __future__ import annotations

from pathlib import PurePosixPath

from gotgan.engine.detect import mask_text
from gotgan.engine.package.contents import UNSAFE


def parquet_name(path: str, taken: set[str]) -> str:
    """The input's own name as Parquet: `book.xlsx!sheet` becomes `book-sheet.parquet`; identifiers in it are masked."""
    outer, *inner = path.split("!")
    parts = [PurePosixPath(outer).stem, *(PurePosixPath(part).stem for part in inner)]
    stem = UNSAFE.sub("-", mask_text("-".join(parts))).strip(".- ")[:80] or "table"
    name, number = f"{stem}.parquet", 2
    while name in taken:
        name, number = f"{stem}-{number}.parquet", number + 1
    return name
