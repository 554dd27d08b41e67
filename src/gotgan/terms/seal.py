"""The seal of a scan: what it says, and what came of checking it (docs/reference/scan-file.md)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gotgan.terms.errors import Invalid, Issue

SEAL_ALGORITHM = "ed25519-sha256"
SEAL_CONTEXT = b"gotgan scan seal 1\n"
"""What is signed begins with this, so that a signature of a scan is one of nothing else."""


_PUBLIC_BYTES = 32


def public_bytes(public: str) -> bytes:
    """The 32 bytes of a public key that is written in base64. Raises: Invalid."""
    try:
        raw = base64.b64decode(public.strip().encode("ascii"), validate=True)
    except ValueError:
        raw = b""
    if len(raw) != _PUBLIC_BYTES:
        issue = Issue("public key", "is not 32 bytes in base64", "give what `gotgan enrol` printed or wrote")
        raise Invalid(issue)
    return raw


def key_id_of(public: str) -> str:
    """The name of a key: the first 16 hex digits of the sha256 of its 32 bytes. Raises: Invalid."""
    return hashlib.sha256(public_bytes(public)).hexdigest()[:16]


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
class SealMark:
    """What is kept of a carried scan's seal: `scanner` is the title of the one whose key sealed it, `organisation`
    the code of whose it is; all empty without a seal. `scanned`: when the scan ended, by the scanner's clock."""

    state: SealState
    key_id: str = ""
    scanner: str = ""
    organisation: str = ""
    scanned: str = ""

    @property
    def is_sealed(self) -> bool:
        return self.state is SealState.VALID

    @classmethod
    def of_record(cls, raw: Mapping[str, Any]) -> SealMark:
        """From the record that a carried scan left beside a dataset; without a word of a seal there is none."""
        seal = raw.get("seal")
        said = seal if isinstance(seal, Mapping) else {}
        state = SealState.VALID if said.get("state") == SealState.VALID else SealState.UNSEALED
        key_id, scanner, organisation = (str(said.get(name) or "") for name in ("key_id", "scanner", "organisation"))
        return cls(state, key_id, scanner, organisation, str(raw.get("scanned") or ""))


@dataclass(frozen=True)
class ScannerView:
    """An enrolled scanner: whose it is, and the public half of its key (32 bytes in base64)."""

    key_id: str
    public_key: str
    organisation: str
    title: str = ""
    withdrawn: bool = False
    enrolled_at: datetime | None = None
    withdrawn_at: datetime | None = None
