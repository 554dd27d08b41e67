"""What is provided, could be provided, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gotgan.survey.rules.checks import EndpointResult
from tests.rooms.checks.sheet import TODAY, found

URL, OTHER = "https://data.example.org/1", "https://data.example.org/2"
DEAD, ALIVE = EndpointResult(False, TODAY, "not_found", 2), EndpointResult(True, TODAY)


@pytest.mark.parametrize(
    ("values", "is_raised"),
    [
        ({}, True),
        ({"listed_elsewhere": []}, True),
        ({"listed_elsewhere": "na", "provision_now_how": {"routes": ["download"], "addresses": []}}, False),
        ({"listed_elsewhere": "na", "provision_now_how": "na"}, True),
        ({"listed_elsewhere": "unknown"}, False),
        ({"listed_elsewhere": [URL]}, False),
        ({"provision_now_how": {"routes": ["download"], "addresses": [URL]}}, False),
    ],
)
def test_open_vs_no_url_by_address(values: dict[str, Any], is_raised: bool) -> None:
    raised = found({"provision_now": "open", **values})
    assert ("open_vs_no_url" in raised) is is_raised
    assert not found({"provision_now": "limited", **values})


@pytest.mark.parametrize(
    ("endpoints", "is_raised"),
    [
        ({}, False),
        ({URL: DEAD}, False),
        ({URL: DEAD, OTHER: ALIVE}, False),
        ({URL: DEAD, OTHER: DEAD}, True),
        ({URL: DEAD, OTHER: replace(DEAD, asked=TODAY - timedelta(30))}, True),
        ({URL: DEAD, OTHER: replace(DEAD, asked=TODAY - timedelta(31))}, False),
        ({URL: DEAD, OTHER: replace(DEAD, failures=1)}, False),
    ],
)
def test_open_vs_no_url_by_what_was_asked(endpoints: dict[str, EndpointResult], is_raised: bool) -> None:
    values = {"provision_now": "open", "listed_elsewhere": [URL, OTHER]}
    raised = found(values, endpoints=endpoints).get("open_vs_no_url")
    assert bool(raised) is is_raised
    if raised:
        assert "주소 2개가 모두 응답하지 않습니다(확인: 2026-11-26)" in raised.message_ko
        assert "example" not in raised.message_ko + raised.message_en


@pytest.mark.parametrize(
    ("check", "values", "is_raised"),
    [
        ("all_vs_reason", {"possible_scope": ["all"], "reason_not_provided": ["statistics_act"]}, True),
        ("all_vs_reason", {"possible_scope": ["all", "columns"], "reason_not_provided": ["statistics_act"]}, True),
        ("all_vs_reason", {"possible_scope": ["all"], "reason_not_provided": []}, False),
        ("all_vs_reason", {"possible_scope": ["all"], "reason_not_provided": "na"}, False),
        ("all_vs_reason", {"possible_scope": ["columns"], "reason_not_provided": ["statistics_act"]}, False),
        ("impossible_vs_no_reason", {"possible_scope": ["impossible"]}, True),
        ("impossible_vs_no_reason", {"possible_scope": ["impossible"], "reason_not_provided": "na"}, True),
        ("impossible_vs_no_reason", {"possible_scope": ["impossible"], "reason_not_provided": "unknown"}, False),
        ("impossible_vs_no_reason", {"possible_scope": ["impossible"], "reason_not_provided": ["not_ours"]}, False),
        ("impossible_vs_no_reason", {"possible_scope": ["aggregated"]}, False),
        ("impossible_vs_no_reason", {"possible_scope": "unknown"}, False),
        ("impossible_vs_open", {"possible_scope": ["impossible"], "provision_now": "open"}, True),
        ("impossible_vs_open", {"possible_scope": ["impossible"], "provision_now": "limited"}, False),
        ("impossible_vs_open", {"possible_scope": ["all"], "provision_now": "open"}, False),
        ("scope_vs_route", {"possible_scope": ["safe_zone_only"], "future_routes": ["download"]}, True),
        ("scope_vs_route", {"possible_scope": ["safe_zone_only"], "future_routes": ["api", "trade"]}, True),
        ("scope_vs_route", {"possible_scope": ["safe_zone_only"], "future_routes": ["stream"]}, True),
        ("scope_vs_route", {"possible_scope": ["safe_zone_only"], "future_routes": ["safe_zone_online"]}, False),
        ("scope_vs_route", {"possible_scope": ["safe_zone_only"], "future_routes": "unknown"}, False),
        (
            "scope_vs_route",
            {"possible_scope": ["safe_zone_only", "aggregated"], "future_routes": ["download"]},
            False,
        ),
    ],
)
def test_scope_against_reason_state_and_route(check: str, values: dict[str, Any], is_raised: bool) -> None:
    assert (check in found(values)) is is_raised


def test_key_of_an_emptiness_is_stable_until_it_is_filled() -> None:
    first = found({"possible_scope": ["impossible"]})["impossible_vs_no_reason"]
    assert first.items == ("possible_scope", "reason_not_provided")
    again = found({"possible_scope": ["impossible"], "reason_not_provided": []})["impossible_vs_no_reason"]
    assert again.key == first.key
