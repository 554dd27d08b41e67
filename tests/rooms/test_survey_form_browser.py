"""The pages of questionnaires in a real browser: axe, 360 pixels, and work without a script or a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from gotgan.accounts.models import Person
from gotgan.survey.actions import forms as actions
from gotgan.survey.queries import forms as queries
from gotgan.terms.role import SYSTEM, Role
from tests import browser
from tests.rooms.factories import make_viewer
from tests.rooms.test_survey_form_pages import BACKEND

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("chromium")]
WIDTH = 360


@pytest.fixture
def draft() -> int:
    return actions.start_version(by=SYSTEM, form_id=actions.publish_standard(by=SYSTEM))


@pytest.fixture
def cookie(settings: LazySettings, live_server) -> dict[str, str]:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    client = Client()
    client.force_login(Person.objects.get(pk=make_viewer(Role.SURVEY_MANAGER).person_id), BACKEND)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


@pytest.fixture
def allow_database(monkeypatch) -> None:
    """Playwright runs a loop of its own in this thread; the database is still asked from one thread only."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.mark.usefixtures("korean_words", "allow_database")
def test_pages_are_reachable_narrow_and_without_findings(live_server, cookie, draft, tmp_path: Path):
    from axe_playwright_python.sync_playwright import Axe

    places = [
        reverse("forms"),
        *(reverse(name, args=[draft]) for name in ("form", "form_changes", "form_checks")),
    ]
    places += [reverse("form_item", args=[draft, "permitted_purposes"]), reverse("form_preview", args=[draft])]
    found: dict[str, object] = {}
    with browser.chromium() as chromium:
        context = chromium.new_context(viewport={"width": WIDTH, "height": 800}, locale="ko")
        context.add_cookies([cookie])
        page = context.new_page()
        for place in places:
            page.goto(live_server.url + place)
            width = page.evaluate("document.documentElement.scrollWidth")
            findings = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] != "minor"]
            if width > WIDTH or findings:
                found[place] = (width, findings)
        context.close()
    assert found == {}


@pytest.mark.usefixtures("allow_database")
def test_item_is_reworded_with_the_keyboard_alone_and_no_script(live_server, cookie, draft):
    with browser.chromium() as chromium:
        context = chromium.new_context(java_script_enabled=False, locale="en")
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(live_server.url + reverse("form_item", args=[draft, "owner"]))
        page.locator("#label-en").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("Rights holder")
        page.keyboard.press("Enter")
        page.wait_for_url("**" + reverse("form", args=[draft]))
        assert "The item is kept in the draft." in page.locator("main").inner_text()
        context.close()
    owner = queries.draft_of(draft)[0].find("owner")
    assert owner is not None
    assert owner.label.en == "Rights holder"
