"""Sections D and E: where the data comes from, how often it changes, under which licence."""

from __future__ import annotations

import re

from gotgan.survey.rules.prefill.known import Known, Origin, fills, registered, scanned, stated_as
from gotgan.survey.rules.prefill.readings import code_in, read
from gotgan.terms.survey import Answer, Confidence

_DAY = re.compile(r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_QUOTED = 80


@fills("legal_basis", Origin.REGISTER)
def legal_basis(known: Known) -> Answer | None:
    text = known.stated("legal_basis")
    return stated_as(known, text, "보유 근거", "legal basis") if text else None


@fills("collection_method", Origin.REGISTER)
def collection_method(known: Known) -> Answer | None:
    text = known.stated("collection")
    code = code_in("collection_methods", text)
    if not code:
        return None
    ko, en = f"목록 기록의 수집 방법: '{text[:_QUOTED]}'", f'The record says of collection: "{text[:_QUOTED]}"'
    return registered(known, [code], ko, en)


@fills("first_year", Origin.GUESS)
def first_year(known: Known) -> Answer | None:
    """The data may tell of days before it was collected."""
    if known.facts.period is None:
        return None
    ko, en = "가장 오래된 기록의 연도입니다.", "The year of the oldest record."
    return scanned(known, int(known.facts.period[0][:4]), ko, en, Confidence.LOW)


@fills("update_cycle", Origin.REGISTER)
def update_cycle(known: Known) -> Answer | None:
    """By the words of the record; else by a portal's own code, where readings.yaml tells what that means."""
    text = known.stated("cycle")
    code = code_in("cycles", text)
    if not code:
        text = known.stated("cycle_code")
        code = str(read("readings")["cycle_codes"].get(text, ""))
    if not code:
        return None
    ko, en = f"목록 기록의 갱신 주기: '{text[:_QUOTED]}'", f'The record states the cycle "{text[:_QUOTED]}"'
    return registered(known, code, ko, en)


@fills("last_real_change", Origin.SCAN)
def last_real_change(known: Known) -> Answer | None:
    """Between two scans other bytes were met; with one scan alone, the newest day that the data tells of."""
    day = known.facts.last_real_change
    if not day:
        return None
    if known.facts.last_change_is_seen:
        ko, en = "지난 점검과 내용이 달랐습니다.", "Its content differed from that of the scan before."
        return scanned(known, day, ko, en)
    ko, en = "한 번만 점검해, 가장 새 기록의 날짜를 적었습니다.", "Scanned once; this is the day of the newest record."
    return scanned(known, day, ko, en, Confidence.LOW)


@fills("last_real_change", Origin.REGISTER)
def modified(known: Known) -> Answer | None:
    """What the record claims; nobody compared the content."""
    day = _DAY.match(known.stated("modified"))
    return stated_as(known, day[0], "수정일", "date of modification", Confidence.LOW) if day else None


@fills("licence", Origin.REGISTER)
def licence(known: Known) -> Answer | None:
    """A code as it stands; else by the patterns of readings.yaml; words of its own are `other`, never read as free."""
    text, form = known.stated("licence"), known.form.code_lists.get("licence")
    if not text:
        return None
    if form is not None and form.find(text):
        return stated_as(known, text, "이용허락", "licence", Confidence.HIGH)
    code = code_in("licences", text)
    ko, en = f"목록 기록의 이용허락: '{text[:_QUOTED]}'", f'The record states the licence "{text[:_QUOTED]}"'
    return registered(known, code or "other", ko, en, Confidence.MEDIUM if code else Confidence.LOW)


@fills("permitted_purposes", Origin.REGISTER)
def barred_purposes(known: Known) -> Answer | None:
    """What the licence's own terms bar (readings.yaml); no licence makes a "yes"."""
    said = licence(known)
    barred = read("readings")["licence_bars"].get(said.value) if said else None
    if said is None or not barred:
        return None
    told = known.label("licence", str(said.value))
    ko, en = f"이용허락 조건이 막는 목적입니다: {told.ko}.", f"The terms of the licence bar it: {told.en}."
    return registered(known, [{"purpose": each, "answer": "no"} for each in barred], ko, en, said.confidence)
