"""Questionnaires, campaigns with their targets, answer sheets, workbooks, mails and snapshots."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import models

from gotgan.accounts.outbox import Outgoing
from gotgan.terms.survey import CampaignState, SheetState, TargetState


def new_id() -> str:
    return uuid4().hex


def _is(states: type[StrEnum], field: str) -> models.Q:
    return models.Q(**{f"{field}__in": [state.value for state in states]})


class Form(models.Model):
    """One version of a questionnaire. `document` is survey.rules.form's; once published nothing of it changes."""

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title_ko = models.TextField()
    title_en = models.TextField(blank=True)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_by = models.CharField(max_length=254)
    created = models.DateTimeField()
    updated = models.DateTimeField()
    published_by = models.CharField(max_length=254, blank=True)
    published = models.DateTimeField(null=True)

    class Meta:
        ordering = ("key", "-version")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="form_version_once")]


class Campaign(models.Model):
    """One survey over many organisations. `rest_*` is the second wave: all items, for datasets that pass `triage`.

    `scope` is how the targets were chosen, `triage` the rules as survey.rules.triage reads them, `remind_days` on
    how many days before the close those who are not done are reminded.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    slug = models.SlugField(max_length=60, unique=True)
    title_ko = models.TextField()
    title_en = models.TextField(blank=True)
    form = models.ForeignKey(Form, models.PROTECT, related_name="campaigns")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=CampaignState.DRAFT)
    scope = models.JSONField(default=dict)
    triage = models.JSONField(default=dict)
    remind_days = models.JSONField(default=list)
    pilot_opens = models.DateTimeField(null=True)
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    rest_opens = models.DateTimeField(null=True)
    rest_closes = models.DateTimeField(null=True)
    rest_opened = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.CharField(max_length=254)
    created = models.DateTimeField()
    opened = models.DateTimeField(null=True)
    frozen = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created", "id")
        constraints = [
            models.CheckConstraint(condition=_is(CampaignState, "state"), name="campaign_state_known"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="campaign_dates_in_order"),
        ]


class Target(models.Model):
    """One organisation in one campaign, with its counts: kept in the transaction of every change of its sheets.

    `tally` counts by item: {key: [confirmed, suggested, unknown, na, needed]}, where unknown and na are among the
    confirmed; `tally_mark` is another one whenever it was written anew.
    `blocks` and `warns` are contradictions nobody replied to. `declaration` holds the answers of L.
    `merged` are codes of bodies that this one took over and answers for.
    `remark` is why the head gave the declaration back, `call_back` the survey manager's own note.
    `prepared`: when its sheets were last made from the inventory.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=TargetState.WAITING)
    is_pilot = models.BooleanField(default=False)
    merged = models.JSONField(default=list)
    extended_to = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    prepared = models.DateTimeField(null=True)
    invited = models.DateTimeField(null=True)
    reminded = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    first_seen = models.DateTimeField(null=True)
    none_held_reason = models.TextField(blank=True)
    declaration = models.JSONField(default=dict)
    declared_by = models.CharField(max_length=254, blank=True)
    declared = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=254, blank=True)
    signed = models.DateTimeField(null=True)
    call_back = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    sheets = models.PositiveIntegerField(default=0)
    drafts = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    signed_sheets = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    needed = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    suggested = models.PositiveIntegerField(default=0)
    blocks = models.PositiveIntegerField(default=0)
    warns = models.PositiveIntegerField(default=0)
    systems = models.PositiveIntegerField(default=0)
    silent_systems = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict)
    tally_mark = models.CharField(max_length=32, default=new_id)
    updated = models.DateTimeField()

    class Meta:
        ordering = ("organisation",)
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="target_once"),
            models.CheckConstraint(condition=_is(TargetState, "state"), name="target_state_known"),
        ]


class TargetSystem(models.Model):
    """A system that a register or a catalogue names as the organisation's: it has sheets, or a reason why not."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="known_systems")
    number = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    origin = models.CharField(max_length=20)
    none_held_reason = models.TextField(blank=True)
    by = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["target", "number", "name"], name="target_system_once")]


class Document(models.JSONField):
    """JSON that many rows are written with at once.

    Django binds many rows on PostgreSQL as one array for each column, which psycopg quotes in Python: of large JSON
    that takes longer than all else of a campaign's opening. A field with a placeholder of its own is bound row by row.
    """

    def get_placeholder(self, *_: Any) -> str:
        return "%s"

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As the plain field: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class Sheet(models.Model):
    """The answers about one dataset. `answers` is {item key: terms.survey.Answer as JSON}; an answer unconfirmed is
    a suggestion. `revision` grows with every change; `facts` is the DatasetFacts they are checked against, as JSON;
    `contradictions` those open or replied (terms.survey.Contradiction as JSON, with `reply` {"text", "by", "at"} once
    there is one), as the checks found them last. `wave` 2: all items are asked.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    target = models.ForeignKey(Target, models.CASCADE, related_name="answer_sheets")
    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, null=True, related_name="+")
    title = models.TextField()
    system = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=SheetState.DRAFT)
    wave = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    answers = Document(default=dict)
    facts = Document(default=dict)
    contradictions = Document(default=list)
    needed = models.PositiveSmallIntegerField(default=0)
    confirmed = models.PositiveSmallIntegerField(default=0)
    suggested = models.PositiveSmallIntegerField(default=0)
    blocks = models.PositiveSmallIntegerField(default=0)
    warns = models.PositiveSmallIntegerField(default=0)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    remark = models.TextField(blank=True)
    signed_by = models.CharField(max_length=254, blank=True)
    signed = models.DateTimeField(null=True)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        ordering = ("target", "title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["target", "dataset"], condition=models.Q(dataset__isnull=False), name="sheet_once_a_dataset"
            ),
            models.CheckConstraint(condition=_is(SheetState, "state"), name="sheet_state_known"),
        ]
        indexes = [
            models.Index(fields=["target", "state"], name="sheet_of_target"),
            models.Index(fields=["dataset"], name="sheet_of_dataset"),
            models.Index(fields=["target"], condition=models.Q(same_as__isnull=False), name="sheet_linked"),
        ]


class AnswerChange(models.Model):
    """One correction or confirmation of a person: what stood before and after. Never edited."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="changes")
    item = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Reply(models.Model):
    """The explanation of a contradiction. It holds while `key`, the fingerprint of the facts, stays the same."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="replies")
    check_id = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    text = models.TextField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class SheetStep(models.Model):
    """One step of a sheet's path: from state to state, who, when, with which remark."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    remark = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Delegation(models.Model):
    """Items of a sheet (none named: all) that a colleague of the same organisation is asked to answer."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="delegations")
    items = models.JSONField(default=list)
    to_person = models.BigIntegerField()
    to = models.CharField(max_length=254)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    done = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["to_person", "done"], name="delegation_waiting")]


class PutAway(models.Model):
    """A guide that a person has read and does not want to see again."""

    person_id = models.BigIntegerField()
    guide = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["person_id", "guide"], name="guide_put_away_once")]


class Mail(Outgoing):
    """A letter of a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mails")
    target = models.ForeignKey(Target, models.CASCADE, null=True, related_name="mails")

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["state", "next_try"], name="mail_waiting")]


class Workbook(models.Model):
    """A filled workbook that came in: checked, shown as a difference, applied whole or not at all.

    `changes`: [{"sheet", "item", "before", "after", "revision"}]; `problems`: [{"sheet", "cell", "what", "remedy"}].
    `kept_under`: the target under whose number its bytes lie, which stays so when the organisation is reorganised;
    `removed`: when the bytes were deleted.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    target = models.ForeignKey(Target, models.CASCADE, related_name="workbooks")
    kept_under = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, default="received")
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    job_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    applied = models.DateTimeField(null=True)
    removed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "id")


class Snapshot(models.Model):
    """A campaign frozen: one immutable file in the store, from which every export is made."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    counts = models.JSONField(default=dict)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering = ("campaign", "-number")
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="snapshot_number_once")]


class EndpointCheck(models.Model):
    """What came of asking an address that an answer names, the last time; `key` is the address's fingerprint.

    `shown` is the address without passwords and keys, `failures` how many times in a row it did not answer.
    """

    key = models.CharField(max_length=64, primary_key=True)
    shown = models.TextField()
    is_answering = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    failures = models.PositiveIntegerField(default=0)
    asked = models.DateTimeField()
