"""People of the sample hub, each in a browser session of their own."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journey.running import RunningHub

PASSWORD = "sample-Gat-88-darak"
WAITS_MS = 30_000


def sample_password(hub: RunningHub, role: str) -> tuple[str, str]:
    """(e-mail, password) as `up` told them. Raises: AssertionError."""
    accounts = (hub.data / "sample" / "accounts.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{role}\s+(\S+)\s+password (\S+)", accounts, re.MULTILINE)
    assert found is not None, f"no sample account for {role}"
    return found[1], found[2]


def add_institution(hub: RunningHub, folder: Path, code: str, name: str) -> None:
    """An institution of its own, whatever register the journeys before this one loaded."""
    register = folder / "institution.csv"
    register.write_text(f"code,name\n{code},{name}\n", encoding="utf-8")
    done = hub.run("codes", "import", str(register), "--table", "institution")
    assert done.returncode == 0, done.stderr


def add_person(hub: RunningHub, browser: Browser, role: str, organisation: str) -> tuple[str, str]:
    """An account as the operator opens it, its password set by the person on the page of its link."""
    return add_account(hub, browser, f"{role}-{organisation}@wave.gotgan.example", role, organisation)[:2]


def add_account(
    hub: RunningHub, browser: Browser, email: str, role: str, organisation: str = ""
) -> tuple[str, str, str]:
    """(e-mail, password, personal token) of a new account; without an organisation the role holds everywhere."""
    where = ("--organisation", organisation) if organisation else ()
    done = hub.run("user", "add", email, "--role", role, *where)
    assert done.returncode == 0, done.stderr
    page = browser.new_page()
    page.goto(re.search(r"^password\s+(\S+)", done.stdout, re.MULTILINE)[1])  # type: ignore[index]
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "set-password" not in address)
    page.close()
    return email, PASSWORD, re.search(r"^token\s+(\S+)", done.stdout, re.MULTILINE)[1]  # type: ignore[index]


def session_of(hub: RunningHub, browser: Browser, who: tuple[str, str], language: str = "ko") -> Page:
    """A page of a session of one's own, signed in."""
    context = browser.new_context(
        base_url=hub.address, locale=language, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(WAITS_MS)
    page.goto(f"/accounts/login/?lang={language}")
    page.fill("input[name=login]", who[0])
    page.fill("input[name=password]", who[1])
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "login" not in address)
    return page
