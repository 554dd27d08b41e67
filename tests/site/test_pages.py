"""Every page answers, in both languages, for visitors and keepers."""

from __future__ import annotations

import pytest

from tests.site.fakes import OFFICER

OPEN_TO_ALL = [
    "/", "/search", "/search?q=버스", "/search?organisation=1741000&page=2", "/datasets/haewon/bus-stops-1",
    "/datasets/haewon/bus-stops-1/record", "/datasets/haewon/bus-stops-1/columns/bus-stops.csv/2",
    "/datasets/haewon/bus-stops-1/columns/bus-stops.csv/3", "/organisations/", "/organisations/haewon", "/help",
]  # fmt: skip
FOR_KEEPERS = [
    "/sources/", "/sources/add", "/sources/upload", "/sources/s1/remove", "/scans/k1", "/scans/k1?outcome=failed",
    "/scans/k1/release", "/datasets/haewon/bus-stops-1/open",
]  # fmt: skip


@pytest.mark.parametrize("address", OPEN_TO_ALL)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_page_answers_visitor(korean, address, language):
    answer = korean.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("address", FOR_KEEPERS)
def test_page_answers_keeper(hub, korean, address):
    hub.viewer = OFFICER
    assert korean.get(address).status_code == 200


@pytest.mark.parametrize("address", FOR_KEEPERS)
def test_page_sends_visitor_to_sign_in(korean, address):
    answer = korean.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2F")
