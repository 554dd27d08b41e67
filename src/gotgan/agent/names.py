"""Names that a scan or a receipt tells: of files, columns, sheets. One that holds an identifier is told masked.

A person's number stands in file names and, where a table has no header, in what is read as one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from gotgan.agent.remote import is_address
from gotgan.engine.detect import mask_text
from gotgan.terms.plain import SCALARS

_TOLD = frozenset({"path", "name", "original_name", "column", "header", "reason", "warnings"})
"""Keys of an entry whose text comes from names, or may quote one."""
_OURS = frozenset({"gotgan", "kind", "started", "finished"})
_WORTH_A_LOOK = re.compile(r"(?:\d\D?){6}|@")
_HASH = re.compile(r"[0-9a-f]{64}")
_MARK = 6


def told(entry: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """The entry with its names fit to leave. Masked paths are kept apart by a mark made with the scan's key."""
    shown: dict[str, Any] = _walk(entry, told=False)
    path = str(entry["path"])
    if shown["path"] != path:
        shown["path"] = _apart(shown["path"], path, secret)
    return shown


def told_head(head: Mapping[str, Any]) -> dict[str, Any]:
    """What stands above the entries fit to leave; a root that is an address is told as it was typed."""
    return {key: value if _is_told_whole(key, value) else _walk(value, told=True, whole=True)
            for key, value in head.items()}  # fmt: skip


def told_names(document: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt with the names in it fit to leave: files, sheets, columns, and reasons that quote one."""
    shown: dict[str, Any] = _walk(document, told=False)
    return shown


def told_name(text: str) -> str:
    """One name fit to leave."""
    return str(_masked(text))


def _is_told_whole(key: str, value: object) -> bool:
    return key in _OURS or (key == "root" and is_address(str(value)))


def _walk(value: Any, *, told: bool, whole: bool = False) -> Any:
    """`told`: this text comes from a name; `whole`: so does every text below it."""
    if isinstance(value, str):
        return _masked(value) if told else value
    if isinstance(value, SCALARS):  # asked before what is slow to ask
        return value
    if isinstance(value, Mapping):
        pairs = ((key, _walk(inner, told=whole or key in _TOLD, whole=whole)) for key, inner in value.items())
        return {_masked(str(key)) if whole else key: inner for key, inner in pairs}
    if isinstance(value, list | tuple):
        return [_walk(inner, told=told, whole=whole) for inner in value]
    return value


@lru_cache(maxsize=20_000)
def _masked(text: str) -> str:
    return mask_text(text) if _WORTH_A_LOOK.search(text) and not _HASH.fullmatch(text) else text


def _apart(shown: str, path: str, secret: bytes) -> str:
    mark = hmac.new(secret, b"gotgan name\n" + path.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:_MARK]
    pure = PurePosixPath(shown)
    return str(pure.with_name(f"{pure.stem}~{mark}{pure.suffix}"))
