"""A document of the command line as its bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def written(kind: str, body: Mapping[str, Any], version: str) -> str:
    """Strict JSON headed by the program's version and the kind, with a line end. Raises: ValueError for NaN."""
    document = {"gotgan": version, "kind": kind, **body}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=str) + "\n"
