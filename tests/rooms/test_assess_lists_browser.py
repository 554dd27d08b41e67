"""The pages of lists in a real browser: both languages and widths, axe, no script, several people at once."""

from __future__ import annotations

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gotgan.assess import actions
from gotgan.assess.rules.listing import Side
from gotgan.inventory.models import Dataset
from gotgan.inventory.rules import DatasetState
from gotgan.terms.selection import PanelResult
from tests.rooms.assess_run import MINUTES, WITHOUT, Run
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
LOOKS = [("ko", 1280, "light"), ("en", 390, "dark")]
HOME = "/assess/lists/hundred/1"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(monkeypatch)


def look(page: Page, address: str, found: dict[str, Any], name: str) -> None:
    """One page: no finding of axe, nothing wider than the window."""
    page.goto(address)
    for each in Axe().run(page).response["violations"]:
        if each["impact"] in ("serious", "critical"):
            found[f"{name} {address} {each['id']}"] = each["nodes"][0]["html"][:200]
    if (width := page.evaluate("document.documentElement.scrollWidth")) > page.viewport_size["width"]:  # type: ignore[index]
        found[f"{name} {address} wide"] = width
    if folder := os.environ.get("GOTGAN_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{address.strip('/').replace('/', '_') or 'home'}.png", full_page=True)


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(run: Run, look_as: Any) -> None:
    found: dict[str, Any] = {}

    def see(name: str, viewer: Any, *addresses: str) -> None:
        """A page with tables and forms in both looks, others in the one that is harder."""
        for language, width, scheme in LOOKS if len(addresses) > 3 else LOOKS[1:]:
            page = look_as(viewer, language, width, scheme)
            for address in addresses:
                look(page, address, found, f"{name}-{language}-{width}")

    see("empty", run.manager, "/assess/")
    run.make(floors={"field": {"health": 3}}, caps={"organisation": {run.bodies[0]: 1}})
    run.panel = PanelResult(weights={"demand": 1.0})
    see("drafted", run.manager, "/assess/lists/new", HOME, f"{HOME}/settings")
    run.panel = PanelResult()
    run.collect()
    run.solve()
    see("conflict", run.manager, HOME)
    actions.relax_rules(**run.by())
    run.solve()
    member = run.document()["members"][0]["id"]
    see("solved", run.manager, "/assess/", HOME, f"{HOME}/others", f"{HOME}/datasets/{member}", f"{HOME}/minutes")
    run.propose()
    said = actions.Said(run.bodies[0], member, Side.OUT, "자료가 낡았습니다.")
    actions.object_to(**run.by(run.officers[0]), said=said)
    see("proposed", run.officers[0], HOME, f"{HOME}/objections")
    see("answered", run.manager, HOME, f"{HOME}/objections", f"{HOME}/sign")
    Dataset.objects.filter(pk=member).update(state=DatasetState.REMOVED)
    see("gone", run.auditor, HOME)
    assert found == {}


def test_list_is_run_by_several_people_at_once_without_a_script(run: Run, open_as: Any) -> None:
    run.make()
    manager, officer, auditor = (
        open_as(each, java_script_enabled=False) for each in (run.manager, run.officers[0], run.auditor)
    )
    manager.goto(HOME)
    manager.get_by_role("button", name="Freeze the evidence").click()
    run_waiting_jobs()
    auditor.goto(HOME)
    expect(auditor.get_by_text("waits for a panel")).to_be_visible()
    expect(auditor.get_by_role("button", name="Freeze the evidence")).to_have_count(0)
    manager.goto(HOME)
    manager.locator("summary", has_text="Choose without a panel").click()
    manager.get_by_label("Why").first.fill(WITHOUT)
    manager.get_by_role("button", name="Choose from measured criteria alone").click()
    run_waiting_jobs()
    manager.goto(HOME)
    manager.get_by_role("link", name="Propose the list").click()
    manager.get_by_label("Minutes").fill(MINUTES)
    manager.get_by_label("Objections until").fill("2099-01-01")
    manager.get_by_role("button", name="Propose the list").click()
    officer.goto("/assess/")
    officer.get_by_role("link", name="The hundred").click()
    officer.get_by_role("link", name="Object, or see objections").click()
    officer.get_by_label("Dataset").select_option(run.document()["members"][0]["id"])
    officer.get_by_label("should be out").check()
    officer.get_by_label("Why").fill("자료가 낡았습니다.")
    officer.get_by_role("button", name="Object").click()
    expect(officer.get_by_role("status").first).to_contain_text("The objection is written down")
    manager.goto(f"{HOME}/objections")
    manager.get_by_label("Answer", exact=True).fill("그대로 둡니다.")
    manager.get_by_label("The list stays").check()
    manager.get_by_role("button", name="Answer it").click()
    run.end_objections()
    manager.goto(HOME)
    manager.get_by_role("link", name="Sign the list").click()
    manager.get_by_label("to sign").fill("The hundred")
    manager.get_by_role("button", name="Sign the list").click()
    auditor.goto(HOME)
    expect(auditor.get_by_text(run.version.signature)).to_be_visible()
    with auditor.expect_download() as taken:
        auditor.get_by_role("link", name="Download the snapshot").click()
    assert taken.value.suggested_filename == "hundred-1.zip"
