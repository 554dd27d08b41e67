"""Everything known of a dataset that a rule book may look at, gathered from inventory and survey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from gotgan.inventory import queries as inventory
from gotgan.survey.queries.accepted import accepted_answers
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.readiness import Subject

BATCH = 200
"""Datasets read together: facts, answers and profiles cost seven queries a batch, however many tables they have."""


def subjects_of(records: Iterable[DatasetRecord]) -> Iterator[Subject]:
    """Of at most BATCH datasets that are held, one after the other: the profiles of one only are in memory at once.

    Those with profiles come first; a dataset that is no longer held is left out. The version of the record is the one
    that facts and profiles speak of: as scanned, whether it is offered or not.
    """
    by_id = {record.id: record for record in records}
    facts, answers = inventory.facts_of_many(by_id), accepted_answers(by_id)

    def subject(dataset: str, profiles: tuple[dict[str, Any], ...] = ()) -> Subject:
        record = replace(by_id[dataset], version_id=facts[dataset].evidence_sha256 or None)
        return Subject(record, facts[dataset], profiles, answers.get(dataset, {}), record.survey)

    waiting = dict.fromkeys(each for each in by_id if each in facts)
    for dataset, profiles in inventory.profiles_of(list(waiting)):
        del waiting[dataset]
        yield subject(dataset, profiles)
    yield from map(subject, waiting)
