"""By which routes a dataset can be had, and because of what: from the grant, the source, and the survey's record.

It foretells; it opens nothing. Source: domain.md section 5, the reachability record.
"""

from __future__ import annotations

from gotgan.terms.access import Access, AddressSeen, Because, RouteVerdict, Verdict
from gotgan.terms.route import Route
from gotgan.terms.usability import SurveyRecord, Usability

ZONES = (Route.SAFE_ZONE_ONLINE, Route.SAFE_ZONE_ONSITE)
_BY_PERSON = (Route.APPLY_DOWNLOAD, *ZONES, Route.FEDERATED_QUERY, Route.TRADE)
"""Routes on which somebody decides, the nearest first."""
_ANYONE = (Route.DOWNLOAD, Route.API, Route.STREAM)
_ZONE_ONLY = frozenset({"safe_zone_only"})
_LEAVES = (*_ANYONE, Route.APPLY_DOWNLOAD)
"""Routes on which the data itself leaves its holder."""
_PROVIDED = {"open": Verdict.OPEN, "limited": Verdict.APPLY}


def stated_route(record: SurveyRecord | None) -> str | None:
    """The route that the record names for what nobody opened here; empty: none; None: the record does not tell.

    Where only routes without a decision are named, somebody has to open it first: it is to be asked for.
    """
    if record is None:
        return None
    if record.usability is Usability.NOT_USABLE:
        return ""
    named = {*record.codes("routes_now"), *record.codes("routes")}
    if named:
        return next((route for route in _BY_PERSON if route in named), Route.APPLY_DOWNLOAD)
    return Route.SAFE_ZONE_ONLINE if set(record.codes("scope")) == _ZONE_ONLY else None


def reach(access: Access, record: SurveyRecord | None, seen: AddressSeen | None = None) -> tuple[RouteVerdict, ...]:
    """A verdict for every route, in the order of the questionnaire's codes, for the viewer of this access.

    `seen`: what came of asking the addresses that the record's answers name.
    """
    return tuple(_verdict(route, access, record, seen) for route in Route)


def _verdict(route: Route, access: Access, record: SurveyRecord | None, seen: AddressSeen | None) -> RouteVerdict:
    return _seen(route, access) or _stated(route, record, seen) or _foretold(route, access, record)


def _seen(route: Route, access: Access) -> RouteVerdict | None:
    """What this hub gives, or saw at the source."""
    if access.may_get and route in (Route.DOWNLOAD, Route.API):
        return _say(route, Verdict.OPEN, access.reasons[0])
    if route == access.route and "at_source" in access.reasons:
        return _say(route, Verdict.OPEN, "at_source")
    if route == access.route and "safe_zone_only" in access.reasons:
        return _say(route, Verdict.OPEN, "granted")
    return None


def _stated(route: Route, record: SurveyRecord | None, seen: AddressSeen | None) -> RouteVerdict | None:
    """What the organisation answered. A stated route is not a verified one, unless its address was asked."""
    if record is None:
        return None
    if record.usability is Usability.NOT_USABLE:
        return _say(route, Verdict.NEVER, "not_usable", "possible_scope")
    if route in record.codes("routes_now") and record.provision_now in _PROVIDED:
        return _provided(route, _PROVIDED[record.provision_now], seen if route in _ANYONE else None)
    if route in record.codes("routes"):
        return _say(route, Verdict.APPLY, "wished", "future_routes")
    if record.routes:
        return _say(route, Verdict.NEVER, "not_wished", "future_routes")
    if set(record.codes("scope")) == _ZONE_ONLY and route in (*ZONES, *_LEAVES):
        return _say(route, Verdict.APPLY if route in ZONES else Verdict.NEVER, "zone_only", "possible_scope")
    return None


def _provided(route: Route, verdict: Verdict, seen: AddressSeen | None) -> RouteVerdict:
    """An address of what is said to be open tells of the routes without a decision only."""
    if seen is None or verdict is not Verdict.OPEN:
        return _say(route, verdict, "provided_now", "provision_now_how")
    found, code = (verdict, "provided_seen") if seen.is_answering else (Verdict.UNKNOWN, "provided_silent")
    return RouteVerdict(str(route), found, Because(code, "provision_now_how", seen.on))


def _foretold(route: Route, access: Access, record: SurveyRecord | None) -> RouteVerdict:
    """What the hub itself would answer; of other routes nothing is known."""
    if route == access.route:
        return _say(route, Verdict.APPLY, access.reasons[0])
    return _say(route, Verdict.UNKNOWN, "not_asked" if record else "not_surveyed")


def _say(route: Route, verdict: Verdict, because: str, item: str = "") -> RouteVerdict:
    return RouteVerdict(str(route), verdict, Because(because, item))
