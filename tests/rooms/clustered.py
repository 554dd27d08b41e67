"""Datasets of several institutions with pairs as a comparison leaves them, and clusters made of those."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from gotgan.assess.actions.clustering import cluster_overlaps
from gotgan.assess.models import Cluster
from gotgan.inventory import actions as inventory
from gotgan.inventory.models import Dataset, Overlap, SurveyRecord, Version
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import SYSTEM, Actor, Role, Viewer
from gotgan.terms.strength import by_strength, rank_of
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, confirmed, make_dataset


@dataclass
class Clustered:
    """`a`, `b`, `c` hold the same data, each an institution of its own; `a` has most rows."""

    ids: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    manager: Viewer = field(default_factory=lambda: make_viewer(Role.SURVEY_MANAGER))

    @property
    def by(self) -> Actor:
        return Actor.of(self.manager)

    def add(self, name: str, *, rows: int = 100, body: str = "") -> str:
        """A held dataset of a new institution, or of one that there is."""
        self.bodies[name] = body or make_organisation().code
        self.ids[name] = make_dataset(self.bodies[name], f"자료 {name}")
        version = Version.objects.create(
            dataset_id=self.ids[name], manifest=fingerprint(name), rows=rows, created=timezone.now()
        )
        Dataset.objects.filter(pk=self.ids[name]).update(current=version)
        return self.ids[name]

    def link(self, one: str, other: str, score: float = 0.9, *, content: str = "1", **more: Any) -> int:
        """A pair of their tables with the same content; again: as it was measured anew."""
        a, b = sorted((one, other), key=lambda name: self.ids[name])
        found = [{"relation": "same_content", "score": score, "containment": score, "reasons": ["same rows"]}]
        first = by_strength(found)[0]
        values = {
            "a_id": self.ids[a], "a_table": f"{a}.csv", "a_version": fingerprint(a), "a_content": f"{a}{content}",
            "b_id": self.ids[b], "b_table": f"{b}.csv", "b_version": fingerprint(b), "b_content": f"{b}{content}",
            "relation": "same_content", "strength": rank_of(first["strength"]), "score": score,
            "content_score": score, "relations": found, "updated_at": timezone.now(),
            "columns": [{"a": "번호", "b": "관리번호", "a_in_b": score, "b_in_a": score}], **more,
        }  # fmt: skip
        values.setdefault("found_at", timezone.now())
        return Overlap.objects.update_or_create(key=fingerprint([a, b]), defaults=values)[0].pk

    def decide(self, number: int, status: str, verb: str = "") -> None:
        inventory.decide_overlap(by=SYSTEM, overlap_id=number, status=status, verb=verb, reason="확인")

    def remove(self, name: str) -> None:
        Dataset.objects.filter(pk=self.ids[name]).update(state="removed")

    def make(self) -> int:
        return cluster_overlaps()

    def only(self) -> Cluster:
        (found,) = Cluster.objects.exclude(state="lapsed")
        return found

    def names(self, cluster: Cluster | None = None) -> str:
        """Who is in it."""
        rows = (cluster or self.only()).members.filter(place="in").values_list("dataset_id", flat=True)
        return "".join(sorted(name for name, key in self.ids.items() if key in set(rows)))

    def officer(self, name: str) -> Viewer:
        return make_viewer(Role.OFFICER, organisation=self.bodies[name])

    def answer(self, name: str, **answers: Any) -> None:
        """An accepted sheet about the dataset, with these answers."""
        surveyed = Surveyed(**({"campaign": self._campaign} if self._campaign else {}), organisation=self.bodies[name])
        self._campaign = surveyed.campaign
        said = {item: confirmed(value) for item, value in answers.items()}
        sheet = surveyed.sheet(dataset_id=self.ids[name], state="accepted", answers=said)
        record = SurveyRecord.objects.create(
            dataset_id=self.ids[name], organisation_id=self.bodies[name], usability="unknown",
            document={"usability": "unknown", "rule": "r", "because": {"ko": "가", "en": "a"}},
            campaign=surveyed.campaign.pk, campaign_title_ko="조사", sheet=sheet.pk, revision=1, snapshot="5" * 64,
            accepted_by="t", accepted_at=timezone.now(),
        )  # fmt: skip
        Dataset.objects.filter(pk=self.ids[name]).update(survey_record=record)

    _campaign: Any = None


def make_clustered() -> Clustered:
    made = Clustered()
    for name, rows in (("a", 300), ("b", 200), ("c", 200)):
        made.add(name, rows=rows)
    for one, other, score in (("a", "b", 0.95), ("b", "c", 0.7), ("a", "c", 0.8)):
        made.link(one, other, score)
    return made
