"""A whole document of moderate size, from a file or the web, with what is said of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gotgan.engine.sources import address
from gotgan.engine.sources.http import LARGEST_DOCUMENT_BYTES, Door
from gotgan.engine.sources.url import media_type_of
from gotgan.terms.errors import Invalid, Issue, Unavailable


@dataclass(frozen=True)
class Document:
    """`media_type` is empty for a file; `name` is its path or the address's path; `following` the next page, as the
    server links it."""

    content: bytes
    media_type: str
    name: str
    following: str = ""


def read_document(location: str, door: Door | None, accept: str = "*/*") -> Document:
    """Raises: Unavailable, NotFound, AddressRefused; Invalid when it cannot be read or has more than 64 MB."""
    if door is not None:
        return door.retried(lambda: read_web(door, location, accept))
    path = Path(location)
    try:
        if path.stat().st_size > LARGEST_DOCUMENT_BYTES:
            raise Invalid(Issue(path.name, "has more than 64 MB", "publish the catalogue in pages"))
        return Document(path.read_bytes(), "", path.name)
    except OSError as error:
        raise Invalid(Issue(path.name, f"cannot be read ({error.strerror})", "give it read permission")) from None


def read_web(door: Door, url: str, accept: str) -> Document:
    """One try. Raises: TryAgain, and what `read_document` raises."""
    content = bytearray()
    with door.open(url, headers={"Accept": accept}) as response:
        for chunk in door.chunks(response):
            content += chunk
            if len(content) > LARGEST_DOCUMENT_BYTES:
                raise Unavailable(f"{address.shown(url)}: an answer of more than 64 MB; ask for smaller pages")
        following = response.links.get("next", {}).get("url", "")
        return Document(bytes(content), media_type_of(response), response.request.url.path, following)
