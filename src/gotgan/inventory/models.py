"""Sources, scans, datasets with their versions, and what was measured of them."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models

from gotgan.inventory.rules import LONGEST_REMOTE_ID, UNFINISHED_STATES, DatasetState
from gotgan.terms.overlap import OverlapStatus
from gotgan.terms.scan import ScanState
from gotgan.terms.source import Publication
from gotgan.terms.usability import Usability


def new_id() -> str:
    return uuid4().hex


def _is(states: type[StrEnum], field: str) -> models.Q:
    return models.Q(**{f"{field}__in": [state.value for state in states]})


class Clock(models.Model):
    """One row: the last moment given to a change. Taking the next one queues writers, so that
    `updated_at` grows in the order of commits and a reader's cursor misses nothing."""

    last = models.DateTimeField()


class Source(models.Model):
    """A place where an organisation's data is. `publication` is a wish that later rooms pull."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    location = models.TextField(blank=True)
    title = models.TextField(blank=True)
    publication = models.CharField(max_length=10, default=Publication.DRAFT)
    confirmed_by = models.CharField(max_length=254, blank=True)
    is_sample = models.BooleanField(default=False)
    may_be_private = models.BooleanField(default=False)  # an operator named the address
    options = models.JSONField(default=dict)  # connector options; a credential as its reference, never itself
    deadline_seconds = models.PositiveIntegerField(default=6 * 3600)
    rescan_wanted = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("organisation", "created", "id")
        constraints = [
            models.CheckConstraint(condition=_is(Publication, "publication"), name="source_publication_known")
        ]


class Scan(models.Model):
    """One visit to a source. The counts are kept with the cursor, in the transaction of each batch."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    source = models.ForeignKey(Source, models.PROTECT, related_name="scans")
    state = models.CharField(max_length=20, default=ScanState.QUEUED)
    cursor = models.TextField(blank=True)
    resumed = models.BooleanField(default=False)
    cancel_requested = models.BooleanField(default=False)
    job_id = models.BigIntegerField(null=True)
    lines = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    folded = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    removals_held = models.PositiveIntegerField(default=0)
    live_before = models.PositiveIntegerField(null=True)
    live_after = models.PositiveIntegerField(null=True)
    listing_complete = models.BooleanField(null=True)
    problem = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state__in=[state.value for state in UNFINISHED_STATES]),
                name="scan_one_unfinished_a_source",
            ),
            models.CheckConstraint(condition=_is(ScanState, "state"), name="scan_state_known"),
        ]


class Dataset(models.Model):
    """A dataset, for life. Its identity is (source, remote id); `name` is its address and never changes.

    `downloads`: how often this hub handed it out, as handed down from the room that does so; null: it does not.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    source = models.ForeignKey(Source, models.PROTECT, related_name="datasets")
    remote_id = models.CharField(max_length=LONGEST_REMOTE_ID)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=90)
    title = models.TextField()
    title_en = models.TextField(blank=True)
    description = models.TextField(blank=True)
    keywords = models.JSONField(default=list)
    licence = models.TextField(blank=True)
    field = models.TextField(blank=True)
    modality = models.JSONField(default=list)
    provision_now = models.CharField(max_length=20, default="open")
    rights = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    links = models.JSONField(default=list)
    issued = models.CharField(max_length=80, blank=True)
    modified = models.CharField(max_length=80, blank=True)
    is_sample = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=DatasetState.LIVE)
    absences = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64)
    content_key = models.CharField(max_length=64, blank=True)
    raw_shown = models.JSONField(default=dict)
    current = models.ForeignKey("Version", models.SET_NULL, null=True, related_name="+")
    refined = models.ForeignKey("Version", models.SET_NULL, null=True, related_name="+")
    is_inside_only = models.BooleanField(default=False)  # as scanned it stays inside: only `refined` is offered
    survey_record = models.ForeignKey("SurveyRecord", models.SET_NULL, null=True, related_name="+")
    last_scan = models.ForeignKey(Scan, models.SET_NULL, null=True, related_name="+")
    downloads = models.PositiveBigIntegerField(null=True)
    downloads_at = models.DateTimeField(null=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("organisation", "name")
        constraints = [
            models.UniqueConstraint(fields=["source", "remote_id"], name="dataset_identity"),
            models.UniqueConstraint(fields=["organisation", "name"], name="dataset_address"),
            models.CheckConstraint(condition=_is(DatasetState, "state"), name="dataset_state_known"),
        ]
        indexes = [
            models.Index(fields=["updated_at", "id"], name="dataset_changes"),
            models.Index(fields=["source", "state"], name="dataset_of_source"),
            models.Index(fields=["organisation", "state"], name="dataset_held"),
        ]


class NameRedirect(models.Model):
    """An old address that still leads to its dataset."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=90)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="redirects")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="redirect_address")]


class ScanRecord(models.Model):
    """One record of one scan. An empty outcome waits to be measured; `described` is the clean record."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="records")
    remote_id = models.CharField(max_length=LONGEST_REMOTE_ID)
    title = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    raw = models.JSONField(null=True)
    described = models.JSONField(null=True)
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["scan", "remote_id"], name="scan_record_once")]
        indexes = [models.Index(fields=["scan", "outcome"], name="scan_record_outcome")]


class Version(models.Model):
    """The bytes of a dataset at one time. `manifest` is their manifest's sha256: the public version id.

    `derived_from` is the manifest of the version that refining made this one of, empty for one that was scanned;
    `lineage` the PROV document from its source files to its own. A withdrawn one is kept and given to nobody.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="versions")
    manifest = models.CharField(max_length=64, db_index=True)
    rows = models.BigIntegerField(null=True)
    size_bytes = models.BigIntegerField(default=0)
    finding_kinds = models.JSONField(default=list)
    created = models.DateTimeField()
    derived_from = models.CharField(max_length=64, blank=True)
    lineage = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ("-created", "-id")
        indexes = [
            models.Index(
                fields=["withdrawn_at", "id"], condition=models.Q(withdrawn_at__isnull=False), name="version_withdrawn"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["dataset", "manifest"], name="version_once")]


class VersionFile(models.Model):
    """One file of a version: original bytes, or the Parquet derived of one table."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="files")
    path = models.TextField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=120)
    role = models.CharField(max_length=10)
    table = models.TextField(blank=True)
    rows = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["version", "role", "path"], name="version_file_once")]


class Evidence(models.Model):
    """What was measured of one table of a version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="evidence")
    table = models.TextField()
    status = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    profile = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    sketches = models.JSONField(null=True)
    preview_sha256 = models.CharField(max_length=64, blank=True)
    receipt = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media = models.JSONField(null=True)
    is_compared = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["version", "table"], name="evidence_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_compared=False), name="evidence_not_compared")]


class Overlap(models.Model):
    """Two tables of two datasets that have something in common: found by measure, decided by a person.

    `relation` is the strongest found, `strength` its place in `terms.strength.STRENGTHS`; the three scores are there
    where that relation was found. Ends are in the order of (dataset id, table). `relations` are the findings by
    relation, `columns` the columns matched, contents the fingerprints of what was compared. `is_found` False: the
    newest versions no longer meet.
    """

    key = models.CharField(max_length=64, unique=True)
    a = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    a_table = models.TextField()
    a_version = models.CharField(max_length=64)
    a_content = models.CharField(max_length=64)
    b = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    b_table = models.TextField()
    b_version = models.CharField(max_length=64)
    b_content = models.CharField(max_length=64)
    relation = models.CharField(max_length=20)
    relation_rank = models.PositiveSmallIntegerField(default=0)
    strength = models.PositiveSmallIntegerField(default=0)
    score = models.FloatField()
    content_score = models.FloatField(null=True)
    schema_score = models.FloatField(null=True)
    join_score = models.FloatField(null=True)
    containment = models.FloatField(null=True)
    relations = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    suggested = models.CharField(max_length=20, blank=True)
    is_found = models.BooleanField(default=True)
    status = models.CharField(max_length=10, default=OverlapStatus.OPEN)
    found_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("strength", "relation_rank", "-score", "id")
        constraints = [models.CheckConstraint(condition=_is(OverlapStatus, "status"), name="overlap_status_known")]
        indexes = [models.Index(fields=["status", "strength", "relation_rank", "-score"], name="overlap_by_strength")]


class OverlapDecision(models.Model):
    """Who said what of two tables, when and why; the last one counts. `reopened`: the content changed since."""

    overlap = models.ForeignKey(Overlap, models.CASCADE, related_name="decisions")
    status = models.CharField(max_length=10)
    verb = models.CharField(max_length=20, blank=True)
    is_reversed = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    a_version = models.CharField(max_length=64)
    b_version = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)


class SurveyRecord(models.Model):
    """What a survey's accepted answers say of a dataset; the newest one is the dataset's `survey_record`.

    `document` is terms.usability.SurveyRecord's JSON. Never edited: accepting again makes another. `snapshot` is
    filled when the campaign is frozen, `called_back_*` when its answers are asked for again.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="survey_records")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    usability = models.CharField(max_length=20)
    document = models.JSONField()
    campaign = models.CharField(max_length=32)
    campaign_title_ko = models.TextField()
    campaign_title_en = models.TextField(blank=True)
    sheet = models.CharField(max_length=32, db_index=True)
    revision = models.PositiveIntegerField()
    snapshot = models.CharField(max_length=64, blank=True)
    accepted_by = models.CharField(max_length=254)
    accepted_person = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField()
    called_back_by = models.CharField(max_length=254, blank=True)
    called_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("dataset", "-id")
        constraints = [models.CheckConstraint(condition=_is(Usability, "usability"), name="survey_record_usability")]
        indexes = [models.Index(fields=["campaign", "snapshot"], name="survey_record_of_campaign")]


class Relink(models.Model):
    """A proposal: `new` has the content of `old`, which is gone from the listing. A person decides."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="relinks")
    old = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    new = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    decided = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="relink_once")]


class Upload(models.Model):
    """A file coming in through the browser. Its first `received` bytes are on disk."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="uploads")
    file_name = models.CharField(max_length=255)
    title = models.TextField(blank=True)
    publication = models.CharField(max_length=10, default=Publication.DRAFT)
    size_bytes = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    begun_by = models.CharField(max_length=254)
    begun = models.DateTimeField()
    touched = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("begun", "id")
        indexes = [models.Index(fields=["finished", "touched"], name="upload_abandoned")]


class Scanner(models.Model):
    """The public half of a scanner's key: results that it sealed are its organisation's."""

    key_id = models.CharField(max_length=16, primary_key=True)
    public_key = models.CharField(max_length=64)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    title = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("organisation", "created", "key_id")
