"""Pure decisions of the catalogue: what is listed, who may list it, and how raw words are folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from gotgan.terms.decision import Decision
from gotgan.terms.role import KEEPERS, Viewer

PUBLISH, UNPUBLISH = "publish", "unpublish"
WISH_OPEN = "open"


def is_listed(*, wish: str, decision: str, is_live: bool) -> bool:
    """Whether everyone may find a dataset.

    What has gone from its source is not listed. A person's decision comes before the wish of the
    source. Data that is not provided to anyone is still listed: its route says that it is not offered.
    """
    if not is_live:
        return False
    return decision == PUBLISH or (wish == WISH_OPEN and decision != UNPUBLISH)


def may_publish(viewer: Viewer, organisation: str) -> Decision:
    """Who may list a dataset for everyone, or take it off the list."""
    if viewer.holds(*KEEPERS, organisation=organisation):
        return Decision.yes()
    return Decision.no("only an officer, lead or steward of the organisation, or an operator, may publish it")


# Questionnaire, code list `licence`. First match wins: the narrower terms stand first.
_LICENCES: tuple[tuple[str, str], ...] = (
    (r"^kogl_[0-4](?:_ai)?$|^cc0$|^cc_by(?:_[a-z]{2}){0,2}$|^unrestricted$|^platform_terms$|^contract$", ""),
    (r"(?:공공누리|kogl)\D{0,12}([0-4])", "kogl_{0}"),
    (r"by[-_ ]nc[-_ ]sa|noncommercial[- ]sharealike", "cc_by_nc_sa"),
    (r"by[-_ ]nc[-_ ]nd|noncommercial[- ]noderiv", "cc_by_nc_nd"),
    (r"by[-_ ]nc\b|attribution[- ]noncommercial", "cc_by_nc"),
    (r"by[-_ ]sa\b|attribution[- ]share ?alike", "cc_by_sa"),
    (r"by[-_ ]nd\b|attribution[- ]noderiv", "cc_by_nd"),
    (r"creativecommons\.org/licenses/by/|\bcc[-_ ]by\b|creative ?commons attribution|저작자 ?표시", "cc_by"),
    (r"\bcc[-_ ]?0\b|\bcczero\b|/publicdomain/|public ?domain|\bpddl\b|us_pd", "cc0"),
    (r"usa\.gov/(?:publicdomain|government[- ]works)|government works?\b|국가저작물", "unrestricted"),
    (r"제한 ?없음|이용허락범위 ?제한|no restrictions?|unrestricted", "unrestricted"),
    (r"terms[-_ ]of[-_ ](?:use|service)|이용 ?약관|이용 ?정책", "platform_terms"),
)
_PATTERNS = tuple((re.compile(pattern), code) for pattern, code in _LICENCES)
_UNSTATED = frozenset({"", "none", "n/a", "null", "unknown", "not specified", "notspecified", "미정", "없음"})
NONE_STATED, OTHER = "none_stated", "other"


def licence_group(raw: str) -> str:
    """The questionnaire's licence code for what a source wrote; silence is never read as free."""
    text = raw.strip().casefold()
    if text in _UNSTATED or text == NONE_STATED:
        return NONE_STATED
    for pattern, code in _PATTERNS:
        match = pattern.search(text)
        if match:
            return code.format(*match.groups()) if code else text
    return OTHER


_FORMATS = {
    "csv": "csv", "tsv": "tsv", "tab": "tsv", "xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls", "json": "json",
    "jsonl": "jsonl", "ndjson": "jsonl", "geojson": "geojson", "parquet": "parquet", "arrow": "arrow",
    "feather": "arrow", "xml": "xml", "rdf": "rdf", "ttl": "rdf", "pdf": "pdf", "hwp": "hwp", "hwpx": "hwpx",
    "doc": "doc", "docx": "docx", "html": "html", "htm": "html", "zip": "zip", "gz": "zip", "tar": "zip", "7z": "zip",
    "shp": "shp", "kml": "kml", "kmz": "kml", "gpkg": "gpkg", "tif": "tiff", "tiff": "tiff", "png": "image",
    "jpg": "image", "jpeg": "image", "gif": "image", "webp": "image", "wav": "audio", "mp3": "audio",
    "flac": "audio", "mp4": "video", "avi": "video", "mov": "video", "db": "sqlite", "sqlite": "sqlite",
    "sqlite3": "sqlite", "txt": "txt", "md": "txt", "api": "api",
}  # fmt: skip
_MEDIA_TYPES = {
    "text/csv": "csv", "text/tab-separated-values": "tsv", "application/json": "json",
    "application/geo+json": "geojson", "application/vnd.geo+json": "geojson", "application/xml": "xml",
    "text/xml": "xml", "application/rdf+xml": "rdf", "text/turtle": "rdf", "application/pdf": "pdf",
    "text/html": "html", "application/zip": "zip", "application/x-zip-compressed": "zip",
    "application/vnd.ms-excel": "xls", "application/msword": "doc", "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.apache.parquet": "parquet", "application/x-sqlite3": "sqlite",
    "application/vnd.google-earth.kml+xml": "kml", "application/vnd.google-earth.kmz": "kml",
}  # fmt: skip


def format_of(path: str, media_type: str = "") -> str:
    """A short format name from a file's name or media type; empty when neither tells."""
    media = media_type.split(";")[0].strip().casefold()
    if media in _MEDIA_TYPES:
        return _MEDIA_TYPES[media]
    suffix = PurePosixPath(path.split("?")[0]).suffix.lstrip(".").casefold()
    return _FORMATS.get(suffix) or _FORMATS.get(media, "")


def moment_of(stated: str, fallback: datetime, now: datetime) -> datetime:
    """When data was last modified: what its source states, unless that is no date or lies ahead."""
    text = stated.strip()
    for form in (text, text[:10], f"{text}-01", f"{text}-01-01"):
        try:
            found = datetime.fromisoformat(form)
        except ValueError:
            continue
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found if found <= now else fallback
    return fallback


@dataclass(frozen=True)
class QualitySigns:
    """What the bounded quality prior looks at."""

    description: str
    keywords: Sequence[str]
    licence_group: str
    has_bytes: bool
    modified: datetime


def prior_of(signs: QualitySigns, now: datetime) -> int:
    """A step from 0 to 4 among near ties: described, licensed, here to be had, fresh within two years."""
    is_described = len(signs.description) >= 80 and bool(signs.keywords)
    is_licensed = signs.licence_group != NONE_STATED
    is_fresh = (now - signs.modified).days <= 730
    return sum((is_described, is_licensed, signs.has_bytes, is_fresh))
