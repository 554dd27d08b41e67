"""The texts a list stands on, in the object store by their sha256."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from gotgan.store.folder import FolderStore
from gotgan.terms.digest import canonical_json


def store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")


def keep(content: bytes) -> str:
    """Returns its sha256."""
    return store().put([content]).sha256


def keep_json(document: Any) -> str:
    return keep(canonical_json(document))


def read(sha256: str) -> bytes:
    """Raises: ObjectMissing."""
    with store().open(sha256) as file:
        return file.read()


def read_json(sha256: str) -> Any:
    return json.loads(read(sha256))


def read_part(sha256: str, start: int, length: int) -> bytes:
    """Raises: ObjectMissing."""
    return b"".join(store().read(sha256, start, length))
