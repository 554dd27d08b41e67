"""Where the files lie that people attach to answers: a store of its own for each organisation.

So whoever names a checksum gets at files of the own organisation only, never at another's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from gotgan.store.folder import FolderStore
from gotgan.survey.rules.evidence import LARGEST_BYTES, check_evidence
from gotgan.terms.errors import Invalid, NotFound

_CODE = re.compile(r"[0-9A-Za-z]{1,7}")


def evidence_store(organisation: str) -> FolderStore:
    """Raises: NotFound for what is no code of an institution."""
    if not _CODE.fullmatch(organisation):
        raise NotFound("organisation: there is no such institution")
    return FolderStore(Path(settings.GOTGAN_DATA) / "evidence" / organisation)


def hand_over(files: Iterable[str], before: str, after: str) -> int:
    """Files of one organisation, by checksum, also for the one that answers in its place; returns how many.

    They stay where they were, too: a signed sheet may name them still. One that is missing there is missing here.
    """
    old, new = evidence_store(before), evidence_store(after)
    found = [sha256 for sha256 in dict.fromkeys(files) if old.has(sha256) and not new.has(sha256)]
    for sha256 in found:
        new.put_file(old.path_of(sha256))
    return len(found)


def keep_file(organisation: str, name: str, content: BinaryIO) -> dict[str, Any]:
    """Keep a file; returns {"name", "sha256", "size_bytes"}, as an answer names it.

    Raises: Invalid when it is too large, of another kind, or not what its name says; nothing is kept then.
    """
    read = content.read(LARGEST_BYTES + 1)
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if issues := check_evidence(name, len(read), read[:4096]):
        raise Invalid(*issues)
    stored = evidence_store(organisation).put([read])
    return {"name": name, "sha256": stored.sha256, "size_bytes": stored.size_bytes}
