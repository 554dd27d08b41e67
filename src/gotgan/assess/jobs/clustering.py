"""Making clusters of the same data out of the pairs that comparison found."""

from __future__ import annotations

from gotgan.assess.actions.clustering import cluster_overlaps
from gotgan.terms.job import JobContext


def cluster(*, context: JobContext) -> None:
    """Propose clusters anew; the same pairs and decisions again change nothing."""
    context.heartbeat({"clusters": cluster_overlaps()})
