"""A dataset's score sheets: the newest by book and use, one in full, and those before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gotgan.assess.models import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.rules.people import may_see_scores
from gotgan.assess.rules.scoring import READINESS
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.survey.queries.accepted import AnsweredSheet, answered_sheet
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import ScoreSheet
from gotgan.terms.role import Viewer

MOST_BEFORE = 50
_HEAVY = ("packed", "packed_dqv", "factors", "gates", "method_shares")


class NoSuchScores(NotFound):
    """There is no such dataset or score sheet, or it is not for this person to see."""


@dataclass(frozen=True)
class Tab:
    """One newest sheet of the dataset: by another book, or for another use."""

    sheet: int
    book: str
    title: Words
    use: str
    is_here: bool


@dataclass(frozen=True)
class DatasetScores:
    """A dataset that the viewer may see the scores of; `rows` its newest sheets, without what they say."""

    dataset: DatasetRecord
    body: Organisation | None
    rows: tuple[KeptSheet, ...]
    problem: str = ""
    """Why the last run could not score it."""

    @property
    def first(self) -> KeptSheet | None:
        """What stands for the dataset: readiness for its best use, else any book's best."""
        best = [row for row in self.rows if row.is_best]
        return next((row for row in best if row.book == READINESS), best[0] if best else None)


@dataclass(frozen=True)
class SheetPage:
    """One sheet in full. `books` are tabs, one a book; `uses` those of this book; `before` the sheets of this book and
    use, newest first, this one too. `answered`: the survey's sheet of the dataset."""

    scores: DatasetScores
    kept: KeptSheet
    sheet: ScoreSheet
    books: tuple[Tab, ...]
    uses: tuple[Tab, ...]
    before: tuple[KeptSheet, ...]
    answered: AnsweredSheet | None


def scores_of(viewer: Viewer, dataset_id: str) -> DatasetScores:
    """Raises: NoSuchScores, also for a stranger."""
    dataset = inventory.dataset(dataset_id)
    if dataset is None or not may_see_scores(viewer, dataset.organisation):
        raise NoSuchScores(f"dataset {dataset_id[:40]}: there is no such dataset; see the scoreboard")
    rows = KeptSheet.objects.filter(dataset=dataset_id, is_newest=True).select_related("run").defer("moved", *_HEAVY)
    return DatasetScores(dataset, organisations.find(dataset.organisation), tuple(rows), _problem(dataset_id))


def _problem(dataset_id: str) -> str:
    """Of the last run that looked at it, as far as that is known: a later sheet says that it went well."""
    found = ScoringProblem.objects.filter(dataset=dataset_id).order_by("-run").first()
    if found is None or KeptSheet.objects.filter(dataset=dataset_id, run__gt=found.run_id).exists():
        return ""
    return found.what


def find_sheet(viewer: Viewer, sheet_id: int) -> tuple[KeptSheet, DatasetScores]:
    """Raises: NoSuchScores, also for a stranger."""
    kept = KeptSheet.objects.select_related("run").filter(pk=sheet_id).first()
    if kept is None:
        raise NoSuchScores(f"score sheet {sheet_id}: there is no such sheet; see the scoreboard")
    return kept, scores_of(viewer, kept.dataset_id)


def sheet_page(viewer: Viewer, sheet_id: int) -> SheetPage:
    """At most thirteen queries. Raises: NoSuchScores."""
    kept, scores = find_sheet(viewer, sheet_id)
    alike = KeptSheet.objects.filter(dataset=kept.dataset_id, book=kept.book, use=kept.use)
    return SheetPage(
        scores=scores,
        kept=kept,
        sheet=ScoreSheet.from_json(kept.document),
        books=_books(scores.rows, kept),
        uses=tuple(_tab(row, row.use == kept.use) for row in scores.rows if row.book == kept.book),
        before=tuple(alike.defer("packed", "packed_dqv", "gates", "method_shares").order_by("-pk")[:MOST_BEFORE]),
        answered=answered_sheet(kept.dataset_id),
    )


def _books(rows: tuple[KeptSheet, ...], kept: KeptSheet) -> tuple[Tab, ...]:
    """The best use of each book, readiness first."""
    best = sorted((row for row in rows if row.is_best), key=lambda row: (row.book != READINESS, row.book))
    return tuple(_tab(row, row.book == kept.book) for row in best)


def _tab(row: KeptSheet, is_here: bool) -> Tab:
    return Tab(row.pk, row.book, title_of(row.run, row.book), row.use, is_here)


def title_of(run: ScoringRun, book: str) -> Words:
    """As the book called itself when it was used."""
    told: dict[str, Any] = run.books.get(book) or {}
    return Words(told.get("ko") or book, told.get("en") or book)
