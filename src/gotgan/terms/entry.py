"""Catalogue entries as share and site see them, one by one and counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gotgan.terms.route import Chip, chip_of
from gotgan.terms.usability import Usability


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
    usability: str = ""
    """What a survey's accepted answers say (terms.usability), empty: not surveyed."""

    @property
    def address(self) -> str:
        return f"{self.organisation_slug}/{self.name}"


@dataclass(frozen=True)
class CatalogueCounts:
    """Published entries: in all, by organisation code, by route (empty: not offered)."""

    total: int
    by_organisation: dict[str, int]
    by_route: dict[str, int]


@dataclass(frozen=True)
class UsabilityCounts:
    """All live datasets, public or not, each counted once. `now`: everyone can have it at once, or the survey says so.

    What the survey did not reach, or could not tell, is `unknown`; `surveyed` counts accepted answers.
    """

    now: int = 0
    after_processing: int = 0
    not_usable: int = 0
    unknown: int = 0
    surveyed: int = 0

    @classmethod
    def of(cls, groups: Iterable[tuple[bool, str, str, int]]) -> UsabilityCounts:
        """`groups`: (is published, route, what the survey says, how many)."""
        found = dict.fromkeys(Usability, 0)
        surveyed = 0
        for is_published, route, said, number in groups:
            surveyed += number if said else 0
            is_had = is_published and chip_of(route) is Chip.DIRECT
            found[Usability.NOW if is_had else Usability(said or Usability.UNKNOWN)] += number
        return cls(
            now=found[Usability.NOW],
            after_processing=found[Usability.AFTER_PROCESSING],
            not_usable=found[Usability.NOT_USABLE],
            unknown=found[Usability.UNKNOWN],
            surveyed=surveyed,
        )


@dataclass(frozen=True)
class PublishedVersionRecord:
    """One version that was public; `withdrawn_at` None: it still is."""

    version_id: str
    published_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class WithdrawnRecord:
    """A dataset that is no longer public; `address` is `org/name`."""

    address: str
    withdrawn_at: datetime
