"""Credentials of sources: never a value, always a reference to where it is kept.

`env:NAME` is an environment variable, `file:/path` a file that its owner alone may read. A reference
may be stored and shown; the value exists only while a connection is opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NoReturn

from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable
from gotgan.terms.reference import holds_password, is_reference, path_of, scheme_of

LARGEST_SECRET_BYTES = 64 << 10
HOW = "give a reference: env:NAME for an environment variable, file:/path for a file only its owner can read"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Secret:
    """A value that shows itself only when asked by `reveal`; it cannot be pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down; keep its reference")


def resolve(reference: str, *, environment: Mapping[str, str] | None = None) -> Secret:
    """The value that a reference stands for, without the line end that closes a file.

    Raises: Invalid when it is no reference (its text is not repeated: it may be the value itself) or
    stands for nothing readable; NotFound when variable or file is missing; NotAllowed for a file that
    others can read.
    """
    check_reference(reference)
    scheme, _, place = reference.partition(":")
    return _of_environment(place, environment) if scheme == "env" else _of_file(Path(path_of(place)))


def check_reference(reference: str) -> None:
    """Raises: Invalid when it is no reference. Nothing is looked up."""
    if not is_reference(reference):
        raise Invalid(Issue("credential", "is not a reference", HOW))


def check_no_password(location: str) -> None:
    """Raises: Invalid when an address holds a password; the message names its scheme alone."""
    if not holds_password(location):
        return
    scheme = scheme_of(location)
    place = f"the {scheme} address" if scheme else "the address"
    raise Invalid(Issue(place, "holds a password", f"take it out and {HOW}, as the option credential=env:NAME"))


def check_options(kind: str, options: Mapping[str, str], known: Collection[str]) -> None:
    """Raises: Invalid for an option that the source does not know. Values are not repeated."""
    for name in options:
        if name in known:
            continue
        if name.lower() in ("password", "passwd", "pwd", "secret", "token"):
            raise Invalid(Issue(f"option {name.lower()}", "would hold a secret", f"{HOW}, as credential=env:NAME"))
        raise Invalid(Issue(f"option {name[:40]!r}", f"is not known to {kind}", f"use {', '.join(sorted(known))}"))


def _of_environment(name: str, environment: Mapping[str, str] | None) -> Secret:
    value = (os.environ if environment is None else environment).get(name, "")
    if not value:
        raise NotFound(f"env:{name}: is not set; set it where gotgan runs")
    return Secret(value)


def _of_file(path: Path) -> Secret:
    """The file that was opened is the one that is judged, so that nothing can be put in its place."""
    try:
        # NONBLOCK: a pipe without a writer must not hold the scan.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise NotFound(f"file:{path}: is not there; check the path") from None
    except OSError as error:
        raise Unavailable(f"file:{path}: cannot be opened ({error.strerror}); let gotgan's user own it") from None
    try:
        _check_kept(path, os.fstat(handle))
        content = os.read(handle, LARGEST_SECRET_BYTES + 1)
    finally:
        os.close(handle)
    try:
        value = content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        value = ""
    if not value or len(content) > LARGEST_SECRET_BYTES:
        raise Invalid(Issue(f"file:{path}", "holds no secret", "put one value into it, as UTF-8 of at most 64 KB"))
    return Secret(value)


def _check_kept(path: Path, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise Invalid(Issue(f"file:{path}", "is not a file", "name a regular file"))
    if facts.st_mode & _OTHERS:
        raise NotAllowed(f"file:{path}: can be read by others than its owner; run chmod 600 on it")
