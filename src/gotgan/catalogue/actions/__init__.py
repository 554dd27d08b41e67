"""Writes of the catalogue: reading the inventory, publishing, routes, and the index."""

from gotgan.catalogue.actions.indexing import Indexed, index_changes, rebuild_index
from gotgan.catalogue.actions.publish import (
    NotYourDataset,
    UnknownEntry,
    publish,
    reindex,
    set_route,
    set_routes,
    unpublish,
)
from gotgan.catalogue.actions.pull import Pulled, pull

__all__ = [
    "Indexed", "NotYourDataset", "Pulled", "UnknownEntry", "index_changes", "publish", "pull", "rebuild_index",
    "reindex", "set_route", "set_routes", "unpublish",
]  # fmt: skip
