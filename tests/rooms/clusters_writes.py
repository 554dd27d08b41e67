"""One POST for each address of the overlap review that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.rooms.clustered import Clustered, make_clustered

Made = tuple[dict[str, Any], Any]
"""The route's values, and the form."""


def _made() -> Clustered:
    made = make_clustered()
    made.make()
    return made


def _act() -> Made:
    cluster = _made().only()
    return {"cluster_id": cluster.pk}, {"do": "dismiss", "revision": cluster.revision, "reason": "다른 자료"}


def _keep() -> Made:
    _made()
    return {}, {}


CLUSTERS_WRITES: dict[str, Callable[[], Made]] = {
    "clusters_make": lambda: ({}, {}),
    "cluster_act": _act,
    "spending_keep": _keep,
}
