"""gotgan's own API, version 1, with OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from gotgan import __version__
from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.share import describe, doors, queries
from gotgan.share.parameters import WholeNumber
from gotgan.terms.route import chip_of
from gotgan.terms.search import FACETS, Hit, SearchQuery

api = NinjaAPI(
    title="gotgan",
    version="1",
    description="Find, look at and fetch the datasets of this hub. Open datasets need no token; "
    "send yours as `Authorization: Bearer TOKEN`.",
    urls_namespace="api",
)
MOST_PER_PAGE = 100


class Question(Schema):
    q: str = ""
    page: WholeNumber = 1
    page_size: WholeNumber = 20
    sort: str = "relevance"
    organisation: list[str] = []
    field: list[str] = []
    modality: list[str] = []
    format: list[str] = []
    licence: list[str] = []
    route: list[str] = []
    usability: list[str] = []


class Item(Schema):
    name: str
    url: str
    title: str
    title_en: str
    organisation: str
    organisation_name: str
    snippet: str
    route: str
    access: str
    formats: list[str]
    modality: list[str]
    licence: str
    rows: int | None
    size_bytes: int
    modified: str | None
    is_sample: bool
    usability: str


class FacetCount(Schema):
    value: str
    label: str
    count: int


class Listing(Schema):
    total: int
    page: int
    page_size: int
    items: list[Item]
    facets: dict[str, list[FacetCount]]
    also_searched: list[str]


class File(Schema):
    path: str
    role: str
    table: str
    rows: int | None
    size_bytes: int
    sha256: str
    media_type: str
    url: str


class Coded(Schema):
    code: str
    ko: str
    en: str


class Words(Schema):
    ko: str
    en: str


class Because(Schema):
    code: str
    text: str
    item: str
    on: str | None


class RouteVerdict(Schema):
    route: str
    verdict: str
    because: Because


class Survey(Schema):
    usability: str
    rule: str
    because: Words
    provision_now: str
    scope: list[Coded]
    reason_not_provided: list[Coded]
    lifts_it: list[Coded]
    processing_needed: list[Coded]
    future_routes: list[Coded]
    eligible_users: list[Coded]
    earliest_date: str
    stated_by: str
    campaign: Words
    accepted_at: str
    called_back_at: str | None
    snapshot: str
    stated: list[str]
    harvested: dict[str, Any]


class Dataset(Schema):
    id: str
    name: str
    url: str
    title: str
    title_en: str
    description: str
    organisation: str
    keywords: list[str]
    licence: str
    field: str
    modality: list[str]
    route: str
    access: str
    reasons: list[str]
    lifts: list[str]
    usability: str
    routes: list[RouteVerdict]
    survey: Survey | None
    is_sample: bool
    modified: str | None
    version: str | None
    links: list[dict[str, Any]]
    files: list[File]


class PreviewTable(Schema):
    table: str
    columns: list[str]
    rows: list[list[str | None]]
    masked: list[str]


class Refusal(Schema):
    error: str


class Health(Schema):
    gotgan: str


@api.get("/", response=Health, summary="Which gotgan answers")
def root(request: HttpRequest) -> dict[str, str]:
    return {"gotgan": __version__}


@api.get("/datasets", response={200: Listing, 422: Refusal}, summary="Search, or list the newest first")
def datasets(request: HttpRequest, question: Query[Question]) -> dict[str, Any]:
    page_size = min(max(question.page_size, 1), MOST_PER_PAGE)
    page = min(max(question.page, 1), 10_000)
    chosen = tuple((facet, value) for facet in FACETS for value in getattr(question, facet))
    result = catalogue.search(SearchQuery(question.q, chosen, page, page_size, question.sort))
    return {
        "total": result.total,
        "page": page,
        "page_size": page_size,
        "items": [_item(hit) for hit in queries.known_to(request.viewer, result.hits)],  # type: ignore[attr-defined]
        "facets": {
            name: [{"value": row.value, "label": str(row.label), "count": row.count} for row in rows]
            for name, rows in result.facets.items()
        },
        "also_searched": list(result.also_searched),
    }


def _item(hit: Hit) -> dict[str, Any]:
    return {
        "name": hit.address,
        "url": f"/datasets/{hit.address}",
        "title": hit.title,
        "title_en": hit.title_en,
        "organisation": hit.organisation,
        "organisation_name": hit.organisation_name,
        "snippet": hit.snippet,
        "route": hit.route,
        "access": str(chip_of(hit.route)),
        "formats": list(hit.formats),
        "modality": list(hit.modality),
        "licence": hit.licence,
        "rows": hit.rows,
        "size_bytes": hit.size_bytes,
        "modified": hit.modified.isoformat() if hit.modified else None,
        "is_sample": hit.is_sample,
        "usability": hit.usability,
    }


@api.get("/datasets/{org}/{name}", response={200: Dataset, 404: Refusal}, summary="One dataset")
def dataset(request: HttpRequest, org: str, name: str) -> dict[str, Any]:
    return describe.dataset_document(doors.meet(request, org, name))


@api.get(
    "/datasets/{org}/{name}/preview",
    response={200: PreviewTable, 401: Refusal, 403: Refusal, 404: Refusal, 410: Refusal},
    summary="At most 50 rows of a table as text, findings masked",
)
def preview(request: HttpRequest, org: str, name: str, table: str = "") -> dict[str, Any]:
    met = doors.meet(request, org, name)
    if not met.access.may_see:
        raise doors.Gated(met.access, signed_in=request.viewer.is_signed_in)  # type: ignore[attr-defined]
    version = doors.version_of(met, "main")
    tables = [file.table for file in version.files if file.role == "parquet"]
    wanted = table or (tables[0] if tables else "")
    found = inventory.preview(met.record.id, version.id, wanted) if wanted in tables else None
    if found is None:
        raise doors.Absent(f"{met.record.address}: no table {wanted or '(none)'} with a preview", "EntryNotFound")
    return found.to_json()


@api.exception_handler(doors.Absent)
def _absent(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refusal(request, error)


@api.exception_handler(doors.Gated)
def _gated(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refusal(request, error)


@api.exception_handler(doors.Withdrawn)
def _withdrawn(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refusal(request, error)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Each parameter that cannot be read, with what it should be; never what was sent."""
    assert isinstance(error, ValidationError)
    said = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors)
    return api.create_response(request, {"error": said}, status=422)


def _refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, doors.Absent | doors.Gated)
    assert request.resolver_match is not None
    place = request.resolver_match.kwargs
    return doors.refuse(error, place["org"], place["name"])
