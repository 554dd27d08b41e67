"""The one byte form of a scan's document, hashed as a stream: memory holds one entry at a time.

Keys sorted by code point, UTF-8, no white space, `seal` left out; numbers as Python's `json` writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from gotgan.terms.errors import Invalid, Issue

_FILES, _SEAL = "files", "seal"
_OPENING, _CLOSING = {"start_map", "start_array"}, {"end_map", "end_array"}


class DocumentDigest:
    """Feed the head, then each entry of `files` in order, then ask for the sha256."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        pairs = {key: value for key, value in sorted(head.items()) if key not in (_FILES, _SEAL)}
        self._after = b"".join(b"," + _pair(key, value) for key, value in pairs.items() if key > _FILES)
        before = b"".join(_pair(key, value) + b"," for key, value in pairs.items() if key < _FILES)
        self._digest = hashlib.sha256(b"{" + before + b'"files":[')
        self._is_first = True

    def add(self, entry: Any) -> None:
        self._digest.update((b"" if self._is_first else b",") + _canonical(entry))
        self._is_first = False

    def finish(self) -> bytes:
        self._digest.update(b"]" + self._after + b"}")
        return self._digest.digest()


def digest_of(path: Path) -> tuple[bytes, Any]:
    """The digest of a document in any layout, and its seal. Two passes over the file.

    Raises: Invalid when it is no scan, or says one thing twice.
    """
    head = head_of(path)
    try:
        with path.open("rb") as content:
            digest = DocumentDigest(head)
            for entry in ijson.items(content, "files.item"):
                digest.add(entry)
            return digest.finish(), head.get(_SEAL)
    except (ijson.JSONError, ValueError, RecursionError):
        raise _no_scan(path.name, "it is not strict JSON") from None


def head_of(path: Path) -> dict[str, Any]:
    """Everything at the top of a scan's document but its files.

    Raises: Invalid when it is no scan, or says one thing twice.
    """
    try:
        with path.open("rb") as content:
            head = _head(content, path.name)
    except FileNotFoundError:
        raise Invalid(Issue(str(path), "there is no such file", "check the path")) from None
    except IsADirectoryError:
        raise Invalid(Issue(str(path), "is a folder", "name the scan.json in it")) from None
    except (ijson.JSONError, ValueError, RecursionError):
        raise _no_scan(path.name, "it is not strict JSON") from None
    if head.get("kind") != "scan" or head.get(_FILES) is not _LIST:
        raise _no_scan(path.name, "it is no result of a scan")
    return head


_LIST = object()
"""Stands for the list of files, which is not held."""


def _head(content: BinaryIO, name: str) -> dict[str, Any]:
    """Everything at the top but the files."""
    head: dict[str, Any] = {}
    for key, events in _members(content):
        if key in head:
            raise _no_scan(name, "it says one thing twice")
        head[key] = _kind_of(events) if key == _FILES else _built(events)
    return head


def _kind_of(events: Iterator[tuple[str, Any]]) -> object:
    return _LIST if next(events)[0] == "start_array" else None


def _members(content: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[str, Any]]]]:
    """Each key of the outermost object with the events of its value; what is not taken is passed over."""
    events = iter(ijson.basic_parse(content))
    if next(events, ("", None))[0] != "start_map":
        raise ValueError
    for event, value in events:
        if event == "map_key":
            inner = _value(events)
            yield str(value), inner
            for _ in inner:
                pass


def _value(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event, value in events:
        depth += (event in _OPENING) - (event in _CLOSING)
        yield event, value
        if depth == 0:
            return


def _built(events: Iterator[tuple[str, Any]]) -> Any:
    builder = ijson.ObjectBuilder()
    for event, value in events:
        builder.event(event, value)
    return builder.value


def _no_scan(name: str, what: str) -> Invalid:
    return Invalid(Issue(name, what, "make it with `gotgan scan TARGET -o scan.json`"))


def _pair(key: str, value: Any) -> bytes:
    return _canonical(key) + b":" + _canonical(value)


def _canonical(value: Any) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_number
    )
    return text.encode()


def _number(value: Any) -> float:
    """A fraction, as it is read exactly from a file."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
