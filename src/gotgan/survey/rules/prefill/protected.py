"""Section F: personal and protected content, from what was found. That nothing was found proves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.survey.rules.prefill.known import Known, Origin, absent, fills, number, percent, registered, scanned
from gotgan.survey.rules.prefill.readings import rights_patterns, sign
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import Answer, Confidence

UNIQUE = frozenset({"resident_number", "foreigner_number", "driver_licence", "passport"})
"""Personal Information Protection Act art. 24, with its decree art. 19."""
NOT_OF_PERSONS = frozenset({"business_number", "corporation_number", "coordinates", "address"})
"""Of firms and places; alone they make no personal data."""
SURE, WEAK, SHOWN = 0.8, 0.6, 3
"""A finding by its form alone has 0.5 (docs/explanation/detection.md): it may be an office's telephone."""
_UNSEEN = frozenset({"image", "audio", "video", "multimodal"})
"""In these no faces or voices are sought."""
SINGLED_OUT = 0.2


def has_person(known: Known) -> bool:
    return bool(known.kinds - NOT_OF_PERSONS)


def columns_that_speak_of(known: Known, name: str) -> list[str]:
    """Columns whose name is a sign of what a law protects."""
    pattern = sign(name)
    columns = (str(column["name"]) for table in known.facts.tables for column in table["columns"])
    return list(dict.fromkeys(column for column in columns if pattern.search(column)))


def _of_kinds(known: Known, kinds: frozenset[str]) -> list[Mapping[str, Any]]:
    return [finding for finding in known.facts.findings if finding["kind"] in kinds]


def _told(known: Known, findings: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The largest findings with column and count, never a value."""
    ko, en = [], []
    for each in findings[:SHOWN]:
        kind, count = known.label("identifier_kind", each["kind"]), number(each["count"])
        name = each["column"] or each["table"]
        where = Words(f"'{name}' 항목에서", f"column '{name}'") if name else Words("본문에서", "running text")
        ko.append(f"{where.ko} {kind.ko} {count}건")
        en.append(f"{kind.en}: {count} in {where.en}")
    return ", ".join(ko), "; ".join(en)


@fills("personal_data", Origin.SCAN)
def personal_data(known: Known) -> Answer | None:
    found = _of_kinds(known, known.kinds - NOT_OF_PERSONS)
    if found:
        ko, en = _told(known, found)
        is_sure = any(each["kind"] in UNIQUE and each["column"] and each["confidence"] >= SURE for each in found)
        is_weak = max(each["confidence"] for each in found) < WEAK
        confidence = Confidence.HIGH if is_sure else Confidence.LOW if is_weak else Confidence.MEDIUM
        return scanned(known, "identifiable", f"{ko}을 찾았습니다.", f"Found {en}.", confidence)
    return _nothing_found(known)


@fills("personal_data", Origin.REGISTER)
def personal_data_stated(known: Known) -> Answer | None:
    """Where the record's rights text says so; that it does not is no statement."""
    pattern = next(each for each in rights_patterns() if each.reason == "art9_6_privacy")
    words = pattern.said(known.stated("rights"))
    if not words:
        return None
    ko, en = f"권리 설명에 '{words}'(이)라고 적혀 있습니다.", f'The rights text says "{words}".'
    return registered(known, "identifiable", ko, en, Confidence.LOW)


def _nothing_found(known: Known) -> Answer | None:
    """A weak "none", only where everything was read and could be searched."""
    facts = known.facts
    if not _is_searched(known):
        return None
    ko, en = "식별자를 찾지 못했습니다. 없다는 증거는 아닙니다.", "No identifier was found, which is no proof."
    alone = max(facts.risks, key=lambda risk: float(risk["rows_alone"] or 0), default=None)
    if alone is not None and float(alone["rows_alone"] or 0) >= SINGLED_OUT:
        share, columns = percent(float(alone["rows_alone"])), ", ".join(alone["columns"][:5])
        ko = f"{ko} {columns}을(를) 합치면 {share}의 행이 하나뿐입니다. 사람에 관한 것인지 보십시오."
        en = f"{en} Together {columns} single out {share} of the rows; see whether they are about persons."
    if any(table["is_sample"] for table in facts.tables):
        ko, en = f"{ko} 일부 행만 읽었습니다.", f"{en} Only some rows were read."
    return scanned(known, "none", ko, en, Confidence.LOW)


def _is_searched(known: Known) -> bool:
    return known.is_read_whole and not _UNSEEN & set(known.facts.modality)


@fills("identifier_kinds", Origin.SCAN)
def identifier_kinds(known: Known) -> Answer | None:
    if not known.kinds:
        ko, en = "식별자를 찾지 못했습니다.", "No identifier was found."
        return absent(known, ko, en, Confidence.LOW) if _is_searched(known) else None
    ko, en = _told(known, known.facts.findings)
    confidence = (
        Confidence.HIGH if min(each["confidence"] for each in known.facts.findings) >= SURE else Confidence.MEDIUM
    )
    return scanned(known, sorted(known.kinds), f"{ko}을 찾았습니다.", f"Found {en}.", confidence)


@fills("unique_identifiers", Origin.SCAN)
def unique_identifiers(known: Known) -> Answer | None:
    """Yes where one of the four was found; where other identifiers were and none of the four, a weak no."""
    found = _of_kinds(known, UNIQUE)
    if found:
        ko, en = _told(known, found)
        is_sure = any(each["confidence"] >= SURE for each in found)
        return scanned(
            known, "yes", f"{ko}을 찾았습니다.", f"Found {en}.", Confidence.HIGH if is_sure else Confidence.MEDIUM
        )
    if not known.kinds:
        return None
    ko, en = "다른 식별자만 찾았습니다.", "Only other identifiers were found."
    return scanned(known, "no", ko, en, Confidence.LOW)


def _by_names(known: Known, item: str) -> Answer | None:
    """A weak yes by the names of columns, only beside identifiers of persons."""
    columns = columns_that_speak_of(known, item) if has_person(known) else []
    if not columns:
        return None
    names = ", ".join(columns[:SHOWN])
    ko, en = f"식별자와 함께 '{names}' 항목이 있습니다.", f'Beside identifiers there is the column "{names}".'
    return scanned(known, "yes", ko, en, Confidence.LOW)


@fills("sensitive_information", Origin.SCAN)
def sensitive_information(known: Known) -> Answer | None:
    return _by_names(known, "sensitive_information")


@fills("children", Origin.SCAN)
def children(known: Known) -> Answer | None:
    return _by_names(known, "children")


@fills("credit_information", Origin.GUESS)
def credit_information(known: Known) -> Answer | None:
    return _by_names(known, "credit_information")


@fills("medical_information", Origin.GUESS)
def medical_information(known: Known) -> Answer | None:
    return _by_names(known, "medical_information")


@fills("location_information", Origin.SCAN)
def location_information(known: Known) -> Answer | None:
    """Coordinates beside identifiers of persons, or pictures that say where they were taken."""
    places = _of_kinds(known, frozenset({"coordinates"}))
    if not places or not (has_person(known) or known.facts.media.get("with_place")):
        return None
    ko, en = _told(known, places)
    return scanned(known, "yes", f"{ko}을 찾았습니다.", f"Found {en}.", Confidence.LOW)


@fills("reidentification_risk", Origin.SCAN)
def reidentification_risk(known: Known) -> Answer | None:
    rows: list[dict[str, Any]] = []
    for risk in known.facts.risks[:10]:
        columns = ", ".join(risk["columns"])
        rows.append({"measure": "k", "value": risk["k_least"], "columns": columns})
        rows.append({"measure": "rows_alone", "value": round(float(risk["rows_alone"] or 0), 4), "columns": columns})
    if not rows:
        return None
    ko, en = (
        "준식별자를 합쳤을 때 가장 작은 묶음(k)과 홀로 있는 행의 비율입니다.",
        "The smallest class (k) and the share of rows alone in theirs.",
    )
    return scanned(known, rows, ko, en, Confidence.MEDIUM)
