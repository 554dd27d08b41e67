"""Whether a file is worth reading as labels, by its name and its first bytes: most JSON and text is about else."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from gotgan.engine.media.annotations import conll, yolo
from gotgan.engine.media.annotations.measure import LOOKED_AT

HEAD_BYTES = 1 << 16
_JSON_HINT = re.compile(
    rb'"(?:images|annotations|segmentation)"|box"|rect|points"|polygon|contour|"x_?min"|"left"|"x1"|"width"|'
    rb"\.(?:jpe?g|png|bmp|tiff?|gif|webp)\"|\\u|" + "박스|폴리곤|좌표|영역|파일명|라벨|클래스".encode(),
    re.IGNORECASE,
)
_TEXT = frozenset({".txt", ".tsv", ".conll", ".conllu", ".bio", ".iob"})


def may_be_label(name: str, file: Path) -> bool:
    """Reads at most HEAD_BYTES, and nothing of a file whose name says something else. Raises: OSError."""
    pure = PurePosixPath(name.casefold())
    if pure.name in yolo.NAME_FILES:
        return True
    if pure.suffix not in {*_TEXT, ".json", ".xml", ".yaml", ".yml"}:
        return False
    with file.open("rb") as content:
        head = content.read(HEAD_BYTES)
    if pure.suffix == ".json":
        return _JSON_HINT.search(head) is not None
    if pure.suffix == ".xml":
        return b"<annotation" in head
    return _may_be_lines(head) if pure.suffix in _TEXT else b"names" in head


def _may_be_lines(head: bytes) -> bool:
    lines = [line.strip() for line in head.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()]
    filled = [line for line in lines if line][:LOOKED_AT]
    return not filled or yolo.looks_like_yolo(filled) or conll.looks_like_conll(filled)
