"""The close look at time and place: days however written, what they cover and miss, and the extent of coordinates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.engine.test_profile_sample import measure

from gotgan.engine.profile.sample.where import iso_day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-01-05", "2024-01-05"), ("20240105", "2024-01-05"), ("2024.1.5", "2024-01-05"),
        ("2024. 1. 5.", "2024-01-05"), ("2024. 10. 12", "2024-10-12"), ("2024년 1월 5일", "2024-01-05"),
        ("2024-01-05 10:20", "2024-01-05T10:20"), ("2024. 1. 5. 10:20", "2024-01-05T10:20"),
        ("2024-01-05T10:20", "2024-01-05T10:20"), ("2024-03", "2024-03"), ("2024", "2024"), ("2024--", "2024"),
        ("2024---05", "2024"), ("미상", None), (None, None),
        ("2026-03-01 01", "2026-03-01T01:00"), ("2026-03-01 1", "2026-03-01T01:00"),
        ("2026-03-01 24", "2026-03-02T00:00"), ("2026-02-28 24:00", "2026-03-01T00:00"),
        ("2026-12-31 24:00:00", "2027-01-01T00:00"), ("2026-03-01 24:00+09:00", "2026-03-02T00:00+09:00"),
        ("2026. 3. 1. 24", "2026-03-02T00:00"), ("2026-02-30 24", "2026-02-30T24:00"),
        ("9999-12-31 24", "9999-12-31T24:00"), ("2026-03-01 24:30", "2026-03-01T24:30"),
    ],
)  # fmt: skip
def test_days_are_told_the_same_however_written(written: str | None, day: str | None) -> None:
    assert iso_day(written) == day


def test_a_day_in_another_spelling_does_not_end_the_profile(tmp_path: Path) -> None:
    days = [f"2024-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)]
    found = measure(tmp_path, {"계약일자": [*days, "2024. 10. 12"]}).time_coverage
    assert found
    assert (found.granularity, found.first) == ("day", "2024-01-01")


def test_time_covered_and_gaps(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(60) if n not in (5, 6, 7, 40)]
    table = {"생년월일": ["1990.1.5"] * len(days), "발생일자": [day.strftime("%Y%m%d") for day in days]}
    found = measure(tmp_path, table).time_coverage
    assert found
    assert (found.column, found.first, found.last) == ("발생일자", "2024-01-01", "2024-02-29")
    assert (found.granularity, found.periods, found.missing, found.longest_gap) == ("day", 60, 4, 3)
    assert found.gaps_are_exact
    months = measure(tmp_path, {"기준월": ["2024-01-01", "2024-04-01", "2024-02-01"]}).time_coverage
    assert months
    assert (months.granularity, months.missing) == ("month", 1)


def test_time_covered_where_some_dates_are_written_in_korean(tmp_path: Path) -> None:
    cells: list[str | None] = [f"2026-01-{day:02d}" for day in range(1, 20)] + ["2026년 1월 20일", "2026년 1월 25일"]
    found = measure(tmp_path, {"접수일": cells}).time_coverage
    assert found
    assert (found.first, found.last, found.periods, found.missing) == ("2026-01-01", "2026-01-25", 25, 4)


def test_hours_alone_are_moments_and_hour_24_is_the_next_day(tmp_path: Path) -> None:
    """As air quality is published: hours 01 to 24 of each day, the 3rd of March left out."""
    cells: list[str | None] = [f"2026-03-{day:02d} {hour:02d}" for day in (1, 2, 4) for hour in range(1, 25)]
    found = measure(tmp_path, {"측정일시": cells, "번호": [str(n) for n in range(len(cells))]})
    moments = found.columns[0]
    assert (moments.type, moments.min, moments.max) == ("datetime", "2026-03-01 01", "2026-03-04 24")
    covered = found.time_coverage
    assert covered
    assert (covered.column, covered.granularity) == ("측정일시", "day")
    assert (covered.first, covered.last) == ("2026-03-01T01:00", "2026-03-05T00:00")
    assert (covered.periods, covered.missing) == (5, 0), "the 24th hour of the 2nd is midnight of the 3rd"


def test_hours_alone_among_texts_are_told_as_moments(tmp_path: Path) -> None:
    cells: list[str | None] = [f"2026-03-01 {hour:02d}" for hour in range(1, 20)] + ["점검 중"]
    found = measure(tmp_path, {"측정일시": cells}).columns[0]
    assert (found.type, found.semantic_type) == ("text", "datetime")
    assert found.lexical_types == {"datetime": 0.95, "text": 0.05}


def test_day_of_which_only_hour_24_is_there_is_the_next(tmp_path: Path) -> None:
    found = measure(tmp_path, {"관측시각": ["2026-02-28 24", "2026-03-03 05"]}).time_coverage
    assert found
    assert (found.first, found.last, found.periods, found.missing) == ("2026-03-01T00:00", "2026-03-03T05:00", 3, 1)


def test_time_covered_by_months(tmp_path: Path) -> None:
    found = measure(tmp_path, {"기준년월": ["202401", "202402", "202405"], "값": ["3", "4", "5"]}).time_coverage
    assert found
    assert (found.column, found.first, found.last, found.granularity) == ("기준년월", "2024-01", "2024-05", "month")
    assert (found.periods, found.missing, found.longest_gap) == (5, 2, 2)
    only = measure(tmp_path, {"기준년월": ["202401", "202401"]}).time_coverage
    assert only
    assert (only.granularity, only.first, only.periods) == ("month", "2024-01", 1)


def test_time_covered_ends_with_the_last_day_not_with_the_last_text(tmp_path: Path) -> None:
    cells: list[str | None] = ["2024년 2월 5일", "2024년 10월 12일", "2024년 9월 1일"]
    found = measure(tmp_path, {"접수일": cells}).time_coverage
    assert found
    assert (found.first, found.last, found.granularity) == ("2024-02-05", "2024-10-12", "day")


def test_extent_of_coordinates(tmp_path: Path) -> None:
    table = {"위도": ["37.5", "33.2", "127.1", "0"], "경도": ["127.0", "126.5", "37.4", "0"]}
    found = measure(tmp_path, table).spatial_extent
    assert found
    assert (found.south, found.north, found.west, found.east) == (0.0, 127.1, 0.0, 127.0)
    assert (found.in_korea, found.swapped) == (0.5, 0.25)


def test_shares_of_coordinates_are_of_rows(tmp_path: Path) -> None:
    table = {"위도": ["37.5", "37.5", "37.5", "0"], "경도": ["127.0", "127.0", "127.0", "0"]}
    found = measure(tmp_path, table).spatial_extent
    assert found
    assert (found.in_korea, found.swapped) == (0.75, 0.0)
