"""The measures, one file a dimension; importing this fills gotgan.engine.quality.measured.MEASURES."""

from gotgan.engine.quality.measures import (
    access,
    completeness,
    consistency,
    counts,
    currency,
    documentation,
    format,
    labels,
    licence,
    linkability,
    media,
    metadata,
    privacy,
    representation,
    uniqueness,
    validity,
)

__all__ = [
    "access", "completeness", "consistency", "counts", "currency", "documentation", "format", "labels", "licence",
    "linkability", "media", "metadata", "privacy", "representation", "uniqueness", "validity",
]  # fmt: skip
