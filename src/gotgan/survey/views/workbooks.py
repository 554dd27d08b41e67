"""Workbooks: downloaded, uploaded, their problems or differences shown, and applied or thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gotgan.accounts.answered import actor_of, page_of, viewer_of
from gotgan.survey.actions.workbooks import Applied, apply_workbook, discard_workbook, upload_workbook
from gotgan.survey.queries.workbooks import WorkbookPage, book_of, workbook_page, workbooks_page
from gotgan.survey.workbook.layout import words
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.job import JobState
from gotgan.work import queries as work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 200
_PIECE = 1 << 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_workbooks(request: HttpRequest, target_id: int) -> HttpResponse:
    """Where workbooks go out and come in."""
    page = workbooks_page(viewer_of(request), target_id)
    issues: tuple[Issue, ...] = ()
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Invalid(Issue("file", "it is missing", "choose the file"))
            made = upload_workbook(
                by=actor_of(request), target_id=target_id, file_name=file.name or "", chunks=file.chunks(_PIECE)
            )
            return redirect("workbook", made)
        except Invalid as error:
            issues = tuple(error.issues)
    shown = {"page": page, "parts": range(1, page.parts + 1), "issues": issues}
    return render(request, "survey/workbooks.html", shown, status=422 if issues else 200)


@require_GET
def download(request: HttpRequest, target_id: int) -> HttpResponseBase:
    """The organisation's sheets as one workbook; `?part=2` for those beyond the first thousand."""
    from gotgan.survey.workbook.write import write_workbook

    part = request.GET.get("part", "1")
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 1
    book, sheets = book_of(viewer_of(request), target_id, part=max(1, number))
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        file = Path(folder) / "book.xlsx"
        write_workbook(file, book, sheets, language=language)
        opened = file.open("rb")  # it stays readable after the folder is gone, until the answer is sent
    name = f"{_tame(words(book.body, language))} {book.made[:10]}" + (f" {number}" if number > 1 else "") + ".xlsx"
    answer = FileResponse(opened, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _tame(name: str) -> str:
    """Without what a file's name may not hold."""
    return "".join(letter for letter in name if letter.isprintable() and letter not in '\\/:*?"<>|').strip(" .")


@never_cache
@require_GET
def show_workbook(request: HttpRequest, workbook_id: str) -> HttpResponse:
    return _render(request, workbook_page(viewer_of(request), workbook_id))


def _render(
    request: HttpRequest, page: WorkbookPage, issues: Collection[Issue] = (), status: int = 200
) -> HttpResponse:
    """Problems, or differences: conflicts first, all on the first page, for they are decided in one form."""
    plain = sorted((each for each in page.changes if not each["theirs"]), key=lambda each: each["is_confirmation"])
    listed = Paginator(plain, PER_PAGE).get_page(page_of(request))
    job = work.find_job(page.view.job_id) if page.view.job_id and page.view.state == "received" else None
    shown = {
        "page": page, "listed": listed, "issues": issues, "sheets": len({each["sheet"] for each in page.changes}),
        "confirmations": sum(bool(each["is_confirmation"]) for each in page.changes),
        "emptied": sum(each["after"] is None for each in page.changes),
        "is_broken": job is None or job.state in (JobState.FAILED, JobState.CANCELLED),
        "days": settings.GOTGAN_WORKBOOK_DAYS,
        "problem_list": Paginator(page.problems, PER_PAGE).get_page(page_of(request)),
    }  # fmt: skip
    return render(request, "survey/workbook.html", shown, status=status)


@require_POST
def apply(request: HttpRequest, workbook_id: str) -> HttpResponse:
    """All of it, or nothing; conflicts as they were decided on the page."""
    page = workbook_page(viewer_of(request), workbook_id)
    mine, theirs = set(), set()
    rest = request.POST.get("rest", "")
    for each in page.conflicts:
        key = (each["sheet"], each["item"])
        chosen = request.POST.get(f"{each['sheet']}.{each['item']}", "") or rest
        if chosen == "mine":
            mine.add(key)
        elif chosen == "theirs":
            theirs.add(key)
    try:
        done = apply_workbook(by=actor_of(request), workbook_id=workbook_id, mine=mine, theirs=theirs)
    except Invalid as error:
        return _render(request, page, error.issues, status=409)
    if done.conflicts:
        messages.error(request, _("Nothing was applied: answers were changed online meanwhile. Look at them below."))
    else:
        messages.success(request, _applied(done))
    return redirect("workbook", workbook_id)


def _applied(done: Applied) -> str:
    said = ngettext("%(items)d answer was applied.", "%(items)d answers were applied.", done.items)
    return said % {"items": done.items}


@require_POST
def discard(request: HttpRequest, workbook_id: str) -> HttpResponse:
    page = workbook_page(viewer_of(request), workbook_id)
    discard_workbook(by=actor_of(request), workbook_id=workbook_id)
    messages.success(request, _("The workbook was thrown away. Your answers stayed as they were."))
    return redirect("workbooks", page.place.id)
