"""Every page of the survey in a real browser: on a phone in Korean, on a desk in English; axe, width, language.

A new address must be named here, as a page with who sees it, or as what is no page.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from gotgan.survey.actions import forms
from gotgan.survey.models import Campaign, Form, Mail, Sheet, Target, TargetSystem, Workbook
from gotgan.survey.urls import urlpatterns
from gotgan.terms.role import SYSTEM, Role, Viewer
from gotgan.terms.survey import CampaignState, SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, confirmed, make_campaign, suggested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
NO_PAGES = {
    "form_standard", "form_start", "form_version", "form_publish", "form_drop", "form_item_add", "form_item_retire",
    "form_list_add", "survey_turn", "survey_drop", "survey_evidence", "survey_target_of", "survey_act",
    "guide_put_away", "sheet_save", "sheet_item", "sheet_step", "sheet_file", "workbook_download", "workbook_apply",
    "workbook_discard", "survey_board_items", "survey_export",
}  # fmt: skip
"""Buttons, downloads and addresses that lead on."""
STRANGE_WORDS = """() => {
  const main = document.querySelector("main").cloneNode(true);
  for (const each of main.querySelectorAll("code, pre, textarea, [lang], .who")) each.remove();
  return main.textContent;
}"""


@pytest.fixture
def body() -> Surveyed:
    """A campaign with a little of everything; what people typed is the same in both languages."""
    form = forms.publish_standard(by=SYSTEM)
    forms.start_version(by=SYSTEM, form_id=form)
    campaign = make_campaign(form=Form.objects.get(pk=form))
    made = Surveyed(campaign=campaign, organisation=make_organisation(name="해원시", name_en="Haewon").code)
    now = timezone.now()
    made.sheet("2026-1", answers={
        "description": suggested("1"), "personal_data": confirmed("none"), "record_unit": confirmed("unknown"),
    })  # fmt: skip
    made.sheet("2026-2", state=SheetState.SUBMITTED)
    made.whole_sheet("2026-3", state=SheetState.SIGNED)
    TargetSystem.objects.create(target=made.target, name="S-1", number="", origin="register")
    Mail.objects.create(
        campaign=campaign, target=made.target, key="k", kind="invitation", to="p@haewon.go.kr", subject="s", body="b",
        state="unclear", created=now, next_try=now,
    )  # fmt: skip
    Workbook.objects.create(target=made.target, kept_under=made.target.pk, file_name="1.xlsx", sha256="0" * 64,
                            size_bytes=1, state="refused",
                            problems=[{"sheet": "1", "cell": "B2", "what": "it is not a number", "remedy": ""}],
                            by="t", at=now)  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(
        pilot_opens=now - timedelta(days=5), rest_opens=now + timedelta(days=25), rest_closes=now + timedelta(days=50)
    )
    Target.objects.update(invited=now, silent_systems=1, systems=1, call_back="1", blocks=1)
    return made


def _pages(body: Surveyed) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """Who looks at each page, and where it is."""
    slug, code, target = body.campaign.slug, body.organisation, body.target.pk
    draft = Form.objects.get(published=None).pk
    sheet = Sheet.objects.get(title="2026-1").pk
    of_draft = ("form", "form_title", "form_changes", "form_preview", "form_mapping", "form_checks")
    of_campaign = (
        "survey_campaign", "survey_dates", "survey_choose", "survey_pilot", "survey_register", "survey_letters",
        "survey_triage", "survey_board", "survey_results",
    )  # fmt: skip
    return dict.fromkeys(of_draft, ("manager", (draft,))) | dict.fromkeys(of_campaign, ("manager", (slug,))) | {
        "forms": ("manager", ()), "survey_home": ("manager", ()), "survey_campaign_new": ("manager", ()),
        "form_item": ("manager", (draft, "licence")), "form_list": ("manager", (draft, "route")),
        "survey_board_item": ("manager", (slug, "licence")), "survey_board_list": ("manager", (slug, "systems")),
        "survey_target": ("lead", (slug, code)), "survey_desk": ("manager", ()), "signing": ("head", ()),
        "sheet_review": ("manager", ()), "sheets": ("officer", (target,)), "sheet_add": ("officer", (target,)),
        "sheet": ("officer", (sheet,)), "sheet_pass_on": ("officer", (sheet,)), "sheet_history": ("officer", (sheet,)),
        "workbooks": ("officer", (target,)), "workbook": ("officer", (Workbook.objects.get().pk,)),
    }  # fmt: skip


def _visits(body: Surveyed) -> list[tuple[str, str]]:
    """Every page once, and those that others see otherwise again."""
    found = [(who, reverse(name, args=place)) for name, (who, place) in _pages(body).items()]
    target = reverse("survey_target", args=[body.campaign.slug, body.organisation])
    found += [("head", reverse("survey_home")), ("officer", reverse("survey_home")), ("manager", target)]
    found += [("head", reverse("sheet", args=[Sheet.objects.get(title="2026-2").pk])), ("observer", target)]
    return [*found, ("manager", reverse("sheet", args=[Sheet.objects.get(title="2026-3").pk]))]


def test_every_address_is_a_page_or_named_as_none(body: Surveyed) -> None:
    pages = set(_pages(body))
    assert {str(each.name) for each in urlpatterns} == NO_PAGES | pages
    assert not NO_PAGES & pages


@pytest.mark.parametrize(("language", "width"), [("ko", 390), ("en", 1280)])
def test_every_page_fits_is_accessible_and_speaks_one_language(
    body: Surveyed, look_as: Any, language: str, width: int
) -> None:
    people: dict[str, Viewer] = {
        "manager": make_viewer(Role.SURVEY_MANAGER), "lead": body.lead, "officer": body.officer, "head": body.head,
        "observer": body.observer,
    }  # fmt: skip
    wrong: dict[str, list[str]] = {}
    for who, addresses in groupby(sorted(_visits(body)), key=itemgetter(0)):
        page = look_as(people[who], language, width)
        for _, address in addresses:
            if found := _look(page, address, language):
                wrong[f"{who} {address}"] = found
    Campaign.objects.update(state=CampaignState.FROZEN)
    page = look_as(people["manager"], language, width)
    for name in ("survey_campaign", "survey_letters", "survey_results"):
        address = reverse(name, args=[body.campaign.slug])
        if found := _look(page, address, language):
            wrong[f"frozen {address}"] = found
    assert wrong == {}


def _look(page: Page, address: str, language: str) -> list[str]:
    """Everything that is wrong with a page."""
    answer = page.goto(address)
    if answer is None or not answer.ok:
        return [f"status {answer.status if answer else None}"]
    found = [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else []) + _foreign(page, language)


def _foreign(page: Page, language: str) -> list[str]:
    """Sentences of the other language: Korean letters on an English page, four Latin words on end on a Korean one."""
    text = page.evaluate(STRANGE_WORDS)
    pattern = r"[가-힣][가-힣 ]*" if language == "en" else r"[A-Za-z']+(?: [A-Za-z']+){3,}"
    return sorted(set(re.findall(pattern, text)))[:10]
