"""Which connector reads a location."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from gotgan.engine.sources import address
from gotgan.engine.sources.catalogue_signs import catalogue_of_address, catalogue_of_file, catalogue_of_folder
from gotgan.engine.sources.ckan import CkanSource
from gotgan.engine.sources.croissant import CroissantSource
from gotgan.engine.sources.datajson import BOM, DataJsonSource
from gotgan.engine.sources.folder import FileSource, FolderSource
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.huggingface import HuggingfaceSource
from gotgan.engine.sources.port import Source
from gotgan.engine.sources.servers import KIND_OF_SCHEME, SERVERS
from gotgan.engine.sources.socrata import SocrataSource
from gotgan.engine.sources.sql import is_database
from gotgan.engine.sources.url import UrlSource
from gotgan.terms.connectors import ENTRY_POINTS
from gotgan.terms.errors import GotganError, Invalid, Issue, Unavailable

NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
HEAD_BYTES = 1 << 16
_WEB = ("http://", "https://")

Opener = Callable[[str, Door | None], Source]


def open_source(
    kind: str | None,
    location: str,
    *,
    allow_private: bool = True,
    options: Mapping[str, str] = NO_OPTIONS,
) -> Source:
    """The connector for a location; `kind` None: guessed from the location alone, without asking the web.

    `allow_private`: whether a private address may be asked at all: yes for what an operator typed.
    Other kinds come from entry points `gotgan.sources`, called with (location, options).
    Raises: Invalid for a kind or location that no connector knows, and for options of one that has none;
    AddressRefused.
    """
    location = location.strip().removeprefix("file://")
    kind = kind or guess_kind(location)
    if kind in SERVERS:
        return SERVERS[kind](location, options, allow_private)
    opener = _OPENERS.get(kind)
    if opener is None:
        return _third_party(kind, location, options)
    if options:
        names = ", ".join(sorted(name[:40] for name in options))
        raise Invalid(Issue(f"kind {kind}", f"has no options ({names})", "leave them out, or name another kind"))
    is_web = location.lower().startswith(_WEB)
    return opener(location, Door(location, allow_private=allow_private) if is_web else None)


def guess_kind(location: str) -> str:
    if is_database(location):
        return "sql"
    if location.lower().startswith(_WEB):
        return _guess_address(location)
    scheme, mark, _ = location.partition("://")
    if mark and scheme.lower() in KIND_OF_SCHEME:
        return KIND_OF_SCHEME[scheme.lower()]
    path = Path(location)
    if path.is_dir():
        return catalogue_of_folder(path) or "folder"
    if not path.is_file():
        raise Invalid(Issue(location, "is no file, folder or address", "check the spelling"))
    return _guess_file(path)


def _guess_address(location: str) -> str:
    path = address.read_address(location).path.lower()
    if path.endswith("data.json"):
        return "datajson"
    if "/api/catalog/v1" in path:
        return "socrata"
    if kind := catalogue_of_address(path):
        return kind
    if "/api/3" in path or "/api/action" in path or path in ("", "/"):
        return "ckan"
    return "httpindex" if path.endswith("/") else "url"


def _guess_file(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).removeprefix(BOM).lstrip()
    if head.startswith(b"{") and b'"dataset"' in head and b'"accessLevel"' in head:
        return "datajson"
    if head.startswith(b'{"resource"') and b'"permalink"' in head:
        return "socrata"
    if kind := catalogue_of_file(path, head):
        return kind
    return "socrata" if path.name.endswith(".jsonl.gz") and _is_listing(path) else "file"


def _is_listing(path: Path) -> bool:
    import gzip
    import zlib

    try:
        with gzip.open(path) as file:
            head = file.read(HEAD_BYTES)
    except (OSError, EOFError, zlib.error):
        return False
    return head.startswith(b'{"resource"') and b'"permalink"' in head


def _third_party(kind: str, location: str, options: Mapping[str, str]) -> Source:
    found = [point for point in entry_points(group=ENTRY_POINTS) if point.name == kind]
    if not found:
        known = ", ".join(sorted([*_OPENERS, *SERVERS]))
        raise Invalid(Issue(f"kind {kind!r}", "is not known", f"use one of {known}, or install its connector"))
    try:
        source: Source = found[0].load()(location, dict(options))
    except GotganError:
        raise
    except Exception as error:  # another's code: it may raise whatever it likes
        what = f"connector {kind}: it could not be opened ({type(error).__name__})"
        raise Unavailable(f"{what}; install the package that brings it anew, or ask who made it") from error
    return source


def _of_web(kind: str, location: str, door: Door | None) -> Door:
    if door is None:
        raise Invalid(Issue(location, f"is no address, which {kind} needs", "write it as https://host/path"))
    return door


def _dcat(location: str, door: Door | None) -> Source:
    """rdflib takes a while to load."""
    from gotgan.engine.sources.dcat import DcatSource

    return DcatSource(location, door)


def _aihub(location: str, _: Door | None) -> Source:
    from gotgan.engine.sources.aihub import AihubSource

    return AihubSource(Path(location))


def _oai(location: str, door: Door | None) -> Source:
    from gotgan.engine.sources.oai import OaiSource

    return OaiSource(_of_web("oai", location, door))


_OPENERS: dict[str, Opener] = {
    "folder": lambda location, _: FolderSource(Path(location)),
    "file": lambda location, _: FileSource(Path(location)),
    "url": lambda location, door: UrlSource(_of_web("url", location, door)),
    "ckan": lambda location, door: CkanSource(_of_web("ckan", location, door)),
    "datajson": DataJsonSource,
    "dcat": _dcat,
    "aihub": _aihub,
    "oai": _oai,
    "croissant": CroissantSource,
    "huggingface": HuggingfaceSource,
    "socrata": SocrataSource,
}
