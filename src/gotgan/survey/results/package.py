"""The open-data package: a zip with tables, Croissant, DCAT and a text in both languages, no clock in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gotgan.survey.results.dcat import Catalogue, publisher_name
from gotgan.survey.results.flat import Reader
from gotgan.survey.results.public import Choice, Published, write_public
from gotgan.survey.results.readme import readme
from gotgan.survey.rules.publication import Policy
from gotgan.terms.croissant import CroissantFacts, CroissantFile, CroissantTable, croissant
from gotgan.terms.digest import CHUNK_BYTES, sha256_of

_MOMENT = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16


def write_package(
    source: Path, target: Path, scratch: Path, *, sha256: str, choice: Choice, mask: Callable[[str], str]
) -> Published:
    """Write the package of a frozen file; `sha256` names that file in it. `scratch` is an empty folder."""
    policy, campaign = choice.policy, Reader(source).campaign
    with Catalogue(scratch / "dcat.jsonld", campaign, policy, sha256) as catalogue:
        done = write_public(source, scratch, choice, mask, catalogue)
        tables = [_file(scratch / name) for name in sorted(done.columns)]
        catalogue.close(tables)
    documents: dict[str, Any] = {
        "croissant.json": _croissant(campaign, tables, done, policy, sha256),
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
        publisher=publisher_name(campaign, policy), keywords=("AI", "학습데이터", "현황조사", "survey"),
    )  # fmt: skip
    sets = [CroissantTable(f"records/{name}", name, tuple(columns.items())) for name, columns in done.columns.items()]
    return croissant(facts, tables, sets)


def _description(campaign: Mapping[str, Any], sha256: str) -> str:
    english = campaign["title_en"] or campaign["title_ko"]
    return f"{campaign['title_ko']} / {english}. sha256 {sha256}"


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
