"""What refining put together of several institutions' data: a dataset of the body that combined it, inside only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.describe import name_all
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.actions.versions import NewVersion, new_version
from gotgan.inventory.models import Dataset, Source
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.source import SourceKind

_NOT_HELD_OUT = "internal"


@transaction.atomic
def keep_combined(
    *, by: Actor, organisation: str, key: str, title: str, made: NewVersion, lineage: Mapping[str, Any]
) -> str:
    """Make a dataset of a combined table; returns its id. `key`: what names the combination for life.

    It stays inside the organisation: only what a work order makes of it is ever offered. Raises: NotYours; Invalid
    when the combination has its dataset already.
    """
    check_may_manage(by, organisation)
    moment = next_moment()  # writers queue here, so that an organisation gets one such source
    source, _ = Source.objects.get_or_create(
        organisation_id=organisation, kind=SourceKind.COMBINED, location="", removed_at=None
    )
    if Dataset.objects.filter(source=source, remote_id=key).exists():
        raise Invalid(Issue("combination", "its table is kept already", "go on with its work order"))
    profiles = [each.profile for each in made.evidence if each.profile]
    dataset = Dataset(
        source=source, organisation_id=organisation, remote_id=key, title=title, fingerprint=fingerprint({"made": key}),
        columns=[column["name"] for profile in profiles for column in profile["columns"]], is_inside_only=True,
        provision_now=_NOT_HELD_OUT, first_seen=moment, last_seen=moment, updated_at=moment,
    )  # fmt: skip
    name_all([dataset])
    dataset.save(force_insert=True)
    version = new_version(dataset, made, moment)
    version.lineage = dict(lineage)
    version.save()
    dataset.current = version
    dataset.save()
    details = {"organisation": organisation, "version": made.manifest}
    audit.record(by=by, action="inventory.keep_combined", subject=f"dataset:{dataset.id}", details=details)
    return dataset.id
