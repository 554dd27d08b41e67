"""Currency: how old it is on the day of the scan, and whether its cycle is kept; no clock is asked."""

from __future__ import annotations

from datetime import date

from gotgan.engine.quality.look import Column, Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known
from gotgan.engine.quality.measures.validity import error_rate
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method
from gotgan.terms.survey import EvidenceRef

CYCLE_DAYS = {
    "realtime": 1, "hourly": 1, "daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "half_yearly": 183,
    "yearly": 366,
}  # fmt: skip
"""Survey questionnaire, code list `update_cycle`; others come back at no fixed time."""


def last_change(look: Look) -> tuple[date, Method, tuple[EvidenceRef, ...]] | None:
    """The newest day that is known, and how: seen by the scan, told in the data, or claimed by the record."""
    if day := _day(look.facts.last_real_change):
        return day, look.method, look.scan
    if day := _day(look.answer("last_real_change")):
        return day, look.method_of("last_real_change"), look.by_answer("last_real_change")
    for key in ("modified", "issued"):
        if day := _day(look.stated(key)):
            return day, Method.DECLARED, look.by_record(key)
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


@measure("currency.age")
def age(look: Look) -> Measured:
    """Days from the last change to the scan."""
    found = last_change(look)
    if found is None or look.today is None:
        return not_known("마지막으로 바뀐 날을 모릅니다.", "When it last changed is not known.")
    day, method, evidence = found
    days = max(0, (look.today - day).days)
    said = Words(
        f"마지막 변경일은 {day}로, 점검일까지 {days:,}일입니다.",
        f"It last changed on {day}, {days:,} days before the scan.",
    )
    confidence = 0.9 if look.facts.last_change_is_seen else 0.7 if method is not Method.DECLARED else 0.4
    verifier = "scan" if method is not Method.DECLARED else look.verifier("last_real_change")
    return Measured(float(days), said, method, confidence, evidence, verifier=verifier)


@measure("currency.kept")
def kept(look: Look) -> Measured:
    """Cycles that passed since the last change: up to 1 it is kept."""
    cycle, found = look.answer("update_cycle"), last_change(look)
    if cycle not in CYCLE_DAYS:
        return not_asked("정해진 갱신 주기가 없습니다.", "No fixed update cycle is stated.")
    if found is None or look.today is None:
        return not_known("마지막으로 바뀐 날을 모릅니다.", "When it last changed is not known.")
    day, method, evidence = found
    days = max(0, (look.today - day).days)
    said = Words(f"갱신 주기 {CYCLE_DAYS[cycle]}일인데 점검일까지 {days:,}일 지났습니다.",
                 f"Its cycle in days is {CYCLE_DAYS[cycle]}; {days:,} had passed by the scan.")  # fmt: skip
    return Measured(days / CYCLE_DAYS[cycle], said, method, 0.7, (*evidence, *look.by_answer("update_cycle")),
                    target=1.0)  # fmt: skip


@measure("currency.codes")
def codes(look: Look) -> Measured:
    """Codes in force, not abolished."""

    def errors(column: Column) -> int | None:
        found = column.told.get("code_list")
        return round(found["abolished"] * column.filled) if found else None

    none = Words("코드표와 견줄 항목이 없습니다.", "No column could be held against a code list.")
    return error_rate(look, errors, none, "폐지된 코드입니다", "are codes that were abolished", look.close_method)


@measure("currency.gaps")
def gaps(look: Look) -> Measured:
    """The share of periods (days, months, years) between first and last that have a row."""
    told = [time for table in look.tables if (time := table.get("time_coverage")) and time.get("periods")]
    if not told:
        return not_asked("기록의 날짜를 알려 주는 항목이 없습니다.", "No column dates its records.")
    periods, missing = sum(time["periods"] for time in told), sum(time["missing"] or 0 for time in told)
    fields = tuple(sorted({str(time["column"]) for time in told}))
    share = max(0.0, 1 - missing / periods)
    said = Words(f"기간 {periods:,}개 가운데 {missing:,}개에 기록이 없습니다(항목: {', '.join(fields[:5])}).",
                 f"{missing:,} of {periods:,} periods have no record (columns: {', '.join(fields[:5])}).")  # fmt: skip
    method = look.method if all(time.get("gaps_are_exact") for time in told) else Method.SAMPLED
    return Measured(share, said, method, 0.8, look.scans, fields, look.looked_at or None)


@measure("currency.periods")
def periods(look: Look) -> Measured:
    """How many periods its longest table spans."""
    told = [time["periods"] for table in look.tables if (time := table.get("time_coverage")) and time.get("periods")]
    if not told:
        return not_asked("기록의 날짜를 알려 주는 항목이 없습니다.", "No column dates its records.")
    said = Words(f"기간 {max(told):,}개에 걸쳐 있습니다.", f"It spans {max(told):,} periods.")
    return Measured(float(max(told)), said, look.method, 0.8, look.scans)


@measure("currency.cycle")
def cycle(look: Look) -> Measured:
    """1 where an update cycle is stated."""
    told = look.answer("update_cycle") or look.stated("cycle")
    said = (
        Words("갱신 주기를 밝혔습니다.", "Its update cycle is stated.")
        if told
        else Words("갱신 주기를 모릅니다.", "Its update cycle is not known.")
    )
    evidence = look.by_answer("update_cycle") or look.by_record("cycle")
    return Measured(float(bool(told)), said, Method.DECLARED, 0.6, evidence, verifier=look.verifier("update_cycle"))
