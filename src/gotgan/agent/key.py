"""The key of a scan's sketches: a campaign's, or a random one that compares tables inside one scan."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass

from gotgan.engine.sketch import KEY_BYTES
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class SketchKey:
    """`id` tells keys apart without giving the key away."""

    secret: bytes
    is_random: bool

    @property
    def id(self) -> str:
        return hmac.new(self.secret, b"gotgan sketch key id", hashlib.sha256).hexdigest()[:16]


def read_key(reference: str | None) -> SketchKey:
    """The key that `env:NAME` names; a random one without a reference.

    Raises: Invalid for a key written out (it would stand in the shell's history) or an unset name.
    """
    if reference is None:
        return SketchKey(secrets.token_bytes(32), True)
    if not reference.startswith("env:"):
        raise Invalid(Issue("--key", "a key is never written out", "put it into a variable and give env:NAME"))
    name = reference.removeprefix("env:")
    value = os.environ.get(name, "")
    if not value:
        raise Invalid(Issue("--key", f"the variable {name} is not set", f"set {name} to the key and run again"))
    if len(value.encode()) < KEY_BYTES:
        what = f"the key in {name} has {len(value.encode())} bytes, which can be guessed"
        raise Invalid(Issue("--key", what, f"use {KEY_BYTES} or more random ones"))
    return SketchKey(value.encode(), False)
