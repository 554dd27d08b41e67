"""What is known of any file, whatever it holds: its bytes, and why it could not be measured."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gotgan.terms.digest import CHUNK_BYTES


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """One file. `problem` is empty, or says what is wrong and what to do; the other facts are then absent.

    `path` is the name under which the file is reported, never a place on this machine.
    """

    path: str
    size_bytes: int = 0
    sha256: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class LabelFileFacts(FileFacts):
    """A file of labels or of class names; what they say stands in the facts of all labels together."""

    format: str = ""


def digest_file(file: Path) -> tuple[int, str]:
    """Size in bytes and sha256 in lower-case hex, read in chunks. Raises: OSError."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def unreadable(error: OSError) -> str:
    """The problem of a file that the operating system does not give."""
    return f"cannot be read ({error.strerror or type(error).__name__}); give it read permission"
