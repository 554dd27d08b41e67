"""The datasets of a folder: one file is one; what plainly belongs together is one.

Together: a folder (with all below it) of five or more media files of one kind; the numbered parts
of one table; the pieces of one cut file; the files of a shapefile; what `gotgan.yaml` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gotgan.engine.sources import kinds
from gotgan.engine.sources.labels import Label, Labels, read_labels
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

FEWEST_MEDIA = 5
HEADER_BYTES = 1 << 16


@dataclass(frozen=True)
class Unit:
    """One dataset to be: `path` from the root (its remote id), members as (path in the dataset, file)."""

    path: str
    files: tuple[tuple[str, Path], ...]
    modality: Modality
    label: Label = field(default_factory=Label)

    @property
    def sort_key(self) -> tuple[str, ...]:
        return sort_key(self.path)


def sort_key(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


class Walk:
    """Walks a root in one order, for ever the same for the same names. `warnings` fill on the way."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.warnings: list[str] = []
        self._claimed: set[str] = set()

    def units(self) -> Iterator[Unit]:
        yield from self._folder(self.root, "", Labels())

    def _folder(self, folder: Path, prefix: str, above: Labels) -> Iterator[Unit]:
        labels = self._labels(folder, prefix, above)
        if labels.whole is not None or (prefix and prefix[:-1] in labels.of_path):
            label = labels.whole or labels.label_of(prefix[:-1])
            yield self._everything(folder, prefix, Label({**labels.defaults, **label.values}, label.files))
            return
        files, folders = self._entries(folder, prefix)
        if prefix and (kind := self._kind_below(files, folders)) is not None:
            yield self._everything(folder, prefix, labels.label_of(prefix[:-1]), kind)
            return
        found: list[tuple[str, Unit | Path]] = [(unit.path, unit) for unit in self._units_of(files, prefix, labels)]
        found += [(prefix + nfc(path.name), path) for path in folders]
        for path, item in sorted(found, key=lambda pair: sort_key(pair[0])):
            if isinstance(item, Unit):
                yield item
            else:
                yield from self._folder(item, path + "/", labels)

    def _labels(self, folder: Path, prefix: str, above: Labels) -> Labels:
        own = read_labels(folder, prefix)
        if own is None:
            return Labels(above.defaults, above.of_path)
        if own.problem:
            self.warnings.append(own.problem)
        return above.below(own)

    def _entries(self, folder: Path, prefix: str) -> tuple[list[Path], list[Path]]:
        """Files and folders of one folder, without hidden ones and links, sorted by name."""
        files, folders = [], []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if kinds.is_hidden(entry.name) or entry.is_symlink():
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(folder / entry.name)
                    elif entry.is_file(follow_symlinks=False):
                        files.append(folder / entry.name)
        except OSError as error:
            self.warnings.append(f"{prefix or '.'}: cannot be opened ({error.strerror}); give it read permission")
        return sorted(files, key=_name), sorted(folders, key=_name)

    def _kind_below(self, files: list[Path], folders: list[Path]) -> Modality | None:
        """The one kind of media that everything below is, when there are enough of them."""
        found: set[Modality] = set()
        count = 0
        for path in _files_below(files, folders):
            found.add(kinds.modality_of(path.name))
            count += 1
            if len(found) > 1 or not found <= kinds.GROUPED:
                return None
        return found.pop() if count >= FEWEST_MEDIA else None

    def _everything(self, folder: Path, prefix: str, label: Label, kind: Modality | None = None) -> Unit:
        files, folders = self._entries(folder, prefix)
        members = sorted(_files_below(files, folders), key=lambda path: sort_key(_relative(path, folder)))
        named = tuple((_relative(path, folder), path) for path in members)
        most = kind or _most_common(kinds.modality_of(path.name) for path in members)
        return Unit(prefix.rstrip("/") or ".", named, most, label)

    def _units_of(self, files: list[Path], prefix: str, labels: Labels) -> Iterator[Unit]:
        """Listed groups first, then labelled files, shapefiles, cut files, parts, media, the rest."""
        left = {prefix + nfc(path.name): path for path in files if not kinds.is_about_data(path.name)}
        self._warn(files, left, prefix)
        yield from self._listed(prefix, labels)
        left = {path: file for path, file in left.items() if path not in self._claimed}
        singles = {path: left.pop(path) for path in list(left) if path in labels.of_path}
        groups = _shapes(left, prefix) | _cut_files(left, prefix)
        groups |= _parts({path: file for path, file in left.items() if not _in(groups, file)}, prefix)
        groups |= _media({path: file for path, file in left.items() if not _in(groups, file)}, prefix)
        for path, members in groups.items():
            kind = _most_common(kinds.modality_of(file.name) for file in members)
            named = tuple((nfc(file.name), file) for file in members)
            yield Unit(path, named, kind, labels.label_of(path))
        singles |= {path: file for path, file in left.items() if not _in(groups, file)}
        for path, file in singles.items():
            yield Unit(path, ((nfc(file.name), file),), kinds.modality_of(file.name), labels.label_of(path))

    def _warn(self, files: list[Path], left: dict[str, Path], prefix: str) -> None:
        for path in files:
            kept = left.get(prefix + nfc(path.name))
            if kept is not None and kept != path:
                self.warnings.append(f"{prefix}{nfc(path.name)}: two files have this name in two spellings; rename one")

    def _listed(self, prefix: str, labels: Labels) -> Iterator[Unit]:
        """Groups whose members a label lists, in the folder where the label stands."""
        for path, label in labels.of_path.items():
            if not label.files or path.rpartition("/")[0] != prefix.rstrip("/"):
                continue
            members = [(file, self.root / file) for file in label.files if self._is_inside(file)]
            if members:
                self._claimed |= {file for file, _ in members}
                named = tuple((file.removeprefix(prefix), real) for file, real in members)
                kind = _most_common(kinds.modality_of(file) for file, _ in members)
                yield Unit(path, named, kind, labels.label_of(path))

    def _is_inside(self, file: str) -> bool:
        real = self.root / file
        if real.is_file() and real.resolve().is_relative_to(self.root.resolve()):
            return True
        self.warnings.append(f"{file}: is listed in gotgan.yaml but not there; correct the list")
        return False


def _name(path: Path) -> str:
    return nfc(path.name)


def _files_below(files: Iterable[Path], folders: Iterable[Path]) -> Iterator[Path]:
    yield from (path for path in files if not kinds.is_about_data(path.name))
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if not kinds.is_hidden(name))
            for name in sorted(names):
                path = Path(parent, name)
                if not (kinds.is_hidden(name) or kinds.is_about_data(name) or path.is_symlink()):
                    yield path


def _relative(path: Path, folder: Path) -> str:
    return nfc(path.relative_to(folder).as_posix())


def _most_common(found: Iterable[Modality]) -> Modality:
    counted = list(found)
    return max(sorted(set(counted)), key=counted.count, default=Modality.TABLE)


def _in(groups: dict[str, list[Path]], file: Path) -> bool:
    return any(file in members for members in groups.values())


def _shapes(files: dict[str, Path], prefix: str) -> dict[str, list[Path]]:
    names = {nfc(file.name) for file in files.values()}
    groups: dict[str, list[Path]] = {}
    for file in files.values():
        stem = kinds.shape_stem(nfc(file.name))
        if stem is not None and f"{stem}.shp" in names:
            groups.setdefault(f"{prefix}{stem}.shp", []).append(file)
    return groups


def _cut_files(files: dict[str, Path], prefix: str) -> dict[str, list[Path]]:
    pieces: dict[str, list[tuple[int, Path]]] = {}
    for file in files.values():
        cut = kinds.cut_stem(nfc(file.name))
        if cut is not None:
            pieces.setdefault(prefix + cut[0], []).append((cut[1], file))
    return {path: [file for _, file in sorted(found)] for path, found in pieces.items() if len(found) > 1}


def _parts(files: dict[str, Path], prefix: str) -> dict[str, list[Path]]:
    """Names that differ in one running number from 0 or 1, under the same header."""
    found: dict[str, dict[int, Path]] = {}
    for file in files.values():
        part = kinds.part_pattern(file.name)
        if part is not None:
            found.setdefault(prefix + part[0], {})[part[1]] = file
    return {
        path: [numbered[number] for number in sorted(numbered)]
        for path, numbered in found.items()
        if _is_run(numbered) and len({_header(file) for file in numbered.values()}) == 1
    }


def _is_run(numbered: dict[int, Path]) -> bool:
    first = min(numbered)
    return len(numbered) > 1 and first in (0, 1) and max(numbered) - first + 1 == len(numbered)


def _header(file: Path) -> bytes | None:
    """The first line of a text file, the schema's place holder for others; None is never equal to data."""
    if file.suffix.casefold() in (".parquet", ".arrow", ".json", ".jsonl", ".ndjson", ".txt"):
        return file.suffix.casefold().encode()
    try:
        with file.open("rb") as opened:
            return opened.readline(HEADER_BYTES).rstrip(b"\r\n")
    except OSError:
        return os.fsencode(file)


def _media(files: dict[str, Path], prefix: str) -> dict[str, list[Path]]:
    """Media of one kind beside other files: `folder/*.image`."""
    found: dict[Modality, list[Path]] = {}
    for file in files.values():
        kind = kinds.modality_of(file.name)
        if kind in kinds.GROUPED:
            found.setdefault(kind, []).append(file)
    return {f"{prefix}*.{kind}": members for kind, members in found.items() if len(members) >= FEWEST_MEDIA}
