"""What a hub offers of a dataset: its manifest, believed only after it was checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from gotgan.client.hub import Hub
from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.manifest import FileEntry, Manifest

_NAME = re.compile(r"[\w-]+/[\w-]+", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}")


class Corrupt(GotganError):
    """What came is not what was promised: bytes other than the manifest's, or a manifest other than its own hash."""


@dataclass(frozen=True)
class Offer:
    """One version of `name` (org/name). `tables` are the Parquet files by the name of their table."""

    name: str
    version: str
    manifest: Manifest
    tables: dict[str, FileEntry]
    document: dict[str, Any]

    def address(self, path: str) -> str:
        """Where the file is fetched: at this version, so that all parts are of one."""
        return f"/datasets/{self.name}/resolve/{self.version}/{quote(path)}"


def get_offer(house: Hub, name: str, version: str = "") -> Offer:
    """What is offered now, or that version. Raises: Invalid for a name, a version or a file name that cannot be;
    NotFound, HubRefuses, HubUnreachable, Corrupt."""
    if not _NAME.fullmatch(name):
        raise Invalid(Issue(name or "the name", "is not ORG/NAME", "copy it from `gotgan search`"))
    if version and not _VERSION.fullmatch(version):
        raise Invalid(Issue("version", "is not 64 or 40 hexadecimal digits", "copy it from manifest.json"))
    document = house.get_json(f"/datasets/{name}/manifest{'/' + version if version else ''}.json")
    try:
        manifest = Manifest.from_json(document)
        names = [str(row["table"]) for row in document.get("derived", ())]
        version = str(document["version"])
    except (KeyError, TypeError, AttributeError):
        raise house.is_no_hub() from None
    _check_hashes(name, version, manifest)
    check_names(manifest.files)
    return Offer(name, version, manifest, dict(zip(names, manifest.derived, strict=True)), document)


def _check_hashes(name: str, version: str, manifest: Manifest) -> None:
    hashes = [entry.sha256 for entry in (*manifest.files, *manifest.derived)]
    if manifest.sha256 != version or not all(map(_SHA256.fullmatch, hashes)):
        raise Corrupt(f"{name}: its manifest does not match its own hash; tell the hub's operator")


def check_names(files: Sequence[FileEntry], flavour: type[PurePath] = PurePath) -> None:
    """Raises: Invalid for a name that would leave the folder, as this system reads names."""
    bad = [entry.path for entry in files if _leaves_folder(entry.path, flavour)]
    if bad:
        raise Invalid(*(Issue(path, "this name would be written outside the folder", "tell the hub") for path in bad))


def _leaves_folder(path: str, flavour: type[PurePath]) -> bool:
    pure = flavour(path)
    return bool(pure.anchor) or ".." in pure.parts or "\0" in path or not pure.parts
