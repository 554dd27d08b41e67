"""An address column is judged with the table around it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.files import detect_files
from gotgan.engine.detect import detect_parquet
from gotgan.terms.finding import IdentifierKind as Kind

ADDRESSES = ["가온특별시 중구 세종대로 110", "나루시 하늘동 12-3", "가온특별시 남구 하늘로 7"]


def kinds_in(folder: Path, columns: dict[str, list[str]]) -> set[str]:
    pq.write_table(pa.table(columns), folder / "t.parquet")
    return {finding.kind for finding in detect_parquet(folder / "t.parquet")}


@pytest.mark.parametrize("other", ["상호", "대여소", "표찰번호", "시설명"])
def test_place_of_a_facility_is_no_home(other: str, tmp_path: Path) -> None:
    assert kinds_in(tmp_path, {other: ["가", "나", "다"], "주소": ADDRESSES}) == set()


@pytest.mark.parametrize(
    "columns",
    [
        {"접수": ["1", "2", "3"], "주소": ADDRESSES},
        {"시설명": ["가", "나", "다"], "성명": ["김하늘", "이바다", "최가온"], "주소": ADDRESSES},
        {"시설명": ["가", "나", "다"], "연령": ["31", "45", "8"], "주소": ADDRESSES},
        {"시설명": ["가", "나", "다"], "신고자": ["갑", "을", "병"], "주소": ADDRESSES},
        {"시설명": ["가", "나", "다"], "자택 주소": ADDRESSES},
        {"상호": ["가", "나", "다"], "비고": ["a@b.kr", "", ""], "주소": ADDRESSES},
    ],
)
def test_address_stays_found_where_persons_may_be(columns: dict[str, list[str]], tmp_path: Path) -> None:
    assert Kind.ADDRESS in kinds_in(tmp_path, columns)


@needs_shared
def test_public_tables_hold_office_phones_and_nothing_else() -> None:
    """Looked at by eye, column by column: docs/explanation/detection.md."""
    folder = SHARED / "data/tables/korea"
    small = [path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".xls", ".xlsx")]
    chosen = [path for path in small if path.stat().st_size < 400_000 and path.parent != folder]
    found = {
        (finding["column"], finding["kind"])
        for result in detect_files(chosen).results
        for finding in result["findings"]
    }
    assert len(chosen) >= 25
    assert found <= {("전화번호", Kind.PHONE), ("관리기관전화번호", Kind.PHONE)}
