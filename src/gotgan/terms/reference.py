"""Options of a source's connector, and references to secrets: `env:NAME` or `file:/path`, never the secret itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

OPTIONS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "sql": (
        "credential", "schema", "window", "row_cap", "sample_rows", "seed", "statement_timeout", "lock_timeout",
    ),
    "sftp": ("credential", "passphrase", "host_key"),
    "s3": ("access_key", "credential", "session_token", "region", "endpoint"),
    "webdav": ("credential", "auth"),
    "httpindex": ("credential", "auth"),
}  # fmt: skip
"""What each connector understands (a test holds it beside the connectors' own lists)."""
REFERENCE_OPTIONS = frozenset({"credential", "passphrase", "session_token"})
"""Options whose value is a reference to a secret of the machine where gotgan runs."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31}):/+")
_PASSWORDS_IN_QUERY = re.compile(r"[?&;](?:password|passwd|pwd)=", re.IGNORECASE)


def is_reference(text: str) -> bool:
    """Whether it names a place of a secret. Nothing is looked up."""
    scheme, _, place = text.partition(":")
    if "\0" in place:
        return False
    if scheme == "env":
        return bool(_NAME.fullmatch(place))
    return scheme == "file" and path_of(place).startswith("/")


def path_of(place: str) -> str:
    """`file:///path` is as good as `file:/path`."""
    return place.removeprefix("//")


def scheme_of(location: str) -> str:
    """`postgresql://…` -> `postgresql`; empty where there is none."""
    match = _SCHEME.match(location.strip())
    return match[1].lower() if match else ""


def holds_password(location: str) -> bool:
    """Whether an address holds a password, before its host or in its query."""
    match = _SCHEME.match(location.strip())
    rest = location.strip()[match.end() :] if match else location
    return _has_password(rest) or bool(_PASSWORDS_IN_QUERY.search(rest))


def _has_password(rest: str) -> bool:
    """Also for a password with a slash in it, which moves the `@` behind the host's end."""
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in host:
        return ":" in unquote(host.rpartition("@")[0])
    port = host.rpartition(":")[2] if ":" in host else ""
    return "@" in rest and bool(port) and not port.isdigit() and not host.endswith("]")
