"""A dataset with a Hugging Face card: a folder, or the address of a repository or of a raw tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from gotgan.engine.sources.beside import Beside, fetch_checked, fitting, is_pattern, is_plain, names_below
from gotgan.engine.sources.card import README, Card, bounded, read_card
from gotgan.engine.sources.document import read_document
from gotgan.engine.sources.folder import copy_local
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.kinds import is_about_data, is_hidden, modality_of
from gotgan.engine.sources.listing import cursor_number, fetch_listed, text_of
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import Modality, ProvisionNow
from gotgan.terms.text import nfc

MOST_TREE_PAGES = 1000
_REPOSITORY = re.compile(r"^/datasets/(?P<name>[^/]+/[^/]+)(?:/(?:tree|resolve|raw|blob)/(?P<revision>[^/]+))?/?$")
_NO_DATA = frozenset({".py", ".gitattributes", ".md"})
_TAGGED = "modality:"
_MODALITY = {
    "image": Modality.IMAGE, "audio": Modality.AUDIO, "video": Modality.VIDEO, "text": Modality.TEXT,
    "tabular": Modality.TABLE, "timeseries": Modality.SENSOR_TIMESERIES, "geospatial": Modality.GEOSPATIAL,
    "3d": Modality.THREE_D, "document": Modality.DOCUMENT,
}  # fmt: skip


@dataclass(frozen=True)
class TreeFile:
    path: str
    size_bytes: int | None
    sha256: str


class HuggingfaceSource:
    """One dataset. `remote_id` is `.` for a folder, else the repository's name or the address; the cursor is 1."""

    kind = "huggingface"

    def __init__(self, location: str, door: Door | None = None) -> None:
        """Raises: Invalid when the location is no folder and no address."""
        self._door = door
        self._folder = Path(location).absolute()
        if door is None and not self._folder.is_dir():
            raise Invalid(Issue(location, "is no folder", f"name the folder that holds {README}"))
        self._path = door.url.raw_path.decode("ascii").partition("?")[0] if door is not None else ""
        self._repository = _REPOSITORY.match(self._path)
        self._sha256: dict[str, str] | None = None

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        warnings: list[str] = []
        if cursor_number(cursor) < 1:
            card = self._card()
            yield self._on_web(card, self._door, warnings) if self._door is not None else self._here(card)
        yield ListingEnd(True, 1, warnings=tuple(warnings))

    def _card(self) -> Card:
        if self._door is not None:
            return read_card(read_document(self._address(README), self._door).content)
        if not (self._folder / README).is_file():
            raise Invalid(Issue(self._folder.name, f"has no {README}", "name the folder that holds the card"))
        return read_card(read_document(str(self._folder / README), None).content)

    def _here(self, card: Card) -> SourceRecord:
        beside, patterns = Beside(self._folder), card.patterns()
        if patterns:
            beside.take_fitting([each for each in patterns if "://" not in each])
        else:
            for name in filter(_is_data, names_below(self._folder)):
                beside.take(name)
        problems = [card.problem] if card.problem else beside.problems
        if not problems and not beside.files:
            problems = [f"{self._folder.name}: holds no data beside its card; put the files there"]
        raw = {"card": bounded(card.fields), "files": beside.measured}
        return self._record(card, ".", nfc(self._folder.name), tuple(beside.files), raw, problems)

    def _on_web(self, card: Card, door: Door, warnings: list[str]) -> SourceRecord:
        tree = self._tree(door)
        files = list(self._chosen(card.patterns(), tree, warnings))
        self._sha256 = {self._address(file.path): file.sha256 for file in files if file.sha256}
        refs = tuple(FileRef(nfc(file.path), self._address(file.path), file.size_bytes) for file in files)
        told = [{"path": file.path, "size": file.size_bytes, "sha256": file.sha256} for file in files]
        raw = {"card": bounded(card.fields), "files": told}
        name = unquote(self._repository["name"]) if self._repository else str(door.url)
        return self._record(card, name, name, refs, raw, [card.problem] if card.problem else [])

    def _record(
        self,
        card: Card,
        remote_id: str,
        name: str,
        files: tuple[FileRef, ...],
        raw: Mapping[str, Any],
        problems: list[str],
    ) -> SourceRecord:
        gate = card.text("extra_gated_prompt") or card.text("extra_gated_heading")
        is_gated = bool(gate) or "extra_gated_fields" in card.fields
        addresses = [each for each in card.patterns() if each.startswith(("http://", "https://"))]
        owner = remote_id.partition("/")[0] if self._repository else ""
        return SourceRecord(
            remote_id=remote_id, cursor="1", title=card.title or PurePosixPath(name).name or name,
            description=card.description, licence=card.licence, publisher=owner, columns=tuple(card.columns()),
            keywords=tuple(dict.fromkeys([*card.texts("tags"), *card.texts("task_categories")])), rights=gate,
            provision_now=str(ProvisionNow.LIMITED if is_gated else ProvisionNow.OPEN),
            modality=(str(_modality(card, [file.path for file in files])),),
            files=() if problems else files, raw=raw,
            links=tuple(FileRef(_name(each), each) for each in addresses), problem="; ".join(problems),
        )  # fmt: skip

    def _address(self, path: str) -> str:
        """Of a file in the tree."""
        url = self._door.url if self._door is not None else None
        if url is None:
            raise Unavailable(f"{path}: the dataset lies here; it has no address")
        base = self._path.rstrip("/")
        if self._repository:
            base = f"/datasets/{self._repository['name']}/resolve/{self._repository['revision'] or 'main'}"
        return str(url.copy_with(raw_path=f"{base}/{quote(path)}".encode()))

    def _tree(self, door: Door) -> list[TreeFile] | None:
        """Every file of the repository; None where the address cannot list them. Raises: Invalid, Unavailable."""
        if not self._repository:
            return None
        path = f"/api/datasets/{self._repository['name']}/tree/{self._repository['revision'] or 'main'}"
        page = str(door.url.copy_with(raw_path=f"{path}?recursive=true".encode()))
        found: list[TreeFile] = []
        visited: set[str] = set()
        while page and page not in visited and len(visited) < MOST_TREE_PAGES:
            visited.add(page)
            try:
                document = read_document(page, door, "application/json")
            except NotFound:
                return found or None
            found += _files_of(document.content)
            page = str(door.url.join(document.following)) if document.following else ""
        return found

    def _chosen(self, patterns: list[str], tree: list[TreeFile] | None, warnings: list[str]) -> Iterator[TreeFile]:
        """The files that the card's patterns name; without a listing, those that it names one by one."""
        by_name = {file.path: file for file in tree or []}
        names = [name for name in by_name if _is_data(name)]
        chosen = names if not patterns else []
        for pattern in patterns:
            if "://" in pattern:
                continue
            if not is_plain(pattern):
                warnings.append(f"{pattern[:100]}: leads out of the dataset and is not followed")
            elif tree is None and is_pattern(pattern):
                warnings.append(f"{pattern[:100]}: the address lists no files, so a pattern finds none; name the files")
            else:
                found = fitting(list(by_name), pattern) if tree is not None else [pattern]
                warnings += [] if found else [f"{pattern[:100]}: no file fits it"]
                chosen += found
        for name in dict.fromkeys(chosen):
            yield by_name.get(name) or TreeFile(name, None, "")

    def fetch(self, file: FileRef, target: Path) -> None:
        """Raises: Unavailable when what comes has another sha256 than the repository says."""
        if self._door is None:
            if "://" in file.location:
                return fetch_listed(file, None, target)
            return copy_local(Path(file.location), self._folder, target)
        if self._sha256 is None:
            tree = self._tree(self._door) or []
            self._sha256 = {self._address(each.path): each.sha256 for each in tree if each.sha256}
        return fetch_checked(self._door, file, target, self._sha256.get(file.location, ""))


def _files_of(content: bytes) -> Iterator[TreeFile]:
    """Raises: Invalid when the answer is no tree."""
    try:
        entries = loads(content)
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise Invalid(Issue("the repository", "does not list its files", "check the address"))
    for entry in entries:
        path = text_of(entry.get("path")) if isinstance(entry, Mapping) else ""
        if path and entry.get("type") == "file" and is_plain(path):
            lfs = entry.get("lfs")
            oid = text_of(lfs.get("oid")).removeprefix("sha256:") if isinstance(lfs, Mapping) else ""
            size = entry.get("size")
            yield TreeFile(path, size if isinstance(size, int) else None, oid if len(oid) == 64 else "")


def _is_data(name: str) -> bool:
    pure = PurePosixPath(name)
    hidden = any(is_hidden(part) for part in pure.parts)
    return not (hidden or is_about_data(pure.name) or pure.suffix.casefold() in _NO_DATA)


def _name(address: str) -> str:
    return PurePosixPath(unquote(address.partition("?")[0])).name or address


def _modality(card: Card, names: list[str]) -> Modality:
    """As it is tagged, else as most of the files are called."""
    tagged = [_MODALITY.get(tag.removeprefix(_TAGGED)) for tag in card.texts("tags") if tag.startswith(_TAGGED)]
    kinds = [kind for kind in tagged if kind] or [modality_of(name) for name in names]
    return max(sorted(set(kinds)), key=kinds.count, default=Modality.TABLE)
