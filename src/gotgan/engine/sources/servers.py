"""Openers of file servers and databases. Their libraries are heavy and are imported when one is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gotgan.engine.sources.port import Source

Opener = Callable[[str, Mapping[str, str], bool], Source]
"""Called with location, options, and whether a private address may be asked."""


def _open_sftp(location: str, options: Mapping[str, str], allow_private: bool) -> Source:
    from gotgan.engine.sources.sftp import open_sftp

    return open_sftp(location, options, allow_private=allow_private)


def _open_s3(location: str, options: Mapping[str, str], allow_private: bool) -> Source:
    from gotgan.engine.sources.s3 import open_s3

    return open_s3(location, options, allow_private=allow_private)


def _open_webdav(location: str, options: Mapping[str, str], allow_private: bool) -> Source:
    from gotgan.engine.sources.webdav import open_webdav

    return open_webdav(location, options, allow_private=allow_private)


def _open_httpindex(location: str, options: Mapping[str, str], allow_private: bool) -> Source:
    from gotgan.engine.sources.httpindex import open_httpindex

    return open_httpindex(location, options, allow_private=allow_private)


def _open_sql(location: str, options: Mapping[str, str], allow_private: bool) -> Source:
    from gotgan.engine.sources.sql.source import open_database

    return open_database(location, options, allow_private=allow_private)


SERVERS: Mapping[str, Opener] = {
    "httpindex": _open_httpindex,
    "s3": _open_s3,
    "sftp": _open_sftp,
    "sql": _open_sql,
    "webdav": _open_webdav,
}
KIND_OF_SCHEME = {"s3": "s3", "sftp": "sftp", "webdav": "webdav", "webdavs": "webdav"}
