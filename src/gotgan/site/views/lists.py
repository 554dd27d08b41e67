"""Published lists: all of them, one, two beside each other, and their files. For everyone, but the whole of a list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.views.decorators.http import require_POST, require_safe

from gotgan.assess.actions.publishing import set_publication
from gotgan.assess.queries import published
from gotgan.site.listing import files, page, printing, tables
from gotgan.terms.errors import NotFound, Unavailable
from gotgan.terms.published import PublishedList
from gotgan.terms.role import VISITOR, Actor

TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
LANGUAGES = ("ko", "en")
"""Of files in words; a file says its own in its name, so that it is one file for every reader."""
Made = Callable[[], bytes]
Makers = dict[str, Made]
"""By what follows the list's name in the file's: `.json`, `-ko.csv`."""


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
def take_file(request: HttpRequest, slug: str, number: int, form: str, language: str = "") -> HttpResponse:
    """What the public page shows to a visitor, whoever asks and in whatever language: the same file for everyone."""
    makers = _public_makers(page.get_page(VISITOR, slug, number))
    if f".{form}" not in makers and not language:
        return _in_words(makers, "list_words", slug, number, form)
    return _file(makers, slug, number, _ending(form, language))


@require_safe
def take_sums(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The sha256 of each public file under the name that it is taken with."""
    sums = _sums(_public_makers(page.get_page(VISITOR, slug, number)), f"{slug}-{number}")
    return HttpResponse(sums, content_type="text/plain; charset=utf-8")


@require_safe
def take_whole(request: HttpRequest, slug: str, number: int, form: str, language: str = "") -> HttpResponse:
    """Every candidate with its reasons, for manager and auditor. Raises: NotForPublic."""
    makers = _whole_makers(published.get_whole(request.viewer, slug, number))
    if f".{form}" not in makers and not language:
        return _in_words(makers, "list_whole_words", slug, number, form)
    answer = _file(makers, slug, number, _ending(form, language), "-whole")
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


def _public_makers(shown: page.ListPage) -> Makers:
    return {".json": lambda: files.as_json(shown)} | _in_each_language({
        "csv": lambda: files.as_csv(tables.public_members(shown)),
        "xlsx": lambda: files.as_workbook(
            shown.version, tables.public_members(shown), tables.method_rows(shown.version)
        ),
        "pdf": lambda: printing.as_pdf(printing.public_document(shown)),
    })  # fmt: skip


def _whole_makers(version: PublishedList) -> Makers:
    return {".json": lambda: published.document_of(version.id)} | _in_each_language({
        "csv": lambda: files.as_csv(tables.whole(version)),
        "xlsx": lambda: files.as_workbook(
            version, tables.whole(version), tables.method_rows(version, with_signer=True)
        ),
        "pdf": lambda: printing.as_pdf(printing.whole_document(version)),
    })  # fmt: skip


def _in_each_language(makers: Mapping[str, Made]) -> Makers:
    return {f"-{each}.{form}": _said_in(each, make) for form, make in makers.items() for each in LANGUAGES}


def _said_in(language: str, make: Made) -> Made:
    def made() -> bytes:
        with override(language):
            return make()

    return made


def _ending(form: str, language: str) -> str:
    return f"-{language}.{form}" if language else f".{form}"


def _in_words(makers: Makers, name: str, slug: str, number: int, form: str) -> HttpResponse:
    """To the file in the reader's language, whose address says so. Raises: NoSuchFile."""
    language = (get_language() or LANGUAGES[0])[:2]
    if _ending(form, language) not in makers:
        raise _none_of(form, makers)
    return redirect(name, slug=slug, number=number, language=language, form=form)


def _none_of(ending: str, makers: Makers) -> NoSuchFile:
    return NoSuchFile(f"file {ending}: a list has none; it has {', '.join(f'list{each}' for each in makers)}")


def _file(makers: Makers, slug: str, number: int, ending: str, part: str = "") -> HttpResponse:
    if ending not in makers:
        raise _none_of(ending, makers)
    content = makers[ending]()
    answer = HttpResponse(content, content_type=TYPES[ending.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(True, f"{slug}-{number}{part}{ending}")
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sums(makers: Makers, name: str) -> str:
    """As sha256sum writes them; without the PDF where nothing can print it."""
    lines = []
    for ending, make in makers.items():
        try:
            lines.append(f"{hashlib.sha256(make()).hexdigest()}  {name}{ending}\n")
        except Unavailable:
            continue
    return "".join(lines)
