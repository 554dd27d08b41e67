"""The frozen file: canonical JSON, one document a line, packed without a time, always in the same order.

The first line is the campaign (`kind` campaign), the second its questionnaire (form); then for each organisation, by
code, one line of its own (organisation) and one for each of its sheets (sheet) by id; the last line (end) counts them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gotgan.terms.digest import canonical_json
from gotgan.terms.errors import Invalid, Issue

FORMAT = 1
_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 5
_PIECE = 1 << 20
_SHEET = b'{"answers":'
"""How the line of a sheet begins, and no other: keys are sorted."""


class SnapshotBroken(Invalid):
    """The file is not what was frozen: cut off, or of another format."""


class Packer:
    """Packs documents as lines; `sha256` is that of the lines unpacked, which no packer's version changes."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def pack(self, documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
        """Pieces of the packed file, about a MiB each: no more than that is held."""
        packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)  # its header holds no name and the time 0
        piece = bytearray()
        for document in documents:
            line = canonical_json(document) + b"\n"
            self._digest.update(line)
            piece += packing.compress(line)
            if len(piece) >= _PIECE:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece) + packing.flush()


def read_lines(path: Path, wanted: Container[int] | None = None) -> Iterator[dict[str, Any]]:
    """The documents in their order; of sheets only those that stand at the `wanted` places of all sheets, from 0.

    Raises: SnapshotBroken when the file is cut off or of another format.
    """
    last, sheets = "", 0
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                if wanted is not None and line.startswith(_SHEET):
                    sheets += 1
                    if sheets - 1 not in wanted:
                        continue
                document = json.loads(line)
                last = str(document.get("kind", ""))
                if last == "campaign":
                    _check_format(document)
                yield document
    except (EOFError, OSError, ValueError, zlib.error):
        raise _broken("it cannot be read to its end") from None
    if last != "end":
        raise _broken("its last line is missing")


def _check_format(document: Mapping[str, Any]) -> None:
    if document.get("format") != FORMAT:
        raise _broken(f"its format is {document.get('format')}, not {FORMAT}")


def _broken(what: str) -> SnapshotBroken:
    return SnapshotBroken(Issue("snapshot", what, "restore the file from a backup"))
