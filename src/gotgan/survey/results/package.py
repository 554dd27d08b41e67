"""The open-data package: a zip with tables, Croissant, DCAT and a text in both languages, no clock in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gotgan.survey.results.flat import Reader
from gotgan.survey.results.public import Published, write_public
from gotgan.survey.results.readme import readme
from gotgan.survey.rules.publication import Policy
from gotgan.terms.croissant import CroissantFacts, CroissantFile, CroissantTable, croissant
from gotgan.terms.digest import CHUNK_BYTES, sha256_of

_MOMENT = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16
PUBLISHER = "gotgan"


def write_package(
    source: Path, target: Path, scratch: Path, *, sha256: str, policy: Policy, mask: Callable[[str], str]
) -> Published:
    """Write the package of a frozen file; `sha256` names that file in it. `scratch` is an empty folder."""
    done = write_public(source, scratch, policy, mask)
    campaign = Reader(source).campaign
    tables = [_file(scratch / name) for name in sorted(done.columns)]
    documents: dict[str, Any] = {
        "croissant.json": _croissant(campaign, tables, done, policy, sha256),
        "dcat.jsonld": _dcat(campaign, tables, policy, sha256),
        "withheld.json": _withheld(done, policy),
    }
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
        (scratch / name).write_text(text + "\n", encoding="utf-8")
    for language in ("ko", "en"):
        text = readme(language, campaign, done, policy, sha256)
        (scratch / f"README.{language}.md").write_text(text, encoding="utf-8")
    _pack(scratch, target)
    return done


def _file(path: Path) -> CroissantFile:
    with path.open("rb") as file:
        sha256 = sha256_of(iter(lambda: file.read(CHUNK_BYTES), b""))
    return CroissantFile(path.name, path.name, path.stat().st_size, sha256, "text/csv")


def _croissant(
    campaign: Mapping[str, Any], tables: list[CroissantFile], done: Published, policy: Policy, sha256: str
) -> dict[str, Any]:
    facts = CroissantFacts(
        name=campaign["slug"], title=campaign["title_ko"], description=_description(campaign, sha256),
        url=f"urn:sha256:{sha256}", licence=policy.licence, version=sha256[:12], published=campaign["closes"][:10],
        publisher=PUBLISHER, keywords=("AI", "학습데이터", "현황조사", "survey"),
    )  # fmt: skip
    sets = [CroissantTable(f"records/{name}", name, tuple(columns.items())) for name, columns in done.columns.items()]
    return croissant(facts, tables, sets)


def _description(campaign: Mapping[str, Any], sha256: str) -> str:
    english = campaign["title_en"] or campaign["title_ko"]
    return f"{campaign['title_ko']} / {english}. sha256 {sha256}"


def _dcat(campaign: Mapping[str, Any], tables: list[CroissantFile], policy: Policy, sha256: str) -> dict[str, Any]:
    titles = [{"@language": "ko", "@value": campaign["title_ko"]}]
    if campaign["title_en"]:
        titles.append({"@language": "en", "@value": campaign["title_en"]})
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "@id": f"urn:sha256:{sha256}",
        "dct:title": titles,
        "dct:description": _description(campaign, sha256),
        "dct:issued": {"@type": "xsd:date", "@value": campaign["closes"][:10]},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": PUBLISHER},
        "dct:license": {"@id": policy.licence},
        "dcat:distribution": [_distribution(table) for table in tables],
    }  # fmt: skip


def _distribution(table: CroissantFile) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": table.id,
        "dcat:downloadURL": {"@id": table.url},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(table.size_bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": table.sha256,
        },
    }


def _withheld(done: Published, policy: Policy) -> dict[str, Any]:
    used = {*done.sheets, *done.answers}
    reasons = {name: {"ko": said.ko, "en": said.en} for name, said in policy.reasons.items() if name in used}
    return {**done.withheld(), "reasons": reasons}


def _pack(folder: Path, target: Path) -> None:
    """Every file of the folder, by name, under one fixed moment and mode."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.iterdir()):
            info = zipfile.ZipInfo(path.name, _MOMENT)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _FILE_MODE, 3
            with path.open("rb") as file, package.open(info, "w", force_zip64=True) as member:
                while chunk := file.read(CHUNK_BYTES):
                    member.write(chunk)
