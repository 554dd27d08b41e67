"""Datasets born declared: an organisation says that it holds them, and no source has shown them yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.describe import name_all
from gotgan.inventory.actions.permission import check_may_record_survey
from gotgan.inventory.models import Dataset, Relink, Scan, Source
from gotgan.inventory.queries.surveyed import OWN_WORDS
from gotgan.inventory.rules import DatasetState
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import Actor
from gotgan.terms.scan import Outcome
from gotgan.terms.source import SourceKind
from gotgan.terms.text import title_tight

_NOT_HELD_OUT = "internal"
"""Until somebody states otherwise: that data exists says nothing of its being provided."""


@transaction.atomic
def declare_datasets(
    *, by: Actor, organisation: str, declared: Mapping[str, Mapping[str, Any]], is_sample: bool = False
) -> dict[str, str]:
    """Make a dataset of each thing declared, for life; {its id there: dataset id}. Known ones are found again.

    `declared`: described fields (`title` at least) by the id that whoever declares it gives. All of an organisation
    belong to one source of kind `declared`, which is never scanned and whose publication is a draft: nothing is opened.
    Raises: NotYours.
    """
    check_may_record_survey(by)
    if not declared:
        return {}
    moment = next_moment()  # writers queue here, so that an organisation gets one such source
    source, _ = Source.objects.get_or_create(
        organisation_id=organisation, kind=SourceKind.DECLARED, location="", removed_at=None,
        defaults={"is_sample": is_sample},
    )  # fmt: skip
    known = dict(Dataset.objects.filter(source=source, remote_id__in=list(declared)).values_list("remote_id", "pk"))
    made = [_dataset(source, key, words, moment) for key, words in declared.items() if key not in known]
    name_all(made)
    Dataset.objects.bulk_create(made)
    details = {"organisation": organisation, "datasets": len(made), "digest": fingerprint(sorted(declared))}
    audit.record(by=by, action="inventory.declare_datasets", subject=f"source:{source.id}", details=details)
    return {**known, **{each.remote_id: each.id for each in made}}


def _dataset(source: Source, key: str, words: Mapping[str, Any], moment: datetime) -> Dataset:
    said = {name: words[name] for name in OWN_WORDS if name in words}
    return Dataset(
        source=source, organisation_id=source.organisation_id, remote_id=key, is_sample=source.is_sample,
        fingerprint=fingerprint({"declared": key}), first_seen=moment, last_seen=moment, updated_at=moment,
        **({"provision_now": _NOT_HELD_OUT} | said),
    )  # fmt: skip


def propose_declared(scan: Scan) -> int:
    """Pair what this scan added with what its organisation had declared under the same title, if there is exactly
    one of each. Inside the caller's transaction; a person decides."""
    rows = Dataset.objects.filter(organisation=scan.source.organisation_id, state=DatasetState.LIVE)
    declared = _one_of_each(rows.filter(source__kind=SourceKind.DECLARED).values_list("pk", "title"))
    if not declared:
        return 0
    added = scan.records.filter(outcome=Outcome.ADDED).values("dataset")
    met = _one_of_each(rows.filter(pk__in=added).values_list("pk", "title"))
    pairs = [Relink(scan=scan, old_id=old, new_id=met[title]) for title, old in declared.items() if title in met]
    return len(Relink.objects.bulk_create(pairs, ignore_conflicts=True))


def _one_of_each(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for pk, title in rows:
        found.setdefault(title_tight(title), []).append(pk)
    return {title: pks[0] for title, pks in found.items() if title and len(pks) == 1}
