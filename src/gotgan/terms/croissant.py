"""Croissant 1.1 metadata as JSON-LD, from plain words. Source: mlcommons/croissant, docs/croissant-spec-1.1.

The command line and the hub describe datasets with this one builder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
PARQUET = "application/x-parquet"
"""What mlcroissant loads; it refuses the registered application/vnd.apache.parquet."""

CONTEXT: dict[str, Any] = {
    "@language": "ko",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

DATA_TYPES = {
    "integer": "sc:Integer",
    "decimal": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


@dataclass(frozen=True)
class CroissantFile:
    """A file: `id` names it inside the document, `url` is absolute or relative to the document."""

    id: str
    url: str
    size_bytes: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class CroissantTable:
    """A record set read from one Parquet file; `columns` are (name, profile type) pairs."""

    id: str
    file_id: str
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class CroissantFacts:
    name: str
    title: str
    description: str
    url: str
    licence: str
    version: str
    published: str
    publisher: str
    keywords: Sequence[str] = ()
    sensitive: Sequence[str] = ()
    """Kinds of identifier found by the scan (RAI: personal or sensitive information)."""


def croissant(
    facts: CroissantFacts, files: Sequence[CroissantFile], tables: Sequence[CroissantTable]
) -> dict[str, Any]:
    """The JSON-LD document. Holds names and types of columns, never a value of one."""
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": facts.name,
        "alternateName": facts.title,
        "description": facts.description or facts.title,
        "url": facts.url,
        "license": facts.licence or "unknown",
        "version": facts.version,
        "datePublished": facts.published,
        "citeAs": f"{facts.publisher}, {facts.title}, {facts.published[:4]}, {facts.url}",
        "creator": {"@type": "sc:Organization", "name": facts.publisher},
        "publisher": {"@type": "sc:Organization", "name": facts.publisher},
        "keywords": list(facts.keywords),
        "distribution": [_file_object(file) for file in files],
        "recordSet": [_record_set(table) for table in tables],
    }
    if facts.sensitive:
        document["rai:personalSensitiveInformation"] = list(facts.sensitive)
    return document


def _file_object(file: CroissantFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": node_id(file.id),
        "name": file.id,
        "contentUrl": file.url,
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _record_set(table: CroissantTable) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": node_id(table.id),
        "name": table.id,
        "field": _fields(table),
    }


def node_id(text: str) -> str:
    """An `@id` without white space, which readers refuse even escaped."""
    return "_".join(text.split())


def _fields(table: CroissantTable) -> list[dict[str, Any]]:
    fields: dict[str, dict[str, Any]] = {}
    for position, (name, kind) in enumerate(table.columns, 1):
        field_id = node_id(f"{table.id}/{name}")
        if field_id in fields:
            field_id = f"{field_id}_{position}"
        fields[field_id] = _field(table, field_id, name, kind)
    return list(fields.values())


def _field(table: CroissantTable, field_id: str, name: str, kind: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": field_id,
        "name": name,
        "dataType": DATA_TYPES.get(kind, "sc:Text"),
        "source": {"fileObject": {"@id": node_id(table.file_id)}, "extract": {"column": name}},
    }
