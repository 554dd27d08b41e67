"""The seal of a scan: what it says, and what came of checking it (docs/reference/scan-file.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEAL_ALGORITHM = "ed25519-sha256"
SEAL_CONTEXT = b"gotgan scan seal 1\n"
"""What is signed begins with this, so that a signature of a scan is one of nothing else."""


class SealState(StrEnum):
    """What a check of a scan's seal said."""

    VALID = "valid"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    UNSEALED = "unsealed"


@dataclass(frozen=True)
class SealCheck:
    """`key_id` is what the seal itself names, whoever wrote it; empty without a seal."""

    state: SealState
    key_id: str = ""


@dataclass(frozen=True)
class ScannerView:
    """An enrolled scanner: whose it is, and the public half of its key (32 bytes in base64)."""

    key_id: str
    public_key: str
    organisation: str
    title: str = ""
    withdrawn: bool = False
