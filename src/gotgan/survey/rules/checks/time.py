"""Dates against dates. A message names dates and days; a reply rests on the dates, not on how long ago they are."""

from __future__ import annotations

from datetime import date, timedelta

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill


def cycle_vs_change(look: Look) -> Raised | None:
    """The age is that at the scan that saw the last change: a scan of last spring says nothing of today."""
    cycle, changed = look.code("update_cycle"), look.day("last_real_change")
    days = look.table("cycle_days").get(cycle or "")
    if cycle is None or changed is None or not isinstance(days, int):
        return None
    seen = _seen_on(look, changed)
    age = (seen - changed).days
    if age <= look.threshold("factor") * days + look.threshold("grace_days"):
        return None
    places = {"cycle": look.label("update_cycle", cycle), "changed": changed, "seen": seen, "days": age}
    rests_on = [cycle, changed.isoformat()]
    return Raised(places, rests_on, ("update_cycle", "last_real_change"), look.scan_evidence())


def _seen_on(look: Look, changed: date) -> date:
    facts = look.facts
    is_of_scan = facts is not None and facts.last_real_change[:10] == changed.isoformat()
    return facts.scanned_at.date() if facts and is_of_scan and facts.scanned_at else look.context.today


def period_vs_first_year(look: Look) -> Raised | None:
    start, end = look.period("period_covered")
    first = look.number("first_year")
    today = look.context.today
    if end is not None and end > today + timedelta(days=int(look.threshold("days_ahead"))):
        what = fill(look.words("ends_in_future"), {"end": end})
        return Raised({"what": what}, ["future", end.isoformat()], ("period_covered",), look.scan_evidence())
    if start is None or first is None or start.year >= first - look.threshold("years"):
        return None
    # a year is no count: as a text it gets no comma
    what = fill(look.words("starts_before"), {"start": start, "first_year": str(int(first))})
    items = ("period_covered", "first_year")
    return Raised({"what": what}, ["before", start.isoformat(), int(first)], items, look.scan_evidence())


def retention_passed(look: Look) -> Raised | None:
    """A sheet speaks of data that is held: the answer itself says that it is still there, a scan proves it."""
    end = look.day("retention_end") if look.answer("retention_end") is not None else None
    if end is None or end >= look.context.today:
        return None
    scanned = look.facts.scanned_at if look.facts else None
    is_seen = scanned is not None and scanned.date() > end
    seen = fill(look.words("seen"), {"seen": scanned.date()}) if scanned and is_seen else look.words("reported")
    return Raised({"end": end, "what": seen}, [end.isoformat()], ("retention_end",), look.scan_evidence())


CHECKS = {
    "cycle_vs_change": cycle_vs_change,
    "period_vs_first_year": period_vs_first_year,
    "retention_passed": retention_passed,
}
