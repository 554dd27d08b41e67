"""A package as Croissant 1.1 with RAI: files by hash, tables and splits as record sets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gotgan.engine.package.contents import UNSAFE, Contents, PackedTable
from gotgan.engine.package.manifest import entry_of
from gotgan.engine.package.rai import rai_of
from gotgan.terms.croissant import PARQUET, CroissantFacts, CroissantFile, CroissantTable, croissant

_MEDIA = {"parquet": PARQUET, "jsonl": "application/jsonlines", "csv": "text/csv", "webdataset": "application/x-tar"}


def croissant_of(contents: Contents, folder: Path, published: str) -> dict[str, Any]:
    """`published`: a day as YYYY-MM-DD. Record sets are of the Parquet files; the other formats hold the same rows."""
    files = []
    for file in (file for table in contents.tables for file in table.files):
        entry = entry_of(folder / file.path, folder)
        files.append(CroissantFile(file.path, file.path, entry.size_bytes, entry.sha256, _MEDIA[file.format]))
    rows = sum(table.profile.rows for table in contents.tables)
    facts = CroissantFacts(
        name=UNSAFE.sub("-", contents.title),
        title=contents.title,
        description=contents.text("description") or f"{contents.title}: {rows} rows in {len(contents.tables)} table(s)",
        url=f"urn:sha256:{files[0].sha256}",
        licence=contents.text("licence"),
        version="1.0.0",
        published=published,
        publisher=contents.text("institution") or "unknown",
        keywords=[word.strip() for word in re.split(r"[,;\n]", contents.text("keywords")) if word.strip()],
        more=rai_of(contents) | _beyond(contents),
    )
    return croissant(facts, files, [_table(table) for table in contents.tables])


def _table(table: PackedTable) -> CroissantTable:
    parquet = table.parquet()
    if "" in parquet:
        return CroissantTable(table.name, parquet[""], table.fields)
    return CroissantTable(table.name, "", table.fields, parquet)


def _beyond(contents: Contents) -> dict[str, Any]:
    """Languages and the period covered, where they are answered so that they can be read."""
    found: dict[str, Any] = {}
    languages, period = contents.answer("languages"), contents.answer("period_covered")
    if languages and isinstance(languages.value, list):
        found["inLanguage"] = languages.value
    if period and isinstance(period.value, dict) and period.value.get("from"):
        found["temporalCoverage"] = f"{period.value['from']}/{period.value.get('to') or '..'}"
    return found
