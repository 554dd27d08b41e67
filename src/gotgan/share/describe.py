"""Datasets as JSON documents: manifest, Croissant, the API's own shapes. Metadata only, never a row."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from gotgan import __version__
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share.doors import Met, version_of
from gotgan.share.words import BECAUSE
from gotgan.terms.access import RouteVerdict
from gotgan.terms.croissant import PARQUET, CroissantFacts, CroissantFile, CroissantTable, croissant
from gotgan.terms.dataset import DatasetRecord, StoredFile, VersionRecord
from gotgan.terms.route import chip_of
from gotgan.terms.usability import Said, SurveyRecord


def manifest_document(met: Met, version: VersionRecord) -> dict[str, Any]:
    """SHAPES' manifest with the dataset's address; `derived` are the Parquet files and their tables."""
    tables = {file.path: file.table for file in version.files if file.role == "parquet"}
    document = version.manifest.to_json()
    for entry in document["derived"]:
        entry["table"] = tables[entry["path"]]
    return {
        "gotgan": __version__,
        "kind": "manifest",
        "dataset": met.record.address,
        "version": version.id,
        **document,
    }


def file_address(met: Met, file: StoredFile, revision: str = "main") -> str:
    """The path at which a file is fetched."""
    return f"/datasets/{met.record.address}/resolve/{revision}/{quote(file.path)}"


def croissant_document(met: Met, base: str) -> dict[str, Any]:
    """Croissant of the current version. Files and record sets only where the bytes may be got."""
    record, entry = met.record, met.entry
    version = version_of(met, "main") if record.version_id else None
    body = organisations.get(record.organisation)
    facts = CroissantFacts(
        name=record.name,
        title=record.title,
        description=record.description,
        url=f"{base}/datasets/{record.address}",
        licence=record.licence,
        version=version.id[:12] if version else "0",
        published=(entry.modified if entry else record.first_seen or record.updated_at).date().isoformat(),  # type: ignore[union-attr]
        publisher=body.name if body else record.organisation,
        keywords=record.keywords,
        sensitive=version.finding_kinds if version else (),
    )
    if version is None or not met.access.may_get:
        return croissant(facts, (), ())
    files = [
        CroissantFile(
            id=file.path,
            url=base + file_address(met, file),
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            media_type=PARQUET if file.role == "parquet" else file.media_type,
        )
        for file in version.files
    ]
    return croissant(facts, files, _tables(version))


def _tables(version: VersionRecord) -> list[CroissantTable]:
    file_of_table = {file.table: file.path for file in version.files if file.role == "parquet"}
    tables = []
    for evidence in inventory.evidence_of(version.dataset_id, version.id):
        if evidence.profile is None or evidence.table not in file_of_table:
            continue
        columns = [(column["name"], column["type"]) for column in evidence.profile["columns"]]
        # A table is often named like its file; two nodes may not share an id.
        tables.append(CroissantTable(f"records/{evidence.table}", file_of_table[evidence.table], columns))
    return tables


def dataset_document(met: Met) -> dict[str, Any]:
    """The API's full picture of one dataset."""
    record, entry = met.record, met.entry
    version = version_of(met, "main") if record.version_id and met.access.may_see else None
    return {
        "id": record.id,
        "name": record.address,
        "url": reverse("dataset", args=[record.organisation_slug, record.name]),
        "title": record.title,
        "title_en": record.title_en,
        "description": record.description,
        "organisation": record.organisation,
        "keywords": list(record.keywords),
        "licence": record.licence,
        "field": record.field,
        "modality": list(record.modality),
        "route": met.access.route,
        "access": str(chip_of(met.access.route)),
        "reasons": list(met.access.reasons),
        "lifts": list(met.access.lifts),
        "usability": str(record.survey.usability) if record.survey else "",
        "routes": [_verdict_document(each) for each in met.access.routes],
        "survey": _survey_document(record, record.survey) if record.survey else None,
        "is_sample": record.is_sample,
        "modified": entry.modified.isoformat() if entry else None,
        "version": record.version_id,
        "links": list(record.links),
        "files": [_file_document(met, file) for file in version.files] if version else [],
    }


def _verdict_document(each: RouteVerdict) -> dict[str, Any]:
    because = {
        "code": each.because.code, "text": str(BECAUSE[each.because.code]), "item": each.because.item,
        "on": each.because.on.isoformat() if each.because.on else None,
    }  # fmt: skip
    return {"route": each.route, "verdict": str(each.verdict), "because": because}


def _survey_document(record: DatasetRecord, survey: SurveyRecord) -> dict[str, Any]:
    """What was answered, by which organisation, accepted when; never a person's name. `harvested`: the source's words
    that the stated ones replace."""
    accepted = survey.accepted
    return {
        "usability": str(survey.usability),
        "rule": survey.rule,
        "because": asdict(survey.because),
        "provision_now": survey.provision_now,
        "scope": _coded(survey.scope),
        "reason_not_provided": _coded(survey.reasons),
        "lifts_it": _coded(survey.lifts),
        "processing_needed": _coded(survey.processing),
        "future_routes": _coded(survey.routes),
        "eligible_users": _coded(survey.users),
        "earliest_date": survey.earliest,
        "stated_by": accepted.organisation,
        "campaign": asdict(accepted.campaign_title),
        "accepted_at": accepted.at.isoformat(),
        "called_back_at": accepted.called_back_at.isoformat() if accepted.called_back_at else None,
        "snapshot": accepted.snapshot,
        "stated": sorted(survey.described),
        "harvested": dict(record.harvested),
    }


def _coded(codes: tuple[Said, ...]) -> list[dict[str, str]]:
    return [each.to_json() for each in codes]


def _file_document(met: Met, file: StoredFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "role": file.role,
        "table": file.table,
        "rows": file.rows,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "url": file_address(met, file),
    }
