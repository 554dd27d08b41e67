"""Every page answers, in both languages, for visitors and keepers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.site.fakes import HAEWON, NURI, OFFICER

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


def test_home_calls_everything_a_sample_only_while_it_is(hub, english):
    assert "Everything here is a sample" in english.get("/").content.decode()
    hub.organisations = (HAEWON, replace(NURI, is_sample=False))
    assert "Everything here is a sample" not in english.get("/").content.decode()
    assert "What is marked as a sample" in english.get("/").content.decode()
    hub.organisations = (replace(HAEWON, is_sample=False),)
    assert "sample belongs" not in english.get("/").content.decode()


@pytest.mark.parametrize("address", FOR_KEEPERS)
def test_page_answers_keeper(hub, korean, address):
    hub.viewer = OFFICER
    assert korean.get(address).status_code == 200


@pytest.mark.parametrize("address", FOR_KEEPERS)
def test_page_sends_visitor_to_sign_in(korean, address):
    answer = korean.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2F")


def test_dataset_page_shows_how_its_parquet_was_made(english):
    page = english.get("/datasets/haewon/bus-stops-1").content.decode()
    assert "How its Parquet was made" in page
    assert "derive_parquet" in page
