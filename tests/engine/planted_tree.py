"""A tree in memory, for what no real server can be brought to: a refused folder, a tree without end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gotgan.engine.sources.tree import Entry, RemoteTree, Unreadable
from gotgan.terms.record import FileRef

REFUSED = object()
Planted = Mapping[str, object]


class PlantedTree(RemoteTree):
    """Folders are mappings, or functions that make one when opened; files are bytes; REFUSED is refused."""

    kind = "planted"

    def __init__(self, content: Planted, *, is_telling: bool = True) -> None:
        self._content = content
        self._is_telling = is_telling
        self.opened: list[str] = []

    @property
    def root(self) -> Entry:
        return Entry("", "", is_folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        self.opened.append(folder.place)
        found = self._at(folder.place)
        if found is REFUSED or not isinstance(found, Mapping):
            raise Unreadable(f"{folder.place}: cannot be opened (refused)")
        for name in sorted(found, key=lambda each: each + ("" if isinstance(found[each], bytes) else "/")):
            value, place = found[name], f"{folder.place}/{name}"
            if isinstance(value, bytes):
                size, etag = (len(value), str(hash(value))) if self._is_telling else (None, "")
                yield Entry(name, place, size_bytes=size, etag=etag)
            else:
                yield Entry(name, place, is_folder=True)

    def _at(self, place: str) -> object:
        found: object = self._content
        for name in place.split("/")[1:]:
            assert isinstance(found, Mapping)
            found = found[name]
            if isinstance(found, Callable):
                found = found()
        return found

    def read(self, file: Entry, most: int) -> bytes:
        content = self._at(file.place)
        assert isinstance(content, bytes)
        return content[:most]

    def location_of(self, file: Entry) -> str:
        return f"planted:{file.place}"

    def fetch(self, file: FileRef, target: Path) -> None:
        target.write_bytes(self.read(Entry(file.path, file.location.removeprefix("planted:")), 1 << 30))
