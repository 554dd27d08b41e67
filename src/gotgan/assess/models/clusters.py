"""Clusters of datasets that may be the same data, and what people said of them. Steps are never edited."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.parts import is_one_of, new_id
from gotgan.assess.rules.cluster_path import ClusterState, MemberPlace, StepKind


class Clustering(models.Model):
    """One row: when clusters were last made out of pairs, and the fingerprint of what they were made of. Taking it
    queues whoever makes clusters."""

    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    pairs = models.PositiveIntegerField(default=0)


class Cluster(models.Model):
    """`representative` is the one a person named or, while it waits, the one proposed, `reason` why (Reason).

    `revision` grows with every change: who acts says which one was looked at. `size`, `bodies` and `strength` are of
    its members now. `cut` are the members that the proposed cut takes out, `against` how many pairs of members
    disagree, `forbidden` how many of those by a person's word. `is_objected`: nobody acted since an objection.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    state = models.CharField(max_length=10, default=ClusterState.PROPOSED)
    revision = models.PositiveIntegerField(default=0)
    representative = models.ForeignKey("inventory.Dataset", models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, blank=True)
    size = models.PositiveIntegerField(default=0)
    bodies = models.PositiveIntegerField(default=0)
    strength = models.FloatField(default=0)
    against = models.PositiveIntegerField(default=0)
    forbidden = models.PositiveIntegerField(default=0)
    cut = models.JSONField(default=list)
    is_objected = models.BooleanField(default=False)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        ordering = ("-size", "-strength", "id")
        constraints = [models.CheckConstraint(condition=is_one_of(ClusterState, "state"), name="cluster_state_known")]
        indexes = [models.Index(fields=["state", "-size", "-strength"], name="cluster_waiting")]


class ClusterMember(models.Model):
    """One dataset of a cluster; `contents` as it was when it was last settled or proposed. A dataset is in one cluster
    at a time; `place` says what became of it in the others. `is_settled`: a person called it the same as the others
    that are, and nothing was taken back or changed since."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="members")
    dataset = models.ForeignKey("inventory.Dataset", models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    place = models.CharField(max_length=10, default=MemberPlace.IN)
    contents = models.JSONField(default=dict)
    is_settled = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        ordering = ("dataset",)
        constraints = [
            models.UniqueConstraint(fields=["cluster", "dataset"], name="cluster_member_once"),
            models.UniqueConstraint(
                fields=["dataset"], condition=models.Q(place=MemberPlace.IN), name="cluster_member_in_one"
            ),
            models.CheckConstraint(condition=is_one_of(MemberPlace, "place"), name="cluster_place_known"),
        ]
        indexes = [models.Index(fields=["organisation", "cluster"], name="cluster_of_body")]


class ClusterStep(models.Model):
    """Who did or said what of a cluster, when and why. `details`: {"datasets", "representative", "because", ...}."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    details = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=is_one_of(StepKind, "kind"), name="cluster_step_known")]


class HeldApart(models.Model):
    """Datasets that a person called not the same: any two of different `groups`, as long as both have the `contents`
    they had then, and until it is taken back."""

    step = models.OneToOneField(ClusterStep, models.CASCADE, related_name="apart")
    groups = models.JSONField()
    contents = models.JSONField()
    is_standing = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["is_standing"], name="held_apart_standing")]


class SpendingReport(models.Model):
    """A report on duplicate spending as it was on one day; its document lies in the store under its sha256."""

    sha256 = models.CharField(max_length=64, unique=True)
    counts = models.JSONField(default=dict)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
