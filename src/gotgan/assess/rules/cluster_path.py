"""The path of a cluster: its states, who may act on it, and what a new measurement does to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gotgan.assess.rules.clustering import Proposal
from gotgan.assess.rules.links import Contents, has_changed
from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.terms.decision import Decision
from gotgan.terms.role import KEEPERS, Viewer


class ClusterState(StrEnum):
    """`proposed` by measurement; `split`: some members were taken out, the others wait. `settled`: the same data;
    `dismissed`: not the same. `lapsed`: measurement finds it no longer."""

    PROPOSED = "proposed"
    SPLIT = "split"
    SETTLED = "settled"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


WAITING = (ClusterState.PROPOSED, ClusterState.SPLIT)
ACTIVE = (*WAITING, ClusterState.SETTLED)


class MemberPlace(StrEnum):
    """`out`: a person took it out. `left`: withdrawn, or measurement finds it there no longer. `apart`: it was in when
    the cluster was dismissed."""

    IN = "in"
    OUT = "out"
    LEFT = "left"
    APART = "apart"


class StepKind(StrEnum):
    PROPOSED = "proposed"
    FOLLOWED = "followed"
    REOPENED = "reopened"
    LAPSED = "lapsed"
    SETTLED = "settled"
    TAKEN_OUT = "taken_out"
    DISMISSED = "dismissed"
    TAKEN_BACK = "taken_back"
    REMARKED = "remarked"
    OBJECTED = "objected"


class Because(StrEnum):
    """Why measurement changed a cluster."""

    APPEARED = "appeared"
    CONTENT = "content"
    REFUSED = "refused"
    GONE = "gone"
    REPRESENTATIVE_GONE = "representative_gone"
    MERGED = "merged"


@dataclass(frozen=True)
class Known:
    """A cluster as it stands: members that are in it with the contents they were last settled or proposed with, and
    those of them that a person called the same."""

    id: str
    state: ClusterState
    members: Contents
    settled: Collection[str] = ()
    representative: str = ""
    forbidden: int = 0
    """Of how many pairs of its members somebody said that they are not the same."""


@dataclass(frozen=True)
class Change:
    """What is to become of one cluster; `cluster` empty: it is new."""

    cluster: str
    proposal: Proposal | None
    kind: StepKind | None
    state: ClusterState
    because: tuple[Because, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())


def kept_together(known: Known, contents: Contents, held: Collection[str]) -> tuple[str, ...]:
    """The members that a person's word still holds together, also while the cluster waits again: those that are held,
    and of the content that the word was said of."""
    same = (each for each in known.settled if not has_changed(known.members[each], contents.get(each, {})))
    return tuple(sorted(each for each in same if each in held))


def reconcile(
    proposals: Sequence[Proposal], known: Sequence[Known], contents: Contents, held: Collection[str]
) -> tuple[Change, ...]:
    """What measurement changes; a cluster is followed by the proposal that shares most of its members."""
    matched = _matched(proposals, known)
    following = {proposal: cluster for cluster, proposal in matched.items()}
    by_id = {each.id: each for each in known}
    changes = [
        _followed(by_id[following[place]], proposal, contents, held)
        if place in following
        else Change("", proposal, StepKind.PROPOSED, ClusterState.PROPOSED, joined=proposal.members)
        for place, proposal in enumerate(proposals)
    ]
    inside = {member for proposal in proposals for member in proposal.members}
    changes += [_lapsed(each, inside) for each in known if each.id not in matched]
    return tuple(changes)


def _matched(proposals: Sequence[Proposal], known: Sequence[Known]) -> dict[str, int]:
    """{cluster: place of its proposal}: most shared members first, settled ones before others, none twice."""
    place_of = {member: place for place, proposal in enumerate(proposals) for member in proposal.members}
    shared: dict[tuple[str, int], int] = {}
    for each in known:
        for member in each.members:
            if member in place_of:
                shared[each.id, place_of[member]] = shared.get((each.id, place_of[member]), 0) + 1
    settled = {each.id for each in known if each.state is ClusterState.SETTLED}
    ranked = sorted(shared, key=lambda pair: (pair[0] not in settled, -shared[pair], pair))
    matched: dict[str, int] = {}
    taken: set[int] = set()
    for cluster, place in ranked:
        if cluster not in matched and place not in taken:
            matched[cluster] = place
            taken.add(place)
    return matched


def _followed(known: Known, proposal: Proposal, contents: Contents, held: Collection[str]) -> Change:
    joined = tuple(sorted(set(proposal.members) - set(known.members)))
    left = tuple(sorted(set(known.members) - set(proposal.members)))
    if known.state is ClusterState.SETTLED and (because := _reopens(known, proposal, contents, held, joined)):
        return Change(known.id, proposal, StepKind.REOPENED, ClusterState.PROPOSED, because, joined, left)
    because = (Because.GONE,) if any(each not in held for each in left) else ()
    kind = StepKind.FOLLOWED if joined or left else None
    return Change(known.id, proposal, kind, known.state, because, joined, left)


def _reopens(
    known: Known, proposal: Proposal, contents: Contents, held: Collection[str], joined: Collection[str]
) -> tuple[Because, ...]:
    """A member withdrawn is no reason, unless it was the representative."""
    changed = any(
        each in held and has_changed(before, contents.get(each, {})) for each, before in known.members.items()
    )
    because = {
        Because.APPEARED: bool(joined),
        Because.CONTENT: changed,
        Because.REFUSED: len(proposal.forbidding) > known.forbidden,
        Because.REPRESENTATIVE_GONE: known.representative not in proposal.members,
    }
    return tuple(each for each, is_so in because.items() if is_so)


def _lapsed(known: Known, inside: Collection[str]) -> Change:
    is_merged = any(member in inside for member in known.members)
    because = (Because.MERGED if is_merged else Because.GONE,)
    left = tuple(sorted(known.members))
    return Change(known.id, None, StepKind.LAPSED, ClusterState.LAPSED, because, (), left)


def may_act(viewer: Viewer) -> Decision:
    if may_manage(viewer):
        return Decision.yes()
    return Decision.no("only the survey manager settles what is the same data; say what you know as a remark")


def may_say(viewer: Viewer, organisations: Iterable[str]) -> Decision:
    """A remark or an objection: who keeps the data of a member, and the manager."""
    if may_manage(viewer) or keeps_one_of(viewer, organisations):
        return Decision.yes()
    return Decision.no("only who keeps the data of a member says something here")


def may_see(viewer: Viewer, organisations: Iterable[str]) -> bool:
    return may_see_all(viewer) or keeps_one_of(viewer, organisations)


def keeps_one_of(viewer: Viewer, organisations: Iterable[str]) -> bool:
    return any(viewer.holds(*KEEPERS, organisation=code) for code in organisations)


ALLOWED: Mapping[StepKind, tuple[ClusterState, ...]] = {
    StepKind.SETTLED: WAITING,
    StepKind.TAKEN_OUT: ACTIVE,
    StepKind.DISMISSED: ACTIVE,
    StepKind.TAKEN_BACK: (ClusterState.SETTLED, ClusterState.SPLIT, ClusterState.DISMISSED),
}


def may_step(kind: StepKind, state: ClusterState) -> Decision:
    """Whether a person may do this to a cluster in this state."""
    if state in ALLOWED[kind]:
        return Decision.yes()
    return Decision.no("that is not done to a cluster in this state")
