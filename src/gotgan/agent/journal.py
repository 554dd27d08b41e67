"""What a scan has done so far, on disk beside its output: a killed scan goes on where it stopped.

One JSON line a file, flushed as soon as it is measured; the first line says which scan it is.
A torn last line is cut off. The entries stay on disk, memory holds one small tuple a file.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gotgan.agent.walk import Found
from gotgan.engine.lock import lock_file
from gotgan.terms.errors import Unavailable
from gotgan.terms.plain import SCALARS


class ScanRunning(Unavailable):
    """Another scan is writing the same output."""


class Journal:
    """Open with a description of the scan; entries of a journal of the same scan are kept."""

    def __init__(self, path: Path, scan: Mapping[str, Any]) -> None:
        self.path = path
        self._places: dict[str, tuple[int, int, int]] = {}
        self._file = path.open("a+b")
        path.chmod(0o600)
        if not lock_file(self._file):
            self._file.close()
            raise ScanRunning(f"{path}: another scan is writing this output; wait for it or use another -o")
        self.scan = self._load(scan)

    def _load(self, scan: Mapping[str, Any]) -> dict[str, Any]:
        self._file.seek(0)
        first = _parse(self._file.readline())
        if first is None or any(first.get(name) != value for name, value in scan.items() if name in _SAME):
            self._file.truncate(0)
            self._append(scan)
            return dict(scan)
        end = self._file.tell()
        while line := self._file.readline():
            done = _parse(line)
            if done is None:
                break
            self._places[done["name"]] = (done["size_bytes"], done["mtime_ns"], end)
            end = self._file.tell()
        self._file.truncate(end)
        return first

    def has(self, found: Found) -> bool:
        """Whether this very state of the file was measured already."""
        return self._places.get(found.name, ())[:2] == (found.size_bytes, found.mtime_ns)

    def add(
        self, found: Found, entries: Sequence[Mapping[str, Any]], signatures: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Keep the entries of a file, and by what it is compared with others.

        Raises: OSError when the disk is full; the journal then ends with the file before.
        """
        end = self._file.seek(0, os.SEEK_END)
        line: dict[str, Any] = {
            "name": found.name,
            "size_bytes": found.size_bytes,
            "mtime_ns": found.mtime_ns,
            "entries": entries,
        }
        if signatures:
            line["signatures"] = signatures
        try:
            self._append(line)
        except OSError:
            self._file.truncate(end)
            raise
        self._places[found.name] = (found.size_bytes, found.mtime_ns, end)

    def _append(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(strict(line), ensure_ascii=False, allow_nan=False, default=str).encode() + b"\n")
        self._file.flush()

    def entries(self, files: Sequence[Found]) -> Iterator[dict[str, Any]]:
        """The entries of these files, in their order, read back one file at a time."""
        for found in files:
            yield from self._line(found)["entries"]

    def signatures(self, files: Sequence[Found]) -> Iterator[dict[str, Any]]:
        """By what the files are compared, for those that have it, in their order."""
        for found in files:
            yield from self._line(found).get("signatures", ())

    def _line(self, found: Found) -> dict[str, Any]:
        self._file.seek(self._places[found.name][2])
        line: dict[str, Any] = json.loads(self._file.readline())
        return line

    def close(self, *, remove: bool) -> None:
        if remove and os.name == "posix":
            self.path.unlink(missing_ok=True)
        self._file.close()
        if remove:
            self.path.unlink(missing_ok=True)


_SAME = ("gotgan", "targets", "key_name")


def _parse(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def strict(value: Any) -> Any:
    """The same value without NaN and infinities, which strict JSON cannot say."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, SCALARS):  # asked before what is slow to ask
        return value
    if isinstance(value, Mapping):
        return {key: strict(inner) for key, inner in value.items()}
    return [strict(inner) for inner in value] if isinstance(value, list | tuple) else value
