"""A published version of a list, as the room hands it to whoever shows it; and what came of its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Interval

CORE, CONTESTED, RESERVE = "core", "contested", "reserve"
CORE_FROM, RESERVE_FROM = 0.9, 0.1
"""Acceptability from which a member is core, and one left out is of the reserve, where the rules say nothing else."""


@dataclass(frozen=True)
class ListedDataset:
    """One candidate of a list as it was when the list was solved. `mode` is empty and `value` None for who is out.

    `acceptability` 0 to 1: the share of weightings in which it is among the first by score. `reasons`: why it is in or
    out; those of members name no other dataset."""

    dataset: str
    title: str
    title_en: str
    organisation: str
    organisation_name: str
    organisation_name_en: str
    standing: str
    acceptability: float
    score: float
    mode: str = ""
    value: float | None = None
    field: str = ""
    modality: str = ""
    cluster: str = ""
    reasons: tuple[Words, ...] = ()
    least_change: tuple[Mapping[str, Any], ...] | None = None

    @property
    def is_member(self) -> bool:
        return bool(self.mode)


@dataclass(frozen=True)
class Limit:
    """One constraint: how far the list is from it, and what one more unit of it would add at the margin; None where
    there is no distance, or no margin. `of` says what the value in its name is called, such as the institution of a
    code; None: as it stands. `is_rest`: others of its column have a limit of their own."""

    name: str
    value: float | None
    slack: float | None
    price: float | None
    of: Words | None = None
    is_rest: bool = False


@dataclass(frozen=True)
class WithdrawnList:
    """What stays to be known of a published version that was taken back. `is_followed`: another version is public."""

    slug: str
    name: Words
    number: int
    at: datetime
    reason: str
    is_followed: bool


@dataclass(frozen=True)
class CriterionLine:
    """`because` is set where the panel did not agree enough for the criterion to decide. `moved_down` and `moved_up`:
    how many of the first by score change when its weight alone goes down or up by the spread; None: not worked out."""

    id: str
    weight: float
    because: Words | None = None
    moved_down: int | None = None
    moved_up: int | None = None


@dataclass(frozen=True)
class Objection:
    """What somebody held against the list, and the answer. Not `is_member`: of a dataset that was not chosen, whose
    title stays inside."""

    title: Words
    text: str
    answer: str
    is_member: bool = True


@dataclass(frozen=True)
class PublishedList:
    """One published version. `left` holds the reserve, and who is out only where it was asked for whole; `counts` by
    class are of all. `sha256` by part: document, candidates, rules."""

    id: str
    slug: str
    number: int
    numbers: tuple[int, ...]
    name: Words
    purpose: Words
    owner: str
    owner_name: str
    owner_name_en: str
    signed_at: datetime | None
    signed_by: str
    members: tuple[ListedDataset, ...]
    left: tuple[ListedDataset, ...]
    counts: Mapping[str, int]
    criteria: tuple[CriterionLine, ...]
    limits: tuple[Limit, ...]
    gates: tuple[str, ...]
    draws: int
    spread: float
    notes: tuple[str, ...]
    sha256: Mapping[str, str]
    objective: float | None = None
    minutes: str = ""
    objections: tuple[Objection, ...] = ()
    names_reserve: bool = False
    shows_minutes: bool = False
    core_from: float = CORE_FROM
    reserve_from: float = RESERVE_FROM

    @property
    def newest(self) -> bool:
        return self.number == max(self.numbers)

    @property
    def reserve(self) -> tuple[ListedDataset, ...]:
        return tuple(each for each in self.left if each.standing == RESERVE)

    @property
    def priced(self) -> tuple[Limit, ...]:
        """The constraints that have a price; a gate is told apart and has none."""
        return tuple(each for each in self.limits if not each.name.startswith("gates."))

    def count(self, standing: str) -> int:
        """Members of that class; for the reserve those left out."""
        return self.counts.get(standing, 0)


@dataclass(frozen=True)
class ListName:
    """A published list where it is only named: its address, and who answers for it."""

    slug: str
    name: Words
    owner_name: str
    owner_name_en: str


@dataclass(frozen=True)
class Uses:
    """How often a dataset was used so far, as later rooms count: files fetched, grants given, zone projects begun."""

    downloads: int = 0
    grants: int = 0
    projects: int = 0

    @property
    def total(self) -> int:
        return self.downloads + self.grants + self.projects


@dataclass(frozen=True)
class MonthOfUse:
    """Uses within one month, `month` being its first day; up to now for the present one."""

    month: date
    uses: Uses


@dataclass(frozen=True)
class Estimate:
    """What the trial that a member was chosen by said its processing would take."""

    trial: int
    made: datetime
    hours: Interval | None = None
    won: Interval | None = None


@dataclass(frozen=True)
class MemberEffort:
    """What work orders on a member took since its list was begun, all of them together. `hours` and `won` as people
    wrote them down, None where nobody did; `machine_seconds` as measured; `released` once every order has released;
    `days` from the first opened to the last released, until then to today.

    `estimate`: None without one, or where an order is older than it. `hours_held`, `won_held`: whether it held, within,
    under or over; open while an order is not done and no more was spent; empty where nothing can be compared."""

    orders: int
    opened: date
    released: date | None
    days: int
    machine_seconds: float = 0.0
    hours: float | None = None
    won: int | None = None
    estimate: Estimate | None = None
    hours_held: str = ""
    won_held: str = ""


@dataclass(frozen=True)
class MemberOutcome:
    """What came of one member since its list was published. `state`: early, used or unused; `cost_won` None: nobody
    said; `won_per_use` None: no use, or no cost known."""

    dataset: str
    title: str
    title_en: str
    organisation_name: str
    organisation_name_en: str
    state: str
    days: int
    uses: Uses
    months: tuple[MonthOfUse, ...] = ()
    cost_won: int | None = None
    entered_won: int | None = None
    """The part of the cost that a person entered; the rest was handed down."""
    won_per_use: float | None = None
    effort: MemberEffort | None = None
    """None where no work order was opened since the list was begun."""


@dataclass(frozen=True)
class ListOutcome:
    """Of a whole list, its newest published version."""

    slug: str
    name: Words
    number: int
    published_on: date | None
    members: tuple[MemberOutcome, ...] = field(default=())

    def count(self, state: str) -> int:
        return sum(each.state == state for each in self.members)

    @property
    def cost_won(self) -> int | None:
        known = [each.cost_won for each in self.members if each.cost_won is not None]
        return sum(known) if known else None

    @property
    def uses(self) -> int:
        return sum(each.uses.total for each in self.members)

    @property
    def cost_known(self) -> int:
        """How many members' costs are known."""
        return sum(each.cost_won is not None for each in self.members)

    @property
    def won_per_use(self) -> float | None:
        """Of the members whose cost is known: theirs together by their uses together."""
        known = [each for each in self.members if each.cost_won is not None]
        uses = sum(each.uses.total for each in known)
        return sum(each.cost_won or 0 for each in known) / uses if known and uses else None

    @property
    def efforts(self) -> tuple[MemberEffort, ...]:
        return tuple(each.effort for each in self.members if each.effort is not None)

    @property
    def judged(self) -> tuple[MemberEffort, ...]:
        """Efforts whose hours can be held against the estimate: all orders done, or more spent already."""
        return tuple(each for each in self.efforts if each.hours_held not in ("", "open"))

    @property
    def hours_spent(self) -> float:
        """Of those that are judged."""
        return sum(each.hours or 0.0 for each in self.judged)

    @property
    def hours_estimated(self) -> float:
        return sum(each.estimate.hours.value for each in self.judged if each.estimate and each.estimate.hours)

    @property
    def most_hours(self) -> float:
        """The most that any effort took or was estimated to: the full length of a bar."""
        estimated = [each.estimate.hours.high for each in self.efforts if each.estimate and each.estimate.hours]
        return max((*estimated, *(each.hours or 0.0 for each in self.efforts)), default=0.0)
