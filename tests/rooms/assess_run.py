"""A hub whose held datasets are chosen from, and a list on its way.

What the other parts of assessing give (readiness, trials, clusters, the panel) is put in as their functions answer it:
`monkeypatch` sets those of queries/, so that the rest of the road is the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.assess import actions, kept
from gotgan.assess.actions.permission import step_panel
from gotgan.assess.models import ListVersion
from gotgan.assess.queries import clusters, panels, potential, scoring
from gotgan.assess.queries.signing import seen_of
from gotgan.assess.rules.listing import Verb
from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.signing import Seen
from gotgan.inventory.models import Dataset, Source
from gotgan.site.listing import page as _public_page  # noqa: F401  binds the real queries before they are set
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Actor, Role, Viewer
from gotgan.terms.selection import GATES, Agreement, Interval, Mode, ModeEstimate, PanelResult, Potential, ReadinessLine
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs

FIELDS, MODALITIES = ("health", "transport", "environment"), ("tabular", "image")
WITHOUT = "예비 조사라서 측정한 기준만으로 정합니다."
MINUTES = "2026. 11. 26. 선정위원회. 참석 5명. 네 건을 골랐습니다."


@dataclass
class Run:
    """Twelve datasets of three organisations; the last fails a gate, the one before it was never asked for it."""

    patch: pytest.MonkeyPatch
    count: int = 12
    bodies: list[str] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)
    lines: dict[str, ReadinessLine] = field(default_factory=dict)
    trials: dict[str, Potential] = field(default_factory=dict)
    panel: PanelResult = field(default_factory=PanelResult)

    def __post_init__(self) -> None:
        self.bodies = [make_organisation().code for _ in range(3)]
        self.manager, self.auditor = make_viewer(Role.SURVEY_MANAGER), make_viewer(Role.AUDITOR)
        self.assessor = make_viewer(Role.ASSESSOR)
        self.officers = [make_viewer(Role.OFFICER, organisation=code) for code in self.bodies]
        self.datasets = _make_datasets(self.bodies, self.count)
        for place, dataset in enumerate(self.datasets):
            self.lines[dataset] = readiness(dataset, place, self.count)
            self.trials[dataset] = trial(dataset, place)
        self.patch.setattr(scoring, "readiness_lines", lambda ids=None: dict(self.lines))
        self.patch.setattr(potential, "potentials", lambda ids: dict(self.trials))
        self.patch.setattr(clusters, "settled_clusters", lambda ids: dict.fromkeys(self.datasets[:2], "twins"))
        self.patch.setattr(clusters, "redundant_pairs", lambda ids: self.pairs())
        self.patch.setattr(panels, "panel_result", lambda version_id: self.panel)
        self.patch.setattr(panels, "has_result", lambda version_id: bool(self.panel.values))

    def pairs(self) -> dict[tuple[str, str], float]:
        a, b = sorted(self.datasets[2:4])
        return {(a, b): 0.5}

    @property
    def version(self) -> ListVersion:
        return ListVersion.objects.select_related("dataset_list").order_by("-number").first()  # type: ignore[return-value]

    def by(self, viewer: Viewer | None = None) -> dict[str, Any]:
        """Keywords of every action: who, on which version."""
        return {"by": Actor.of(viewer or self.manager), "version_id": self.version.pk}

    def make(self, **settings: Any) -> ListVersion:
        """A list in draft with four to choose."""
        named = actions.Named("hundred", "AI 학습데이터 100선", "The hundred", self.bodies[0])
        actions.make_list(by=Actor.of(self.manager), named=named)
        actions.set_rules(**self.by(), document=rules(**settings))
        return self.version

    def collect(self) -> ListVersion:
        actions.ask_collect(**self.by())
        run_waiting_jobs()
        return self.version

    def solve(self, *, reason: str = WITHOUT) -> ListVersion:
        if reason:
            actions.decide_without_panel(**self.by(), reason=reason)
        actions.ask_solve(**self.by())
        run_waiting_jobs()
        return self.version

    def rate(self) -> None:
        """The panel rates the shortlist: agrees on public benefit, and not on beneficiaries."""
        self._step_panel(Verb.RATE)
        rated = {each: Interval(0.1 + place / 20, 0.0, 1.0) for place, each in enumerate(self.version.shortlist)}
        self.panel = PanelResult(
            {"public_benefit": rated, "beneficiaries": rated},
            {"public_benefit": agreement(0.81), "beneficiaries": agreement(0.41)},
        )
        self._step_panel(Verb.CLOSE)

    def _step_panel(self, verb: Verb) -> None:
        step_panel(Actor.of(self.manager), self.version, verb)

    def seen(self) -> Seen:
        """The newest version as its page shows it now."""
        return seen_of(self.version)

    def propose(self) -> ListVersion:
        actions.propose(**self.by(), minutes=MINUTES, until=timezone.localdate(), seen=self.seen())
        return self.version

    def end_objections(self) -> None:
        ListVersion.objects.filter(pk=self.version.pk).update(objections_until=timezone.localdate() - timedelta(days=1))

    def sign(self) -> ListVersion:
        self.end_objections()
        actions.sign(**self.by(), typed_name="The hundred", seen=self.seen())
        return self.version

    def document(self) -> Mapping[str, Any]:
        read: Mapping[str, Any] = kept.read_json(self.version.document)
        return read


def rules(**more: Any) -> dict[str, Any]:
    making = more.pop("making", Making())
    given = {"choose": 4, "floors": {}, "caps": {}, "draws": 200, "risk_ceiling": None, **more}
    return Settings(**given, making=making).to_json()


def readiness(dataset: str, place: int, count: int) -> ReadinessLine:
    gates = dict.fromkeys(GATES, "passed")
    if place == count - 1:
        gates["lawful"] = "failed"
    if place == count - 2:
        gates["updates"] = "unknown"
    total = 40.0 + 5 * (place * 7 % 11)
    return ReadinessLine(dataset, "", place + 1, "tabular", total, {}, gates)


def trial(dataset: str, place: int) -> Potential:
    def interval(value: float) -> Interval:
        return Interval(value, value * 0.9, value * 1.1)

    modes = [ModeEstimate(Mode.AS_IS, True, interval(40.0 + 3 * (place % 5)), 1.0, 0.01 * place)]
    if place % 2:
        cost = interval(1_000_000.0 * (place + 1))
        modes.append(ModeEstimate(Mode.PROCESSED, True, interval(70.0 + place), 0.95, 0.02, cost, interval(8.0)))
    else:
        because = Words("처리할 것이 없습니다", "there is nothing to process")
        modes.append(ModeEstimate(Mode.PROCESSED, False, because=because))
    return Potential(dataset, "", place + 1, 1000, tuple(modes))


def agreement(alpha: float) -> Agreement:
    return Agreement(alpha, alpha - 0.1, alpha + 0.1, 10, 3, alpha >= 0.67, Words("", ""))


def _make_datasets(bodies: list[str], count: int) -> list[str]:
    now = timezone.now()
    sources = [Source.objects.create(organisation_id=code, kind="folder", location="/x") for code in bodies]
    made = [
        Dataset(
            id=f"{place + 1:032x}", source=sources[place % 3], remote_id=f"r{place}",
            organisation_id=bodies[place % 3], name=f"data-{place + 1}", title=f"자료 {place + 1}",
            title_en=f"Data {place + 1}", fingerprint="0" * 64, first_seen=now, last_seen=now, updated_at=now,
            field=FIELDS[place % 3], modality=[MODALITIES[place % 2]], downloads=place * 10,
        )
        for place in range(count)
    ]  # fmt: skip
    Dataset.objects.bulk_create(made)
    return [each.pk for each in made]
