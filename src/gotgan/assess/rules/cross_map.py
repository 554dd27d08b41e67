"""Two lists beside each other: which datasets stand in both, in one; copies that a person settled count as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gotgan.terms.published import ListedDataset


@dataclass(frozen=True)
class Pairing:
    """`is_copy`: two datasets, which the overlap review settled as the same data."""

    a: ListedDataset
    b: ListedDataset
    is_copy: bool


@dataclass(frozen=True)
class CrossMap:
    both: tuple[Pairing, ...]
    only_a: tuple[ListedDataset, ...]
    only_b: tuple[ListedDataset, ...]


def cross_map(
    a: Sequence[ListedDataset], b: Sequence[ListedDataset], cluster_of: Mapping[str, str]
) -> CrossMap:  # fmt: skip
    """The same dataset first, then one of the same cluster; each member is paired once, in the order of `a`."""
    waiting = {each.dataset: each for each in b}
    pairs = {each.dataset: waiting.pop(each.dataset) for each in a if each.dataset in waiting}
    by_cluster = {cluster_of[key]: each for key, each in waiting.items() if key in cluster_of}
    copies: set[str] = set()
    for each in a:
        cluster = cluster_of.get(each.dataset)
        if each.dataset not in pairs and cluster in by_cluster:
            found = by_cluster.pop(cluster)
            pairs[each.dataset] = waiting.pop(found.dataset)
            copies.add(each.dataset)
    return CrossMap(
        both=tuple(Pairing(each, pairs[each.dataset], each.dataset in copies) for each in a if each.dataset in pairs),
        only_a=tuple(each for each in a if each.dataset not in pairs),
        only_b=tuple(each for each in b if each.dataset in waiting),
    )
