"""By what a catalogue or a described dataset is known, before anything is asked."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from gotgan.engine.sources.aihub_layout import is_aihub
from gotgan.engine.sources.card import README, is_card

HEAD_BYTES = 1 << 16
_RDF_SUFFIXES = frozenset({".ttl", ".rdf", ".jsonld", ".nt"})
_MAYBE_RDF_SUFFIXES = _RDF_SUFFIXES | {".xml", ".owl", ".json"}
_OAI = re.compile(r"/oai(?:2d|2|-?pmh)?(?=[/.]|$)")
_DATASET = re.compile(r"^/datasets/[^/]+/[^/]+(?:/(?:tree|resolve|raw|blob)/[^/]+)?/?$")
_CROISSANT = b"mlcommons.org/croissant/"
_DCAT = b"http://www.w3.org/ns/dcat#"


def catalogue_of_address(path: str) -> str:
    """The kind for an address's path in small letters; empty when it tells nothing."""
    pure = PurePosixPath(path)
    if _OAI.search(path):
        return "oai"
    if pure.name in ("croissant", "croissant.json"):
        return "croissant"
    if _DATASET.match(path):
        return "huggingface"
    return "dcat" if pure.suffix in _RDF_SUFFIXES or pure.name == "catalog.xml" else ""


def catalogue_of_file(path: Path, head: bytes) -> str:
    """The kind for a file that begins with `head`; empty when it is none of these."""
    suffix = path.suffix.casefold()
    if suffix in (".json", ".jsonld") and _CROISSANT in head:
        return "croissant"
    if suffix in _MAYBE_RDF_SUFFIXES and (_DCAT in head or _has_dcat_context(head)):
        return "dcat"
    return ""


def catalogue_of_folder(path: Path) -> str:
    """The kind for a folder; empty when it is one of plain data."""
    if is_aihub(path):
        return "aihub"
    return "huggingface" if _has_card(path) else ""


def _has_card(folder: Path) -> bool:
    try:
        with (folder / README).open("rb") as file:
            return is_card(file.read(HEAD_BYTES))
    except OSError:
        return False


def _has_dcat_context(head: bytes) -> bool:
    """JSON-LD whose context lies elsewhere and is named after DCAT."""
    start = head.find(b'"@context"')
    return start >= 0 and b"dcat" in head[start : start + 300].lower()
