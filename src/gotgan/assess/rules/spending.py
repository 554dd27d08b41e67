"""Duplicate spending: what was spent on the same data by different institutions, as far as they answered.

What is spent again is an upper bound of what was answered: see ASSUMPTIONS. What nobody answered is listed, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

FORMAT = "gotgan-duplicate-spending/1"
ASSUMPTIONS = ("whole_cost", "dearest", "representative", "unanswered", "not_accepted")
"""Codes of what the figures assume, in the order in which a page says them."""


class Cost(StrEnum):
    """What an institution said of the cost. `not_asked`: no accepted sheet of the survey speaks of the dataset."""

    GIVEN = "given"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "na"
    EMPTY = "empty"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Spent:
    """What was answered of one member: `won` where `cost` is given; `sheet` with its revision and the frozen result
    that it stands in, where there is one. `body`: the institution that it is counted under (see duplicate_of)."""

    dataset: str
    organisation: str
    cost: Cost = Cost.NOT_ASKED
    won: int | None = None
    programme: str = ""
    first_year: int | None = None
    sheet: str = ""
    revision: int = 0
    snapshot: str = ""
    body: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset, "organisation": self.organisation, "counted_under": self.body,
            "cost": str(self.cost), "won": self.won, "budget_programme": self.programme,
            "first_year": self.first_year, "sheet": self.sheet, "revision": self.revision, "snapshot": self.snapshot,
        }  # fmt: skip


@dataclass(frozen=True)
class Duplicate:
    """One cluster of several institutions. `counted`: of each institution the member with the dearest answer."""

    cluster: str
    state: str
    representative: str
    members: tuple[Spent, ...]
    counted: tuple[Spent, ...]

    @property
    def total(self) -> int:
        """Won, of those that answered."""
        return sum(each.won or 0 for each in self.counted)

    @property
    def again(self) -> int:
        """All but what the representative's institution spent."""
        return sum(each.won or 0 for each in self.repeated)

    @property
    def repeated(self) -> tuple[Spent, ...]:
        keeper = next((each.body for each in self.members if each.dataset == self.representative), None)
        return tuple(each for each in self.counted if each.body != keeper)

    @property
    def bodies(self) -> int:
        return len({each.body for each in self.members})

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Institutions without any answer in won."""
        answered = {each.body for each in self.counted}
        return tuple(sorted({each.body for each in self.members} - answered))

    @property
    def internal(self) -> tuple[Spent, ...]:
        """Further copies in an institution that is counted once already."""
        return tuple(each for each in self.members if each.won is not None and each not in self.counted)

    @property
    def is_known(self) -> bool:
        """Whether at least two institutions answered, so that something may have been spent again."""
        return len(self.counted) > 1

    def to_json(self) -> dict[str, Any]:
        return {
            "cluster": self.cluster, "state": self.state, "representative": self.representative,
            "members": [each.to_json() for each in self.members], "total_won": self.total, "again_won": self.again,
            "unanswered": list(self.unanswered), "not_counted": [each.dataset for each in self.internal],
        }  # fmt: skip


def duplicate_of(
    cluster: str, state: str, representative: str, members: Iterable[Spent], successors: Mapping[str, Sequence[str]]
) -> Duplicate | None:
    """None where all members are of one institution: its own copies are no duplicate spending.

    An institution that took another's place counts under it, since its data may be registered under both; two that
    were merged spent apart, and count apart.
    """
    rows = tuple(members)
    counted_under = _counted_under({each.organisation for each in rows}, successors)
    if len(set(counted_under.values())) < 2:
        return None
    placed = sorted(
        (replace(each, body=counted_under[each.organisation]) for each in rows),
        key=lambda each: (each.body, each.organisation, each.dataset),
    )
    return Duplicate(cluster, state, representative, tuple(placed), _dearest(placed))


def _counted_under(codes: Iterable[str], successors: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """{institution: the first among them whose place it took, else itself}."""
    known = sorted(set(codes))
    return {code: next((each for each in known if code in successors.get(each, ())), code) for code in known}


def _dearest(members: Iterable[Spent]) -> tuple[Spent, ...]:
    best: dict[str, Spent] = {}
    for each in members:
        if each.won is not None and (each.body not in best or each.won > (best[each.body].won or 0)):
            best[each.body] = each
    return tuple(best[code] for code in sorted(best))


@dataclass(frozen=True)
class Programme:
    """One budget programme as it was written: clusters it stands in, and won answered under it that are spent again."""

    name: str
    clusters: int
    total: int
    again: int


def by_programme(duplicates: Iterable[Duplicate]) -> tuple[Programme, ...]:
    """Most spent again first; answers without a programme stand under an empty name."""
    sums: dict[str, list[int]] = {}
    for each in duplicates:
        for name in {one.programme for one in each.counted}:
            sums.setdefault(name, [0, 0, 0])[0] += 1
        for one in each.counted:
            sums[one.programme][1] += one.won or 0
        for one in each.repeated:
            sums[one.programme][2] += one.won or 0
    found = [Programme(name, *numbers) for name, numbers in sums.items()]
    return tuple(sorted(found, key=lambda each: (-each.again, -each.total, each.name)))


def document_of(duplicates: Iterable[Duplicate], *, measured: str, internal: int) -> dict[str, Any]:
    """The report as it is kept and hashed: no clock time, no names. `measured`: of which pairs clusters were made."""
    found = tuple(sorted(duplicates, key=lambda each: each.cluster))
    return {
        "format": FORMAT, "measured": measured, "assumptions": list(ASSUMPTIONS), "internal_clusters": internal,
        "snapshots": sorted({one.snapshot for each in found for one in each.members if one.snapshot}),
        "clusters": [each.to_json() for each in found],
    }  # fmt: skip
