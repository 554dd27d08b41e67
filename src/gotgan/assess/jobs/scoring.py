"""Scoring datasets by every rule book: subjects gathered in batches, sheets kept as they are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import structlog

from gotgan.assess.actions.scoring import Looked, NewSheet, begin_run, finish_run, keep_looked
from gotgan.assess.models import KeptSheet
from gotgan.assess.queries.scoring import cursor_after, newest_of
from gotgan.assess.queries.subjects import BATCH, subjects_of
from gotgan.assess.rules.moving import changes_between
from gotgan.assess.rules.scoring import Scope
from gotgan.assess.rules.sheets import method_shares, pack_with_print
from gotgan.engine import quality
from gotgan.engine.quality.book import ANY_USE
from gotgan.inventory import queries as inventory
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import GotganError
from gotgan.terms.job import JobContext
from gotgan.terms.plain import as_plain
from gotgan.terms.readiness import ScoreSheet, Subject

DQV_BOOKS = ("mqa",)
"""Books about metadata: portals exchange what they say as DQV."""
log = structlog.get_logger("gotgan.assess")
Known = dict[tuple[str, str], KeptSheet]


def score(*dataset_ids: str, context: JobContext) -> None:
    """Score these datasets, or all that are held. Interrupted, a pass over all goes on where it stood."""
    if dataset_ids:
        _run(context, Scope.GIVEN, dataset_ids)
    else:
        _run(context, Scope.ALL)


def score_changed(*, context: JobContext) -> None:
    """Score the datasets that changed since the last pass; all of them where a book did. Nothing changed: no run."""
    context.heartbeat({"datasets": 0})
    if inventory.datasets_changed_since(cursor_after(_named_books(_books())), 1):
        _run(context, Scope.CHANGED)


def _run(context: JobContext, scope: Scope, given: Sequence[str] = ()) -> None:
    books = _books()
    run = begin_run(job_id=context.job_id, scope=scope, books=_named_books(books))
    cursor, began = run.cursor, run.datasets
    done, of = began, len(given) if scope is Scope.GIVEN else began + inventory.count_changed_since(cursor)
    context.heartbeat({"datasets": done, "of": of, "began": began})
    for records in _named(given) if scope is Scope.GIVEN else _batches(cursor):
        looked = list(_look_at(records, books))
        cursor = cursor if scope is Scope.GIVEN else inventory.cursor_of(records[-1])
        keep_looked(run_id=run.pk, looked=looked, cursor=cursor)
        done += len(looked)
        context.heartbeat({"datasets": done, "of": of, "began": began})
        if context.is_cancelled():
            return
    finish_run(run_id=run.pk)


def _books() -> list[quality.Book]:
    return [quality.open_book(name) for name in quality.book_names()]


def _named_books(books: Sequence[quality.Book]) -> dict[str, dict[str, str]]:
    """As a run keeps them: version and title."""
    return {book.id: {"version": book.version, **as_plain(book.title)} for book in books}


def _batches(cursor: str) -> Iterator[tuple[DatasetRecord, ...]]:
    """Every dataset that changed since, removed ones too."""
    while records := inventory.datasets_changed_since(cursor, BATCH):
        yield records
        cursor = inventory.cursor_of(records[-1])


def _named(dataset_ids: Sequence[str]) -> Iterator[tuple[DatasetRecord, ...]]:
    for start in range(0, len(dataset_ids), BATCH):
        yield tuple(inventory.datasets_of(dataset_ids[start : start + BATCH]).values())


def _look_at(records: Sequence[DatasetRecord], books: Sequence[quality.Book]) -> Iterator[Looked]:
    """What is no longer held keeps its sheets as history; none of them is its newest any more."""
    for each in records:
        if not each.is_live:
            yield Looked(each.id, each.organisation)
    held = [each for each in records if each.is_live]
    newest = newest_of([each.id for each in held], with_documents=True)
    for subject in subjects_of(held):
        yield _look(subject, books, newest.get(subject.record.id, {}))


def _look(subject: Subject, books: Sequence[quality.Book], known: Known) -> Looked:
    record = subject.record
    try:
        made = [_new(sheet, known, record.address) for sheet in _sheets(subject, books)]
    except GotganError as error:
        return Looked(record.id, record.organisation, problem=str(error))
    except Exception as error:  # noqa: BLE001 - one dataset must not stop the others; a message may quote data
        log.warning("not_scored", dataset=record.id, error=type(error).__name__)
        return Looked(record.id, record.organisation, problem=type(error).__name__)
    new = [each for each in made if isinstance(each, NewSheet)]
    same = [each for each in made if isinstance(each, int)]
    return Looked(record.id, record.organisation, record.field, tuple(record.modality), new, same)


def _sheets(subject: Subject, books: Sequence[quality.Book]) -> list[ScoreSheet]:
    """By every book; by one that parts by use, one for each use the dataset has, or for none in particular."""
    uses = quality.uses_of(subject)
    wanted = [(book, use) for book in books for use in [each for each in uses if each in book.uses] or [ANY_USE]]
    return quality.sheets_of(subject, wanted)


def _new(sheet: ScoreSheet, known: Known, address: str) -> NewSheet | int:
    """The sheet as it is to be kept; or the id of the one before that says the same."""
    packed, evidence = pack_with_print(sheet.to_json())
    before = known.get((sheet.book, sheet.use))
    if before is not None and before.evidence == evidence:
        return before.pk
    return NewSheet(
        packed=packed,
        evidence=evidence,
        version=sheet.version,
        book=sheet.book,
        book_version=sheet.book_version,
        use=sheet.use,
        total=sheet.total,
        most=sheet.most,
        factors={each.id: each.value for each in sheet.factors},
        gates={each.id: str(each.state) for each in sheet.gates},
        method_shares=method_shares(sheet),
        packed_dqv=_dqv(sheet, address) if sheet.book in DQV_BOOKS else None,
        before=before.pk if before else None,
        moved=as_plain(list(changes_between(ScoreSheet.from_json(before.document), sheet))) if before else (),
    )


def _dqv(sheet: ScoreSheet, address: str) -> bytes:
    return pack_with_print(quality.dqv_of(sheet, f"/datasets/{address}"))[0]
