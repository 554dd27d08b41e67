"""The scoreboard: every score that a person may see, beside each other. Four queries, however many datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gotgan.assess.models import KeptSheet, ScoringRun
from gotgan.assess.queries.score_sheets import NoSuchScores
from gotgan.assess.rules.scoreboard import Line, Scoreboard, Wanted, board_of, sorted_lines
from gotgan.assess.rules.scoring import READINESS, Pace, bodies_seen, pace_of
from gotgan.assess.rules.sheets import unpack
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.job import JobRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.work import queries as work

PER_PAGE = 50
_LINE = (
    "pk", "dataset_id", "organisation_id", "field", "modality", "use", "total", "factors", "gates", "method_shares",
    "is_best",
)  # fmt: skip


@dataclass(frozen=True)
class Titles:
    """How the book of these sheets calls its factors and gates."""

    factors: Mapping[str, Words]
    gates: Mapping[str, Words]


@dataclass(frozen=True)
class BoardPage:
    """One page of the list, sorted; `datasets` and `bodies` by their ids for it. `sees_all`: of every organisation."""

    board: Scoreboard
    titles: Titles
    lines: tuple[Line, ...]
    datasets: Mapping[str, DatasetRecord]
    bodies: Mapping[str, Organisation]
    sees_all: bool
    sort: str
    page: int
    last_run: ScoringRun | None
    going: JobRecord | None
    """A run that somebody asked for and that waits or goes on."""

    @property
    def pace(self) -> Pace | None:
        """How far that run is; None before it told."""
        told = self.going.progress if self.going is not None else {}
        if self.going is None or self.going.started is None or self.going.heartbeat_at is None or not told.get("of"):
            return None
        seconds = (self.going.heartbeat_at - self.going.started).total_seconds()
        return pace_of(done=told["datasets"], of=told["of"], began=told["began"], seconds=seconds)

    @property
    def pages(self) -> int:
        return max(1, -(-self.board.number // PER_PAGE))


def board_page(viewer: Viewer, wanted: Wanted, *, sort: str = "total", page: int = 1) -> BoardPage:
    """Raises: NoSuchScores for a stranger."""
    bodies = bodies_seen(viewer)
    if bodies is not None and not bodies:
        raise NoSuchScores("scores: there is no such page; ask for a role in an organisation")
    board = board_of(_lines(bodies), wanted)
    titles = _titles(board)
    if sort.removeprefix("-") not in ("total", *titles.factors):
        sort = "total"
    page = max(1, min(page, -(-board.number // PER_PAGE) or 1))
    lines = tuple(sorted_lines(board.lines, sort)[(page - 1) * PER_PAGE : page * PER_PAGE])
    return BoardPage(
        board=board,
        titles=titles,
        lines=lines,
        datasets=inventory.datasets_of([line.dataset for line in lines]),
        bodies=organisations.by_codes([code for code, _ in board.facets["organisation"]]),
        sees_all=bodies is None,
        sort=sort,
        page=page,
        last_run=ScoringRun.objects.filter(finished__isnull=False).order_by("-pk").first(),
        going=next(iter(work.unfinished("assess.score")), None),
    )


def _lines(bodies: frozenset[str] | None) -> Iterator[Line]:
    rows = KeptSheet.objects.filter(book=READINESS, is_newest=True)
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    for row in rows.order_by("pk").values_list(*_LINE).iterator(chunk_size=2000):
        yield Line(*row)


def _titles(board: Scoreboard) -> Titles:
    """Out of one sheet: its document carries the words of its book."""
    if not board.lines:
        return Titles({}, {})
    document = unpack(bytes(KeptSheet.objects.values_list("packed", flat=True).get(pk=board.lines[0].sheet)))
    return Titles(
        {each["id"]: Words(**each["title"]) for each in document["factors"]},
        {each["id"]: Words(**each["title"]) for each in document["gates"]},
    )
