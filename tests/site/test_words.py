"""Numbers, sizes, times, licences and codes in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from gotgan.site import charts, words
from gotgan.site import format as written
from gotgan.site.licences import explain
from gotgan.site.pages import columns, media, period
from gotgan.terms.finding import IdentifierKind
from gotgan.terms.route import Chip, Modality, Route
from gotgan.terms.scan import Outcome, ScanState
from gotgan.terms.source import SourceKind
from tests.site import fakes


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 KB"),
        (1_234_567, "1.2 MB"),
        (250_000_000, "250 MB"),
        (3_400_000_000, "3.4 GB"),
    ],
)
def test_size_in_the_unit_people_use(size_bytes, shown):
    assert written.size(size_bytes).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1234567, "1,234,567"), (0.5, "0.5"), (2.0, "2"), (1234.5678, "1,234.57"), (None, "")]
)
def test_number_is_grouped(value, shown):
    assert written.number(value) == shown


@pytest.mark.parametrize(("part", "shown"), [(0, "0%"), (0.00001, "<0.1%"), (0.123, "12.3%"), (1, "100%"), (None, "")])
def test_percent_never_calls_little_nothing(part, shown):
    assert written.percent(part) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-06-19", "2024. 6. 19."),
        ("2024-06-19T23:30:00Z", "2024. 6. 19."),
        ("2024-06", "2024-06"),
        ("R/P1Y", "R/P1Y"),
        ("매년 3월", "매년 3월"),
    ],
)
def test_date_of_a_source_is_a_day_or_stays_as_it_is(text, shown):
    assert written.day_as_written(text, "ko") == shown


def test_times_are_korean_times():
    late = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
    assert written.day(late, "ko") == "2026. 11. 23."
    assert written.moment(late, "en") == "23 Nov 2026 05:05\u00a0KST"
    assert written.day(date(2026, 1, 2), "en") == "2 Jan 2026"
    assert written.day(None, "ko") == written.moment(None, "ko") == ""


@pytest.mark.parametrize(
    ("codes", "listed"),
    [
        (IdentifierKind, words.IDENTIFIERS), (Route, words.ROUTES), (Chip, words.CHIPS), (Modality, words.MODALITIES),
        (Outcome, words.OUTCOMES), (ScanState, words.STATES), (SourceKind, words.SOURCE_KINDS),
    ],
)  # fmt: skip
def test_every_code_has_its_word(codes, listed):
    assert {str(code) for code in codes} <= set(listed)


def test_unknown_code_is_shown_and_promises_nothing():
    assert words.word(words.ROUTES, "teleport") == "teleport"


@pytest.mark.parametrize(
    ("code", "forbids", "allows"),
    [
        ("kogl_0", [], ["need not name", "Commercial use is allowed"]),
        ("kogl_1", ["Name the source"], ["Commercial use is allowed", "may change"]),
        ("kogl_2", ["Commercial use is not"], ["may change"]),
        ("kogl_3", ["may not change"], ["Commercial use is allowed"]),
        ("kogl_4_ai", ["Commercial use is not", "may not change"], ["training a model"]),
        ("cc_by_nc_sa", ["Commercial use is not", "same licence"], []),
    ],
)
def test_licence_says_what_it_forbids_and_allows(code, forbids, allows):
    with translation.override("en"):
        rules = " ".join(explain(code).rules)
    assert all(words in rules for words in (*forbids, *allows))


def test_silence_about_a_licence_is_never_read_as_free():
    with translation.override("en"):
        for code in ("", "none_stated"):
            assert "ask the organisation" in " ".join(explain(code).rules)


def test_unknown_licence_keeps_the_words_of_the_source():
    licence = explain("https://example.org/terms")
    assert (licence.name, licence.address, licence.is_known) == ("https://example.org/terms",) * 2 + (False,)
    assert explain("javascript:alert(1)").address == ""


def test_names_are_not_grouped_and_ends_are_told_apart():
    assert [written.label(value) for value in (202401, 202401.0, 2.5, None)] == ["202401", "202401", "2.5", ""]
    assert written.between(202401, 202406, names=True) == "202401 – 202406"
    assert written.between(1234567.25, 1234567.5) == "1,234,567.25 – 1,234,567.5"
    assert written.between(1000, 2000) == "1,000 – 2,000"


def test_months_are_shown_as_names_not_as_quantities():
    column = fakes.column("기준년월", 1, "integer", semantic_type="month", min=202401, max=202406, mean=202403.4)
    with translation.override("en"):
        assert columns.view_column(column, (), may_see=True).summary == "from 202401 to 202406"
        plain = columns.view_column({**column, "semantic_type": None}, (), may_see=True)
    assert (plain.summary, plain.is_name) == ("from 202,401 to 202,406", False)


@pytest.mark.parametrize(
    ("covered", "said"),
    [
        (None, ""), ({"column": "a", "first": None, "last": None, "granularity": "day"}, ""),
        ({"column": "기준년월", "first": "2024-01", "last": "2024-06", "granularity": "month",
          "periods": 6, "missing": 1}, "2024-01 – 2024-06 (열 기준년월); 6달 가운데 1달은 행이 없습니다"),
        ({"column": "연도", "first": "2019", "last": "2024", "granularity": "year", "periods": 6, "missing": 0},
         "2019 – 2024 (열 연도)"),
    ],
)  # fmt: skip
def test_time_covered_in_one_line(covered, said):
    with translation.override("ko"):
        assert period.tell_period({"time_coverage": covered}) == said


@pytest.mark.parametrize(("most", "ticks"), [(2, {"values": [0, 1, 2]}), (500, {"tickCount": 10})])
def test_picture_counts_whole_cells(most, ticks):
    column = fakes.column("a", 1, "text", top=[{"value": "x", "count": most}, {"value": "y", "count": 1}])
    axis = charts.spec_of(column, charts.rows_of(column))["encoding"]["x"]["axis"]
    assert axis == {"format": ",d", **ticks}


def test_files_beyond_those_shown_are_counted():
    files = tuple(replace(fakes.EVIDENCE[0], table=f"{n}.png", media={"kind": "image"}) for n in range(53))
    assert (len(media.view_media(files)), media.count_hidden(files)) == (50, 3)
    assert media.count_hidden(files[:50]) == 0
