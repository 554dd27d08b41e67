"""The files of one dataset: how many, of which kinds and formats, parted for training or not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from gotgan.terms.route import Modality

MEMBER = "!"
"""Between a file and what stands in it (SHAPES.md, scan)."""
_KIND_OF_SUFFIX = {
    suffix: kind
    for kind, suffixes in {
        Modality.VIDEO: "mp4 avi mov mkv wmv webm mpg mpeg",
        Modality.GEOSPATIAL: "shp geojson gpkg kml kmz gml dxf",
        Modality.THREE_D: "las laz ply obj stl pcd",
    }.items()
    for suffix in suffixes.split()
}
_SPLITS = {
    "train": re.compile(r"^(?:\d+\.)?(?:train(?:ing)?|학습(?:용|데이터)?)$", re.IGNORECASE),
    "validation": re.compile(r"^(?:\d+\.)?(?:valid(?:ation)?|val|검증(?:용|데이터)?)$", re.IGNORECASE),
    "test": re.compile(r"^(?:\d+\.)?(?:test(?:ing)?|eval(?:uation)?|평가(?:용|데이터)?)$", re.IGNORECASE),
}
_MEDIA = {"image": Modality.IMAGE, "audio": Modality.AUDIO, "text": Modality.TEXT, "document": Modality.DOCUMENT}


class FileTally:
    """Filled file by file; `complete` joins what was measured of them."""

    def __init__(self) -> None:
        self._sizes: dict[str, int | None] = {}
        self._formats: Mapping[str, tuple[str, str]] = {}
        self._kinds_of: Mapping[str, set[str]] = {}

    def add(self, path: str, size_bytes: int) -> None:
        self._sizes[path] = size_bytes

    def complete(self, formats: Mapping[str, tuple[str, str]], kinds: Mapping[str, set[str]]) -> None:
        """`formats`: (format, encoding) by path; `kinds` what was met in it. Files known only so have no size."""
        self._formats, self._kinds_of = formats, kinds
        if not self._sizes:
            self._sizes = dict.fromkeys(formats)

    @property
    def count(self) -> int:
        return len(self._sizes)

    @property
    def formats(self) -> tuple[dict[str, Any], ...]:
        """The most files first; an encoding where a text was read."""
        counts: Counter[tuple[str, str]] = Counter()
        sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
        for path, size in self._sizes.items():
            form = self._form(path)
            counts[form] += 1
            sizes[form] += size or 0
        return tuple(
            {"format": form[0], "encoding": form[1], "files": number, "size_bytes": sizes[form] or None}
            for form, number in counts.most_common()
        )

    def _form(self, path: str) -> tuple[str, str]:
        found = self._formats.get(path)
        suffix = _suffix(path)
        return (found[0] or suffix, found[1]) if found else (suffix, "")

    @cached_property
    def shares(self) -> dict[str, float]:
        """By bytes, by files where no size is known; only of files whose kind was seen. Asked for once all is in."""
        weights: Counter[str] = Counter()
        has_sizes = any(self._sizes.values())
        for path, size in self._sizes.items():
            for kind in self._kinds(path):
                weights[kind] += (size or 0) if has_sizes else 1
        total = sum(weights.values())
        return {kind: round(weight / total, 4) for kind, weight in weights.most_common()} if total else {}

    @property
    def modality(self) -> tuple[str, ...]:
        shares = self.shares
        return tuple(kind.value for kind in Modality if kind.value in shares)

    def _kinds(self, path: str) -> set[str]:
        """A document that holds tables is both."""
        kinds = self._kinds_of.get(path, set())
        found = {"table" if kind == "table" else str(_MEDIA[kind]) for kind in kinds if kind in ("table", *_MEDIA)}
        by_suffix = _KIND_OF_SUFFIX.get(_suffix(path))
        return found | {str(by_suffix)} if by_suffix else found

    @property
    def splits(self) -> tuple[dict[str, Any], ...]:
        """Folders named for training, validation and test; nothing where only one of them is there."""
        counts: Counter[str] = Counter(filter(None, map(_split_of, self._sizes)))
        if len(counts) < 2:
            return ()
        return tuple({"split": name, "files": counts[name]} for name in _SPLITS if counts[name])


def file_of(table: str) -> str:
    return table.partition(MEMBER)[0]


def _suffix(path: str) -> str:
    name, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return suffix.casefold() if name and dot else ""


def _split_of(path: str) -> str:
    parts = path.split("/")[:-1]
    return next((name for name, sign in _SPLITS.items() if any(map(sign.match, parts))), "")
