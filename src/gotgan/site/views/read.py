"""Pages that only show: home, search, datasets, columns, institutions, help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gotgan.inventory import queries as inventory
from gotgan.site import words
from gotgan.site.asked import whole_number
from gotgan.site.pages import column, dataset, home, keepers, narrowed, search, stated

LAST_PAGE = 1_000_000


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html", {"page": home.get_page(request.viewer)})


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    page = search.get_page(request.viewer, request.GET)
    return render(request, "site/search.html", {"page": page, "words": page.query.words})


@require_safe
def show_dataset(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """An address that moved leads to the new one; an unknown and a secret one are the same 404."""
    try:
        page = dataset.get_page(
            request.viewer,
            org,
            name,
            table=request.GET.get("table", ""),
            root=root_of(request),
            asked=narrowed.asked_filter(request.GET),
        )
    except dataset.UnknownDataset:
        moved = inventory.new_address(org, name)
        if moved is None:
            raise
        dataset.get_known(request.viewer, *moved.split("/", 1))
        return redirect("dataset", *moved.split("/", 1), permanent=True)
    return render(request, "site/dataset.html", {"page": page, "comparisons": words.COMPARISONS})


@require_safe
def show_column(request: HttpRequest, org: str, name: str, table: str, position: int) -> HttpResponse:
    page = column.get_page(request.viewer, org, name, table, position)
    return render(request, "site/column.html", {"page": page})


@require_safe
def take_picture(request: HttpRequest, org: str, name: str, table: str, position: int) -> HttpResponse:
    """The picture of a column as a file to take away."""
    page = column.get_page(request.viewer, org, name, table, position)
    answer = HttpResponse(column.picture_file(page), content_type="image/svg+xml")
    answer["Content-Disposition"] = content_disposition_header(True, f"{page.column.name}.svg")
    return answer


@require_safe
def show_record(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """The source's own record beside what was made of it. Raises: UnknownDataset where it stays inside."""
    known = dataset.get_known(request.viewer, org, name)
    if not dataset.may_see_origin(request.viewer, known.dataset):
        raise dataset.UnknownDataset(f"{org}/{name}")
    provenance = inventory.provenance_of(known.dataset.id)
    said = stated.view_stated(known.dataset, known.access)
    return render(request, "site/record.html", {"known": known, "provenance": provenance, "stated": said})


@require_safe
def list_organisations(request: HttpRequest) -> HttpResponse:
    return render(request, "site/organisations.html", {"rows": keepers.list_keepers()})


@require_safe
def show_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    page = keepers.get_page(request.viewer, slug, page_number(request))
    return render(request, "site/organisation.html", {"page": page})


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    return render(request, "site/help.html", {"root": root_of(request)})


def root_of(request: HttpRequest) -> str:
    """This hub's address as the reader wrote it, without a closing slash."""
    return request.build_absolute_uri("/").rstrip("/")


def page_number(request: HttpRequest) -> int:
    """`?page=`, from 1; anything else is the first page."""
    return whole_number(request.GET.get("page", ""), most=LAST_PAGE) or 1
