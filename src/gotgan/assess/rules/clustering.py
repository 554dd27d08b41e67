"""From links between datasets to proposed clusters: what may be one and the same data.

A cluster is everything that joining links connect. Members that a person held apart, or that have hardly anything in
common themselves, disagree: the cluster says so and proposes where to cut it, at its weakest links.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from gotgan.assess.rules.links import FAIR, Link
from gotgan.terms.digest import fingerprint

Ends = tuple[str, str]


class Why(StrEnum):
    """Why two members disagree: a keeper refused the pair, the review held them apart, or nothing speaks for them."""

    REFUSED = "refused"
    APART = "apart"
    WEAK = "weak"


@dataclass(frozen=True)
class Disagreement:
    """Two members, a < b, and what is left between them, 0 to 1."""

    a: str
    b: str
    why: Why
    score: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """Members in order of their ids. `parts` are what is left after the proposed cut, largest first: one where nobody
    disagrees; `cut` are the links that it severs. `strength`: the weakest link that the cluster hangs by."""

    members: tuple[str, ...]
    links: tuple[Link, ...]
    disagreements: tuple[Disagreement, ...]
    parts: tuple[tuple[str, ...], ...]
    cut: tuple[Link, ...]
    strength: float

    @property
    def id(self) -> str:
        return fingerprint(list(self.members))[:32]

    @property
    def forbidding(self) -> tuple[Disagreement, ...]:
        """What a person said against it: such a cluster cannot be settled whole."""
        return tuple(each for each in self.disagreements if each.why is not Why.WEAK)


def propose(
    links: Iterable[Link], *, apart: Collection[Ends] = (), together: Iterable[Collection[str]] = ()
) -> tuple[Proposal, ...]:
    """Clusters of two and more, largest and strongest first; the order of the input does not matter.

    `apart`: pairs (a, b), a < b, that the review held apart. `together`: groups that a person settled, which stay
    together whatever is measured, but for what a person refuses.
    """
    evidence = _Evidence.of(links, apart, together)
    found = [_proposal(members, inside, evidence) for members, inside in _components(evidence.joining)]
    return tuple(sorted(found, key=lambda each: (-len(each.members), -each.strength, each.members)))


@dataclass(frozen=True)
class _Evidence:
    links: Mapping[Ends, Link]
    forbidden: Mapping[Ends, Why]
    settled: frozenset[Ends]

    @classmethod
    def of(cls, links: Iterable[Link], apart: Collection[Ends], together: Iterable[Collection[str]]) -> _Evidence:
        known = {link.ends: link for link in links}
        forbidden = dict.fromkeys(sorted(apart), Why.APART)
        forbidden |= {ends: Why.REFUSED for ends, link in known.items() if link.is_refused}
        settled = {ends for group in together for ends in combinations(sorted(group), 2) if ends not in forbidden}
        return cls(known, forbidden, frozenset(settled))

    @cached_property
    def joining(self) -> dict[Ends, Link]:
        """Links that make clusters, strongest first; what was settled before all others."""
        found = {ends: link for ends, link in self.links.items() if link.joins and ends not in self.forbidden}
        found |= {ends: self.links.get(ends, Link(*ends)) for ends in self.settled}
        return dict(sorted(found.items(), key=lambda each: (-self.weight(each[1]), each[0])))

    @cached_property
    def near(self) -> dict[str, list[tuple[float, str]]]:
        """Of each dataset those that are like it as a whole, with how far they are: 1 less the score."""
        found: dict[str, list[tuple[float, str]]] = {}
        for link in self.joining.values():
            if link.is_alike:
                for one, other in (link.ends, link.ends[::-1]):
                    found.setdefault(one, []).append((1 - link.score, other))
        return found

    def weight(self, link: Link) -> float:
        return 1.0 if link.ends in self.settled else link.weight

    def score(self, ends: Ends) -> float:
        return self.links[ends].score if ends in self.links else 0.0

    def disagreements(self, members: Sequence[str]) -> list[Disagreement]:
        """Every pair of members that a person forbids or that nothing speaks for. A comparison keeps only the best
        partners of a table: of copies of copies a missing pair tells nothing, see `_reached`."""
        found = []
        for place, one in enumerate(members, 1):
            reached: Mapping[str, float] | None = None
            for other in members[place:]:
                ends = (one, other)
                if ends in self.forbidden:
                    found.append(Disagreement(*ends, self.forbidden[ends], self.score(ends)))
                elif ends not in self.joining and self.score(ends) < FAIR:
                    reached = self._reached(one) if reached is None else reached
                    if reached.get(other, 0.0) < FAIR:
                        found.append(Disagreement(*ends, Why.WEAK, self.score(ends)))
        return found

    def _reached(self, start: str) -> dict[str, float]:
        """How alike others are at least, through those that are alike as a whole: distances of sets add up at most."""
        best: dict[str, float] = {}
        waiting = [(0.0, start)]
        while waiting:
            far, here = heapq.heappop(waiting)
            if here in best:
                continue
            best[here] = 1 - far
            for step, other in self.near.get(here, ()):
                if other not in best and far + step <= 1 - FAIR:
                    heapq.heappush(waiting, (far + step, other))
        return best


class _Groups:
    """Union-find that keeps the members of each group."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}

    def join(self, one: str, other: str) -> None:
        ours, theirs = self.group(one), self.group(other)
        if ours is not theirs:
            small, large = sorted((ours, theirs), key=len)
            large.extend(small)
            self.of.update(dict.fromkeys(small, large))

    def group(self, one: str) -> list[str]:
        return self.of.setdefault(one, [one])

    def all(self) -> list[tuple[str, ...]]:
        return [tuple(sorted(group)) for group in {id(each): each for each in self.of.values()}.values()]


def _components(joining: Mapping[Ends, Link]) -> list[tuple[tuple[str, ...], list[Link]]]:
    """Members of each with its links, in their order."""
    groups = _Groups()
    for one, other in joining:
        groups.join(one, other)
    inside: dict[int, list[Link]] = {}
    for link in joining.values():
        inside.setdefault(id(groups.of[link.a]), []).append(link)
    return [(tuple(sorted(groups.of[links[0].a])), links) for links in inside.values()]


def _proposal(members: tuple[str, ...], links: Sequence[Link], evidence: _Evidence) -> Proposal:
    disagreements = evidence.disagreements(members)
    parts, cut = _cut(members, links, {(each.a, each.b) for each in disagreements})
    return Proposal(
        members, tuple(links), tuple(disagreements), parts, cut, round(_hangs_by(links, evidence), 4)
    )  # fmt: skip


def _cut(
    members: tuple[str, ...], links: Iterable[Link], against: Collection[Ends]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Link, ...]]:
    """Join again, strongest links first, but never two groups of which any two members disagree."""
    if not against:
        return (members,), ()
    opponents: dict[str, set[str]] = {}
    for one, other in against:
        opponents.setdefault(one, set()).add(other)
        opponents.setdefault(other, set()).add(one)
    groups = _Groups()
    for member in members:
        groups.group(member)
    cut = []
    for link in links:
        ours, theirs = groups.group(link.a), groups.group(link.b)
        if ours is theirs:
            continue
        if any(not opponents.get(one, set()).isdisjoint(theirs) for one in ours):
            cut.append(link)
        else:
            groups.join(link.a, link.b)
    parts = tuple(sorted(groups.all(), key=lambda part: (-len(part), part)))
    return parts, tuple(cut)


def _hangs_by(links: Iterable[Link], evidence: _Evidence) -> float:
    """The weakest link of the strongest tree that holds all members together."""
    groups, least = _Groups(), 1.0
    for link in links:
        if groups.group(link.a) is not groups.group(link.b):
            groups.join(link.a, link.b)
            least = min(least, evidence.weight(link))
    return least
