"""Zips as they come: names in CP949, cut in parts, joined in the wrong order."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path


class NamedInfo(zipfile.ZipInfo):
    """A member whose name is written in an encoding, without the flag of UTF-8."""

    encoding = "cp949"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), self.flag_bits


def zipped(entries: Mapping[str, bytes], encoding: str = "", method: int = zipfile.ZIP_STORED) -> bytes:
    """`encoding`: of the names; empty: as Python does, UTF-8 and its flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            info = NamedInfo(name) if encoding else zipfile.ZipInfo(name)
            if isinstance(info, NamedInfo):
                info.encoding = encoding
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def noise(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def cut(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def put_parts(path: Path, content: bytes, size: int, *, first: int = 0, by_place: bool = False) -> list[Path]:
    """`name.zip.part0`, `.part1`; by the place where each begins when `by_place`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = []
    for number, part in enumerate(cut(content, size)):
        made.append(path.with_name(f"{path.name}.part{number * size if by_place else number + first}"))
        made[-1].write_bytes(part)
    return made


def joined_by_name(content: bytes, size: int, first: int = 0) -> bytes:
    """What `cat name.zip.part*` makes of the parts."""
    parts = {str(number): part for number, part in enumerate(cut(content, size), first)}
    return b"".join(parts[name] for name in sorted(parts))
