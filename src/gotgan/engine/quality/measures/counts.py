"""Counts: what was built against what was contracted, and diagnoses that others made."""

from __future__ import annotations

import re

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, percent
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

_FILES = re.compile(r"장|개|파일|편|컷|file|image|clip|document", re.IGNORECASE)
_HOURS = re.compile(r"시간|hour", re.IGNORECASE)
_TOKENS = re.compile(r"토큰|token|어절|단어|word", re.IGNORECASE)


def built(look: Look, unit: str) -> float | None:
    """How much of a unit the scan counted; None where it cannot tell."""
    media = look.facts.media
    if _HOURS.search(unit):
        return float(media["seconds"]) / 3600 if media.get("seconds") else None
    if _TOKENS.search(unit):
        return float(media["tokens"]) if media.get("tokens") else None
    rows = look.rows or look.facts.rows
    if _FILES.search(unit) and not rows:
        kinds = media.get("kinds") or {}
        return float(sum(kinds.values()) or look.facts.file_count or 0) or None
    return float(rows) if rows else None


@measure("counts.contract")
def contract(look: Look) -> Measured:
    """Counted by the scan out of what was contracted, 1 at most."""
    lines = [
        line
        for line in look.lines("contractor")
        if isinstance(line.get("quantity"), int | float) and line["quantity"] > 0
    ]
    units = {str(line.get("unit") or "").strip() for line in lines}
    if len(units) != 1:
        return not_asked("한 단위로 적힌 계약 수량이 없습니다.", "No contracted quantity in one unit is on record.")
    unit, wanted = units.pop(), float(sum(line["quantity"] for line in lines))
    found = built(look, unit)
    if found is None:
        return not_asked("계약 단위로 센 수가 없습니다.", "The scan counts nothing in the contract's unit.")
    share = min(1.0, found / wanted)
    said = Words(
        f"계약 {wanted:,.0f}{unit} 가운데 {found:,.0f}{unit}이 확인됩니다({percent(share)}).",
        f"{found:,.0f} of {wanted:,.0f} contracted ({unit or 'records'}) were counted ({percent(share)}).",
    )
    return Measured(share, said, look.method, 0.9, (*look.scan, *look.by_answer("contractor")), (), int(found),
                    target=1.0)  # fmt: skip


@measure("counts.diagnosis")
def diagnosis(look: Look) -> Measured:
    """1 where a diagnosis by a person or body is on record."""
    found = look.lines("last_diagnosis")
    said = (
        Words(f"품질진단 기록이 {len(found)}건 있습니다.", f"{len(found)} quality diagnoses are on record.")
        if found
        else Words("품질진단 기록이 없습니다.", "No quality diagnosis is on record.")
    )
    return Measured(float(bool(found)), said, Method.DECLARED, 0.5, look.by_answer("last_diagnosis"), verifier="person")


@measure("counts.reports")
def reports(look: Look) -> Measured:
    """The share of error reports of a year that were settled."""
    lines = [line for line in look.lines("error_reports") if line.get("received")]
    if not lines:
        return not_asked("받은 오류 신고가 없습니다.", "No error report is on record.")
    received = sum(int(line["received"]) for line in lines)
    resolved = min(received, sum(int(line.get("resolved") or 0) for line in lines))
    said = Words(
        f"오류 신고 {received:,}건 가운데 {resolved:,}건을 처리했습니다.",
        f"{resolved:,} of {received:,} error reports were settled.",
    )
    return Measured(resolved / received, said, Method.DECLARED, 0.5, look.by_answer("error_reports"), sample=received,
                    verifier="person")  # fmt: skip


@measure("counts.papers")
def papers(look: Look) -> Measured:
    """The share of a plan's papers that are there: purpose, guideline, dictionary, diagnosis."""
    keys = ("original_purpose", "label_guideline", "data_dictionary", "last_diagnosis")
    known = [key for key in keys if look.answered(key)]
    said = Words(
        f"구축 문서 {len(keys)}종 가운데 {len(known)}종이 있습니다.",
        f"{len(known)} of {len(keys)} papers of the project are there.",
    )
    return Measured(len(known) / len(keys), said, Method.DECLARED, 0.5, look.by_answer(*known), verifier="person")
