"""The custody folder: keys of pseudonyms, one file each, apart from the data and from the database.

Only the worker that makes pseudonyms reads it. Whoever holds an output never does (PIPA art. 28-4: additional
information is kept apart).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from gotgan.terms.errors import NotFound, Unavailable

KEY_BYTES = 32
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


class KeyMissing(NotFound):
    """The key lies in custody no more: it was destroyed, or the folder was lost."""


def key_id_of(key: str) -> str:
    """The name of a key, from which it cannot be found: 16 hex digits."""
    return hashlib.sha256(b"gotgan custody " + key.encode()).hexdigest()[:16]


def make_key(folder: Path) -> str:
    """Put a new key into custody and give back its id. Raises: Unavailable when the folder cannot be written."""
    key = secrets.token_hex(KEY_BYTES)
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder.chmod(_PRIVATE_FOLDER)
        _write(folder / key_id_of(key), key)
    except OSError as error:
        raise Unavailable(f"custody: the key cannot be written ({error.strerror}); mend GOTGAN_KEYS") from error
    return key_id_of(key)


def _write(file: Path, text: str) -> None:
    """On disk, also after a crash, before anything is made with it."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def read_key(folder: Path, key_id: str) -> str:
    """The key itself, for the worker only. Raises: KeyMissing."""
    try:
        return (folder / key_id).read_text()
    except OSError as error:
        raise KeyMissing(f"key {key_id}: it is not in custody; pseudonyms made with it cannot be made again") from error


def destroy_key(folder: Path, key_id: str) -> bool:
    """Overwrite and remove a key; False when it was gone. A copy in a backup of the folder is not reached."""
    file = folder / key_id
    if not file.exists():
        return False
    with file.open("r+") as out:
        out.write("0" * (2 * KEY_BYTES))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()
    return True
