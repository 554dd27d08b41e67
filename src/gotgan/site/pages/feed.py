"""The catalogue for machines: DCAT-US shaped pages with tombstones, and the site map."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.site.addresses import croissant_address, dataset_address, file_address
from gotgan.site.licences import explain
from gotgan.terms.access import Access
from gotgan.terms.dataset import VersionRecord
from gotgan.terms.entry import EntryRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer

PAGE_SIZE = 100
SITEMAP_SIZE = 5000
CONFORMS_TO = "https://project-open-data.cio.gov/v1.1/schema"


def catalog_page(viewer: Viewer, page: int, root: str) -> dict[str, Any]:
    """One page of the feed: bounded queries whatever its length. `next` is absent on the last."""
    entries = catalogue.entries(page, PAGE_SIZE)
    ids = [entry.dataset_id for entry in entries]
    access = share.accesses(viewer, ids)
    versions = inventory.versions_of_many(ids)
    names = {each.code: each for each in organisations.all_organisations()}
    document: dict[str, Any] = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": f"{root}/catalog.json",
        "@type": "dcat:Catalog",
        "conformsTo": CONFORMS_TO,
        "total": catalogue.total(),
        "page": page,
        "dataset": [
            _describe(entry, access[entry.dataset_id], versions.get(entry.dataset_id), names, root)
            for entry in entries
            if access[entry.dataset_id].may_know
        ],
        "removed": _tombstones(page),
    }
    if page * PAGE_SIZE < document["total"]:
        document["next"] = f"{root}/catalog.json?page={page + 1}"
    return document


def _tombstones(page: int) -> list[dict[str, str]]:
    """What was withdrawn, kept for ever; all of it on the first page."""
    if page != 1:
        return []
    return [
        {
            "identifier": dataset_address(each.address),
            "removed": each.withdrawn_at.isoformat(),
            "reason": "withdrawn",
        }
        for each in catalogue.withdrawn()
    ]


def _describe(
    entry: EntryRecord,
    access: Access,
    version: VersionRecord | None,
    names: dict[str, Organisation],
    root: str,
) -> dict[str, Any]:
    address = dataset_address(entry.address)
    keeper = names.get(entry.organisation)
    return {
        "@type": "dcat:Dataset",
        "identifier": address,
        "title": entry.title,
        **({"titleEn": entry.title_en} if entry.title_en else {}),
        "description": entry.description or entry.title,
        "keyword": list(entry.keywords) or [entry.title],
        "modified": entry.modified.isoformat(),
        **({"issued": entry.published_at.isoformat()} if entry.published_at else {}),
        "publisher": {"@type": "org:Organization", "name": keeper.name if keeper else entry.organisation},
        "accessLevel": _access_level(entry.route),
        "license": explain(entry.licence).address or entry.licence,
        "landingPage": root + address,
        "describedBy": root + croissant_address(entry.address),
        "isSample": entry.is_sample,
        "distribution": _files(entry, version, root) if access.may_get and version else [],
    }


def _access_level(route: str) -> str:
    if route in ("download", "api", "stream"):
        return "public"
    return "restricted public" if route else "non-public"


def _files(entry: EntryRecord, version: VersionRecord, root: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "dcat:Distribution",
            "title": file.path,
            "downloadURL": root + file_address(entry.address, file.path),
            "mediaType": file.media_type,
            "byteSize": file.size_bytes,
            "checksum": {"algorithm": "sha256", "checksumValue": file.sha256},
        }
        for file in version.files
        if file.role == "original"
    ]


def sitemap(viewer: Viewer, page: int, root: str) -> str:
    """The public dataset pages with their last change."""
    entries = share.known_to(viewer, catalogue.entries(page, SITEMAP_SIZE))
    urls = "".join(
        f"<url><loc>{escape(root + dataset_address(entry.address))}</loc>"
        f"<lastmod>{entry.modified.date().isoformat()}</lastmod></url>"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n'
    )
