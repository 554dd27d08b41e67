"""The pages of combinations in a real browser: both languages and widths, axe, no script, every party a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gotgan.accounts import queries as accounts
from gotgan.terms.combination import CombinationState
from gotgan.terms.role import Viewer
from tests.rooms.combined import Combined, make_combined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_refine_browser import LOOKS, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def combined(tmp_path: Path) -> Combined:
    return make_combined(tmp_path / "source")


def email_of(viewer: Viewer) -> str:
    return accounts.get_person(viewer.person_id or 0).email


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(combined: Combined, look_as: Any) -> None:
    found: dict[str, Any] = {}
    place = f"/refine/combinations/{combined.combination_id}"

    def visit(viewer: Viewer, *addresses: str) -> None:
        for language, width, scheme in LOOKS:
            page = look_as(viewer, language, width, scheme)
            for address in addresses:
                look(page, address, found, f"{combined.state}-{language}-{width}")

    visit(combined.applicant, "/refine/combinations/", "/refine/combinations/open", place)
    combined.until(CombinationState.KEYED)
    visit(combined.providers[0], f"{place}/part?dataset={combined.dataset(0)}")
    combined.hand_over(0)
    combined.hand_over(1)
    run_waiting_jobs()
    visit(combined.manager, place)
    combined.match()
    run_waiting_jobs()
    visit(combined.body, place)
    assert found == {}


def test_every_party_by_its_own_buttons_without_a_script(combined: Combined, open_as: Any) -> None:
    """The journey: applicant, two institutions, key manager and combining body, each a session of its own."""
    place = f"/refine/combinations/{combined.combination_id}"
    people = {name: open_as(who, java_script_enabled=False) for name, who in combined.everybody.items()}

    def at(name: str, address: str = place) -> Page:
        page: Page = people[name]
        page.goto(address)
        return page

    def press(name: str, button: str) -> None:
        at(name).get_by_role("button", name=button, exact=True).click()
        run_waiting_jobs()

    answer = people["stranger"].goto(place)
    assert answer is not None
    assert answer.status == 404
    named = [("provider", combined.providers[0]), ("provider", combined.providers[1])]
    for party, viewer in [*named, ("key_manager", combined.manager), ("combining_body", combined.body)]:
        page = at("applicant")
        page.locator(f"#email-{party}").fill(email_of(viewer))
        page.locator(f"form:has(#email-{party}) button").click()
        expect(page.get_by_role("status").first).to_contain_text("The party is named")
    press("manager", "Make the key")
    for name, columns in (
        ("tax", {"이름": "→ name", "연락처": "→ phone"}),
        ("health", {"성명": "→ name", "전화": "→ phone"}),
    ):
        page = at(name)
        page.get_by_role("link", name="Hand a table over").click()
        page.get_by_role("button", name="See its columns").click()
        for column, field in columns.items():
            page.get_by_label(column, exact=True).select_option(label=field)
        page.get_by_role("button", name="Separate keys and data").click()
        run_waiting_jobs()
    press("manager", "Match the keys")
    expect(at("applicant").locator("#counts").first).to_contain_text("20 people are everywhere")
    press("body", "Put the data together")
    expect(at("body").get_by_role("link", name="The work order on the result")).to_be_visible()
    press("manager", "Destroy key, keys, linkage and payloads")
    expect(at("applicant").locator(".sentence").first).to_contain_text("are destroyed")
    assert combined.state is CombinationState.CLOSED
