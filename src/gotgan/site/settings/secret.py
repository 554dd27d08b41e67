"""The secret that signs sessions and links."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SHORTEST = 32


class WeakSecret(RuntimeError):
    """The hub does not start on a secret that others may know."""


def read_or_make_secret(path: Path) -> str:
    """The secret of a data folder, made on first use, readable by its owner only."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(beside, path)  # the first of two writers wins
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_text().strip()


def check_secret(secret: str) -> str:
    """Return it when it will do. Raises: WeakSecret for an absent, short, plain or well-known one."""
    known = ("changeme", "change-me", "secret", "insecure", "default", "only for tests")
    if len(secret) < SHORTEST or len(set(secret)) < 10 or any(word in secret.lower() for word in known):
        raise WeakSecret(
            f"GOTGAN_SECRET_KEY: absent, well-known or weaker than {SHORTEST} random characters; "
            "set it to the output of `python -c 'import secrets; print(secrets.token_urlsafe(48))'`"
        )
    return secret
