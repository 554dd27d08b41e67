"""Files of a bucket: Amazon S3, or a store that speaks its protocol."""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from gotgan.engine.sources import address, again, credential
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.bucket import Bucket
from gotgan.engine.sources.part import Part, TryAgain
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.tree import Entry, RemoteTree, Unreadable
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound
from gotgan.terms.record import FileRef

OPTIONS = frozenset({"access_key", "credential", "session_token", "region", "endpoint"})
_LOCATION = re.compile(
    r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(?P<prefix>.*))?", re.IGNORECASE | re.DOTALL
)
_UNWRITTEN, _ESCAPED = re.compile(r"[%\x00-\x1f\x7f]"), re.compile(r"%([0-9A-F]{2})")
READ_BYTES = 1 << 16
"""What a cut may lose of what came."""
T = TypeVar("T")


def open_s3(
    location: str,
    options: Mapping[str, str],
    *,
    allow_private: bool = True,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
    **walk: int,
) -> TreeSource:
    """`s3://bucket/prefix`, the prefix being a folder. Nothing is asked yet.

    Without `access_key` and `credential` the bucket is read as everybody may: keys that lie about on
    this machine are not used. Raises: Invalid, AddressRefused.
    """
    credential.check_no_password(location)
    credential.check_options("s3", options, OPTIONS)
    match = _LOCATION.fullmatch(location)
    if match is None:
        raise Invalid(Issue("the s3 address", "names no bucket", "write it as s3://bucket/prefix"))
    if bool(options.get("access_key")) != bool(options.get("credential")):
        what = "access_key and credential belong together"
        raise Invalid(Issue("options", what, f"for the secret key, {credential.HOW}"))
    _check_endpoint(options.get("endpoint", ""), allow_private)
    for name in ("credential", "session_token"):
        if options.get(name):
            credential.check_reference(options[name])
    prefix = (match["prefix"] or "").strip("/")
    bucket = Bucket(match["bucket"], dict(options), patience or Patience(), sleep)
    return TreeSource(S3Tree(bucket, f"{prefix}/" if prefix else ""), **walk)


def _check_endpoint(endpoint: str, allow_private: bool) -> None:
    if not endpoint:
        return
    credential.check_no_password(endpoint)
    url = address.read_address(endpoint)
    if url.userinfo or url.query or url.fragment:
        raise Invalid(Issue("option endpoint", "is more than an address", "write it as https://host:port"))
    if not allow_private:
        origin = address.origin_of(url)
        address.public_ip(origin.host, origin.port, address.shown(url))


class S3Tree(RemoteTree):
    """`place` is the key, a folder's with its slash; a folder is what lies between two slashes."""

    kind = "s3"

    def __init__(self, bucket: Bucket, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._base = f"s3://{bucket.name}/"

    @property
    def root(self) -> Entry:
        return Entry("", self._prefix, is_folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Page by page, in the order of the keys' bytes. Raises: NotFound for a prefix that holds nothing."""
        count = 0
        for page in self._pages(folder.place):
            files = (_file(each, folder.place) for each in page.get("Contents", ()))
            folders = (_folder(each["Prefix"], folder.place) for each in page.get("CommonPrefixes", ()))
            for entry in heapq.merge(files, folders, key=lambda entry: entry.place):
                count += 1
                if entry.name and "/" not in entry.name:
                    yield entry
        if not count and self._prefix and folder.place == self._prefix:
            raise NotFound(f"{self._base}{self._prefix}: no key begins so; check the prefix, which is a folder's")

    def _pages(self, prefix: str) -> Iterator[Mapping[str, Any]]:
        shown = prefix.removeprefix(self._prefix) or f"bucket {self._bucket.name}"
        given = {"Bucket": self._bucket.name, "Prefix": prefix, "Delimiter": "/"}
        last, token = None, ""
        while token != last:
            more = {"ContinuationToken": token} if token else {}
            page = self._asked(shown, partial(_list, **given, **more))
            if "Name" not in page:
                raise Invalid(Issue(shown, "the endpoint does not answer as S3", "check the option endpoint"))
            yield page
            last, token = token, page.get("NextContinuationToken", "") if page.get("IsTruncated") else token

    def _asked(self, place: str, ask: Callable[[Any], T]) -> T:
        return again.retried(lambda: self._bucket.asked(place, ask), self._bucket.patience, self._bucket.sleep)

    def read(self, file: Entry, most: int) -> bytes:
        if not file.size_bytes:
            return b""

        def start(client: Any) -> bytes:
            found = client.get_object(Bucket=self._bucket.name, Key=file.place, Range=f"bytes=0-{most - 1}")
            return bytes(found["Body"].read())

        try:
            return self._asked(file.name, start)
        except NotFound as error:
            raise Unreadable(str(error)) from None

    def location_of(self, file: Entry) -> str:
        return self._base + _written(file.place)

    def fetch(self, file: FileRef, target: Path) -> None:
        """Goes on behind what came, while the ETag is the same. Raises: NotFound, NotAllowed, Unavailable."""
        key, part = _key_of(file.location.removeprefix(self._base)), Part(target)
        if not (file.location.startswith(self._base) and key.startswith(self._prefix)):
            raise NotAllowed(f"{file.path}: does not lie in the source's folder")
        bucket = self._bucket
        again.complete(part, lambda: self._go_on(key, file.path, part), file.path, bucket.patience, bucket.sleep)

    def _go_on(self, key: str, shown: str, part: Part) -> None:
        where = {"Bucket": self._bucket.name, "Key": key}
        facts = self._bucket.asked(shown, lambda client: client.head_object(**where))
        etag, size = facts.get("ETag", ""), int(facts["ContentLength"])
        start = part.take_up(etag, size)
        if start < size:
            same = {"IfMatch": etag} if etag else {}
            rest = {"Range": f"bytes={start}-"} if start else {}
            found = self._bucket.asked(shown, lambda client: client.get_object(**where, **same, **rest))
            if start and not str(found.get("ContentRange", "")).startswith(f"bytes {start}-"):
                part.drop()
                raise TryAgain(f"{shown}: the store does not give the rest alone, asking for the whole")
            with part.path.open("ab") as file:
                for chunk in self._chunks(found["Body"], shown):
                    file.write(chunk)
        part.check_whole(shown)

    def _chunks(self, body: Any, shown: str) -> Iterator[bytes]:
        try:
            while True:
                with self._bucket.told(shown):
                    chunk = body.read(READ_BYTES)
                if not chunk:
                    return
                yield chunk
        finally:
            body.close()


def _written(key: str) -> str:
    """A key in an address: as people write it, but for what no line of text holds."""
    return _UNWRITTEN.sub(lambda found: f"%{ord(found[0]):02X}", key)


def _key_of(written: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)


def _list(client: Any, **given: str) -> Any:
    return client.list_objects_v2(**given)


def _file(facts: Mapping[str, Any], prefix: str) -> Entry:
    """An object; one called as its folder is only a mark that the folder is there, and has no name."""
    key, modified = facts["Key"], facts.get("LastModified")
    return Entry(
        key.removeprefix(prefix),
        key,
        size_bytes=facts.get("Size"),
        modified=modified.astimezone(UTC).isoformat() if modified else "",
        etag=facts.get("ETag", ""),
    )


def _folder(prefix: str, parent: str) -> Entry:
    return Entry(prefix.removeprefix(parent).removesuffix("/"), prefix, is_folder=True)
