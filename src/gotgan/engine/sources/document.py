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


def read_document(
    location: str, door: Door | None, accept: str = "*/*", most_bytes: int = LARGEST_DOCUMENT_BYTES
) -> Document:
    """Raises: Unavailable, NotFound, AddressRefused; Invalid when a file cannot be read or is larger than that."""
    if door is not None:
        return door.retried(lambda: read_web(door, location, accept, most_bytes))
    path = Path(location)
    try:
        if path.stat().st_size > most_bytes:
            raise Invalid(Issue(path.name, f"has more than {most_bytes >> 20} MB", "publish it in smaller pages"))
        return Document(path.read_bytes(), "", path.name)
    except OSError as error:
        raise Invalid(Issue(path.name, f"cannot be read ({error.strerror})", "give it read permission")) from None


def read_web(door: Door, url: str, accept: str, most_bytes: int = LARGEST_DOCUMENT_BYTES) -> Document:
    """One try. Raises: TryAgain, and what `read_document` raises."""
    content = bytearray()
    with door.open(url, headers={"Accept": accept}) as response:
        for chunk in door.chunks(response):
            content += chunk
            if len(content) > most_bytes:
                size = f"{most_bytes >> 20} MB"
                raise Unavailable(f"{address.shown(url)}: an answer of more than {size}; ask for smaller pages")
        following = response.links.get("next", {}).get("url", "")
        return Document(bytes(content), media_type_of(response), response.request.url.path, following)
