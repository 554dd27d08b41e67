"""A preview that a reader narrows, and a picture taken away: both from the desk, or without it."""

from __future__ import annotations

import pytest

from gotgan.site.pages.narrowed import asked_filter
from gotgan.terms.access import Access
from gotgan.terms.desk import PreviewQuestion, RowFilter
from gotgan.terms.errors import Unavailable
from gotgan.terms.preview import Preview

PAGE = "/datasets/haewon/bus-stops-1"
ASKED = {"table": "bus-stops.csv", "column": "도로명", "is": "contains", "value": "해원"}
PICTURE = f"{PAGE}/columns/bus-stops.csv/2/picture.svg"
GATED = Access(True, False, False, "apply_download", ("not_opened",))


class Looking:
    """Remembers what was asked of it."""

    asked: list[PreviewQuestion] = []
    rows: tuple[tuple[str | None, ...], ...] = (("00123", "해원로", "41.5", "***"),)

    def preview(self, question: PreviewQuestion) -> Preview:
        self.asked.append(question)
        return Preview(question.table, ("정류소ID", "도로명", "이용객 수(명)", "연락처"), self.rows, ("연락처",))

    def picture(self, spec: dict) -> str:
        return f"<svg><title>{spec['title']}</title></svg>"


class Gone:
    """The desk is down."""

    def preview(self, question: PreviewQuestion) -> Preview:
        raise Unavailable("the desk is not running")

    def picture(self, spec: dict) -> str:
        raise Unavailable("the desk is not running")


def looking(*_: object) -> Looking:
    return Looking()


def gone(*_: object) -> Gone:
    return Gone()


@pytest.fixture
def desk(settings):
    settings.GOTGAN_DESK = "tests.site.test_narrowed.looking"
    Looking.asked.clear()
    return Looking


def test_narrowed_preview_shows_what_the_desk_found(hub, english, desk):
    page = english.get(PAGE, ASKED).content.decode()
    assert "The first row of bus-stops.csv that meets it" in page
    (asked,) = desk.asked
    assert asked.filters == (RowFilter("도로명", "contains", "해원"),)
    assert asked.sha256 == "ef" * 32
    assert [finding["kind"] for finding in asked.findings] == ["phone"]


def test_masked_columns_cannot_be_asked_about(hub, english, desk):
    page = english.get(PAGE).content.decode()
    assert "<option>도로명</option>" in page
    assert "<option>연락처</option>" not in page
    assert desk.asked == []


def test_no_row_and_no_desk_are_said(hub, english, desk, settings, monkeypatch):
    monkeypatch.setattr(desk, "rows", ())
    assert "No row meets it." in english.get(PAGE, ASKED).content.decode()
    settings.GOTGAN_DESK = "tests.site.test_narrowed.gone"
    assert "Rows cannot be looked up just now" in english.get(PAGE, ASKED).content.decode()


def test_gated_dataset_is_not_looked_into(hub, english, desk):
    hub.access = GATED
    assert english.get(PAGE, ASKED).status_code == 200
    assert english.get(PICTURE).status_code == 404
    assert desk.asked == []


@pytest.mark.parametrize("odd", [{}, {"column": "a"}, {"column": "a", "is": "drops"}, {"is": "equals", "value": "x"}])
def test_condition_that_is_not_understood_is_none(odd):
    assert asked_filter(odd) is None


def test_picture_is_a_file_with_its_finding_as_title(hub, english, desk):
    answer = english.get(PICTURE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer.content.startswith(b"<svg><title>")


def test_picture_without_the_desk_is_the_plain_one(hub, english, settings):
    settings.GOTGAN_DESK = "tests.site.test_narrowed.gone"
    assert b'class="bar"' in english.get(PICTURE).content
