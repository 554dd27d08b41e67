"""A catalogue entry as share and site see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EntryRecord:
    """A published (or withdrawn) dataset. `route` is a questionnaire code, or empty: not offered."""

    dataset_id: str
    version_id: str | None
    organisation: str
    organisation_slug: str
    name: str
    title: str
    title_en: str
    description: str
    keywords: tuple[str, ...]
    licence: str
    field: str
    modality: tuple[str, ...]
    formats: tuple[str, ...]
    route: str
    rows: int | None
    size_bytes: int
    is_sample: bool
    is_published: bool
    published_at: datetime | None
    modified: datetime

    @property
    def address(self) -> str:
        return f"{self.organisation_slug}/{self.name}"
