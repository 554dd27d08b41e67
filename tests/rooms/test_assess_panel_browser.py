"""The pages of a panel in a real browser: both languages and widths, axe, and an assessor without a script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from gotgan.assess.actions import panels as actions
from gotgan.assess.rules.panels import PanelState
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import Paneled, answers, by, email_of, make_paneled
from tests.rooms.test_refine_browser import LOOKS, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
RING = {"public_benefit beneficiaries": "9", "beneficiaries linkability": "9", "public_benefit linkability": "1/9"}


@pytest.fixture
def paneled() -> Paneled:
    """Rated but for what the first assessor holds; one stakeholder fits, another contradicts."""
    made = make_paneled()
    made.until(PanelState.RATING)
    made.rate_all({made.datasets[1]: 2, made.datasets[2]: 5}, *made.assessors[1:])
    made.weigh(make_viewer(Role.USER))
    other = make_viewer(Role.USER)
    made.step("name_stakeholder", email=email_of(other))
    actions.compare(by=by(other), panel_id=made.panel_id, answers=answers(public_value=RING))
    made.stakeholders.append(other)
    return made


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(paneled: Paneled, look_as: Any) -> None:
    found: dict[str, Any] = {}
    place, who = f"/assess/panels/{paneled.panel_id}", paneled.assessors[0]
    second = make_paneled(slug="second")
    visits: list[tuple[Viewer, list[str]]] = [
        (
            paneled.manager,
            [
                "/assess/",
                place,
                f"{place}/agreement",
                f"{place}/datasets/{paneled.datasets[1]}",
                f"/assess/versions/{second.version.pk}/panel",
            ],
        ),
        (who, ["/assess/", f"{place}/rate", f"{place}/rate/{paneled.held(who)[0]}", f"{place}/calibration"]),
        (who, [f"{place}/interests"]),
        (paneled.stakeholders[1], [f"{place}/weights"]),
    ]
    for language, width, scheme in LOOKS:
        for viewer, addresses in visits:
            page = look_as(viewer, language, width, scheme)
            for address in addresses:
                look(page, address, found, f"panel-{language}-{width}")
    assert found == {}


def test_assessor_rates_without_a_script(paneled: Paneled, open_as: Any) -> None:
    who = paneled.assessors[0]
    page = open_as(who, java_script_enabled=False)
    page.goto("/assess/")
    page.get_by_role("link", name="Rate datasets").click()
    page.get_by_role("link", name="Rate the next dataset").click()
    for _ in paneled.held(who):
        for group in page.locator("fieldset.ask").all():
            group.get_by_role("radio").nth(3).check()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("status").first).to_contain_text("Saved.")
    page.goto(f"/assess/panels/{paneled.panel_id}/rate")
    expect(page.locator(".sentence").first).to_contain_text("Nothing waits for you now")
    paneled.step("start_resolving")
