"""A combination with all its parties, on two institutions' tables that were harvested by the real engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gotgan.refine import actions
from gotgan.refine.models import Combination, CombinationParty, Parcel
from gotgan.terms.combination import CombinationState, Party
from gotgan.terms.role import Actor, Role, Viewer
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import Harvested, harvest
from tests.rooms.running import run_waiting_jobs

NAMES = [f"사람{n}" for n in range(60)]
PHONES = [f"010-{2000 + n}-{3000 + n}" for n in range(60)]
LEFT = [(NAMES[n], PHONES[n], 20 + n % 4, 100 + n) for n in range(40)]
RIGHT = [(PHONES[n].replace("-", ""), NAMES[n], "상중하"[n % 3]) for n in range(20, 60)]
TAX = "이름,연락처,나이,소득\n" + "".join(f"{','.join(map(str, row))}\n" for row in LEFT)
HEALTH = "전화,성명,등급\n" + "".join(f"{','.join(row)}\n" for row in RIGHT)
WANTED = sorted((20 + n % 4, 100 + n, "상중하"[n % 3]) for n in range(20, 40))
COLUMNS = (
    {"columns": {"name": "이름", "phone": "연락처"}, "table": "tax.csv"},
    {"columns": {"name": "성명", "phone": "전화"}, "table": "health.csv"},
)


def by(viewer: Viewer) -> Actor:
    return Actor.of(viewer)


@dataclass
class Combined:
    """Everybody of one combination."""

    applicant: Viewer
    providers: tuple[Viewer, Viewer]
    manager: Viewer
    body: Viewer
    stranger: Viewer
    harvested: tuple[Harvested, Harvested]
    codes: dict[str, str]
    combination_id: str

    @property
    def everybody(self) -> dict[str, Viewer]:
        one, other = self.providers
        return {"applicant": self.applicant, "tax": one, "health": other, "manager": self.manager, "body": self.body,
                "stranger": self.stranger}  # fmt: skip

    @property
    def row(self) -> Combination:
        return Combination.objects.get(pk=self.combination_id)

    @property
    def state(self) -> CombinationState:
        return CombinationState(self.row.state)

    def party(self, provider: Viewer) -> CombinationParty:
        return self.row.parties.get(party=Party.PROVIDER, person_id=provider.person_id)

    def parcels(self, *kinds: str) -> list[Parcel]:
        return list(self.row.parcels.filter(kind__in=kinds, destroyed__isnull=True))

    def dataset(self, place: int) -> str:
        return next(iter(self.harvested[place].datasets.values())).id

    def name(self, party: Party, viewer: Viewer, organisation: str) -> None:
        actions.name_party(
            by=by(self.applicant), combination_id=self.combination_id, party=party, person_id=viewer.person_id or 0,
            organisation=organisation,
        )  # fmt: skip

    def name_all(self) -> None:
        for place, viewer in enumerate(self.providers):
            self.name(Party.PROVIDER, viewer, self.harvested[place].organisation)
        self.name(Party.KEY_MANAGER, self.manager, self.codes["manager"])
        self.name(Party.COMBINING_BODY, self.body, self.codes["body"])

    def make_key(self) -> None:
        actions.make_join_key(by=by(self.manager), combination_id=self.combination_id)

    def hand_over(self, place: int, **more: object) -> None:
        said = {"dataset_id": self.dataset(place), **COLUMNS[place], **more}
        actions.hand_over(by=by(self.providers[place]), combination_id=self.combination_id, **said)  # type: ignore[arg-type]

    def match(self, *allowed: str) -> None:
        actions.ask_match(by=by(self.manager), combination_id=self.combination_id, allowed=allowed)

    def combine(self, how: str = "inner") -> None:
        actions.ask_combine(by=by(self.body), combination_id=self.combination_id, how=how)

    def until(self, state: CombinationState) -> None:
        """On to a state, the jobs run by the real engine."""
        steps = (
            (CombinationState.KEYED, lambda: (self.name_all(), self.make_key())),
            (CombinationState.PREPARED, lambda: (self.hand_over(0), self.hand_over(1))),
            (CombinationState.MATCHED, self.match),
            (CombinationState.COMBINED, self.combine),
        )
        for after, step in steps:
            step()
            run_waiting_jobs()
            assert self.state is after, [each.problem for each in self.row.parties.all()] + [self.row.problem]
            if after is state:
                return


def make_combined(folder: Path, tax: str = TAX, health: str = HEALTH) -> Combined:
    """Just opened; nobody but the applicant is named."""
    harvested = (
        harvest(folder / "tax", {"tax.csv": tax}, publication="draft"),
        harvest(folder / "health", {"health.csv": health}, publication="draft"),
    )
    codes = {name: make_organisation().code for name in ("applicant", "manager", "body", "stranger")}
    providers = tuple(make_viewer(Role.OFFICER, organisation=each.organisation) for each in harvested)
    applicant = make_viewer(Role.OFFICER, organisation=codes["applicant"])
    combination_id = actions.open_combination(
        by=by(applicant),
        organisation=codes["applicant"],
        title="소득과 건강",
        purpose="정책 통계",
        fields=["name", "phone"],
    )
    return Combined(
        applicant, providers, make_viewer(Role.STEWARD, organisation=codes["manager"]),  # type: ignore[arg-type]
        make_viewer(Role.STEWARD, organisation=codes["body"]),
        make_viewer(Role.STEWARD, organisation=codes["stranger"]), harvested, codes, combination_id,
    )  # fmt: skip
