"""What trials on samples measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gotgan.terms.selection import Potential


def potentials(dataset_ids: Collection[str]) -> Mapping[str, Potential]:  # noqa: ARG001
    """The newest trial of each dataset's present version; datasets without one are left out."""
    return {}
