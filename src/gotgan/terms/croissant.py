"""Croissant 1.1 metadata as JSON-LD, from plain words. Source: mlcommons/croissant, docs/croissant-spec-1.1.

The command line and the hub describe datasets with this one builder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from glob import escape
from typing import Any

RAI_CONFORMS_TO = "http://mlcommons.org/croissant/RAI/1.0"
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

SPLIT_TYPES = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}


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
    """A record set read from one Parquet file; `columns` are (name, profile type, or a type of schema.org) pairs.

    `splits`: the file of each split (its name is `...-SPLIT.parquet`), where the rows are split; `file_id` is "" then.
    """

    id: str
    file_id: str
    columns: Sequence[tuple[str, str]]
    splits: Mapping[str, str] = field(default_factory=dict)


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
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further properties of the dataset as they stand in the document, such as `rai:dataBiases`."""


def croissant(
    facts: CroissantFacts, files: Sequence[CroissantFile], tables: Sequence[CroissantTable]
) -> dict[str, Any]:
    """The JSON-LD document. Holds names and types of columns, never a value of one."""
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _conforms_to(facts),
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
        "distribution": [_file_object(file) for file in files] + [_file_set(table) for table in tables if table.splits],
        "recordSet": [*_splits(tables), *(_record_set(table, _splits_id(tables)) for table in tables)],
    }
    if facts.sensitive:
        document["rai:personalSensitiveInformation"] = list(facts.sensitive)
    return document | dict(facts.more)


def _conforms_to(facts: CroissantFacts) -> str | list[str]:
    return [CONFORMS_TO, RAI_CONFORMS_TO] if any(name.startswith("rai:") for name in facts.more) else CONFORMS_TO


def _file_set(table: CroissantTable) -> dict[str, Any]:
    """The files of a table's splits, beside the document."""
    return {
        "@type": "cr:FileSet",
        "@id": _set_id(table),
        "name": f"{table.id}-splits",
        "encodingFormat": PARQUET,
        "includes": [escape(file_id) for file_id in table.splits.values()],
    }


def _set_id(table: CroissantTable) -> str:
    return node_id(f"{table.id}-splits")


def _splits_id(tables: Sequence[CroissantTable]) -> str:
    taken = {node_id(table.id) for table in tables}
    return next(name for name in ("splits", "_splits", "__splits", "___splits") if name not in taken)


def _splits(tables: Sequence[CroissantTable]) -> list[dict[str, Any]]:
    """The record set that lists the splits, in the order of SPLIT_TYPES; none where nothing is split."""
    names = [name for name in SPLIT_TYPES if any(name in table.splits for table in tables)]
    if not names:
        return []
    own = _splits_id(tables)
    fields = [("name", "sc:Text"), ("url", "sc:URL")]
    return [
        {
            "@type": "cr:RecordSet",
            "@id": own,
            "name": own,
            "dataType": "cr:Split",
            "key": {"@id": f"{own}/name"},
            "field": [
                {"@type": "cr:Field", "@id": f"{own}/{name}", "name": name, "dataType": kind} for name, kind in fields
            ],
            "data": [{f"{own}/name": name, f"{own}/url": SPLIT_TYPES[name]} for name in names],
        }
    ]


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


def _record_set(table: CroissantTable, splits: str) -> dict[str, Any]:
    fields = _fields(table)
    if table.splits:
        fields.append(_split_field(table, splits, {each["@id"] for each in fields}))
    return {
        "@type": "cr:RecordSet",
        "@id": node_id(table.id),
        "name": table.id,
        "field": fields,
    }


def _split_field(table: CroissantTable, splits: str, taken: set[str]) -> dict[str, Any]:
    """Which split a row is of: read off the name of its file."""
    name = "split"
    while node_id(f"{table.id}/{name}") in taken:
        name = f"_{name}"
    return {
        "@type": "cr:Field",
        "@id": node_id(f"{table.id}/{name}"),
        "name": name,
        "dataType": "sc:Text",
        "references": {"field": {"@id": f"{splits}/name"}},
        "source": {
            "fileSet": {"@id": _set_id(table)},
            "extract": {"fileProperty": "filename"},
            "transform": {"regex": f"^(?:.*-)?({'|'.join(SPLIT_TYPES)})(?:\\.parquet)?$"},
        },
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
    file = {"fileSet": {"@id": _set_id(table)}} if table.splits else {"fileObject": {"@id": node_id(table.file_id)}}
    return {
        "@type": "cr:Field",
        "@id": field_id,
        "name": name,
        "dataType": DATA_TYPES.get(kind, kind if kind.startswith("sc:") else "sc:Text"),
        "source": {**file, "extract": {"column": name}},
    }
