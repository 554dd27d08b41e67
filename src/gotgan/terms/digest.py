"""Hash arithmetic: files, manifests, canonical JSON, and the audit chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

CHUNK_BYTES = 1 << 20
EMPTY_CHAIN = "0" * 64
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def sha256_of(chunks: Iterable[bytes]) -> str:
    """Hash chunks as one stream; lower-case hex."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def canonical_json(value: Any) -> bytes:
    """One byte form for one value: sorted keys, no spaces, UTF-8, no NaN.

    Raises: ValueError for NaN and infinities, TypeError for what JSON cannot say.
    """
    return _ENCODE(value).encode()


def fingerprint(value: Any) -> str:
    """The sha256 of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def chain_hash(previous: str, content: Any) -> str:
    """The hash of one link: over the previous link's hash and this link's canonical content."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical_json(content)).hexdigest()
