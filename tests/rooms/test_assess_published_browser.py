"""Published lists in a real browser: both languages and widths, axe, no script, and what is printed."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from gotgan.assess.actions.outcomes import note_uses
from gotgan.assess.jobs.publishing import weigh_effects
from gotgan.assess.models import ListVersion
from gotgan.terms.published import Uses
from gotgan.terms.role import Role
from tests.rooms.factories import make_viewer
from tests.rooms.published_lists import member_ids, names_of, publish
from tests.rooms.test_refine_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
PUBLIC = ("/lists/", "/lists/the-hundred", "/lists/compare?a=the-hundred&b=another", "/lists/compare")


class Quiet:
    """A job's context that nobody watches."""

    def heartbeat(self, progress: Any) -> None:
        """Nothing."""

    def is_cancelled(self) -> bool:
        return False


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    publish(tmp_path / "other", slug="another", closed=0)
    made = publish(tmp_path / "engine", minutes="회의록 첫 줄\n둘째 줄")
    weigh_effects(context=Quiet())  # type: ignore[arg-type]
    for month in (9, 10):
        uses = {each: Uses(place * (month - 9)) for place, each in enumerate(member_ids(made))}
        note_uses(uses=uses, at=datetime(2026, month, 2, tzinfo=UTC))
    return made


@pytest.mark.parametrize(("language", "width", "scheme"), [("ko", 1280, "light"), ("en", 360, "dark")])
def test_pages_pass_axe_without_a_script_and_fit_their_window(
    version: ListVersion, open_as: Any, language: str, width: int, scheme: str
) -> None:
    found: dict[str, Any] = {}
    manager = make_viewer(Role.SURVEY_MANAGER)
    page = open_as(manager, language, width, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for address in (*PUBLIC, "/assess/outcomes/", "/assess/outcomes/the-hundred"):
        look(page, address, found, f"{language}-{width}")
    assert found == {}


def test_manager_opens_the_minutes_by_keyboard_without_a_script(version: ListVersion, open_as: Any) -> None:
    page = open_as(make_viewer(Role.SURVEY_MANAGER), "en", 390, java_script_enabled=False)
    page.goto("/lists/the-hundred")
    page.get_by_label("minutes, objections and answers").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Keep this").press("Enter")
    assert "회의록 첫 줄" in page.content()


def test_printed_page_holds_every_member_and_no_button(version: ListVersion, open_as: Any) -> None:
    page = open_as(make_viewer(Role.USER), "ko")
    page.goto("/lists/the-hundred")
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as printed:
        text = "".join(each.extract_text() for each in printed.pages).replace(" ", "")
    for title in names_of(version, member_ids(version)):
        assert title.replace(" ", "") in text
    assert "목록내려받기" not in text
