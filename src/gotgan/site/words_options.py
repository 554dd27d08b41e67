"""The options of each kind of connection, in words: the help beside the form that adds a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gotgan.terms.reference import OPTIONS_OF_KIND, REFERENCE_OPTIONS

MEANINGS: Mapping[str, Promise | str] = {
    "credential": _("Where the password, private key or secret key is kept: env:NAME or file:/path."),
    "passphrase": _("Where the passphrase of a private key is kept."),
    "session_token": _("Where the token of a temporary key is kept."),
    "host_key": _(
        "Fingerprints of the server's host key that somebody has vouched for (SHA256:…), several with commas."
    ),
    "access_key": _("The id of the key. Without it the bucket is read as everybody may."),
    "region": _("The bucket's region; us-east-1 without it."),
    "endpoint": _("The address of a store that speaks S3's protocol."),
    "auth": _("basic or digest; basic without it."),
    "schema": _("One schema of the database; all without it."),
    "window": _("Hours in which the database may be asked, such as 20:00-06:00."),
    "row_cap": _("Tables with more rows are not read whole."),
    "sample_rows": _("How many rows are read of a table that is only sampled."),
    "seed": _("The number that chooses the sample: the same number, the same rows."),
    "statement_timeout": _("Seconds after which the database ends a question."),
    "lock_timeout": _("Seconds after which a locked table is left alone."),
}
_ADDRESSES = {
    "sql": "postgresql://user@host:5432/database",
    "sftp": "sftp://user@host:22/path",
    "s3": "s3://bucket/prefix",
    "webdav": "webdavs://user@host/path",
    "httpindex": "https://host/folder/",
}


@dataclass(frozen=True)
class Option:
    name: str
    meaning: Promise | str
    is_reference: bool


@dataclass(frozen=True)
class KindOptions:
    """One kind of connection: how its address is written, and what may be said beside it."""

    kind: str
    address: str
    options: tuple[Option, ...]


KIND_OPTIONS = tuple(
    KindOptions(
        kind, _ADDRESSES[kind], tuple(Option(name, MEANINGS[name], name in REFERENCE_OPTIONS) for name in names)
    )
    for kind, names in OPTIONS_OF_KIND.items()
)
