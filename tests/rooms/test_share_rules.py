"""The one access decision, case by case. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.share.rules import (
    ABSENT,
    DatasetFacts,
    GrantFacts,
    decide,
    may_open,
    may_open_with_findings,
    route_for_everyone,
)
from gotgan.terms.role import VISITOR, Role, RoleHeld, Viewer

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HELD = DatasetFacts("1741000", is_published=True, version_id="v" * 64)
LINKED = replace(HELD, version_id=None, has_links=True)
OPEN = GrantFacts(None, "", "", "direct", "open")
KIM = Viewer(7, "kim", (RoleHeld(Role.USER),))
OFFICER = Viewer(8, "officer", (RoleHeld(Role.OFFICER, "1741000"),))
OTHER_OFFICER = Viewer(9, "other", (RoleHeld(Role.OFFICER, "B551234"),))


def test_decide_absent_and_unpublished_look_the_same() -> None:
    assert decide(KIM, None, [], NOW) == ABSENT
    assert decide(KIM, replace(HELD, is_published=False), [OPEN], NOW) == ABSENT


def test_decide_published_without_grant_shows_metadata_only() -> None:
    access = decide(VISITOR, HELD, [], NOW)
    assert (access.may_know, access.may_see, access.may_get) == (True, False, False)
    assert access.route == "apply_download"
    assert access.lifts == ("sign_in", "ask")


def test_decide_open_grant_opens_to_everyone() -> None:
    access = decide(VISITOR, HELD, [OPEN], NOW)
    assert access.may_get
    assert access.reasons == ("open",)


@pytest.mark.parametrize(
    "grant",
    [
        replace(OPEN, revoked_at=NOW - timedelta(1)),
        replace(OPEN, expires_at=NOW),
        replace(OPEN, version="another"),
        replace(OPEN, person_id=99),
        replace(OPEN, organisation="B551234"),
    ],
)
def test_decide_grant_not_in_force_opens_nothing(grant: GrantFacts) -> None:
    assert not decide(KIM, HELD, [grant], NOW).may_get


def test_decide_grant_to_a_person_opens_to_that_person_only() -> None:
    grant = replace(OPEN, person_id=7, origin="request")
    assert decide(KIM, HELD, [grant], NOW).reasons == ("granted",)
    assert not decide(OTHER_OFFICER, HELD, [grant], NOW).may_get


def test_decide_grant_to_an_organisation_opens_to_its_members() -> None:
    grant = replace(OPEN, organisation="B551234", origin="request")
    assert decide(OTHER_OFFICER, HELD, [grant], NOW).may_get
    assert not decide(KIM, HELD, [grant], NOW).may_get


def test_decide_safe_zone_grant_never_gives_bytes() -> None:
    access = decide(KIM, HELD, [replace(OPEN, mode="safezone")], NOW)
    assert (access.may_see, access.may_get, access.route) == (False, False, "safe_zone_online")


def test_decide_own_organisation_sees_its_drafts() -> None:
    draft = replace(HELD, is_published=False)
    assert decide(OFFICER, draft, [], NOW).may_get
    assert decide(OTHER_OFFICER, draft, [], NOW) == ABSENT


@pytest.mark.parametrize(
    ("provision", "route", "may_see"),
    [("open", "download", True), ("limited", "apply_download", False), ("internal", "", False)],
)
def test_decide_harvested_record_is_held_at_its_source(provision: str, route: str, may_see: bool) -> None:
    access = decide(VISITOR, replace(LINKED, provision_now=provision), [OPEN], NOW)
    assert (access.route, access.may_see, access.may_get) == (route, may_see, False)


def test_decide_new_finding_closes_an_open_dataset_at_once() -> None:
    found = replace(HELD, finding_kinds=("phone",))
    access = decide(VISITOR, found, [OPEN], NOW)
    assert (access.may_see, access.may_get, access.reasons) == (False, False, ("findings_unconfirmed",))
    assert decide(VISITOR, found, [replace(OPEN, confirmed_kinds=("phone",))], NOW).may_get
    more = replace(HELD, finding_kinds=("phone", "email"))
    assert not decide(VISITOR, more, [replace(OPEN, confirmed_kinds=("phone",))], NOW).may_get


def test_may_open_is_for_the_organisations_own_people_and_operators() -> None:
    assert may_open(OFFICER, "1741000")
    assert may_open(Viewer(1, "op", (RoleHeld(Role.OPERATOR),)), "1741000")
    assert not may_open(OTHER_OFFICER, "1741000")
    assert not may_open(KIM, "1741000")


def test_may_open_with_findings_needs_a_named_person() -> None:
    assert may_open_with_findings([], "")
    assert may_open_with_findings(["phone"], "kim@example.kr")
    assert "phone" in may_open_with_findings(["phone"], "").reasons[0]


def test_route_for_everyone_says_what_a_visitor_would_be_told() -> None:
    assert route_for_everyone(HELD, is_open=True) == "download"
    assert route_for_everyone(HELD, is_open=False) == "apply_download"
    assert route_for_everyone(LINKED, is_open=False) == "download"


grants = st.builds(
    GrantFacts,
    person_id=st.sampled_from([None, 7, 99]),
    organisation=st.sampled_from(["", "1741000", "B551234"]),
    version=st.sampled_from(["", "v" * 64, "another"]),
    mode=st.sampled_from(["direct", "safezone"]),
    origin=st.sampled_from(["open", "request", "trade"]),
    expires_at=st.sampled_from([None, NOW, NOW + timedelta(1)]),
    revoked_at=st.sampled_from([None, NOW]),
)


@given(
    viewer=st.sampled_from([VISITOR, KIM, OFFICER, OTHER_OFFICER]),
    dataset=st.sampled_from([HELD, LINKED, replace(HELD, is_published=False)]),
    given_grants=st.lists(grants, max_size=4),
)
def test_decide_never_gives_more_below_than_above(
    viewer: Viewer, dataset: DatasetFacts, given_grants: list[GrantFacts]
) -> None:
    """Bytes only to who may see, values only to who may know; a revoked grant changes nothing."""
    access = decide(viewer, dataset, given_grants, NOW)
    assert access.may_see or not access.may_get
    assert access.may_know or not access.may_see
    living = [grant for grant in given_grants if grant.revoked_at is None]
    assert decide(viewer, dataset, living, NOW) == access
