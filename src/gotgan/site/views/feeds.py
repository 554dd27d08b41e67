"""What machines read: the catalogue as data.json pages, the site map, the robots file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gotgan.site.pages import feed
from gotgan.site.views.read import page_number, root_of


@require_safe
def catalog_json(request: HttpRequest) -> JsonResponse:
    """The published datasets, paged; `next` leads on, `removed` names what was withdrawn."""
    document = feed.catalog_page(request.viewer, page_number(request), root_of(request))
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        feed.sitemap(request.viewer, page_number(request), root_of(request)), content_type="application/xml"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ("User-agent: *", "Disallow: /sources/", "Disallow: /scans/", f"Sitemap: {root_of(request)}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
