"""Which files of one folder plainly belong together, told by their names (and first lines)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from gotgan.engine.sources import kinds
from gotgan.engine.sources.tree import Entry
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

FEWEST_MEDIA = 5
_NO_HEADER = frozenset({".parquet", ".arrow", ".json", ".jsonl", ".ndjson", ".txt"})

Files = Mapping[str, Entry]
"""Files of one folder by their path from the root."""
Groups = dict[str, list[Entry]]
HeaderOf = Callable[[Entry], bytes]


def group_files(files: Files, prefix: str, header_of: HeaderOf) -> Groups:
    """Shapefiles, cut files, parts and media, in this order; no file is in two groups.

    `header_of` gives the first line of a file; a file that cannot be read gives one of its own.
    """
    groups = _shapes(files, prefix) | _cut_files(files, prefix)
    groups |= _parts(_not_in(groups, files), prefix, header_of)
    return groups | _media(_not_in(groups, files), prefix)


def most_common(found: Iterable[Modality]) -> Modality:
    counted = list(found)
    return max(sorted(set(counted)), key=counted.count, default=Modality.TABLE)


def _not_in(groups: Groups, files: Files) -> Files:
    taken = {entry.place for members in groups.values() for entry in members}
    return {path: file for path, file in files.items() if file.place not in taken}


def _shapes(files: Files, prefix: str) -> Groups:
    names = {nfc(file.name) for file in files.values()}
    groups: Groups = {}
    for file in files.values():
        stem = kinds.shape_stem(nfc(file.name))
        if stem is not None and f"{stem}.shp" in names:
            groups.setdefault(f"{prefix}{stem}.shp", []).append(file)
    return groups


def _cut_files(files: Files, prefix: str) -> Groups:
    pieces: dict[str, list[tuple[int, str, Entry]]] = {}
    for file in files.values():
        cut = kinds.cut_stem(nfc(file.name))
        if cut is not None:
            pieces.setdefault(prefix + cut[0], []).append((cut[1], file.name, file))
    return {path: [file for *_, file in sorted(found)] for path, found in pieces.items() if len(found) > 1}


def _parts(files: Files, prefix: str, header_of: HeaderOf) -> Groups:
    """Names that differ in one running number from 0 or 1, under the same header."""
    found: dict[str, dict[int, Entry]] = {}
    for file in files.values():
        part = kinds.part_pattern(file.name)
        if part is not None:
            found.setdefault(prefix + part[0], {})[part[1]] = file
    return {
        path: [numbered[number] for number in sorted(numbered)]
        for path, numbered in found.items()
        if _is_run(numbered) and _have_one_header(numbered.values(), header_of)
    }


def _is_run(numbered: Mapping[int, Entry]) -> bool:
    first = min(numbered)
    return len(numbered) > 1 and first in (0, 1) and max(numbered) - first + 1 == len(numbered)


def _have_one_header(files: Iterable[Entry], header_of: HeaderOf) -> bool:
    """Of text tables the first line, of other formats the format; stops at the first that differs."""
    first: bytes | None = None
    for file in files:
        suffix = PurePosixPath(file.name).suffix.casefold()
        header = suffix.encode() if suffix in _NO_HEADER else header_of(file)
        if first is not None and header != first:
            return False
        first = header
    return True


def _media(files: Files, prefix: str) -> Groups:
    """Media of one kind beside other files: `folder/*.image`."""
    found: dict[Modality, list[Entry]] = {}
    for file in files.values():
        kind = kinds.modality_of(file.name)
        if kind in kinds.GROUPED:
            found.setdefault(kind, []).append(file)
    return {f"{prefix}*.{kind}": members for kind, members in found.items() if len(members) >= FEWEST_MEDIA}
