"""What every place with folders and files offers to the walk: a disk, a file server, a bucket."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gotgan.terms.errors import Unavailable
from gotgan.terms.record import FileRef
from gotgan.terms.text import nfc


class Unreadable(Unavailable):
    """One folder or file is refused; the rest of the place can still be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder as its place lists it.

    `name` is spelt as there, `place` is how the tree finds it again. Empty: the place does not say.
    """

    name: str
    place: str
    is_folder: bool = False
    size_bytes: int | None = None
    modified: str = ""
    etag: str = ""


class Tree(ABC):
    """Folders and files of one place, read only. Below `deepest` levels nothing is opened."""

    warnings: tuple[str, ...] = ()
    deepest = 32

    @property
    @abstractmethod
    def root(self) -> Entry: ...

    @abstractmethod
    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Files and folders directly in `folder`, in the order of `component`; links are left out.

        Raises: Unreadable for this folder alone, Unavailable when the place does not answer.
        """

    @abstractmethod
    def read(self, file: Entry, most: int) -> bytes:
        """The first `most` bytes. Raises: as `entries`."""

    def component(self, name: str, *, is_folder: bool) -> str:
        """What a name counts as in the order of the walk; by default that of whole paths as bytes."""
        return f"{name}/" if is_folder else name

    def find(self, path: str) -> Entry | None:
        """The file at a composed path from the root."""
        place: Entry | None = self.root
        for name in path.split("/"):
            if place is None or not place.is_folder:
                return None
            place = next((entry for entry in self.entries(place) if nfc(entry.name) == name), None)
        return None if place is None or place.is_folder else place


class RemoteTree(Tree):
    """A tree of another machine: its files are measured when they are fetched."""

    kind: str

    def look(self, file: Entry) -> Entry:
        """The same file with what the listing left out. Raises: as `entries`."""
        return file

    @abstractmethod
    def location_of(self, file: Entry) -> str:
        """The file's address, without any credential."""

    @abstractmethod
    def fetch(self, file: FileRef, target: Path) -> None:
        """As `Source.fetch`."""
