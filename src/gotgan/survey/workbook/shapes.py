"""What goes out in a workbook, what comes back, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Item, Questionnaire, Words
from gotgan.terms.survey import Answer

MOST_PROBLEMS = 2_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: on which sheet of it, in which cell (A1; of CSV a line, of JSON an item).

    `item` is the key of the item that is asked there, where one is.
    """

    sheet: str
    cell: str
    what: str
    remedy: str
    item: str = ""

    def to_json(self) -> dict[str, str]:
        said = {"sheet": self.sheet, "cell": self.cell, "what": self.what, "remedy": self.remedy}
        return {**said, "item": self.item}

    @classmethod
    def of(cls, sheet: str, cell: str, issue: Issue, item: str = "") -> Problem:
        return cls(sheet, cell, issue.what, issue.remedy, item)


class Problems:
    """What is found wrong, one by one: the first `MOST_PROBLEMS` are kept, of the others how many there were."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._more = 0

    def __len__(self) -> int:
        return len(self._kept) + self._more

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._kept)

    def append(self, problem: Problem) -> None:
        if len(self._kept) < MOST_PROBLEMS:
            self._kept.append(problem)
        else:
            self._more += 1

    def extend(self, problems: Iterable[Problem]) -> None:
        for each in problems:
            self.append(each)

    def take(self, other: Problems) -> None:
        """All of another list, its uncounted ones too."""
        self.extend(other)
        self._more += other._more

    def listed(self) -> tuple[Problem, ...]:
        """Those that are kept, and a last one that says how many more there are."""
        if not self._more:
            return tuple(self._kept)
        return (*self._kept, Problem("", "", f"there are {self._more} more problems", "put these right first"))


@dataclass(frozen=True)
class BookSheet:
    """One sheet of the survey. `refusal` says why its answers cannot be changed now; `shown` are the items asked."""

    id: str
    title: str
    revision: int
    wave: int
    answers: Mapping[str, Answer]
    shown: frozenset[str] = frozenset()
    address: str = ""
    system: str = ""
    state: str = "draft"
    refusal: Issue | None = None


@dataclass(frozen=True)
class Book:
    """An organisation in a campaign, and the part of its sheets that goes into one file."""

    form: Questionnaire
    campaign: str
    target: int
    organisation: str
    title: Words
    body: Words
    closes: str
    made: str
    is_whole: bool
    """Whether any of the sheets is asked everything (the second wave)."""


@dataclass(frozen=True)
class Entry:
    """What a file says of one item of one sheet. `base` is the print of the value that the download held, if known.

    `cells` leads places of the value ("item", "item[2].part") to where they stand.
    """

    sheet_id: str
    item: Item
    value: Any
    revision: int
    sheet: str
    cell: str
    base: str | None = None
    confirms: bool = False
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def place_of(self, place: str) -> tuple[str, str]:
        """Sheet and cell of a place of the value; the first cell of the item where it has none of its own."""
        return self.cells.get(place, (self.sheet, self.cell))


@dataclass(frozen=True)
class Change:
    """One item that the file changes, or whose suggestion it confirms. `theirs`: it was changed online since."""

    sheet: str
    title: str
    item: str
    before: Any
    after: Any
    revision: int
    theirs: Mapping[str, Any] | None = None
    is_confirmation: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet, "title": self.title, "item": self.item, "before": self.before, "after": self.after,
            "revision": self.revision, "theirs": dict(self.theirs) if self.theirs else None,
            "is_confirmation": self.is_confirmation,
        }  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a file holds: entries to compare with what is stored, and everything that is wrong.

    Entries are read as they are taken, those of a sheet one after another; `problems` is whole once they all were.
    """

    entries: Iterable[Entry] = ()
    problems: Problems = field(default_factory=Problems)
    form: Questionnaire | None = None

    @classmethod
    def refused(cls, *problems: Problem) -> Read:
        """Nothing of it is read."""
        found = cls()
        found.problems.extend(problems)
        return found


@dataclass(frozen=True)
class Compared:
    """Changes to show, and everything that is wrong; with a problem anywhere nothing may be applied."""

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    same: int = 0


Sheets = Iterable[BookSheet]


@dataclass(frozen=True)
class Known:
    """What is stored: the sheets that a file may speak of, and the questionnaires under which it may have been made.

    `ids` are those of all sheets; `sheets_of` reads some of them, for all at once may be more than memory should hold.
    `earlier` leads (key, version) to the versions from that one up to the campaign's, in order.
    """

    form: Questionnaire
    campaign: str
    target: int
    organisation: str
    ids: Collection[str]
    sheets_of: Callable[[Collection[str]], Mapping[str, BookSheet]]
    earlier: Mapping[tuple[str, int], tuple[Questionnaire, ...]] = field(default_factory=dict)
