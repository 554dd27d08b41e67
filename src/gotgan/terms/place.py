"""One spelling for one place: the location of a source, however it was typed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://(?P<user>[^/?#]*@)?(?P<host>[^/?#@]*)(?P<rest>.*)", re.DOTALL
)
_PORTS = {"http": ":80", "https": ":443", "sftp": ":22", "webdav": ":80", "webdavs": ":443"}
_FOLDERS = frozenset({"sftp", "webdav", "webdavs"})
"""Schemes whose path is a folder: a slash at its end says nothing. Not S3, where it is part of the prefix."""
PLACING_OPTIONS = ("schema", "endpoint")
"""Options that say which part of a place is meant: two schemas of one database are two places."""


def one_spelling(location: str) -> str:
    """`/data//ours/` as `/data/ours`, `HTTP://Host:80` as `http://host/`; what is no such place as it was typed.

    Pure text: links are not followed, and a path that does not begin at the root stays as it is.
    """
    text = location.strip()
    if text.startswith("/"):
        return posixpath.normpath(f"/{text.lstrip('/')}")
    met = _ADDRESS.fullmatch(text)
    if met is None or met["scheme"].lower() not in _PORTS:
        return text
    scheme, rest = met["scheme"].lower(), met["rest"]
    rest = rest.rstrip("/") if scheme in _FOLDERS else rest or "/"
    return f"{scheme}://{met['user'] or ''}{met['host'].lower().removesuffix(_PORTS[scheme])}{rest}"


@dataclass(frozen=True)
class Kept:
    """The source at a place. `is_new` False: the place was a source of the organisation already, and this is it."""

    source_id: str
    is_new: bool
