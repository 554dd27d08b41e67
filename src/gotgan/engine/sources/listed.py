"""The folders of a tree as the walk sees them: each listed once, none twice, none without end."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from gotgan.engine.sources import kinds
from gotgan.engine.sources.tree import Entry, Tree, Unreadable
from gotgan.terms.text import nfc

MOST_KEPT = 100_000
"""Entries of listings kept at hand while the walk looks into a folder and then goes in."""


@dataclass(frozen=True)
class Listing:
    """What lies in one folder, hidden files left out. `rest`: there is more, to be read in passing."""

    entries: tuple[Entry, ...] = ()
    labels: Entry | None = None
    digest: bytes = b""
    is_telling: bool = False
    rest: Iterator[Entry] | None = None

    @property
    def files(self) -> list[Entry]:
        return sorted((entry for entry in self.entries if not entry.is_folder), key=_name)

    @property
    def folders(self) -> list[Entry]:
        return sorted((entry for entry in self.entries if entry.is_folder), key=_name)


@dataclass(frozen=True)
class Folder:
    """A folder on the way: its path from the root, its place in the order, the digests of what is above."""

    entry: Entry
    path: str = ""
    order: tuple[str, ...] = ()
    above: tuple[bytes, ...] = ()

    @property
    def prefix(self) -> str:
        return f"{self.path}/" if self.path else ""

    def child(self, entry: Entry, tree: Tree, listing: Listing | None = None) -> Folder:
        order = (*self.order, tree.component(entry.name, is_folder=True))
        above = (*self.above, listing.digest) if listing else self.above
        return Folder(entry, self.prefix + nfc(entry.name), order, above)


@dataclass
class Lists:
    """Lists folders, and keeps the last listings. `most` entries of a folder are taken together."""

    tree: Tree
    most: int | None
    warn: Callable[[str], None]
    _kept: OrderedDict[str, Listing] = field(default_factory=OrderedDict)
    _held: int = 0

    def of(self, folder: Folder) -> Listing:
        """Raises: Unreadable for a folder that is refused or lies too deep, Unavailable."""
        if len(folder.order) > self.tree.deepest:
            raise Unreadable(f"{folder.path}: lies deeper than {self.tree.deepest} folders; name it as a source itself")
        kept = self._kept.get(folder.entry.place)
        if kept is not None:
            return kept
        listing = self._read(folder.entry)
        if _is_loop(listing, folder):
            self.warn(f"{folder.path}: holds what a folder above it holds, so it is taken for a link to that one")
            listing = Listing()
        if listing.rest is None:
            self._keep(folder.entry.place, listing)
        return listing

    def files_below(self, folder: Folder, prefix: str = "") -> Iterator[tuple[str, Entry]]:
        """Every file of data in the folder and below, with its path from the folder. Raises: as `of`."""
        listing = self.of(folder)
        folders: list[Entry] = []
        for entry in chain(listing.entries, listing.rest or ()):
            if entry.is_folder:
                folders.append(entry)
            elif not kinds.is_about_data(entry.name):
                yield prefix + nfc(entry.name), entry
        for entry in sorted(folders, key=_name):
            child = folder.child(entry, self.tree, listing)
            yield from self.files_below(child, f"{prefix}{nfc(entry.name)}/")

    def _read(self, folder: Entry) -> Listing:
        entries = iter(self.tree.entries(folder))
        first = list(islice(entries, None if self.most is None else self.most + 1))
        labels = next((each for each in first if each.name == kinds.LABELS_NAME and not each.is_folder), None)
        shown = tuple(_visible(first))
        rest = _visible(entries) if self.most is not None and len(first) > self.most else None
        is_telling = any(entry.size_bytes is not None and (entry.modified or entry.etag) for entry in first)
        return Listing(shown, labels, _digest(first), is_telling, rest)

    def _keep(self, place: str, listing: Listing) -> None:
        self._kept[place] = listing
        self._held += len(listing.entries) + 1
        while len(self._kept) > 1 and self._held > MOST_KEPT:
            _, gone = self._kept.popitem(last=False)
            self._held -= len(gone.entries) + 1


def _visible(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if not kinds.is_hidden(entry.name))


def _name(entry: Entry) -> str:
    return nfc(entry.name)


def _digest(entries: Iterable[Entry]) -> bytes:
    """Equal for two listings of the same names, sizes, times and tags."""
    lines = sorted(f"{e.name}\0{e.is_folder}\0{e.size_bytes}\0{e.modified}\0{e.etag}" for e in entries)
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _is_loop(listing: Listing, folder: Folder) -> bool:
    """A folder with folders, listed like one above it: a server that follows links shows a loop so.

    Names alone may repeat by chance, so without sizes and times it must be the third time.
    """
    if not any(entry.is_folder for entry in listing.entries):
        return False
    return folder.above.count(listing.digest) >= (1 if listing.is_telling else 2)
