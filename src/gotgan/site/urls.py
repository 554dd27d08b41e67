"""Every address of the hub; each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gotgan.assess import urls as assess
from gotgan.refine import urls as refine
from gotgan.site.views import (
    changes,
    feeds,
    house,
    keep,
    lists,
    notices,
    overlaps,
    people,
    publish,
    read,
    scanners,
    upload,
)
from gotgan.site.views.errors import answered
from gotgan.site.views.guard import signed_in
from gotgan.site.views.refining import followed
from gotgan.survey import urls as survey
from gotgan.survey.api import api as survey_api

handler400 = "gotgan.site.views.errors.bad_request"
handler403 = "gotgan.site.views.errors.not_allowed"
handler404 = "gotgan.site.views.errors.not_found"
handler500 = "gotgan.site.views.errors.broken"

_COLUMN = "datasets/<slug:org>/<slug:name>/columns/<path:table>/<int:position>"

_show = [
    path("", answered(read.show_home), name="home"),
    path("search", answered(read.show_search), name="search"),
    path("datasets/<slug:org>/<slug:name>", answered(read.show_dataset), name="dataset"),
    path("datasets/<slug:org>/<slug:name>/record", answered(read.show_record), name="record"),
    path("datasets/<slug:org>/<slug:name>/changes", answered(changes.show_changes), name="changes"),
    path(_COLUMN, answered(read.show_column), name="column"),
    path(f"{_COLUMN}/picture.svg", answered(read.take_picture), name="picture"),
    path("organisations/", answered(read.list_organisations), name="organisations"),
    path("organisations/add", answered(people.add_organisation), name="organisation_add"),
    path("organisations/<slug:slug>", answered(read.show_organisation), name="organisation"),
    path("help", answered(read.show_help), name="help"),
    path("catalog.json", answered(feeds.catalog_json), name="catalog_json"),
    path("sitemap.xml", answered(feeds.sitemap), name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
_publish = [
    path("datasets/<slug:org>/<slug:name>/publish", answered(publish.publish), name="publish"),
    path("datasets/<slug:org>/<slug:name>/unpublish", answered(publish.unpublish), name="unpublish"),
    path("datasets/<slug:org>/<slug:name>/open", answered(publish.open_to_everyone), name="open"),
    path("datasets/<slug:org>/<slug:name>/close", answered(publish.close), name="close"),
]
_keep = [
    path("sources/", answered(keep.list_sources), name="sources"),
    path("sources/add", answered(keep.add_source), name="source_add"),
    path("sources/upload", answered(keep.upload_form), name="upload"),
    path("sources/upload/file", answered(upload.upload_plain), name="upload_plain"),
    path("sources/<str:source_id>/history", answered(changes.show_history), name="source_history"),
    path("sources/<str:source_id>/scan", answered(keep.start_scan), name="scan_start"),
    path("sources/<str:source_id>/remove", answered(keep.remove_source), name="source_remove"),
    path("scans/<str:scan_id>", answered(keep.show_scan), name="scan"),
    path("scans/<str:scan_id>/cancel", answered(keep.cancel_scan), name="scan_cancel"),
    path("scans/<str:scan_id>/resume", answered(keep.resume_scan), name="scan_resume"),
    path("scans/<str:scan_id>/release", answered(keep.release_held), name="scan_release"),
    path("scans/<str:scan_id>/relinks/<int:relink_id>/accept", answered(keep.accept_relink), name="relink_accept"),
    path("scans/<str:scan_id>/relinks/<int:relink_id>/decline", answered(keep.decline_relink), name="relink_decline"),
    path("scanners/", answered(scanners.list_scanners), name="scanners"),
    path("scanners/<slug:key_id>/withdraw", answered(scanners.withdraw), name="scanner_withdraw"),
    path("uploads/", answered(upload.begin), name="upload_begin"),
    path("uploads/<str:upload_id>", answered(upload.part), name="upload_part"),
    path("uploads/<str:upload_id>/finish", answered(upload.finish), name="upload_finish"),
]

_overlaps = [
    path("overlaps/", answered(overlaps.list_overlaps), name="overlaps"),
    path("overlaps/<int:overlap_id>", answered(overlaps.show_overlap), name="overlap"),
    path("overlaps/<int:overlap_id>/decide", answered(overlaps.decide), name="overlap_decide"),
]
_list = "lists/<slug:slug>/<int:number>"
_lists = [
    path("lists/", answered(lists.show_lists), name="lists"),
    path("lists/compare", answered(lists.compare), name="list_compare"),
    path("lists/<slug:slug>", answered(lists.show_list), name="list"),
    path(_list, answered(lists.show_list), name="list_version"),
    path(f"{_list}/shown", answered(signed_in(lists.set_shown)), name="list_shown"),
    path(f"{_list}/list.<str:form>", answered(lists.take_file), name="list_file"),
    path(f"{_list}/list-<str:language>.<str:form>", answered(lists.take_file), name="list_words"),
    path(f"{_list}/SHA256SUMS", answered(lists.take_sums), name="list_sums"),
    path(f"{_list}/whole/list.<str:form>", answered(signed_in(lists.take_whole)), name="list_whole"),
    path(
        f"{_list}/whole/list-<str:language>.<str:form>", answered(signed_in(lists.take_whole)), name="list_whole_words"
    ),
]
_house = [
    path("status", answered(house.show_house), name="status"),
    path("notices", answered(notices.list_notices), name="notices"),
    path("notices/<int:notice_id>/read", answered(notices.read), name="notice_read"),
    path("people/", answered(people.list_people), name="people"),
    path("people/add", answered(people.add_person), name="person_add"),
    path("people/<int:person_id>/roles", answered(people.give_role), name="person_role"),
    path("people/<int:person_id>/link", answered(people.make_link), name="person_link"),
    path("people/<int:person_id>/close", answered(people.close), name="person_close"),
]


def _at_the_doors(page: URLPattern) -> URLPattern:
    """A page of a room whose people sign in first, and whose refusals are answered with our own pages."""
    return URLPattern(page.pattern, answered(signed_in(page.callback)), page.default_args, page.name)


def _followed(page: URLPattern) -> URLPattern:
    """A work order's buttons: what they release or stop, later rooms pull."""
    view = followed(page.callback) if page.name in ("refine_act", "combination_act") else page.callback
    return _at_the_doors(URLPattern(page.pattern, view, page.default_args, page.name))


urlpatterns: list[URLPattern | URLResolver] = [
    *_show,
    *_publish,
    *_keep,
    *_overlaps,
    *_lists,
    *_house,
    path("api/v1/survey/", survey_api.urls),
    path("", include("gotgan.share.urls")),
    *map(_at_the_doors, survey.urlpatterns),
    *map(_at_the_doors, assess.urlpatterns),
    *map(_followed, refine.urlpatterns),
    path("", include("gotgan.organisations.urls")),
    path("", include("gotgan.accounts.urls")),
    path("", include("gotgan.site.health")),
]
