"""What the newest score sheets say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gotgan.terms.selection import ReadinessLine


def readiness_lines(dataset_ids: Collection[str] | None = None) -> Mapping[str, ReadinessLine]:  # noqa: ARG001
    """By dataset, for its use with the highest total; of all assessed datasets, or of these."""
    return {}
