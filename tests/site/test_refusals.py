"""What no browser sends is refused with a page: never a 5xx, never a stack."""

from __future__ import annotations

import pytest

TOO_MANY = "&".join(f"f{number}=1" for number in range(1200))
ROUTES = ["/", "/search", "/organisations/", "/help", "/catalog.json", "/nothing"]


@pytest.mark.parametrize("route", ROUTES)
def test_query_with_too_many_fields_is_refused_plainly(english, route):
    english.raise_request_exception = False

    answer = english.get(f"{route}?{TOO_MANY}")

    assert answer.status_code in (200, 400, 404)
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a,b", "\u00ff"])
def test_host_that_is_not_ours_is_refused_with_a_page(english, settings, host):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    english.raise_request_exception = False

    answer = english.get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "does not fit" in answer.content.decode()
