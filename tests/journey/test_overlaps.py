"""Overlaps are found as the sample arrives, told over the API, and shown to those who keep the data."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pytest

from tests.journey.conftest import SampleHub

PATIENCE_SECONDS = 120


def pairs_of(hub: SampleHub, token: str, **asked: str) -> list[dict[str, Any]]:
    answer = httpx.get(
        hub.address + "/api/v1/overlaps", params=asked, headers={"Authorization": f"Bearer {token}"}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    pairs: list[dict[str, Any]] = answer.json()["pairs"]
    return pairs


@pytest.fixture(scope="module")
def pairs(hub: SampleHub) -> list[dict[str, Any]]:
    """Comparing follows the scans: it may still be under way when the hub is ready; copies stand before all else."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = pairs_of(hub, hub.tokens()["operator"], status="open", page_size="100")
        if found and found[0]["relation"] == "same_content":
            return found
        assert time.monotonic() < until, "no copy was found"
        time.sleep(1)


def test_overlaps_of_the_sample_are_found_with_reasons(hub: SampleHub, pairs: list[dict[str, Any]]) -> None:
    best = pairs[0]
    assert best["strength"] == "strong"
    assert best["suggestion"]
    assert best["reasons"]
    assert all(pair["a"]["dataset"] != pair["b"]["dataset"] for pair in pairs)
    assert not [pair for pair in pairs if pair["strength"] == "weak"]
    assert httpx.get(hub.address + "/api/v1/overlaps").status_code == 401


def test_page_of_a_pair_asks_a_visitor_to_sign_in(hub: SampleHub, pairs: list[dict[str, Any]]) -> None:
    answer = httpx.get(f"{hub.address}/overlaps/{pairs[0]['id']}")
    assert answer.status_code == 302
    assert re.search(r"login", answer.headers["location"])
