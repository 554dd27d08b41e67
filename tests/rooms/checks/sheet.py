"""A small form with the items that the checks read, the standard checks, and one way to ask them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import gotgan.survey
from gotgan.survey.rules.checks import CheckContext, find_contradictions, find_organisation_contradictions
from gotgan.terms.questionnaire import Check, Code, CodeList, Fill, Item, Kind, Part, Questionnaire, Scope, Words
from gotgan.terms.survey import Contradiction, DatasetFacts

STANDARD = Path(gotgan.survey.__file__).parent / "questionnaires" / "standard"
TODAY = date(2026, 11, 26)
FACTS = DatasetFacts(
    dataset="d1", organisation="1741000", address="https://hub/d1", title="민원 접수",
    evidence_sha256="e" * 64, scanned_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
)  # fmt: skip
CONTEXT = CheckContext(TODAY)

_T = Kind.TEXT
ITEMS: dict[str, tuple[Any, ...]] = {
    "title_ko": (_T,), "title_en": (_T,), "description": (Kind.TEXT_LONG,), "record_unit": (_T,),
    "listed_elsewhere": (Kind.URLS,), "modality": (Kind.CODES, "modality"), "period_covered": (Kind.PERIOD,),
    "region": (Kind.TABLE, "", [("name", _T, ""), ("code", _T, ""), ("level", Kind.CODE, "region_level")]),
    "population_or_sample": (Kind.CODE, "coverage_kind"), "file_count": (Kind.INT,), "size_bytes": (Kind.INT,),
    "record_count": (Kind.INT,), "labels_present": (Kind.BOOL,), "label_share": (Kind.DECIMAL,),
    "first_year": (Kind.INT,), "update_cycle": (Kind.CODE, "update_cycle"), "last_real_change": (Kind.DATE,),
    "retention_end": (Kind.DATE,),
    "contractor": (Kind.TABLE, "", [("contractor", _T, ""), ("quantity", Kind.INT, ""), ("year", Kind.INT, "")]),
    "third_party_works": (Kind.TABLE, "", [("kind", _T, ""), ("holder", _T, "")]), "licence": (Kind.CODE, "licence"),
    "consent_covers_ai": (Kind.GROUP, "", [("answer", Kind.BOOL, ""), ("files", Kind.FILES, "")]),
    "permitted_purposes": (
        Kind.TABLE, "", [("purpose", Kind.CODE, "purpose_of_use"), ("answer", Kind.CODE, "permission")],
    ),
    "personal_data": (Kind.CODE, "personal_data"), "sensitive_information": (Kind.BOOL,),
    "unique_identifiers": (Kind.BOOL,), "children": (Kind.BOOL,), "location_information": (Kind.BOOL,),
    "video_of_people": (Kind.BOOL,), "prior_deidentification": (Kind.TABLE, "", [("technique", _T, "")]),
    "provision_now": (Kind.CODE, "provision_now"),
    "provision_now_how": (Kind.GROUP, "", [("routes", Kind.CODES, "route"), ("addresses", Kind.URLS, "")]),
    "possible_scope": (Kind.CODES, "possible_scope"), "reason_not_provided": (Kind.CODES, "reason_not_provided"),
    "future_routes": (Kind.CODES, "route"), "processing_needed": (Kind.CODES, "processing_needed"),
    "scanner_estimate": (Kind.TABLE, "", [("processing", Kind.CODE, "processing_needed"), ("reason", _T, "")]),
    "similar_sets": (Kind.TABLE, "", [("dataset", _T, ""), ("relation", Kind.CODE, "same_as")]),
    "uniqueness": (Kind.GROUP, "", [("score", Kind.CODE, "likert5"), ("reason", _T, "")]),
    "completeness_statement": (Kind.BOOL,), "none_held_reason": (_T,),
}  # fmt: skip
LABELS = {
    "identifier_kind": {"resident_number": "주민등록번호", "phone": "전화번호"},
    "licence": {"kogl_2": "공공누리 2유형"},
    "update_cycle": {"daily": "일"},
}


def _item(key: str, kind: Kind, code_list: str = "", parts: Any = ()) -> Item:
    made = tuple(Part(name, Words(name, name), each, codes) for name, each, codes in parts)
    scope = Scope.ORGANISATION if key in ("completeness_statement", "none_held_reason") else Scope.DATASET
    return Item(key, "", "A", Words(key, key), Words("", ""), (Fill.HUMAN,), kind, code_list, parts=made, scope=scope)


@cache
def standard_checks() -> tuple[Check, ...]:
    document = yaml.safe_load((STANDARD / "checks.yaml").read_text(encoding="utf-8"))
    return tuple(
        Check(row["id"], row["severity"], tuple(row["items"]), Words(**row["message"]), row.get("policy", {}))
        for row in document["checks"]
    )


@cache
def small_form() -> Questionnaire:
    lists = {
        name: CodeList(name, tuple(Code(code, Words(ko, code)) for code, ko in codes.items()))
        for name, codes in LABELS.items()
    }
    items = tuple(_item(key, *rest) for key, rest in ITEMS.items())
    return Questionnaire("small", 1, Words("작은 조사표", "small"), (), items, lists, standard_checks())


def found(
    values: dict[str, Any], facts: DatasetFacts | None = FACTS, form: Questionnaire | None = None, **context: Any
) -> dict[str, Contradiction]:
    """What contradicts, by check."""
    raised = find_contradictions(form or small_form(), values, facts, replace(CONTEXT, **context))
    return {each.check: each for each in raised}


def found_of_organisation(values: dict[str, Any], **context: Any) -> dict[str, Contradiction]:
    raised = find_organisation_contradictions(small_form(), values, replace(CONTEXT, **context))
    return {each.check: each for each in raised}


def facts(**values: Any) -> DatasetFacts:
    return replace(FACTS, **values)


def purposes(**said: str) -> list[dict[str, str]]:
    return [{"purpose": key, "answer": word} for key, word in said.items()]
