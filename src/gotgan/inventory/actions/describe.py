"""Writing what a source says of a dataset onto its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from gotgan.inventory.models import Dataset, NameRedirect, Scan
from gotgan.inventory.rules import DatasetState
from gotgan.terms.source import CleanRecord
from gotgan.terms.text import slug

WORDS = (
    "title", "title_en", "description", "licence", "field", "provision_now", "rights", "issued", "modified",
)  # fmt: skip
LISTS = ("keywords", "modality", "columns")
DESCRIBED = (
    *WORDS, *LISTS, "links", "fingerprint", "content_key", "raw_shown", "state", "absences", "last_scan",
    "last_seen", "updated_at",
)  # fmt: skip
_SUFFIXES = (4, 8, 32)


def describe(dataset: Dataset, clean: CleanRecord, scan: Scan, moment: datetime) -> None:
    """Set every described field; nothing is saved."""
    for name in WORDS:
        setattr(dataset, name, getattr(clean.record, name))
    for name in LISTS:
        setattr(dataset, name, list(getattr(clean.record, name)))
    dataset.links = [asdict(link) for link in clean.record.links]
    dataset.fingerprint, dataset.content_key = clean.fingerprint, clean.content_key
    dataset.raw_shown = clean.raw_shown
    dataset.state, dataset.absences = DatasetState.LIVE, 0
    dataset.last_scan, dataset.last_seen, dataset.updated_at = scan, moment, moment


def same_description(dataset: Dataset, clean: CleanRecord) -> bool:
    """Whether all that people read of it stays as it is."""
    words = all(getattr(dataset, name) == getattr(clean.record, name) for name in WORDS)
    lists = all(getattr(dataset, name) == list(getattr(clean.record, name)) for name in LISTS)
    return words and lists and dataset.links == [asdict(link) for link in clean.record.links]


def new_dataset(clean: CleanRecord, scan: Scan, moment: datetime) -> Dataset:
    """A dataset not yet named and not yet saved."""
    source = scan.source
    dataset = Dataset(
        source=source,
        remote_id=clean.remote_id,
        organisation_id=source.organisation_id,
        is_sample=source.is_sample,
        first_seen=moment,
    )
    describe(dataset, clean, scan, moment)
    return dataset


def name_all(datasets: Sequence[Dataset]) -> None:
    """Give new datasets of one organisation their names for life; nothing is saved.

    Title in Latin letters and 4 characters of the id, more where that name is taken.
    """
    if not datasets:
        return
    candidates = {dataset.id: _names(dataset) for dataset in datasets}
    taken = _taken(datasets[0].organisation_id, [name for names in candidates.values() for name in names])
    for dataset in datasets:
        dataset.name = next(name for name in candidates[dataset.id] if name not in taken)
        taken.add(dataset.name)


def _names(dataset: Dataset) -> list[str]:
    stem = slug(dataset.title_en or dataset.title) or "dataset"
    return [f"{stem}-{dataset.id[:length]}" for length in _SUFFIXES]


def _taken(organisation: str, names: list[str]) -> set[str]:
    held = Dataset.objects.filter(organisation=organisation, name__in=names)
    old = NameRedirect.objects.filter(organisation=organisation, name__in=names)
    return {*held.values_list("name", flat=True), *old.values_list("name", flat=True)}
