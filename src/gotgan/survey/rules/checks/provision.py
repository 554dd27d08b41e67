"""What is said of provision, now and to come, against itself and against the addresses named."""

from __future__ import annotations

from datetime import timedelta

from gotgan.survey.rules.checks.context import EndpointResult
from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill, join
from gotgan.terms.digest import fingerprint
from gotgan.terms.survey import EvidenceRef

ADDRESS_ITEMS = ("provision_now_how", "listed_elsewhere")


def open_vs_no_url(look: Look) -> Raised | None:
    """No address at all, or none answers and each was asked lately, more than once. One never asked is no lie."""
    if look.code("provision_now") != "open":
        return None
    addresses = sorted({each for key in ADDRESS_ITEMS for each in look.addresses(key)})
    items = ("provision_now", *ADDRESS_ITEMS)
    if not addresses:
        return Raised({"what": look.words("no_address")}, ["no address"], items) if look.lacks(*ADDRESS_ITEMS) else None
    results = [_fresh(look, each) for each in addresses]
    known = [each for each in results if each is not None]
    least = look.threshold("least_failures")
    if len(known) < len(addresses) or any(each.is_answering or each.failures < least for each in known):
        return None
    asked = max(each.asked for each in known)
    what = fill(look.words("none_answers"), {"count": len(addresses), "asked": asked})
    prints = [fingerprint(each) for each in addresses]
    return Raised({"what": what}, prints, items, (EvidenceRef("scan", prints[0], at=asked.isoformat()),))


def _fresh(look: Look, address: str) -> EndpointResult | None:
    """The last result, if it is young enough to be held against anyone."""
    result = look.context.endpoints.get(address)
    oldest = timedelta(days=int(look.threshold("oldest_days")))
    return result if result and look.context.today - result.asked <= oldest else None


def all_vs_reason(look: Look) -> Raised | None:
    reasons = look.codes("reason_not_provided")
    if "all" not in look.codes("possible_scope") or not reasons:
        return None
    named = join([look.code_label("reason_not_provided", code) for code in reasons], int(look.threshold("named")))
    return Raised({"reasons": named}, sorted(reasons), ("possible_scope", "reason_not_provided"))


def impossible_vs_no_reason(look: Look) -> Raised | None:
    if "impossible" not in look.codes("possible_scope") or not look.lacks("reason_not_provided"):
        return None
    return Raised({}, ["impossible"], ("possible_scope", "reason_not_provided"))


def impossible_vs_open(look: Look) -> Raised | None:
    if "impossible" not in look.codes("possible_scope") or look.code("provision_now") != "open":
        return None
    return Raised({}, ["impossible", "open"], ("possible_scope", "provision_now"))


def scope_vs_route(look: Look) -> Raised | None:
    """Only where the safe zone is the whole scope: beside it, aggregates may well be downloaded."""
    if look.codes("possible_scope") != ("safe_zone_only",):
        return None
    outside = look.listed("outside")
    routes = [each for each in look.codes("future_routes") if each in outside]
    if not routes:
        return None
    named = join([look.label("route", each) for each in routes], len(routes))
    return Raised({"routes": named}, sorted(routes), ("possible_scope", "future_routes"))


CHECKS = {
    "open_vs_no_url": open_vs_no_url,
    "all_vs_reason": all_vs_reason,
    "impossible_vs_no_reason": impossible_vs_no_reason,
    "impossible_vs_open": impossible_vs_open,
    "scope_vs_route": scope_vs_route,
}
