"""What the survey's record makes of the routes: foretold, never opened. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.share import words
from gotgan.share.rules import DatasetFacts, GrantFacts, decide, reach, route_for_everyone, stated_route
from gotgan.terms.access import Access, RouteVerdict
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import VISITOR, Role, RoleHeld, Viewer
from gotgan.terms.route import Route
from gotgan.terms.usability import Acceptance, Said, SurveyRecord, Usability

NOW = datetime(2026, 11, 26, tzinfo=UTC)
HELD = DatasetFacts("1741000", is_published=True, version_id="v" * 64)
LINKED = replace(HELD, version_id=None, has_links=True)
OPEN = GrantFacts(None, "", "", "direct", "open")
KIM = Viewer(7, "kim", (RoleHeld(Role.USER),))
OFFICER = Viewer(8, "officer", (RoleHeld(Role.OFFICER, "1741000"),))
ACCEPTED = Acceptance("1741000", Words("가", "a"), "c", Words("나", "b"), "s", 1, NOW)


def said(*codes: str) -> tuple[Said, ...]:
    return tuple(Said(code, Words(code, code)) for code in codes)


def survey(usability: Usability = Usability.AFTER_PROCESSING, **more: Any) -> SurveyRecord:
    lists = {name: said(*value) if isinstance(value, tuple) else value for name, value in more.items()}
    return SurveyRecord(usability, "r", Words("가", "a"), ACCEPTED, **lists)


CLOSED = survey(Usability.NOT_USABLE, reasons=("art9_2_security",), provision_now="none")
IN_ZONE = survey(routes=("safe_zone_onsite", "trade"), provision_now="internal")
ZONE_SCOPE = survey(scope=("safe_zone_only",), provision_now="none")
SILENT = survey(Usability.UNKNOWN)


def verdicts(access: Access) -> dict[str, tuple[str, str, str]]:
    return {each.route: (str(each.verdict), each.because.code, each.because.item) for each in access.routes}


@pytest.mark.parametrize(
    ("record", "route"),
    [
        (None, None),
        (SILENT, None),
        (CLOSED, ""),
        (IN_ZONE, "safe_zone_onsite"),
        (ZONE_SCOPE, "safe_zone_online"),
        (survey(routes=("download", "api")), "apply_download"),
        (survey(routes_now=("trade",), provision_now="limited"), "trade"),
        (survey(scope=("safe_zone_only", "aggregated")), None),
    ],
)
def test_stated_route(record: SurveyRecord | None, route: str | None) -> None:
    assert stated_route(record) == route


def test_the_record_names_the_route_of_what_nobody_opened() -> None:
    access = decide(VISITOR, replace(HELD, survey=IN_ZONE), [], NOW)
    assert (access.may_see, access.may_get, access.route) == (False, False, "safe_zone_onsite")
    assert access.reasons == ("not_opened", "survey_route")
    found = verdicts(access)
    assert found["safe_zone_onsite"] == found["trade"] == ("apply", "wished", "future_routes")
    assert found["download"] == ("never", "not_wished", "future_routes")
    assert route_for_everyone(replace(HELD, survey=IN_ZONE), is_open=False) == "safe_zone_onsite"


def test_the_record_closes_the_route_and_leaves_the_grant_alone() -> None:
    shut = replace(HELD, survey=CLOSED)
    access = decide(KIM, shut, [], NOW)
    assert (access.route, access.reasons) == ("", ("not_opened", "survey_closed"))
    assert {each[0] for each in verdicts(access).values()} == {"never"}
    granted = decide(KIM, shut, [OPEN], NOW)
    assert granted.may_get
    assert verdicts(granted)["download"] == ("open", "open", "")
    assert verdicts(granted)["trade"] == ("never", "not_usable", "possible_scope")
    assert route_for_everyone(shut, is_open=True) == "download"


def test_without_a_record_only_what_the_hub_knows_is_told() -> None:
    found = verdicts(decide(VISITOR, HELD, [], NOW))
    assert found["apply_download"] == ("apply", "not_opened", "")
    assert found["trade"] == ("unknown", "not_surveyed", "")
    assert verdicts(decide(VISITOR, LINKED, [], NOW))["download"] == ("open", "at_source", "")
    assert verdicts(decide(OFFICER, HELD, [], NOW))["api"] == ("open", "own_organisation", "")
    zone = decide(KIM, HELD, [replace(OPEN, mode="safezone")], NOW)
    assert verdicts(zone)["safe_zone_online"] == ("open", "granted", "")
    silent = verdicts(decide(VISITOR, replace(HELD, survey=SILENT), [], NOW))
    assert (silent["apply_download"], silent["trade"]) == (("apply", "not_opened", ""), ("unknown", "not_asked", ""))


def test_a_scope_of_the_safe_zone_alone_keeps_the_data_in() -> None:
    found = verdicts(decide(VISITOR, replace(HELD, survey=ZONE_SCOPE), [], NOW))
    assert found["safe_zone_onsite"] == ("apply", "zone_only", "possible_scope")
    assert found["stream"] == found["apply_download"] == ("never", "zone_only", "possible_scope")
    assert found["federated_query"][0] == "unknown"


@pytest.mark.parametrize(
    ("source", "record", "route", "reasons", "may_see"),
    [
        ("open", survey(provision_now="open"), "download", ("at_source",), True),
        ("open", SILENT, "download", ("at_source",), True),
        ("open", survey(provision_now="internal"), "", ("not_offered",), False),
        ("open", IN_ZONE, "safe_zone_onsite", ("survey_route",), False),
        ("open", survey(provision_now="limited"), "apply_download", ("limited_at_source",), False),
        ("open", survey(provision_now="limited", routes_now=("trade",)), "trade",
         ("limited_at_source", "survey_route"), False),
        ("open", CLOSED, "", ("survey_closed",), False),
        ("open", replace(CLOSED, provision_now=""), "", ("survey_closed",), False),
        ("internal", survey(provision_now="open"), "apply_download", ("stated_open",), False),
        ("internal", ZONE_SCOPE, "safe_zone_online", ("survey_route",), False),
        ("internal", SILENT, "", ("not_offered",), False),
        ("internal", survey(routes=("trade",)), "trade", ("survey_route",), False),
        ("limited", SILENT, "apply_download", ("limited_at_source",), False),
    ],
)  # fmt: skip
def test_held_at_its_source_the_answer_counts_before_the_sources_word(
    source: str, record: SurveyRecord, route: str, reasons: tuple[str, ...], may_see: bool
) -> None:
    facts = replace(LINKED, provision_now=source, survey=record)
    access = decide(VISITOR, facts, [OPEN], NOW)
    assert (access.route, access.reasons, access.may_see, access.may_get) == (route, reasons, may_see, False)
    assert route_for_everyone(facts, is_open=False) == route


def test_provided_now_is_stated_not_verified() -> None:
    record = survey(provision_now="open", routes_now=("api",))
    found = verdicts(decide(VISITOR, replace(LINKED, provision_now="internal", survey=record), [], NOW))
    assert found["api"] == ("open", "provided_now", "provision_now_how")
    limited = replace(record, provision_now="limited")
    assert verdicts(decide(VISITOR, replace(LINKED, survey=limited), [], NOW))["api"][0] == "apply"


def codes(values: tuple[str, ...]) -> st.SearchStrategy[tuple[Said, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(lambda chosen: said(*chosen))


ROUTES = tuple(str(route) for route in Route)
records = st.builds(
    survey,
    st.sampled_from(Usability),
    provision_now=st.sampled_from(["", "open", "limited", "internal", "none"]),
    scope=codes(("all", "columns", "safe_zone_only", "impossible")),
    routes=codes(ROUTES),
    routes_now=codes(ROUTES),
)
facts_of = st.builds(
    replace,
    st.sampled_from([HELD, LINKED, replace(HELD, is_published=False), replace(HELD, finding_kinds=("phone",))]),
    provision_now=st.sampled_from(["open", "limited", "internal", "none"]),
)


@given(
    record=records,
    facts=facts_of,
    viewer=st.sampled_from([VISITOR, KIM, OFFICER]),
    grants=st.sampled_from([(), (OPEN,), (replace(OPEN, mode="safezone"),), (replace(OPEN, person_id=7),)]),
)
def test_whatever_was_answered_nothing_is_opened_by_it(
    record: SurveyRecord, facts: DatasetFacts, viewer: Viewer, grants: tuple[GrantFacts, ...]
) -> None:
    before = decide(viewer, facts, grants, NOW)
    after = decide(viewer, replace(facts, survey=record), grants, NOW)
    assert (after.may_know, after.may_get) == (before.may_know, before.may_get)
    assert before.may_see or not after.may_see
    assert {each.route for each in after.routes} in (set(ROUTES), set())
    assert all(each.because.code in words.BECAUSE for each in after.routes)
    assert set(after.reasons) <= set(words.REASONS)
    assert all(isinstance(each, RouteVerdict) for each in reach(after, record))
