"""Where the files lie that people attach to answers: a store of its own for each organisation.

So whoever names a checksum gets at files of the own organisation only, never at another's data.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from gotgan.store.folder import FolderStore
from gotgan.terms.errors import NotFound

_CODE = re.compile(r"[0-9A-Za-z]{1,7}")


def evidence_store(organisation: str) -> FolderStore:
    """Raises: NotFound for what is no code of an institution."""
    if not _CODE.fullmatch(organisation):
        raise NotFound("organisation: there is no such institution")
    return FolderStore(Path(settings.GOTGAN_DATA) / "evidence" / organisation)
