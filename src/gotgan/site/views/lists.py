"""Published lists: all of them, one, two beside each other, and their files. For everyone, but the whole of a list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from gotgan.assess.actions.publishing import set_publication
from gotgan.assess.queries import published
from gotgan.site.listing import files, page, printing, tables
from gotgan.terms.errors import NotFound, Unavailable
from gotgan.terms.role import VISITOR, Actor

TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


class NoSuchFile(NotFound):
    """A list has no file of this name."""


@require_safe
def show_lists(request: HttpRequest) -> HttpResponse:
    return render(request, "site/lists.html", {"lists": published.published_lists()})


@require_safe
def show_list(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A printed link to a list that was taken back leads to when and why. Raises: NoSuchList where none was public."""
    try:
        shown = page.get_page(request.viewer, slug, number)
    except published.NoSuchList:
        if (gone := published.find_withdrawn(slug, number)) is None:
            raise
        return render(request, "site/list_withdrawn.html", {"gone": gone}, status=410)
    return render(request, "site/list.html", {
        "page": shown, "list": shown.version, "method": tables.method(shown.version),
        "replay": tables.replay(shown.version), "under": printing.under_picture(shown.version),
    })  # fmt: skip


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    shown = page.compare(request.viewer, asked.get("a", "")[:60], asked.get("b", "")[:60])
    return render(request, "site/list_compare.html", {"page": shown})


@require_safe
def take_file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """What the public page shows to a visitor, whoever asks: the same file for everyone."""
    shown = page.get_page(VISITOR, slug, number)
    makers = _public_makers(shown)
    if form == "SHA256SUMS":
        return HttpResponse(_sums(makers, f"{slug}-{number}"), content_type="text/plain; charset=utf-8")
    return _file(makers, form, f"{slug}-{number}")


@require_safe
def take_whole(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Every candidate with its reasons, for manager and auditor. Raises: NotForPublic."""
    version = published.get_whole(request.viewer, slug, number)
    table = tables.whole(version)
    answer = _file(
        {
            "csv": lambda: files.as_csv(table),
            "json": lambda: published.document_of(version.id),
            "xlsx": lambda: files.as_workbook(version, table, tables.method_rows(version, with_signer=True)),
            "pdf": lambda: printing.as_pdf(printing.whole_document(version)),
        },
        form,
        f"{slug}-{number}-whole",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def set_shown(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the public page shows beyond the members. Raises: NotYours."""
    version = published.get_published(slug, number)
    set_publication(
        by=Actor.of(request.viewer), version_id=version.id, names_reserve="names_reserve" in request.POST,
        shows_minutes="shows_minutes" in request.POST,
    )  # fmt: skip
    return redirect("list_version", slug=slug, number=number)


def _public_makers(shown: page.ListPage) -> dict[str, Callable[[], bytes]]:
    table = tables.public_members(shown)
    return {
        "csv": lambda: files.as_csv(table),
        "json": lambda: files.as_json(shown),
        "xlsx": lambda: files.as_workbook(shown.version, table, tables.method_rows(shown.version)),
        "pdf": lambda: printing.as_pdf(printing.public_document(shown)),
    }


def _file(makers: dict[str, Callable[[], bytes]], form: str, name: str) -> HttpResponse:
    if form not in makers:
        raise NoSuchFile(f"file {form}: a list has none; it has {', '.join(makers)}")
    content = makers[form]()
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}")
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sums(makers: dict[str, Callable[[], bytes]], name: str) -> str:
    """As sha256sum writes them; without the PDF where nothing can print it."""
    lines = []
    for form, make in makers.items():
        try:
            lines.append(f"{hashlib.sha256(make()).hexdigest()}  {name}.{form}\n")
        except Unavailable:
            continue
    return "".join(lines)
