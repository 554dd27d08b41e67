"""What goes into a workbook, what a filled one is held against, and those that came in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from gotgan.survey.models import Form, Sheet, Target, Workbook
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.reach import find_target, sheets_in
from gotgan.survey.queries.sheets import Place, place_of
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import values_of
from gotgan.survey.rules.dates import closes_for, may_write_now, moment
from gotgan.survey.rules.people import may_answer, may_see
from gotgan.survey.rules.states import WRITABLE
from gotgan.survey.workbook.shapes import Book, BookSheet, Known
from gotgan.terms.errors import Issue, NotFound
from gotgan.terms.questionnaire import Questionnaire, Words
from gotgan.terms.role import Viewer
from gotgan.terms.survey import Answer, SheetState

MOST_SHEETS = 1_000
"""In one workbook; more go into a second one."""
SHOWN = 30
_CHUNK = 100


class NoSuchWorkbook(NotFound):
    """There is no such workbook, or it is not for this person to know."""


@dataclass(frozen=True)
class WorkbookView:
    """One workbook that came in, without its lists."""

    id: str
    file_name: str
    size_bytes: int
    state: str
    job_id: int | None
    by: str
    at: Any
    applied: Any
    sha256: str = ""
    removed: Any = None


@dataclass(frozen=True)
class WorkbookPage:
    """A workbook with what is wrong with it, or what it changes."""

    view: WorkbookView
    place: Place
    form: Questionnaire
    may_apply: bool
    problems: Sequence[dict[str, Any]]
    changes: Sequence[dict[str, Any]]

    @property
    def conflicts(self) -> Sequence[dict[str, Any]]:
        return [each for each in self.changes if each["theirs"]]


@dataclass(frozen=True)
class WorkbooksPage:
    """The page where workbooks go out and come in. `parts`: in how many files the sheets go out."""

    place: Place
    may_upload: bool
    parts: int
    sheets: int
    came_in: Sequence[WorkbookView]


def workbooks_page(viewer: Viewer, target_id: int) -> WorkbooksPage:
    """Raises: NoSuchSheet for a stranger."""
    target = find_target(viewer, target_id)
    sheets = sheets_in(viewer, target).count()
    own = bool(may_see(viewer, target.organisation_id))
    rows = Workbook.objects.filter(target=target).defer("problems", "changes")[:SHOWN] if own else ()
    place = place_of(target)
    may = bool(place.may_write) and bool(may_answer(viewer, target.organisation_id))
    return WorkbooksPage(place, may, max(1, -(-sheets // MOST_SHEETS)), sheets, tuple(map(_view, rows)))


def workbook_page(viewer: Viewer, workbook_id: str) -> WorkbookPage:
    """Raises: NoSuchWorkbook, also for a stranger."""
    row = (
        Workbook.objects.select_related("target__campaign", "target__organisation").filter(pk=workbook_id[:32]).first()
    )
    if row is None or not may_see(viewer, row.target.organisation_id):
        raise NoSuchWorkbook(f"workbook {workbook_id[:32]}: there is no such workbook; see the list of uploads")
    place = place_of(row.target)
    may = bool(place.may_write) and bool(may_answer(viewer, place.organisation))
    form = form_of(row.target.campaign.form_id)
    return WorkbookPage(_view(row), place, form, may, row.problems, row.changes)


def _view(row: Workbook) -> WorkbookView:
    return WorkbookView(
        row.pk, row.file_name, row.size_bytes, row.state, row.job_id, row.by, row.at, row.applied, row.sha256,
        row.removed,
    )  # fmt: skip


def book_of(viewer: Viewer, target_id: int, *, part: int = 1) -> tuple[Book, Iterator[BookSheet]]:
    """An organisation's sheets that the viewer reaches, by title; `part` counts from 1. Raises: NoSuchSheet."""
    target = find_target(viewer, target_id)
    reached = sheets_in(viewer, target)
    rows = reached.order_by("title", "pk")[(part - 1) * MOST_SHEETS : part * MOST_SHEETS]
    form, closed = form_of(target.campaign.form_id), _closed(target)
    is_whole = reached.filter(wave__gt=1).exists()
    sheets = (book_sheet(form, row, closed) for row in rows.iterator(chunk_size=_CHUNK))
    return _book(target, form, is_whole=is_whole), sheets


def _book(target: Target, form: Questionnaire, *, is_whole: bool) -> Book:
    campaign, organisation = target.campaign, target.organisation
    return Book(
        form=form, campaign=campaign.pk, target=target.pk, organisation=str(target.organisation_id),
        title=Words(campaign.title_ko, campaign.title_en or campaign.title_ko),
        body=Words(organisation.name_ko, organisation.name_en or organisation.name_ko),
        closes=moment(closes_for(campaign, target)), made=timezone.now().isoformat(timespec="seconds"),
        is_whole=is_whole,
    )  # fmt: skip


def _closed(target: Target) -> Issue | None:
    decision = may_write_now(target.campaign, target, timezone.now())
    return None if decision else Issue("campaign", "; ".join(decision.reasons))


def book_sheet(form: Questionnaire, row: Sheet, closed: Issue | None = None) -> BookSheet:
    """A sheet as a workbook takes it."""
    facts = facts_of_sheet(row)
    shown = shown_items(form, values_of(row.answers), facts, row.wave)
    refusal = closed
    if refusal is None and SheetState(row.state) not in WRITABLE:
        refusal = Issue("sheet", f"the sheet is {row.state}", "take it back or have it returned first")
    return BookSheet(
        id=row.pk, title=row.title, revision=row.revision, wave=row.wave,
        answers={key: Answer.from_json(each) for key, each in row.answers.items()},
        shown=frozenset(item.key for item in shown), address=facts.address if facts else "", system=row.system,
        state=row.state, refusal=refusal,
    )  # fmt: skip


def known_of(target_id: int) -> Known:
    """All sheets of an organisation, against which a file is held. The caller has asked who may."""
    target = Target.objects.select_related("campaign").get(pk=target_id)
    form = form_of(target.campaign.form_id)
    own = Sheet.objects.filter(target=target)

    def sheets_of(ids: Collection[str]) -> dict[str, BookSheet]:
        return {row.pk: book_sheet(form, row) for row in own.filter(pk__in=ids)}

    return Known(
        form=form, campaign=target.campaign_id, target=target.pk, organisation=str(target.organisation_id),
        ids=frozenset(own.values_list("pk", flat=True)), sheets_of=sheets_of, earlier=_earlier(form),
    )  # fmt: skip


def _earlier(form: Questionnaire) -> dict[tuple[str, int], tuple[Questionnaire, ...]]:
    rows = Form.objects.filter(key=form.key, version__lt=form.version, published__isnull=False).order_by("version")
    versions = [form_of(key) for key in rows.values_list("pk", flat=True)] + [form]
    return {(each.key, each.version): tuple(versions[place:]) for place, each in enumerate(versions[:-1])}


def work_of(workbook_id: str) -> tuple[int, int, str, str] | None:
    """(target, where its bytes lie, sha256, state) of a workbook; None when it is gone."""
    found = Workbook.objects.filter(pk=workbook_id)
    return found.values_list("target_id", "kept_under", "sha256", "state").first()


def files_to_remove(now: datetime) -> tuple[str, ...]:
    """Workbooks whose bytes nobody needs any more.

    Refused and thrown away: at once. Applied: GOTGAN_WORKBOOK_DAYS after the campaign was frozen. All others: once
    it is frozen, for they cannot be applied any more.
    """
    until = now - timedelta(days=settings.GOTGAN_WORKBOOK_DAYS)
    rows = Workbook.objects.filter(removed=None).filter(
        Q(state__in=("refused", "discarded"))
        | Q(target__campaign__frozen__lte=until)
        | Q(target__campaign__frozen__isnull=False) & ~Q(state="applied")
    )
    return tuple(rows.order_by("at", "pk").values_list("pk", flat=True))


def kept_files() -> set[tuple[str, str]]:
    """(where it lies, sha256) of every workbook whose bytes are still there."""
    rows = Workbook.objects.filter(removed=None).values_list("kept_under", "sha256")
    return {(str(kept_under), sha256) for kept_under, sha256 in rows}
