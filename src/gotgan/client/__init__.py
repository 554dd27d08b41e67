"""The Python client: search, download, load, stream. Imports `terms` only."""

from __future__ import annotations

from gotgan.client.download import Delivered, download
from gotgan.client.hub import Hub, HubRefuses, HubUnreachable, Withdrawn
from gotgan.client.load import load, stream
from gotgan.client.search import Found, search

__all__ = [
    "Delivered",
    "Found",
    "Hub",
    "HubRefuses",
    "HubUnreachable",
    "Withdrawn",
    "download",
    "load",
    "search",
    "stream",
]
