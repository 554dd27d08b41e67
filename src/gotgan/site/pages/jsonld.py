"""The schema.org description in the head of a dataset page. Never a value of the data."""

from __future__ import annotations

from typing import Any

from gotgan.site.addresses import file_address
from gotgan.site.licences import explain
from gotgan.terms.access import Access
from gotgan.terms.dataset import DatasetRecord, TableEvidence, VersionRecord
from gotgan.terms.organisation import Organisation

MOST_COLUMNS = 500


def describe(
    dataset: DatasetRecord,
    version: VersionRecord | None,
    keeper: Organisation | None,
    tables: tuple[TableEvidence, ...],
    access: Access,
    root: str,
) -> dict[str, Any]:
    """A schema.org Dataset; `root` is the hub's address without a closing slash."""
    page = f"{root}/datasets/{dataset.address}"
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": dataset.title,
        "alternateName": dataset.title_en,
        "description": dataset.description or dataset.title,
        "keywords": list(dataset.keywords),
        "license": explain(dataset.licence).address or dataset.licence,
        "dateModified": dataset.modified or _day(dataset.updated_at),
        "isAccessibleForFree": access.may_get and "open" in access.reasons,
        "creator": _organisation(keeper),
        "variableMeasured": _columns(tables),
    }
    if version is not None:
        document["version"] = version.commit
    if version is not None and access.may_get:
        document["distribution"] = _files(dataset, version, root)
    return {key: value for key, value in document.items() if value not in ("", None, [])}


def _organisation(keeper: Organisation | None) -> dict[str, str] | None:
    if keeper is None:
        return None
    named = {"@type": "GovernmentOrganization", "name": keeper.name, "alternateName": keeper.name_en}
    return {key: value for key, value in named.items() if value}


def _columns(tables: tuple[TableEvidence, ...]) -> list[str]:
    names = (column["name"] for table in tables for column in (table.profile or {}).get("columns", ()))
    return list(dict.fromkeys(names))[:MOST_COLUMNS]


def _files(dataset: DatasetRecord, version: VersionRecord, root: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "DataDownload",
            "name": file.path,
            "contentUrl": root + file_address(dataset.address, file.path),
            "encodingFormat": file.media_type,
            "contentSize": f"{file.size_bytes} B",
            "sha256": file.sha256,
        }
        for file in version.files
    ]


def _day(when: Any) -> str:
    return when.date().isoformat() if when else ""
