"""What a source's own record states of a dataset, in words of ours. A connector's default is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from gotgan.inventory.queries.location import shown_location
from gotgan.inventory.rules import is_web
from gotgan.terms.source import SourceKind

FILE_KINDS = frozenset(
    {
        SourceKind.UPLOAD, SourceKind.DECLARED, SourceKind.COMBINED, SourceKind.SCANFILE, SourceKind.GUESS,
        SourceKind.FOLDER, SourceKind.FILE, SourceKind.URL, SourceKind.SFTP, SourceKind.S3, SourceKind.WEBDAV,
        SourceKind.HTTPINDEX, SourceKind.AIHUB, SourceKind.SQL,
    }
)  # fmt: skip
"""Of these only what somebody wrote beside the data is stated: `gotgan.yaml`, a table's comment."""
LONGEST = 2000
MOST_LINKS = 20
_OWN = (
    "title", "title_en", "description", "keywords", "licence", "field", "modality", "provision_now", "rights",
    "issued", "modified",
)  # fmt: skip
_SPELLINGS = {
    "system": ("infoSysNm", "primaryITInvestmentUII", "systemOfRecords", "정보시스템명", "information_system"),
    "cycle": (
        "accrualPeriodicity",
        "frequency",
        "update_frequency",
        "updateFrequency",
        "update_cycle",
        "업데이트 주기",
        "dataRegistCycleNm",
    ),
    "cycle_code": ("dataRegistCycle",),
    "charge": ("pchrgAt", "비용부과유무"),
    "temporal": ("temporal", "temporal_coverage", "temporalCoverage", "시간범위"),
    "spatial": ("spatial", "spatial_coverage", "spatialCoverage", "공간범위"),
    "language": ("language", "langCode"),
    "dictionary": ("describedBy", "data_dictionary", "dataDictionary"),
    "part_of": ("isPartOf",),
    "department": ("관리부서명", "deptNm", "department"),
    "legal_basis": ("보유근거", "legal_basis"),
    "collection": ("수집방법", "collection_method"),
    "landing": ("landingPage", "landing_page", "publicDataURL"),
    "downloads": ("downloadCnt", "download_count", "downloads"),
    "theme": ("theme",),
    "publisher": ("publisher",),
    "access": ("accessLevel",),
    "conforms_to": ("conformsTo",),
}
_IN_FOLD = {spelling.casefold(): name for name, spellings in _SPELLINGS.items() for spelling in spellings}


def stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row`: described fields, `raw_shown`, the source's kind and location; empty where nothing is stated."""
    raw, kind = row["raw_shown"] or {}, row["source__kind"]
    label = raw.get("label")
    names = set(label) if isinstance(label, Mapping) else set()
    found = {name: row[name] for name in _OWN if row[name] and _is_stated(name, kind, names, raw)}
    found |= {_IN_FOLD[name]: value for name, value in _words(raw) if name in _IN_FOLD}
    if kind not in FILE_KINDS and (links := _links(row["links"])):
        found["links"] = links
    if found and kind not in FILE_KINDS and is_web(row["source__location"]):
        found["address"] = shown_location(row["source__location"])
    if found:
        found["kind"], found["record"] = kind, row["remote_id"]
    return found


def _is_stated(name: str, kind: str, label: set[str], raw: Mapping[str, Any]) -> bool:
    if kind == SourceKind.SQL:
        return name == "description"
    if kind == SourceKind.UPLOAD:
        return name == "title"
    if kind in FILE_KINDS:
        return name in label
    if name == "modality":  # most catalogues do not say; the connectors then take it for a table
        return kind == SourceKind.SOCRATA
    return name != "provision_now" or kind != SourceKind.DATAJSON or bool(raw.get("accessLevel"))


def _words(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names in small letters and their values: of the record, of what is one level down, of CKAN's extras."""
    for name, value in raw.items():
        if name in ("resource", "label", "metadata") and isinstance(value, Mapping):
            yield from ((str(inner).casefold(), kept) for inner, each in value.items() if (kept := _kept(each)))
        elif name == "extras" and isinstance(value, list):
            pairs = (each for each in value if isinstance(each, Mapping))
            yield from ((str(each.get("key")).casefold(), kept) for each in pairs if (kept := _kept(each.get("value"))))
        elif kept := _kept(value):
            yield str(name).casefold(), kept


def _kept(value: Any) -> Any:
    """A text, a number, a list of texts; of an object its name."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or ""
    if isinstance(value, str):
        return value.strip()[:LONGEST]
    if isinstance(value, list):
        return [each.strip()[:200] for each in value if isinstance(each, str) and each.strip()][:50]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _links(links: Any) -> list[dict[str, Any]]:
    kept = ("path", "location", "media_type")
    return [{name: link.get(name) for name in kept} for link in links or () if isinstance(link, Mapping)][:MOST_LINKS]


def scan_time(raw: Mapping[str, Any]) -> datetime | None:
    """Of a carried scan, by the scanner's clock."""
    try:
        found = datetime.fromisoformat(str(raw.get("scanned") or ""))
    except ValueError:
        return None
    return found if found.tzinfo else None
