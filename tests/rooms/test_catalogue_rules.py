"""What is listed, who may list it, and how raw words are folded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gotgan.catalogue import rules
from gotgan.terms.role import Role, RoleHeld, Viewer

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wish", "decision", "is_live", "listed"),
    [
        ("open", "", True, True),
        ("draft", "", True, False),
        ("draft", "publish", True, True),
        ("open", "unpublish", True, False),
        ("open", "", False, False),
        ("draft", "publish", False, False),
    ],
)
def test_is_listed_every_case(wish: str, decision: str, is_live: bool, listed: bool) -> None:
    assert rules.is_listed(wish=wish, decision=decision, is_live=is_live) is listed


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.STEWARD])
def test_may_publish_own_organisation_only(role: Role) -> None:
    viewer = Viewer(1, "a", (RoleHeld(role, "1000001"),))
    assert rules.may_publish(viewer, "1000001")
    assert not rules.may_publish(viewer, "1000002")


def test_may_publish_visitor_is_refused_with_reason() -> None:
    assert "officer" in rules.may_publish(Viewer(), "1000001").reasons[0]


def test_may_publish_operator_everywhere() -> None:
    assert rules.may_publish(Viewer(1, "a", (RoleHeld(Role.OPERATOR),)), "1000001")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "none_stated"),
        ("  N/A ", "none_stated"),
        ("공공누리 제1유형", "kogl_1"),
        ("kogl_3_ai", "kogl_3_ai"),
        ("https://creativecommons.org/licenses/by/4.0/", "cc_by"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "cc_by_nc_sa"),
        ("Creative Commons Attribution | Share Alike 4.0 International", "cc_by"),
        ("CC BY-SA 4.0", "cc_by_sa"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "cc0"),
        ("Public Domain", "cc0"),
        ("https://www.usa.gov/publicdomain/label/1.0/", "cc0"),
        ("http://www.usa.gov/government-works", "unrestricted"),
        ("이용허락범위 제한 없음", "unrestricted"),
        ("See Terms of Use", "platform_terms"),
        ("something of our own", "other"),
    ],
)
def test_licence_group_real_words(raw: str, code: str) -> None:
    assert rules.licence_group(raw) == code


@pytest.mark.parametrize(
    ("path", "media_type", "found"),
    [
        ("가.CSV", "", "csv"),
        ("", "text/csv; charset=utf-8", "csv"),
        ("https://example.org/a.xlsx?x=1", "", "xlsx"),
        ("a", "application/octet-stream", ""),
        ("a.weird", "", ""),
    ],
)
def test_format_of_name_or_media_type(path: str, media_type: str, found: str) -> None:
    assert rules.format_of(path, media_type) == found


def test_moment_of_shapes_of_dates() -> None:
    fallback = NOW - timedelta(days=1)
    assert rules.moment_of("2020-05", fallback, NOW) == datetime(2020, 5, 1, tzinfo=UTC)
    assert rules.moment_of("2019", fallback, NOW) == datetime(2019, 1, 1, tzinfo=UTC)
    assert rules.moment_of("2020-05-06T01:02:03Z", fallback, NOW).hour == 1
    assert rules.moment_of("R/P1Y", fallback, NOW) == fallback
    assert rules.moment_of("2999-01-01", fallback, NOW) == fallback


def test_prior_of_is_bounded() -> None:
    best = rules.QualitySigns("x" * 100, ["a"], "cc0", True, NOW)
    worst = rules.QualitySigns("", [], "none_stated", False, NOW - timedelta(days=9_000))
    assert (rules.prior_of(best, NOW), rules.prior_of(worst, NOW)) == (4, 0)
