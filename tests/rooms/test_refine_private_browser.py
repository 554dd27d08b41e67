"""Noisy tables and synthetic data in a real browser: axe, both languages and widths, and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from gotgan.refine.models import Run
from gotgan.terms.refine import RunKind
from tests.rooms.refined import Refined
from tests.rooms.refined_private import SYNTHETIC, make_visits, run_final, settle
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_refine_browser import LOOKS, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    made = make_visits(tmp_path / "source")
    settle(made, SYNTHETIC)
    return made


def test_pages_work_without_a_script_pass_axe_and_fit_their_window(
    refined: Refined, open_as: Any, look_as: Any
) -> None:
    drawn = run_final(refined, RunKind.TRIAL)
    _ask_without_a_script(refined, open_as)
    run_waiting_jobs()
    answered = Run.objects.get(kind=RunKind.FINAL)
    order, found = f"/refine/orders/{refined.order_id}", {}
    addresses = [order, f"{order}/measures", f"{order}/synthetic", f"{order}/runs/{answered.pk}",
                 f"{order}/runs/{drawn.pk}"]  # fmt: skip
    for language, width, scheme in LOOKS:
        page = look_as(refined.processor, language, width, scheme)
        for number, address in enumerate(addresses):
            look(page, address, found, f"private-{language}-{number}")
    assert found == {}


def _ask_without_a_script(refined: Refined, open_as: Any) -> None:
    page = open_as(refined.handler, java_script_enabled=False)
    page.goto(f"/refine/orders/{refined.order_id}/measures")
    page.get_by_label("Column that names the person").select_option("번호")
    page.get_by_label("Why so much").fill("한 해 통계")
    page.get_by_role("button", name="Set the privacy budget").click()
    expect(page.get_by_role("status").first).to_contain_text("The budget is set")
    page = open_as(refined.processor, java_script_enabled=False)
    page.goto(f"/refine/orders/{refined.order_id}/measures")
    page.locator("#ask-0").select_option("count")
    page.locator("#epsilon-0").fill("0.5")
    page.get_by_role("button", name="See the expected errors").click()
    expect(page.locator("table").first).to_contain_text("± 6")
    page.get_by_role("button", name="Keep these questions").click()
    page.goto(f"/refine/orders/{refined.order_id}")
    page.get_by_role("button", name="Pay for the answers").click()
    expect(page.get_by_role("status").first).to_contain_text("The run is queued")
