"""The seal of a scan: made with the scanner's own key, checked with the public half of it.

The private key never leaves the scanner. Ed25519 over a fixed context and the sha256 of the canonical
document, so that a document of any size is sealed and checked as a stream [RFC 8032].
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gotgan.agent.canonical import digest_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.seal import SEAL_ALGORITHM, SEAL_CONTEXT, SealCheck, SealState, key_id_of, public_bytes

DEFAULT_PLACE = Path("~/.config/gotgan/scanner.key")
PLACE_VARIABLE = "GOTGAN_SCANNER_KEY"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class SealingKey:
    """A scanner's private key; its text form is never shown."""

    _private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        return base64.b64encode(_raw(self._private.public_key())).decode()

    @property
    def id(self) -> str:
        return key_id_of(self.public)

    def seal(self, digest: bytes) -> dict[str, str]:
        """The document's `seal`."""
        value = base64.b64encode(self._private.sign(SEAL_CONTEXT + digest)).decode()
        return {"algorithm": SEAL_ALGORITHM, "key_id": self.id, "value": value}


def make_key(target: Path) -> SealingKey:
    """Write a new private key, readable by its owner only, and its public half as `<target>.pub`.

    Raises: Invalid when there is a key already or the folder cannot be written to.
    """
    key = SealingKey(Ed25519PrivateKey.generate())
    pem = key._private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
        public_file(target).write_text(key.public + "\n")
    except FileExistsError:
        raise Invalid(Issue(str(target), "there is a key already", "keep it, or choose another -o")) from None
    except OSError as error:
        issue = Issue(str(target), f"cannot be written ({error.strerror})", "choose another -o")
        raise Invalid(issue) from None
    return key


def public_file(private: Path) -> Path:
    return private.with_name(private.name + ".pub")


def find_key(reference: str | None) -> SealingKey | None:
    """The key that `file:PATH` names; without one, GOTGAN_SCANNER_KEY's or the default place's, if there is any.

    `none` leaves the scan unsealed. Raises: Invalid for a key that is not there, damaged, or open to others.
    """
    if reference == "none":
        return None
    if reference is not None:
        if not reference.startswith("file:"):
            raise Invalid(Issue("--seal", "is not file:PATH", "give file:scanner.key, or none"))
        return _load(Path(reference.removeprefix("file:")).expanduser())
    if named := os.environ.get(PLACE_VARIABLE):
        return _load(Path(named).expanduser())
    place = DEFAULT_PLACE.expanduser()
    is_there = os.path.isfile(place)  # noqa: PTH113 - a home that may not be entered holds no key of ours
    return _load(place) if is_there else None


def _load(path: Path) -> SealingKey:
    try:
        with path.open("rb") as content:
            if os.name == "posix" and os.fstat(content.fileno()).st_mode & _OTHERS:
                raise Invalid(Issue(str(path), "others may read this key", f"run `chmod 600 {path}`"))
            key = serialization.load_pem_private_key(content.read(), None)
    except OSError as error:
        raise Invalid(Issue(str(path), f"{error.strerror}", "make a key with `gotgan enrol -o scanner.key`")) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Invalid(Issue(str(path), "is no scanner's key", "make one with `gotgan enrol -o scanner.key`")) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid(Issue(str(path), "is a key of another kind", "make one with `gotgan enrol -o scanner.key`"))
    return SealingKey(key)


def read_public(given: str) -> str:
    """A public key as text, or from the file that holds it. Raises: Invalid."""
    path = Path(given)
    text = given
    try:
        if path.is_file():
            text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise Invalid(Issue(given, "cannot be read", "give the scanner.key.pub that `gotgan enrol` wrote")) from None
    _public_key(text)
    return text


def check_seal(document: Path, publics: Mapping[str, str]) -> SealCheck:
    """Whether the document is what the holder of one of these keys sealed. `publics`: key id -> public key.

    Raises: Invalid when the file is no scan, OSError.
    """
    digest, seal = digest_of(document)
    if seal is None:
        return SealCheck(SealState.UNSEALED)
    key_id, value = _parts(seal)
    if value is None:
        return SealCheck(SealState.ALTERED, key_id)
    if key_id not in publics:
        return SealCheck(SealState.UNKNOWN_KEY, key_id)
    try:
        _public_key(publics[key_id]).verify(value, SEAL_CONTEXT + digest)
    except InvalidSignature:
        return SealCheck(SealState.ALTERED, key_id)
    return SealCheck(SealState.VALID, key_id)


def _parts(seal: Any) -> tuple[str, bytes | None]:
    """The key's name and the signature; None for a seal that is damaged."""
    if not isinstance(seal, dict) or seal.get("algorithm") != SEAL_ALGORITHM:
        return "", None
    try:
        value = base64.b64decode(seal["value"], validate=True)
    except (KeyError, ValueError, TypeError):
        value = None
    return str(seal.get("key_id") or "")[:64], value


def _public_key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_bytes(text))


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
