"""A file of JSON lines, each chained to the one before by its hash: begun whole, added to whole, read hash by hash."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from gotgan.terms.digest import EMPTY_CHAIN, canonical_json, chain_hash
from gotgan.terms.errors import Invalid, Issue, Unavailable


def line_of(previous: str, content: Mapping[str, Any]) -> tuple[bytes, str]:
    """A line and its hash."""
    told = chain_hash(previous, content)
    return canonical_json({**content, "previous": previous, "hash": told}) + b"\n", told


def place_new(path: Path, line: bytes) -> None:
    """Written beside and linked into place: a link never replaces what is there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            part.chmod(0o600)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    except FileExistsError:
        raise Invalid(Issue(path.name, "is there already", "go on with it: a budget is given once")) from None
    finally:
        part.unlink(missing_ok=True)


def append_line(file: BinaryIO, at: int, line: bytes, path: Path) -> None:
    """All of the line on the disk, or the file as it was."""
    try:
        file.truncate(at)
        file.seek(at)
        left = memoryview(line)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())
    except OSError as error:
        file.truncate(at)
        raise Unavailable(
            f"privacy ledger {path.name}: not written ({error.strerror}); free the disk and ask again"
        ) from None


def read_lines(raw: bytes, path: Path) -> list[dict[str, Any]]:
    """Every line with its end, its hash checked."""
    lines, previous = [], EMPTY_CHAIN
    for place, text in enumerate(raw.split(b"\n")[:-1]):
        try:
            line = json.loads(text)
            told, before = line.pop("hash"), line.pop("previous")
            is_whole = before == previous and told == chain_hash(previous, line)
        except (ValueError, KeyError, AttributeError, TypeError):
            is_whole = False
        if not is_whole:
            raise damaged(path, f"line {place + 1} was changed")
        previous = told
        lines.append({**line, "hash": told})
    return lines


def damaged(path: Path, what: str) -> Invalid:
    remedy = "no more questions until a person has compared it with a copy"
    return Invalid(Issue(f"privacy ledger {path.name}", what, remedy))
