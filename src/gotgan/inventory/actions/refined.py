"""What refining made of a dataset: a version of its own, released once, withdrawn when it must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.actions.versions import NewVersion, new_version
from gotgan.inventory.models import Dataset, Version
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor

LONGEST_REASON = 2000


class NoSuchVersion(NotFound):
    """The dataset has no such version that may be refined or withdrawn."""


@transaction.atomic
def release_refined(
    *, by: Actor, dataset_id: str, derived_from: str, made: NewVersion, lineage: Mapping[str, Any]
) -> str:
    """Store what was made of the version `derived_from`; from now on the dataset offers it, and what was scanned
    stays inside. Returns the new version's id.

    Raises: NoSuchVersion, NotYours; Invalid when it holds identifiers, or is the same as what it was made of.
    """
    dataset = Dataset.objects.select_for_update().filter(pk=dataset_id).first()
    if dataset is None or not Version.objects.filter(dataset=dataset, manifest=derived_from).exists():
        raise NoSuchVersion(f"dataset {dataset_id}: it has no version {derived_from[:12]}; see its versions")
    check_may_manage(by, dataset.organisation_id)
    if made.manifest == derived_from:
        raise Invalid(Issue("version", "nothing was changed in it", "process it before releasing"))
    if made.finding_kinds:
        kinds = ", ".join(made.finding_kinds)
        raise Invalid(Issue("version", f"identifiers are left in it ({kinds})", "go back to the plan"))
    moment = next_moment()
    version = new_version(dataset, made, moment)
    version.derived_from, version.lineage, version.withdrawn_at = derived_from, dict(lineage), None
    version.save()
    dataset.refined, dataset.is_inside_only, dataset.updated_at = version, True, moment
    dataset.save()
    details = {"version": made.manifest, "derived_from": derived_from}
    audit.record(by=by, action="inventory.release_refined", subject=f"dataset:{dataset_id}", details=details)
    return made.manifest


@transaction.atomic
def withdraw_version(*, by: Actor, dataset_id: str, version_id: str, because: str) -> None:
    """Take a refined version back: nobody gets it any more, and who holds a copy is told (share pulls this).

    What was scanned stays inside. Withdrawing again changes nothing. Raises: NoSuchVersion, NotYours, Invalid.
    """
    version = Version.objects.select_for_update().filter(dataset=dataset_id, manifest=version_id).first()
    if version is None or not version.derived_from:
        raise NoSuchVersion(f"dataset {dataset_id}: refining made no version {version_id[:12]} of it; see its versions")
    dataset = Dataset.objects.select_for_update().get(pk=dataset_id)
    check_may_manage(by, dataset.organisation_id)
    if not because.strip():
        raise Invalid(Issue("because", "it is empty", "say in a sentence why; who holds a copy reads it"))
    if version.withdrawn_at is not None:
        return
    moment = next_moment()
    version.withdrawn_at, version.withdrawn_because = moment, because.strip()[:LONGEST_REASON]
    version.save()
    if dataset.refined_id == version.pk:
        dataset.refined = None
    dataset.updated_at = moment
    dataset.save()
    details = {"version": version_id}
    audit.record(by=by, action="inventory.withdraw_version", subject=f"dataset:{dataset_id}", details=details)
