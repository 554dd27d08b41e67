"""How far a campaign is: by organisation, by ministry, by item, from the counts that each organisation keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gotgan.terms.questionnaire import Item
from gotgan.terms.survey import TargetState

SUMS = (
    "sheets", "drafts", "submitted", "signed_sheets", "returned", "accepted", "needed", "confirmed", "suggested",
    "blocks", "warns", "systems", "silent_systems",
)  # fmt: skip


class Level(StrEnum):
    """How far one organisation is. `silent`: it has not answered anything yet."""

    SILENT = "silent"
    BEGUN = "begun"
    HALF = "half"
    NEARLY = "nearly"
    NONE_HELD = "none_held"
    WAITS = "waits"
    DONE = "done"


@dataclass(frozen=True)
class Counted:
    """One organisation's counts; `ministry` is the body at its head."""

    organisation: str
    ministry: str
    state: TargetState
    counts: Mapping[str, int]
    is_asked: bool = True

    @property
    def level(self) -> Level:
        return level_of(self.state, self.counts["confirmed"], self.counts["needed"])

    @property
    def answered(self) -> float | None:
        return share_of(self.counts["confirmed"], self.counts["needed"])


@dataclass
class Sums:
    """Organisations added up. `levels` counts them by how far they are."""

    organisations: int = 0
    levels: Counter[Level] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: Counted) -> None:
        self.organisations += 1
        self.levels[one.level] += 1
        for name in SUMS:
            self.counts[name] += one.counts[name]

    def join(self, others: Sums) -> None:
        self.organisations += others.organisations
        self.levels.update(others.levels)
        self.counts.update(others.counts)

    @property
    def answered(self) -> float | None:
        return share_of(self.counts["confirmed"], self.counts["needed"])

    @property
    def done(self) -> int:
        return self.levels[Level.DONE]

    @property
    def silent(self) -> int:
        return self.levels[Level.SILENT]


@dataclass(frozen=True)
class ItemCoverage:
    """One item over all sheets that ask it. The five add up to `needed`."""

    item: Item
    needed: int
    answered: int
    unknown: int
    na: int
    suggested: int

    @property
    def empty(self) -> int:
        return self.needed - self.answered - self.unknown - self.na - self.suggested

    @property
    def share(self) -> float:
        return share(self.needed - self.empty - self.suggested, self.needed)


@dataclass(frozen=True)
class Coverage:
    """The whole campaign. `ministries` by code, those with the most organisations first."""

    whole: Sums
    ministries: Mapping[str, Sums]


def level_of(state: TargetState, confirmed: int, needed: int) -> Level:
    """A signed organisation is done, whatever is left open in it."""
    if state is TargetState.SIGNED:
        return Level.DONE
    if state is TargetState.NONE_HELD:
        return Level.NONE_HELD
    if state is TargetState.DECLARED:
        return Level.WAITS
    if not confirmed:
        return Level.SILENT
    part = share(confirmed, needed)
    return Level.BEGUN if part < 1 / 3 else Level.HALF if part < 2 / 3 else Level.NEARLY


def share(part: int, whole: int) -> float:
    """0 where nothing is asked."""
    return part / whole if whole else 0.0


def share_of(part: int, whole: int) -> float | None:
    """None where nothing is asked: that is not the same as nothing answered."""
    return part / whole if whole else None


def cover(rows: Iterable[Counted]) -> Coverage:
    """Add up every organisation: one pass."""
    whole, ministries = Sums(), dict[str, Sums]()
    for row in rows:
        ministries.setdefault(row.ministry, Sums()).add(row)
    for sums in ministries.values():
        whole.join(sums)
    ranked = sorted(ministries.items(), key=lambda pair: (-pair[1].organisations, pair[0]))
    return Coverage(whole, dict(ranked))


def item_coverage(items: Iterable[Item], tally: Mapping[str, Sequence[int]]) -> tuple[ItemCoverage, ...]:
    """Every item that was asked of somebody, in the order of the questionnaire."""
    return tuple(_item(item, tally[item.key]) for item in items if item.key in tally)


def _item(item: Item, counts: Sequence[int]) -> ItemCoverage:
    confirmed, suggested, unknown, na, needed = counts
    return ItemCoverage(item, needed, confirmed - unknown - na, unknown, na, suggested)


def root_of(code: str, parents: Mapping[str, str | None]) -> str:
    """The body at the head of those above, the body itself when there is none; a circle ends where it began."""
    seen = {code}
    while (parent := parents.get(code)) and parent in parents and parent not in seen:
        code = parent
        seen.add(code)
    return code
