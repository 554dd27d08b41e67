"""A question to the catalogue and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FACETS = ("organisation", "field", "modality", "format", "licence", "route", "usability")


@dataclass(frozen=True)
class SearchQuery:
    """`chosen` holds (facet, value) pairs; values of one facet are alternatives. `page` from 1."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    page: int = 1
    page_size: int = 20
    sort: str = "relevance"


@dataclass(frozen=True)
class Hit:
    """One result. `why` is one line on why it matched; `snippet` is safe to show to everyone."""

    dataset_id: str
    address: str
    title: str
    title_en: str
    organisation: str
    organisation_name: str
    organisation_name_en: str
    snippet: str
    why: str
    route: str
    formats: tuple[str, ...]
    modality: tuple[str, ...]
    licence: str
    rows: int | None
    size_bytes: int
    modified: datetime | None
    is_sample: bool
    score: float
    usability: str = ""


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """`also_searched` are synonyms that were added; `without_morphemes` says the desk was down."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[FacetValue, ...]]
    also_searched: tuple[str, ...] = ()
    without_morphemes: bool = False
