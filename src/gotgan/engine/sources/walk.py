"""The datasets of a tree: one file is one; what plainly belongs together is one.

Together: a folder (with all below it) of five or more media files of one kind; the numbered parts
of one table; the pieces of one cut file; the files of a shapefile; what `gotgan.yaml` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from gotgan.engine.sources import kinds
from gotgan.engine.sources.grouping import FEWEST_MEDIA, group_files, most_common
from gotgan.engine.sources.labels import LARGEST_LABELS_BYTES, Label, Labels, parse_labels
from gotgan.engine.sources.listed import Folder, Lists
from gotgan.engine.sources.tree import Entry, Tree, Unreadable
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

HEADER_BYTES = 1 << 16
MOST_WARNINGS = 100
Order = tuple[str, ...]
_LAST = "\U0010ffff"
"""Sorts after every name."""


@dataclass(frozen=True)
class Unit:
    """One dataset to be: `path` from the root (its remote id), members as (path in the dataset, file).

    `order` is its place in the walk. With a `problem` it has no files, and what it would hold is unread.
    """

    path: str
    files: tuple[tuple[str, Entry], ...]
    modality: Modality
    label: Label = field(default_factory=Label)
    order: Order = ()
    problem: str = ""


def sort_key(path: str) -> Order:
    """The order of a unit of a folder of this machine, by its path."""
    return tuple(path.split("/"))


class Walk:
    """Walks a tree in one order, for ever the same for the same names. `warnings` fill on the way.

    `after` is the order of a unit: the walk goes on behind it and lists no folder that lies before.
    `unread` counts the places that could not be read. A folder of more than `most_together` entries is
    read in passing: its files are not grouped, which bounds the memory.
    """

    def __init__(self, tree: Tree, *, after: Order | None = None, most_together: int | None = None) -> None:
        self.tree = tree
        self.warnings: list[str] = list(tree.warnings)
        self.unread = 0
        self._after = after
        self._lists = Lists(tree, most_together, self._warn)
        self._most = most_together
        self._claimed: set[str] = set()

    def units(self) -> Iterator[Unit]:
        for unit in self._folder(Folder(self.tree.root), Labels()):
            if self._after is None or unit.order > self._after:
                yield unit

    def _folder(self, folder: Folder, above: Labels) -> Iterator[Unit]:
        try:
            listing = self._lists.of(folder)
        except Unreadable as error:
            yield self._unreadable(folder, error)
            return
        labels = self._labels(folder, listing.labels, above)
        if labels.whole is not None or (folder.path and folder.path in labels.of_path):
            label = labels.whole or labels.label_of(folder.path)
            yield self._everything(folder, Label({**labels.defaults, **label.values}, label.files))
        elif listing.rest is not None:
            yield from self._one_by_one(folder, chain(listing.entries, listing.rest), labels)
        elif folder.path and (kind := self._kind_below(folder)) is not None:
            yield self._everything(folder, labels.label_of(folder.path), kind)
        else:
            children = [folder.child(entry, self.tree, listing) for entry in listing.folders]
            found: list[Unit | Folder] = [*self._units_of(listing.files, folder, labels), *children]
            for item in sorted(found, key=lambda each: each.order):
                yield from (item,) if isinstance(item, Unit) else self._inner(item, labels)

    def _inner(self, child: Folder, labels: Labels) -> Iterator[Unit]:
        """A folder that lies wholly before the place to go on from is not opened."""
        if self._after is None or child.order >= self._after[: len(child.order)]:
            yield from self._folder(child, labels)

    def _unreadable(self, folder: Folder, error: Unreadable) -> Unit:
        self.unread += 1
        self._warn(str(error))
        return Unit(folder.path or ".", (), Modality.TABLE, order=folder.order, problem=str(error))

    def _warn(self, warning: str) -> None:
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(warning)

    def _labels(self, folder: Folder, file: Entry | None, above: Labels) -> Labels:
        if file is None:
            return Labels(above.defaults, above.of_path)
        try:
            own = parse_labels(self.tree.read(file, LARGEST_LABELS_BYTES + 1), folder.prefix)
        except Unreadable as error:
            own = Labels(problem=f"{error}; the data are read without")
        if own.problem:
            self._warn(own.problem)
        return above.below(own)

    def _kind_below(self, folder: Folder) -> Modality | None:
        """The one kind of media that everything below is, when there are enough of them."""
        found: set[Modality] = set()
        count = 0
        try:
            for _, file in self._lists.files_below(folder):
                found.add(kinds.modality_of(file.name))
                count += 1
                if len(found) > 1 or not found <= kinds.GROUPED or self._are_too_many(count):
                    return None
        except Unreadable:
            return None  # the walk goes inside and says where
        return found.pop() if count >= FEWEST_MEDIA else None

    def _are_too_many(self, count: int) -> bool:
        return self._most is not None and count > self._most

    def _everything(self, folder: Folder, label: Label, kind: Modality | None = None) -> Unit:
        members: list[tuple[str, Entry]] = []
        try:
            for member in self._lists.files_below(folder):
                members.append(member)
                if self._are_too_many(len(members)):
                    raise Unreadable(f"{folder.path or '.'}: more than {self._most} files as one dataset; divide it")
        except Unreadable as error:
            return self._unreadable(folder, error)
        members.sort(key=lambda member: member[0].split("/"))
        most = kind or most_common(kinds.modality_of(file.name) for _, file in members)
        return Unit(folder.path or ".", tuple(members), most, label, folder.order)

    def _one_by_one(self, folder: Folder, entries: Iterable[Entry], labels: Labels) -> Iterator[Unit]:
        """In the order of the place. Media are counted only: a million pictures are not a million datasets."""
        self._warn(f"{folder.path or '.'}: more than {self._most} entries, so its files are not grouped; divide it")
        media: Counter[Modality] = Counter()
        for entry in entries:
            kind = kinds.modality_of(entry.name)
            if entry.is_folder:
                yield from self._inner(folder.child(entry, self.tree), labels)
            elif kind in kinds.GROUPED and not kinds.is_about_data(entry.name):
                media[kind] += 1
            elif not kinds.is_about_data(entry.name):
                yield self._single(entry, folder, labels)
        for kind, count in sorted(media.items()):
            path = f"{folder.prefix}*.{kind}"
            self.unread += 1
            what = f"{path}: {count} files are too many for one dataset; divide them into folders"
            yield Unit(path, (), kind, order=(*folder.order, f"{_LAST}{kind}"), problem=what)

    def _units_of(self, files: Iterable[Entry], folder: Folder, labels: Labels) -> Iterator[Unit]:
        """Listed groups first, then labelled files, shapefiles, cut files, parts, media, the rest."""
        left = self._by_path(files, folder.prefix)
        yield from self._listed(folder, labels)
        left = {path: file for path, file in left.items() if path not in self._claimed}
        singles = {path: left.pop(path) for path in list(left) if path in labels.of_path}
        groups = group_files(left, folder.prefix, self._header)
        for path, members in groups.items():
            kind = most_common(kinds.modality_of(file.name) for file in members)
            yield self._group(path, [(nfc(file.name), file) for file in members], kind, folder, labels)
        grouped = {file.place for members in groups.values() for file in members}
        for file in (*singles.values(), *left.values()):
            if file.place not in grouped:
                yield self._single(file, folder, labels)

    def _single(self, file: Entry, folder: Folder, labels: Labels) -> Unit:
        path, order = folder.prefix + nfc(file.name), self.tree.component(file.name, is_folder=False)
        members = ((nfc(file.name), file),)
        return Unit(path, members, kinds.modality_of(file.name), labels.label_of(path), (*folder.order, order))

    def _group(
        self, path: str, members: list[tuple[str, Entry]], kind: Modality, folder: Folder, labels: Labels
    ) -> Unit:
        order = (*folder.order, path.removeprefix(folder.prefix))
        return Unit(path, tuple(members), kind, labels.label_of(path), order)

    def _by_path(self, files: Iterable[Entry], prefix: str) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for file in files:
            path = prefix + nfc(file.name)
            if kinds.is_about_data(file.name):
                continue
            if path in found:
                self._warn(f"{path}: two files have this name in two spellings; rename one")
            found[path] = file
        return found

    def _listed(self, folder: Folder, labels: Labels) -> Iterator[Unit]:
        """Groups whose members a label lists, in the folder where the label stands."""
        for path, label in labels.of_path.items():
            if not label.files or path.rpartition("/")[0] != folder.path:
                continue
            members = [(file, entry) for file in label.files if (entry := self._find(file)) is not None]
            if members:
                self._claimed |= {file for file, _ in members}
                named = [(file.removeprefix(folder.prefix), entry) for file, entry in members]
                kind = most_common(kinds.modality_of(file) for file, _ in members)
                yield self._group(path, named, kind, folder, labels)

    def _find(self, file: str) -> Entry | None:
        try:
            found = self.tree.find(file)
        except Unreadable:
            found = None
        if found is None:
            self._warn(f"{file}: is listed in gotgan.yaml but not there; correct the list")
        return found

    def _header(self, file: Entry) -> bytes:
        try:
            return self.tree.read(file, HEADER_BYTES).partition(b"\n")[0].rstrip(b"\r\n")
        except Unreadable:
            return file.place.encode("utf-8", "surrogateescape")
