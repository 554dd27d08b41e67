"""A list from the snapshot to the signed hundred in the browser: manager, three assessors, auditor, two stakeholders
and an officer who objects, each in a session of their own at once, on the sample and seven agencies' catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.journey import panel_steps as panels
from tests.journey import selection_after as after
from tests.journey import selection_steps as steps
from tests.journey.agencies import harvest, records
from tests.journey.conftest import SampleHub
from tests.journey.people import add_account, sample_password, session_of
from tests.journey.selection_steps import SLUG, VERSION
from tests.journey.survey_steps import buttons_of, press, says
from tests.shared_data import needs_shared

pytestmark = [pytest.mark.browser, needs_shared]
OWN, DECLARED, OBJECTS = "9910000", "9940000", "1990300"
OWN_NAME, DECLARED_NAME = "가온시 (표본)", "라온구 (표본)"
"""Where the second assessor belongs, in whom the third has a stake, who objects."""


@dataclass
class People:
    manager: Page
    auditor: Page
    assessors: list[Page]
    officer: Page
    citizen: Page
    emails: list[str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(hub: SampleHub, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> People:
    harvest(hub, tmp_path_factory.mktemp("agencies"))
    who = [sample_password(hub, "survey_manager"), sample_password(hub, "auditor")]
    parts = [("assessor", ""), ("assessor", OWN), ("assessor", ""), ("officer", OBJECTS), ("user", "")]
    who += [
        add_account(hub, browser, f"{role}-{number}@selection.gotgan.example", role, body)[:2]
        for number, (role, body) in enumerate(parts)
    ]
    manager, auditor, first, second, third, officer, citizen = (session_of(hub, browser, each) for each in who)
    return People(manager, auditor, [first, second, third], officer, citizen, [email for email, _ in who[2:]])


def test_a_list_from_the_snapshot_to_the_signed_hundred(
    hub: SampleHub, people: People, browser: Browser, tmp_path: Path
) -> None:
    manager, auditor = people.manager, people.auditor
    assert steps.score_everything(manager) >= records()
    steps.settle_a_cluster(manager)
    steps.try_some(manager)
    watch(auditor, "/assess/scores/", "/assess/clusters/", "/assess/potential/")
    steps.make_list(manager)
    watch(auditor, VERSION, f"{VERSION}/settings")
    panel = rated(people)
    watch(auditor, panel, f"{panel}/agreement")
    steps.solve(manager)
    assert steps.explore(manager)[0] > 0
    watch(auditor, VERSION, f"{VERSION}/explore", f"{VERSION}/others")
    steps.propose(manager)
    steps.object_and_answer(people.officer, manager)
    watch(auditor, f"{VERSION}/objections", f"{VERSION}/sign", f"{VERSION}/minutes")
    after.let_the_day_pass(hub)
    steps.sign_and_publish(manager)
    watch(auditor, VERSION)
    split = after.seen_by_visitor(browser.new_context(base_url=hub.address, locale="ko").new_page(), SLUG)
    files = after.replays(hub, auditor, SLUG, tmp_path)
    walked = after.evidence_opens(manager, VERSION, files)
    assert walked > 0
    again = after.reasons_follow(auditor, VERSION, files)
    assert again >= 5
    print(f"split {split}, {walked} links of evidence, {again} reasons made again")


def watch(page: Page, *addresses: str) -> None:
    """The auditor reads it, is offered nothing to press, and may do nothing."""
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page.locator("h1")).to_be_visible()
        if not address.endswith("/settings"):
            assert buttons_of(page) == [], address
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    before = state_of(page)
    for do in ("collect", "solve", "publish", "withdraw"):
        form = {"csrfmiddlewaretoken": token, "do": do, "reason": "그냥"}
        page.context.request.post(f"{VERSION}/act", form=form)
    assert state_of(page) == before


def state_of(page: Page) -> list[str]:
    """Where the version stands, and whether work on it is under way; nothing before there is one."""
    page.goto(VERSION)
    return page.locator("main ol.path [aria-current=step], main .answer .sentence").all_inner_texts()


def rated(people: People) -> str:
    """The panel from opening to its result; returns its address."""
    manager, assessors = people.manager, people.assessors
    named, stakes = people.emails[:3], people.emails[3:]
    panel = panels.open_panel(manager, VERSION, named, stakes)
    for number, page in enumerate(assessors):
        panels.declare(page, panel, DECLARED if number == 2 else "")
    panels.weigh(people.officer, panel, "2")
    panels.weigh(people.citizen, panel, "1/2")
    panels.calibrate(manager, assessors, panel)
    held = [panels.given(page, panel) for page in assessors]
    owners = check_conflicts(manager, panel, held)
    apart = next(each for each in held[0] if each in held[2] and owners[each] != OWN_NAME and each not in held[1])
    for number, (page, datasets) in enumerate(zip(assessors, held, strict=True)):
        for dataset in datasets[: panels.BY_CLICK]:
            if dataset != apart:
                points = {each: panels.point(dataset, each, number) for each in panels.CRITERIA}
                panels.rate_by_click(page, panel, dataset, points)
        rest = [each for each in datasets[panels.BY_CLICK :] if each != apart]
        panels.rate_rest(page, panel, rest, number)
    panels.rate_by_click(assessors[0], panel, apart, dict.fromkeys(panels.CRITERIA, 2))
    panels.rate_by_click(assessors[2], panel, apart, dict.fromkeys(panels.CRITERIA, 4))
    manager.goto(panel)
    press(manager, "main .answer button.first")
    says(manager, "제3")
    assert apart in panels.given(assessors[1], panel)
    panels.rate_by_click(assessors[1], panel, apart, dict.fromkeys(panels.CRITERIA, 3))
    manager.goto(panel)
    press(manager, "main .answer button.first")
    alphas = panels.alphas(manager, panel)
    print(f"alpha {alphas}")
    assert max(alphas.values()) >= 0.67 > min(alphas.values())
    return panel


def check_conflicts(manager: Page, panel: str, held: list[list[str]]) -> dict[str, str]:
    """Nothing of one's own organisation, nor of that in which one has a stake, is with an assessor. Returns who holds
    each dataset of the shortlist."""
    manager.goto(panel)
    rows = manager.locator("section[aria-labelledby=shortlist] tbody tr").all()
    of = {
        (row.locator("a").get_attribute("href") or "").rpartition("/")[2]: row.locator("td").first.inner_text()
        for row in rows
    }
    for number, name in ((1, OWN_NAME), (2, DECLARED_NAME)):
        theirs = {dataset for dataset, body in of.items() if body == name}
        assert theirs
        assert not theirs & set(held[number])
    return of
