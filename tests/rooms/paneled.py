"""A panel on six datasets of three institutions, with three assessors, and steps of it in one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.rating import Typed
from gotgan.assess.models import Assignment, DatasetList, ListVersion, Panel
from gotgan.assess.queries.panel_facts import facts_of, find_panel
from gotgan.assess.rules.conflicts import Declared
from gotgan.assess.rules.pairwise import pairs_of, parts_of
from gotgan.assess.rules.panels import PanelFacts, PanelState
from gotgan.assess.rules.rounds import held_again
from gotgan.inventory import actions as inventory
from gotgan.inventory.models import Dataset
from gotgan.terms.role import SYSTEM, Actor, Role, Viewer
from gotgan.terms.selection import ListState
from tests.rooms.factories import make_organisation, make_viewer

CRITERIA = ("labels", "public_benefit", "beneficiaries")
HOW_MANY = 6


def by(viewer: Viewer) -> Actor:
    return Actor.of(viewer)


@dataclass
class Paneled:
    """`datasets` in the order of the shortlist; institution `n % 3` holds dataset n."""

    version: ListVersion
    manager: Viewer
    auditor: Viewer
    assessors: list[Viewer]
    datasets: list[str]
    codes: list[str]
    panel_id: str = ""
    stakeholders: list[Viewer] = field(default_factory=list)

    @property
    def row(self) -> Panel:
        return find_panel(self.panel_id)

    @property
    def facts(self) -> PanelFacts:
        return facts_of(self.row)

    @property
    def state(self) -> PanelState:
        return self.facts.state

    def open(self, **more: object) -> None:
        self.panel_id = actions.open_panel(by=by(self.manager), version_id=self.version.pk, **{"calibrated": 1, **more})  # type: ignore[arg-type]

    def name(self, *people: Viewer) -> None:
        for each in people or self.assessors:
            actions.name_assessor(by=by(self.manager), panel_id=self.panel_id, email=email_of(each))

    def declare(self, who: Viewer, *declared: Declared) -> None:
        actions.declare_interests(by=by(who), panel_id=self.panel_id, declared=declared)

    def rate(self, who: Viewer, dataset: str, value: int = 3, **more: int) -> int:
        given = {name: Typed(str(more.get(name, value)), "as the evidence shows") for name in CRITERIA}
        return actions.rate(by=by(who), panel_id=self.panel_id, dataset=dataset, ratings=given)

    def rate_again(self, who: Viewer, dataset: str, value: int, criterion: str = "labels", change: str = "") -> int:
        typed = {criterion: Typed(str(value), "as the note says", change)}
        return actions.rate_again(by=by(who), panel_id=self.panel_id, dataset=dataset, ratings=typed)

    def again(self, who: Viewer) -> dict[str, bool]:
        """{dataset: is it rated} that further rounds ask of them now."""
        me = self.facts.assessor_of(who.person_id)
        return held_again(self.facts, me.id) if me else {}

    def all_again(self, values: Mapping[str, int] | None = None, *people: Viewer) -> None:
        for who in people or self.assessors:
            for dataset in self.again(who):
                self.rate_again(who, dataset, (values or {}).get(dataset, 2 + self.datasets.index(dataset) % 3))

    def until_apart(self) -> None:
        """All ratings are in, and nobody agrees on labels."""
        self.until(PanelState.RATING)
        disagree(self)
        self.step("start_resolving")

    def held(self, who: Viewer) -> list[str]:
        rows = Assignment.objects.filter(assessor__panel=self.panel_id, assessor__person_id=who.person_id)
        return list(rows.filter(ended__isnull=True).order_by("dataset").values_list("dataset", flat=True))

    def rate_all(self, values: Mapping[str, int] | None = None, *people: Viewer) -> None:
        """Everything that is with somebody; `values` by dataset, 2, 3, 4, 2 ... where none is given."""
        for who in people or self.assessors:
            for dataset in self.held(who):
                self.rate(who, dataset, (values or {}).get(dataset, 2 + self.datasets.index(dataset) % 3))

    def step(self, name: str, **more: object) -> None:
        getattr(actions, name)(by=by(self.manager), panel_id=self.panel_id, **more)

    def until(self, state: PanelState) -> None:
        """The panel by its own steps, everybody agreeing."""
        self.open()
        self.name()
        if state is PanelState.FORMING:
            return
        for who in self.assessors:
            self.declare(who)
        self.step("start_calibration")
        if state is PanelState.CALIBRATING:
            return
        self.rate_all()
        self.step("show_calibration")
        self.step("start_rating", notes="3 means half")
        if state is PanelState.RATING:
            return
        self.rate_all()
        self.step("start_resolving")
        if state is PanelState.CLOSED:
            self.step("close_panel")

    def weigh(self, who: Viewer, **changed: Mapping[str, str]) -> None:
        actions.name_stakeholder(by=by(self.manager), panel_id=self.panel_id, email=email_of(who))
        self.stakeholders.append(who)
        actions.compare(by=by(who), panel_id=self.panel_id, answers=answers(**changed))


def refused(paneled: Paneled, name: str, **more: object) -> str:
    with pytest.raises(actions.NotYourPanel) as told:
        paneled.step(name, **more)
    return str(told.value)


def answers(value: str = "1", **changed: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Every comparison alike, but for those changed: {matrix: {"first second": answer}}."""
    return {
        part: {" ".join(pair): changed.get(part, {}).get(" ".join(pair), value) for pair in pairs_of(names)}
        for part, names in parts_of().items()
    }


def email_of(viewer: Viewer) -> str:
    return accounts.get_person(viewer.person_id or 0).email


def make_dataset(code: str, title: str) -> str:
    """A dataset that was never scanned."""
    number = Dataset.objects.count()
    source = inventory.add_source(
        by=SYSTEM, kind="folder", location=f"/nowhere/{title}", organisation=code, publication="draft"
    )
    now = timezone.now()
    row = Dataset.objects.create(
        source_id=source, remote_id=title, organisation_id=code, name=f"data-{number}", title=title,
        title_en=f"{title} in English", description="무엇이 들어 있는지", fingerprint="f" * 64,
        first_seen=now, last_seen=now, updated_at=now,
    )  # fmt: skip
    return row.pk


def make_paneled(*, people: int = 3, how_many: int = HOW_MANY, slug: str = "the-hundred") -> Paneled:
    codes = [make_organisation().code for _ in range(3)]
    datasets = sorted(make_dataset(codes[at % 3], f"자료{at}") for at in range(how_many))
    now = timezone.now()
    found = DatasetList.objects.create(
        slug=slug, name_ko="백선", name_en="The hundred", owner_id=codes[0], by="t", created=now
    )
    version = ListVersion.objects.create(
        dataset_list=found, number=1, state=ListState.COLLECTED, shortlist=datasets, created=now, updated=now,
        counts={"datasets": how_many, "candidates": how_many},
    )  # fmt: skip
    assessors = [make_viewer(Role.ASSESSOR) for _ in range(people)]
    return Paneled(version, make_viewer(Role.SURVEY_MANAGER), make_viewer(Role.AUDITOR), assessors, datasets, codes)


def disagree(paneled: Paneled, criterion: str = "labels") -> None:
    """All that is with somebody, everybody agreeing but on one criterion: there two are one point apart on each."""
    for at, dataset in enumerate(paneled.datasets):
        holders = [who for who in paneled.assessors if dataset in paneled.held(who)]
        for place, who in enumerate(holders):
            paneled.rate(who, dataset, 2 + at % 3, **{criterion: 2 + (at + place) % 2})


def titles(paneled: Paneled, names: Sequence[str]) -> list[str]:
    known = dict(Dataset.objects.filter(pk__in=names).values_list("pk", "title_en"))
    return [known[name] for name in names]
