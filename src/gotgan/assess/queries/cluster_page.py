"""One cluster as its page shows it: members side by side, pairs with what was found, what disagrees, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gotgan.assess.models import Cluster, ClusterMember, ClusterStep
from gotgan.assess.queries.clusters import SHOWN, get_cluster
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.rules import cluster_path as path
from gotgan.assess.rules.cluster_path import ClusterState, StepKind
from gotgan.assess.rules.clustering import Disagreement, propose
from gotgan.assess.rules.links import FAIR, Link, links_of
from gotgan.assess.rules.people import may_see_all
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.overlap import HeldFacts, OverlapView
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ReadinessLine

MOST_PAIRS, MOST_AGAINST, MOST_MEMBERS = 40, 30, 200
"""What one page shows; more is counted and said."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class MemberView:
    """`record` and `tables` only where the viewer may know the dataset. `letter` names it on this page. `today`: the
    institutions in the place of one that is gone. `period`: the days that its rows speak of, as measured."""

    letter: str
    row: ClusterMember
    organisation: Organisation
    is_mine: bool
    record: DatasetRecord | None = None
    facts: HeldFacts | None = None
    readiness: ReadinessLine | None = None
    period: tuple[str, str] | None = None
    today: tuple[Organisation, ...] = ()
    is_cut: bool = False

    @property
    def is_held(self) -> bool:
        return self.facts is not None


@dataclass(frozen=True)
class PairView:
    """A pair of tables of two members; tables are named only to who may know them."""

    a: MemberView
    b: MemberView
    found: OverlapView


@dataclass(frozen=True)
class StepView:
    row: ClusterStep
    by: str
    organisation: Organisation | None
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClusterPage:
    row: Cluster
    members: tuple[MemberView, ...]
    pairs: tuple[PairView, ...]
    more_pairs: int
    against: tuple[tuple[MemberView, MemberView, Disagreement], ...]
    severed: tuple[Link, ...]
    steps: tuple[StepView, ...]
    may_act: bool
    may_say: bool
    sees_all: bool

    @property
    def representative(self) -> MemberView | None:
        return next((each for each in self.members if each.row.dataset_id == self.row.representative_id), None)

    @property
    def named(self) -> MemberView | None:
        """Who gives the page its name: the representative, or a member that the viewer may know."""
        known = [each for each in self.members if each.record]
        return self.representative if self.representative in known else next(iter(known), None)

    @property
    def more_members(self) -> int:
        """Members that are not shown."""
        return max(0, self.row.size - len(self.inside)) if self.is_active else 0

    @property
    def is_waiting(self) -> bool:
        return self.row.state in path.WAITING

    @property
    def is_active(self) -> bool:
        return self.row.state in path.ACTIVE

    @property
    def may_take_back(self) -> bool:
        return bool(path.may_step(StepKind.TAKEN_BACK, ClusterState(self.row.state)))

    @property
    def inside(self) -> tuple[MemberView, ...]:
        return tuple(each for each in self.members if each.row.place in SHOWN)

    @property
    def others(self) -> tuple[MemberView, ...]:
        """Taken out, or gone."""
        return tuple(each for each in self.members if each.row.place not in SHOWN)

    @property
    def is_internal(self) -> bool:
        """All of one institution: copies, but no money spent twice between institutions."""
        return self.row.bodies == 1


def cluster_page(viewer: Viewer, cluster_id: str) -> ClusterPage:
    """A bounded number of queries, whatever its size. Raises: NoSuchCluster."""
    row = get_cluster(viewer, cluster_id)
    members = _members(row, viewer)
    by_id = {each.row.dataset_id: each for each in members}
    inside = {each.row.dataset_id for each in members if each.row.place in SHOWN}
    links = links_of(inventory.content_pairs(FAIR, inside))
    pairs, more = _pairs(links, by_id)
    against, severed = _against(row, links, inside, by_id)
    codes = {each.row.organisation_id for each in members}
    return ClusterPage(
        row=row, members=members, pairs=pairs, more_pairs=more, against=against, severed=severed,
        steps=_steps(row, viewer, by_id), may_act=bool(path.may_act(viewer)),
        may_say=bool(path.may_say(viewer, codes)), sees_all=may_see_all(viewer),
    )  # fmt: skip


def _members(row: Cluster, viewer: Viewer) -> tuple[MemberView, ...]:
    """The representative first, then by institution; those that are gone last."""
    rows = list(ClusterMember.objects.filter(cluster=row).order_by("place", "dataset")[:MOST_MEMBERS])
    ids = [each.dataset_id for each in rows]
    bodies = organisations.by_codes({each.organisation_id for each in rows})
    facts, lines, sees_all = inventory.held_facts(ids), readiness_lines(ids), may_see_all(viewer)
    mine = {code for code in bodies if path.keeps_one_of(viewer, [code])}
    known = inventory.datasets_of(each.dataset_id for each in rows if sees_all or each.organisation_id in mine)
    periods = inventory.periods_of(known)
    today = organisations.by_codes({code for each in bodies.values() for code in each.successors})
    rows.sort(key=lambda each: (
        each.place not in SHOWN, each.dataset_id != row.representative_id, each.organisation_id, each.dataset_id
    ))  # fmt: skip
    return tuple(
        MemberView(
            letter=_letter(place), row=each, organisation=bodies[each.organisation_id],
            is_mine=each.organisation_id in mine, record=known.get(each.dataset_id), facts=facts.get(each.dataset_id),
            readiness=lines.get(each.dataset_id), period=periods.get(each.dataset_id),
            today=tuple(today[code] for code in bodies[each.organisation_id].successors if code in today),
            is_cut=each.dataset_id in row.cut,
        )
        for place, each in enumerate(rows)
    )  # fmt: skip


def _letter(place: int) -> str:
    """A, B, ... Z, AA, AB: as columns of a sheet."""
    first, last = divmod(place, len(LETTERS))
    return (_letter(first - 1) if first else "") + LETTERS[last]


def _pairs(
    links: Mapping[tuple[str, str], Link], members: Mapping[str, MemberView]
) -> tuple[tuple[PairView, ...], int]:
    """Strongest links first, of each its strongest pair of tables before the others."""
    ranked = sorted(links.values(), key=lambda link: (not link.is_refused, -link.weight, link.ends))
    ids = [link.pairs[0] for link in ranked] + [number for link in ranked for number in link.pairs[1:]]
    shown = ids[:MOST_PAIRS]
    found = {each.id: _bare(each, members) for each in inventory.overlaps_by_id(shown)}
    views = [
        PairView(members[found[number].a.dataset_id], members[found[number].b.dataset_id], found[number])
        for number in shown
        if number in found
    ]
    return tuple(views), len(ids) - len(shown)


def _bare(pair: OverlapView, members: Mapping[str, MemberView]) -> OverlapView:
    """Without the name of a table that the viewer may not know."""
    ends = {
        name: end if members[end.dataset_id].record else replace(end, table="")
        for name, end in (("a", pair.a), ("b", pair.b))
    }
    return replace(pair, **ends)


def _against(
    row: Cluster, links: Mapping[tuple[str, str], Link], inside: set[str], members: Mapping[str, MemberView]
) -> tuple[tuple[tuple[MemberView, MemberView, Disagreement], ...], tuple[Link, ...]]:
    """Who disagrees as of now, the strongest word first, and the links that the cut severs."""
    together = [inside] if row.state == ClusterState.SETTLED else []
    if not row.against or row.state not in path.ACTIVE:
        return (), ()
    found = [each for each in propose(links.values(), together=together) if inside & set(each.members)]
    against = sorted((each for one in found for each in one.disagreements), key=lambda each: (each.why != "refused",))
    severed = tuple(link for one in found for link in one.cut)
    views = []
    for each in against[:MOST_AGAINST]:
        first, second = sorted((members[each.a], members[each.b]), key=lambda view: (len(view.letter), view.letter))
        views.append((first, second, each))
    return tuple(views), severed


def _steps(row: Cluster, viewer: Viewer, members: Mapping[str, MemberView]) -> tuple[StepView, ...]:
    """Newest first. People are named to who sees all and to themselves; to others stands the institution."""
    rows: Sequence[ClusterStep] = list(row.steps.order_by("-id")[:100])
    bodies = organisations.by_codes({each.organisation_id for each in rows if each.organisation_id})
    sees_all = may_see_all(viewer)
    return tuple(
        StepView(
            each, each.by if sees_all or each.person_id is None or each.person_id == viewer.person_id else "",
            bodies.get(each.organisation_id or ""), _letters(each, members),
        )
        for each in rows
    )  # fmt: skip


def _letters(step: ClusterStep, members: Mapping[str, MemberView]) -> tuple[str, ...]:
    """Of the datasets that the step names."""
    named = step.details.get("datasets") or [*step.details.get("joined", ()), *step.details.get("left", ())]
    return tuple(members[each].letter for each in named if each in members)
