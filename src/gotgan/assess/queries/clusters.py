"""What the overlap review settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def settled_clusters(dataset_ids: Collection[str]) -> Mapping[str, str]:  # noqa: ARG001
    """{dataset: cluster id} of those that a person called the same data; others are in none."""
    return {}


def redundant_pairs(dataset_ids: Collection[str]) -> Mapping[tuple[str, str], float]:  # noqa: ARG001
    """{(a, b): how alike, 0 to 1}, a < b, of candidates whose content overlaps and that are in no common cluster."""
    return {}
