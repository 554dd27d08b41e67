"""Files of an SFTP server."""

from __future__ import annotations

import errno
import posixpath
import stat
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote_to_bytes

import paramiko  # type: ignore[import-untyped]
from paramiko.sftp import CMD_CLOSE, CMD_HANDLE, CMD_NAME, CMD_OPENDIR, CMD_READDIR  # type: ignore[import-untyped]

from gotgan.engine.sources import again, credential
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.part import Part, TryAgain
from gotgan.engine.sources.readahead import read_ahead
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.ssh import Login, connect, read_login
from gotgan.engine.sources.tree import Entry, RemoteTree, Unreadable
from gotgan.engine.tables.names import member_name
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.record import FileRef

OPTIONS = frozenset({"credential", "passphrase", "host_key"})
T = TypeVar("T")


def open_sftp(
    location: str,
    options: Mapping[str, str],
    *,
    allow_private: bool = True,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> TreeSource:
    """`sftp://user@host:port/path`; without a path the user's home. Nothing is asked yet. Raises: Invalid."""
    credential.check_options("sftp", options, OPTIONS)
    login, path = read_login(location, options, allow_private=allow_private)
    return TreeSource(SftpTree(login, path, patience or Patience(), sleep))


class SftpTree(RemoteTree):
    """`place` is the absolute path there, bytes that are no UTF-8 as surrogates. One line, opened when needed."""

    kind = "sftp"

    def __init__(self, login: Login, path: str, patience: Patience, sleep: Callable[[float], None]) -> None:
        self._login, self._patience, self._sleep = login, patience, sleep
        self._typed = _text(unquote_to_bytes(path)) or "."
        self._root = ""
        self._client: paramiko.SFTPClient | None = None

    @property
    def root(self) -> Entry:
        """The path that the server makes of the typed one: links above the root are followed."""
        if not self._root:
            self._root = self._asked(self._typed, lambda client: _text(client.normalize(_bytes(self._typed))))
        return Entry(posixpath.basename(self._root), self._root, is_folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        found = self._asked(folder.place, lambda client: _list(client, folder.place))
        return iter(sorted(found, key=lambda entry: self.component(entry.name, is_folder=entry.is_folder)))

    def read(self, file: Entry, most: int) -> bytes:
        def start(client: paramiko.SFTPClient) -> bytes:
            with client.open(_bytes(file.place), "rb") as opened:
                return bytes(opened.read(most))

        return self._asked(file.place, start)

    def location_of(self, file: Entry) -> str:
        return self._login.shown + quote(_bytes(file.place))

    def fetch(self, file: FileRef, target: Path) -> None:
        """Goes on behind what came, while size and time there are the same. Raises: NotFound, NotAllowed."""
        path = self._path_of(file)
        part = Part(target)
        try:
            again.complete(part, lambda: self._go_on(path, part), file.path, self._patience, self._sleep)
        except Unreadable as error:
            raise NotFound(f"{error}; scan the place again") from None

    def _path_of(self, file: FileRef) -> str:
        path = _text(unquote_to_bytes(file.location.removeprefix(self._login.shown)))
        below = self.root.place.rstrip("/") + "/"
        is_ours = file.location.startswith(self._login.shown) and posixpath.normpath(path) == path
        if not (is_ours and path.startswith(below)):
            raise NotAllowed(f"{file.path}: does not lie in the source's folder")
        return path

    def _go_on(self, path: str, part: Part) -> None:
        with self._line(path) as client:
            opened = client.open(_bytes(path), "rb")
        try:
            with self._line(path):
                facts = opened.stat()
            start = part.take_up(f"{facts.st_size}:{facts.st_mtime}", facts.st_size)
            with part.path.open("ab") as file:
                for chunk in self._chunks(opened, path, start, facts.st_size):
                    file.write(chunk)
        finally:
            opened.close()
        part.check_whole(self._shown(path))

    def _chunks(self, opened: Any, path: str, start: int, end: int) -> Iterator[bytes]:
        pieces = read_ahead(opened.sftp, opened.handle, start, end)
        while True:
            with self._line(path):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def _asked(self, path: str, ask: Callable[[paramiko.SFTPClient], T]) -> T:
        def attempt() -> T:
            with self._line(path) as client:
                return ask(client)

        return again.retried(attempt, self._patience, self._sleep)

    @contextmanager
    def _line(self, path: str) -> Iterator[paramiko.SFTPClient]:
        """The line, opened anew if it broke; what goes wrong on it is told apart. Raises: TryAgain, Unreadable."""
        client = self._connected()
        try:
            yield client
        except (EOFError, TimeoutError, paramiko.SSHException, paramiko.SFTPError) as error:
            self._hang_up()
            raise TryAgain(f"{self._shown(path)}: cut ({type(error).__name__})") from None
        except OSError as error:
            if not client.get_channel().get_transport().is_active():
                self._hang_up()
                raise TryAgain(f"{self._shown(path)}: cut") from None
            raise Unreadable(f"{self._shown(path)}: {_refusal(error)}") from None

    def _connected(self) -> paramiko.SFTPClient:
        if self._client is None:
            self._client = connect(self._login, self._patience)
            weakref.finalize(self, self._client.get_channel().get_transport().close)
        return self._client

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.get_channel().get_transport().close()
            self._client = None

    def _shown(self, path: str) -> str:
        """The path from the root, as people read it."""
        return member_name(_bytes(path.removeprefix(self._root).strip("/") or path))


def _list(client: paramiko.SFTPClient, folder: str) -> list[Entry]:
    """As `SFTPClient.listdir_attr`, which gives up a whole folder for one name that is no UTF-8."""
    answer, message = client._request(CMD_OPENDIR, _bytes(folder))
    if answer != CMD_HANDLE:
        raise paramiko.SFTPError("no handle")
    handle = message.get_string()
    found: list[Entry] = []
    try:
        while True:
            answer, message = client._request(CMD_READDIR, handle)
            if answer != CMD_NAME:
                raise paramiko.SFTPError("no names")
            for _ in range(message.get_int()):
                name, _long = message.get_string(), message.get_string()
                facts = paramiko.SFTPAttributes._from_msg(message)
                found += _entry(client, folder, name, facts)
    except EOFError:
        if not client.get_channel().get_transport().is_active():
            raise
    client._request(CMD_CLOSE, handle)
    return found


def _entry(client: paramiko.SFTPClient, folder: str, name: bytes, facts: Any) -> Iterator[Entry]:
    """A file or folder; links, pipes, and names that would lead out are none."""
    if name in (b"", b".", b"..") or b"/" in name or b"\0" in name:
        return
    place = folder.rstrip("/") + "/" + _text(name)
    mode = facts.st_mode if facts.st_mode is not None else client.lstat(_bytes(place)).st_mode or 0
    if stat.S_ISDIR(mode):
        yield Entry(_spelt(name), place, is_folder=True)
    elif stat.S_ISREG(mode):
        modified = "" if facts.st_mtime is None else datetime.fromtimestamp(facts.st_mtime, UTC).isoformat()
        yield Entry(_spelt(name), place, size_bytes=facts.st_size, modified=modified)


def _spelt(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return member_name(name)


def _refusal(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "is not there"
    return (
        "cannot be opened (permission denied); let the source's user read it"
        if error.errno == errno.EACCES
        else ("cannot be opened (the server refuses)")
    )


def _text(path: bytes | str) -> str:
    return path if isinstance(path, str) else path.decode("utf-8", "surrogateescape")


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
