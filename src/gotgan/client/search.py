"""Ask the hub's catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gotgan.client.hub import Hub


@dataclass(frozen=True)
class Found:
    """One dataset that matches. `name` is what `load` and `download` take."""

    name: str
    title: str
    organisation: str
    access: str
    formats: tuple[str, ...]
    rows: int | None
    size_bytes: int
    licence: str


def search(words: str, *, hub: str | None = None, token: str | None = None, most: int = 20) -> list[Found]:
    """The best `most` datasets for some words (Korean or English), best first.

    Raises: HubUnreachable.
    """
    with Hub(hub, token) as house:
        return [found_of(item) for item in listing(house, words, most)["items"]]


def listing(house: Hub, words: str, most: int) -> dict[str, Any]:
    """The hub's own answer: total, items, facets."""
    return house.get_json("/api/v1/datasets", {"q": words, "page_size": most})


def found_of(item: dict[str, Any]) -> Found:
    """One item of the hub's answer."""
    return Found(
        name=item["name"],
        title=item["title"],
        organisation=item["organisation_name"],
        access=item["access"],
        formats=tuple(item["formats"]),
        rows=item["rows"],
        size_bytes=item["size_bytes"],
        licence=item["licence"],
    )
