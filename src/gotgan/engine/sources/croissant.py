"""A Croissant description, here or on the web: one dataset, its files with their checksums, its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin

from gotgan.engine.sources.beside import Beside, fetch_checked, is_plain
from gotgan.engine.sources.croissant_check import problems_of
from gotgan.engine.sources.croissant_words import (
    VERSIONS,
    Node,
    fields_of,
    listed,
    name_of,
    nodes,
    plain,
    references,
    text,
    types_of,
    version_of,
)
from gotgan.engine.sources.document import read_document
from gotgan.engine.sources.folder import copy_local
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.kinds import modality_of
from gotgan.engine.sources.listing import cursor_number, fetch_listed, text_of, words_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import Modality, ProvisionNow

_MEDIA = {"ImageObject": Modality.IMAGE, "AudioObject": Modality.AUDIO, "VideoObject": Modality.VIDEO}
_SHA256_SIGNS = 64


@dataclass
class Parts:
    """The distributions: what can be fetched, what is only named, what each must hash to."""

    files: list[FileRef] = field(default_factory=list)
    links: list[FileRef] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)


class CroissantSource:
    """`remote_id` is the name of the description, or its address; the cursor is 1."""

    kind = "croissant"

    def __init__(self, location: str, door: Door | None = None) -> None:
        self._location, self._door = location, door
        self._parts: Parts | None = None

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        written, document = self._read()
        warnings = _version_warnings(document)
        if cursor_number(cursor) < 1:
            yield self._record(written, document)
        yield ListingEnd(True, 1, warnings=warnings)

    def _read(self) -> tuple[Node, Node]:
        """Raises: Invalid when it describes no dataset."""
        place = self._name
        content = read_document(self._start, self._door, "application/ld+json, application/json;q=0.9").content
        try:
            written = loads(content)
            document = plain(written)
        except (ValueError, RecursionError):
            raise Invalid(Issue(place, "is no JSON", "check that it is a Croissant description")) from None
        if isinstance(document, dict) and isinstance(document.get("@graph"), list):
            document = next((node for node in nodes(document["@graph"]) if "Dataset" in types_of(node)), document)
        if not isinstance(document, dict) or "Dataset" not in types_of(document):
            raise Invalid(Issue(place, "describes no schema.org Dataset", "check that it is a Croissant description"))
        return written, document

    @property
    def _name(self) -> str:
        return Path(self._location).name if self._door is None else str(self._door.url)

    @property
    def _start(self) -> str:
        return self._location if self._door is None else str(self._door.url)

    def _record(self, written: Node, document: Node) -> SourceRecord:
        beside = Beside(Path(self._location).parent)
        self._parts = parts = self._parts_of(document, beside)
        title, columns = text(document.get("name")), _columns(document)
        problems = [*problems_of(written, document), *beside.problems]
        if not title:
            problems.insert(0, "the dataset has no name; add it")
        files = (*beside.files, *parts.files)
        return SourceRecord(
            remote_id=self._name, cursor="1", title=title or self._name, description=text(document.get("description")),
            keywords=_keywords(document.get("keywords")), columns=columns,
            licence=", ".join(filter(None, (name_of(each) for each in listed(document.get("license"))))),
            publisher=name_of(document.get("publisher")) or name_of(document.get("creator")),
            issued=text(document.get("datePublished")), modified=text(document.get("dateModified")),
            provision_now=str(_provision(document)),
            rights=text(document.get("conditionsOfAccess")) or name_of(document.get("usageInfo")),
            modality=(str(_modality(document, [file.path for file in files])),),
            files=() if problems else files, links=tuple(parts.links),
            raw={**written, **({"files": beside.measured} if beside.measured else {})}, problem="; ".join(problems),
        )  # fmt: skip

    def _parts_of(self, document: Node, beside: Beside) -> Parts:
        """Files inside other files are not looked for: their archive is the file."""
        parts = Parts()
        for node in nodes(document.get("distribution")):
            if next(references(node.get("containedIn")), "") or nodes(node.get("containedIn")):
                continue
            if "FileSet" in types_of(node) and self._door is None:
                beside.take_fitting(_texts(node.get("includes")), _texts(node.get("excludes")))
            elif "FileObject" in types_of(node) and (place := text(node.get("contentUrl"))):
                self._add(place, node, parts, beside)
        return parts

    def _add(self, place: str, node: Node, parts: Parts, beside: Beside) -> None:
        media_type, sha256 = text(node.get("encodingFormat")) or None, _sha256(node)
        if self._door is None and "://" not in place:
            return beside.take(unquote(place), media_type, sha256)
        address = urljoin(self._start, place) if self._door is not None else place
        is_data = self._door is not None and not (media_type or "").startswith("git")
        name = unquote(place) if "://" not in place and is_plain(unquote(place)) else _file_name(address)
        if is_data:
            parts.sha256 |= {address: sha256} if sha256 else {}
            parts.files.append(FileRef(name, address, _size(node), media_type))
        else:
            parts.links.append(FileRef(text(node.get("name")) or name, address, _size(node), media_type))
        return None

    def fetch(self, file: FileRef, target: Path) -> None:
        """Raises: Unavailable when what comes is not what the description says it is."""
        if self._door is None and "://" not in file.location:
            return copy_local(Path(file.location), Path(self._location).parent, target)
        if self._door is None:
            return fetch_listed(file, None, target)
        if self._parts is None:
            self._parts = self._parts_of(self._read()[1], Beside(Path()))
        return fetch_checked(self._door, file, target, self._parts.sha256.get(file.location, ""))


def _version_warnings(document: Node) -> tuple[str, ...]:
    version = version_of(document)
    if version in VERSIONS:
        return ()
    if version:
        return (f"the description says it is {version[:60]}; it is read as {VERSIONS[-1]}",)
    return (f"the description does not say which version of Croissant it is; it is read as {VERSIONS[-1]}",)


def _texts(value: Any) -> list[str]:
    return [found for each in listed(value) if (found := text(each))]


def _keywords(value: Any) -> tuple[str, ...]:
    """One text with commas, or a list of texts and of terms with names."""
    return words_of(value if isinstance(value, str) else [name_of(each) for each in listed(value)])


def _columns(document: Node) -> tuple[str, ...]:
    """The names of the fields, without their record set's; lists of splits and of codes are no data."""
    names: list[str] = []
    for record_set in nodes(document.get("recordSet")):
        own = (text_of(record_set.get("@id")) or text(record_set.get("name"))) + "/"
        if {text_of(each).rpartition(":")[2] for each in listed(record_set.get("dataType"))} & {"Split", "Enumeration"}:
            continue
        for each in fields_of(record_set):
            name = text(each.get("name")) or text_of(each.get("@id"))
            names += [name.removeprefix(own)] if name else []
    return tuple(dict.fromkeys(names))


def _modality(document: Node, names: list[str]) -> Modality:
    """What the fields hold, else what the files are called."""
    for record_set in nodes(document.get("recordSet")):
        for each in fields_of(record_set):
            for kind in listed(each.get("dataType")):
                if found := _MEDIA.get(text_of(kind).rpartition(":")[2].rpartition("/")[2]):
                    return found
    kinds = [modality_of(name) for name in names]
    return max(sorted(set(kinds)), key=kinds.count, default=Modality.TABLE)


def _provision(document: Node) -> ProvisionNow:
    is_free = document.get("isAccessibleForFree")
    has_terms = bool(text(document.get("conditionsOfAccess")))
    is_limited = has_terms or is_free is False or text(is_free).casefold() == "false"
    return ProvisionNow.LIMITED if is_limited else ProvisionNow.OPEN


def _sha256(node: Node) -> str:
    """A real one only: some write an address in its place."""
    found = text(node.get("sha256")).lower()
    return found if len(found) == _SHA256_SIGNS and not found.strip("0123456789abcdef") else ""


def _size(node: Node) -> int | None:
    number, _, unit = text(node.get("contentSize")).partition(" ")
    return int(number) if number.isdecimal() and len(number) < 19 and unit in ("", "B") else None


def _file_name(address: str) -> str:
    return PurePosixPath(unquote(address.partition("?")[0])).name or address
