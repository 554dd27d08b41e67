"""What a survey's accepted answers say of datasets: recorded, called back, tied to a frozen snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import OuterRef, Subquery

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.permission import check_may_record_survey
from gotgan.inventory.models import Dataset
from gotgan.inventory.models import SurveyRecord as Row
from gotgan.inventory.queries.datasets import NoSuchDataset
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import Actor
from gotgan.terms.usability import SurveyRecord


def record_survey(*, by: Actor, dataset_id: str, record: SurveyRecord) -> None:
    """Make accepted answers the dataset's record. Raises: NoSuchDataset, NotYours."""
    record_surveys(by=by, records={dataset_id: record})


@transaction.atomic
def record_surveys(*, by: Actor, records: Mapping[str, SurveyRecord]) -> int:
    """The same for many, in a bounded number of queries; those before stay as history. Returns how many.

    Opens nothing and closes nothing: the source's wish and the grants stay as they are.
    Raises: NoSuchDataset naming one that is not there, NotYours.
    """
    check_may_record_survey(by)
    if not records:
        return 0
    moment = next_moment()  # before any dataset is locked: scans take the two in this order
    rows = Dataset.objects.select_for_update(of=("self",)).filter(pk__in=list(records))
    missing = sorted(set(records) - set(rows.values_list("pk", flat=True)))
    if missing:
        raise NoSuchDataset(f"dataset {missing[0]}: there is no such dataset; nothing was recorded")
    Row.objects.bulk_create(_row(by, dataset_id, record) for dataset_id, record in records.items())
    newest = Row.objects.filter(dataset=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows.update(survey_record=Subquery(newest), updated_at=moment)
    counts = Counter(str(record.usability) for record in records.values())
    keys = sorted([dataset_id, record.accepted.sheet] for dataset_id, record in records.items())
    details = {"records": len(records), "usability": dict(counts), "digest": fingerprint(keys)}
    subject = f"dataset:{next(iter(records))}" if len(records) == 1 else "datasets"
    audit.record(by=by, action="inventory.record_survey", subject=subject, details=details)
    return len(records)


@transaction.atomic
def call_back_surveys(*, by: Actor, sheets: Sequence[str]) -> int:
    """Say of the records that came of these sheets that their answers are asked for again; returns how many.

    They keep standing until other answers are accepted. Raises: NotYours.
    """
    check_may_record_survey(by)
    held = Dataset.objects.filter(survey_record__sheet__in=list(sheets), survey_record__called_back_at=None)
    standing = dict(held.values_list("pk", "survey_record"))
    if not standing:
        return 0
    moment = next_moment()
    Row.objects.filter(pk__in=standing.values()).update(called_back_by=by.label[:254], called_back_at=moment)
    Dataset.objects.filter(pk__in=standing).update(updated_at=moment)
    details = {"records": len(standing), "digest": fingerprint(sorted(sheets))}
    subject = f"dataset:{next(iter(standing))}" if len(standing) == 1 else "datasets"
    audit.record(by=by, action="inventory.call_back_survey", subject=subject, details=details)
    return len(standing)


@transaction.atomic
def tie_to_snapshot(*, by: Actor, campaign: str, snapshot: str) -> int:
    """Note the frozen snapshot (its sha256) that holds the campaign's standing records; returns how many.

    One that an earlier freeze holds keeps that; one called back is not what was frozen. Raises: NotYours.
    """
    check_may_record_survey(by)
    held = Dataset.objects.filter(survey_record__campaign=campaign, survey_record__called_back_at=None)
    standing = held.values("survey_record")
    tied = Row.objects.filter(pk__in=standing, snapshot="").update(snapshot=snapshot)
    details = {"records": tied, "snapshot": snapshot}
    audit.record(by=by, action="inventory.tie_to_snapshot", subject=f"campaign:{campaign}", details=details)
    return tied


def _row(by: Actor, dataset_id: str, record: SurveyRecord) -> Row:
    accepted = record.accepted
    return Row(
        dataset_id=dataset_id,
        organisation_id=accepted.organisation,
        usability=record.usability,
        document=record.to_json(),
        campaign=accepted.campaign,
        campaign_title_ko=accepted.campaign_title.ko,
        campaign_title_en=accepted.campaign_title.en,
        sheet=accepted.sheet,
        revision=accepted.revision,
        accepted_by=by.label[:254],
        accepted_person=by.person_id,
        accepted_at=accepted.at,
    )
