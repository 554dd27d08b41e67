"""Facts of made-up datasets for the rules of prefilling: a scanned table, files of media, a harvested record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gotgan.survey.rules.prefill import suggest
from gotgan.terms.survey import Answer, Confidence, DatasetFacts, FilledBy
from tests.survey.standard import standard

SCANNED = datetime(2026, 6, 1, tzinfo=UTC)


def described(**stated: Any) -> DatasetFacts:
    """A dataset of which only a record of a catalogue is known."""
    return DatasetFacts(
        "d1", "1741000", "moi/d1", "제목", organisation_name="행정안전부", source_kind="datajson", catalogue=stated,
    )  # fmt: skip


def table(
    name: str = "민원.csv", *columns: str, rows: int = 100, keys: Sequence[str] = ("접수번호",)
) -> dict[str, Any]:
    names = columns or ("접수번호", "접수일자", "내용")
    columns_told = [{"name": each, "type": "text", "semantic_type": None} for each in names]
    return {
        "table": name, "rows": rows, "columns": columns_told, "column_count": len(names),
        "keys": list(keys), "is_sample": False,
    }  # fmt: skip


def quality(**numbers: Any) -> dict[str, Any]:
    names = ("tables", "rows", "columns", "cells", "missing", "duplicate_rows", "ragged_rows", "lost_characters",
             "outlier_columns", "mixed_columns")  # fmt: skip
    return dict.fromkeys(names, 0) | {"tables": 1, "rows": 100, "columns": 3, "cells": 300, "worst": []} | numbers


def finding(kind: str, column: str | None = "민원인번호", *, count: int = 4210, sure: float = 0.95) -> dict[str, Any]:
    return {
        "table": "민원.csv" if column else "", "column": column, "kind": kind, "count": count, "share": 0.9,
        "confidence": sure,
    }  # fmt: skip


def overlap(**more: Any) -> dict[str, Any]:
    return {
        "overlap": 1, "dataset": "d2", "title": "민원 사본", "organisation": "6110000",
        "organisation_name": "서울특별시", "address": "seoul/d2", "table": "민원.csv",
        "other_table": "민원.csv", "relation": "same_content", "score": 0.9, "status": "open", "verb": "identical",
        "is_reversed": False,
    } | more  # fmt: skip


def scanned(**more: Any) -> DatasetFacts:
    """A folder's dataset of one clean table, unless told otherwise."""
    known: dict[str, Any] = {
        "organisation_name": "행정안전부", "source_kind": "folder", "scanned_at": SCANNED, "rows": 100,
        "size_bytes": 5000, "file_count": 1, "modality": ("table",), "modality_shares": {"table": 1.0},
        "formats": ({"format": "csv", "encoding": "cp949", "files": 1, "size_bytes": 5000},), "tables": (table(),),
        "quality": quality(), "is_compared": True, "versions": 1,
    }  # fmt: skip
    return DatasetFacts("d1", "1741000", "moi/d1", "민원", **(known | more))


def of_media(kind: str, number: int = 1200, **more: Any) -> DatasetFacts:
    form = {"image": "PNG", "audio": "WAV", "document": "pdf", "text": "text"}[kind]
    known: dict[str, Any] = {
        "rows": None, "tables": (), "quality": {}, "modality": (kind,), "modality_shares": {kind: 1.0},
        "file_count": number, "media": {"kinds": {kind: number}, "flags": {}},
        "formats": ({"format": form, "encoding": "", "files": number, "size_bytes": 9},),
    }  # fmt: skip
    return scanned(**(known | more))


def suggested(
    facts: DatasetFacts | None, last: Mapping[str, Answer] | None = None, siblings: Sequence[Mapping[str, Answer]] = ()
) -> dict[str, Answer]:
    return suggest(standard(), facts, last, siblings)


def value(facts: DatasetFacts, item: str) -> Any:
    """What is suggested; None where nothing is."""
    answer = suggested(facts).get(item)
    return answer.value if answer else None


def sure(facts: DatasetFacts, item: str) -> str:
    return str(suggested(facts)[item].confidence)


def note(facts: DatasetFacts, item: str) -> str:
    """All evidence in English."""
    return " ".join(each.note_en for each in suggested(facts)[item].evidence)


def answered(value: Any, **more: Any) -> Answer:
    known: dict[str, Any] = {"is_confirmed": True, "at": "2025-05-02T09:00:00+00:00"}
    return Answer(value, FilledBy.OFFICER, confidence=Confidence.HIGH, **(known | more))
