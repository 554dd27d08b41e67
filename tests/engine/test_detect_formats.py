"""The kinds known by their form, and those judged by the column's name: found where they are, quiet elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.engine.detect import detect_parquet, detect_text, mask_text
from gotgan.engine.detect.formats import passes_iban
from gotgan.engine.detect.text import find_hits
from gotgan.terms.finding import IdentifierKind as Kind


def kinds_of(text: str) -> dict[str, str]:
    """Strong hits: kind to what it covers."""
    return {hit.kind: text[hit.start : hit.end] for hit in find_hits(text) if hit.is_strong}


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("면허 11-22-123456-78로 확인", Kind.DRIVER_LICENCE, "11-22-123456-78"),
        ("운전면허번호는 112212345678입니다", Kind.DRIVER_LICENCE, "112212345678"),
        ("면허：２８–22–123456–78", Kind.DRIVER_LICENCE, "２８–22–123456–78"),
        ("여권번호 M123A4567로", Kind.PASSPORT, "M123A4567"),
        ("여권 M12345678은", Kind.PASSPORT, "M12345678"),
        ("건강보험증 1-2345678901 확인", Kind.HEALTH_CARD, "1-2345678901"),
        ("국민은행 123456-12-123456 으로 입금", Kind.BANK_ACCOUNT, "123456-12-123456"),
        ("계좌는 110-123-456789이다", Kind.BANK_ACCOUNT, "110-123-456789"),
        ("IBAN GB82 WEST 1234 5698 7654 32 please", Kind.BANK_ACCOUNT, "GB82 WEST 1234 5698 7654 32"),
        ("번호판 12가3456을", Kind.VEHICLE_PLATE, "12가3456"),
        ("차량 123허 4567", Kind.VEHICLE_PLATE, "123허 4567"),
        ("통관고유부호 P123456789012", Kind.CUSTOMS_CODE, "P123456789012"),
        ("from 2001:db8::ff00:42:8329에서", Kind.IP_ADDRESS, "2001:db8::ff00:42:8329"),
        ("card number 411111111117 is lost", Kind.CARD_NUMBER, "411111111117"),
        ("성명: 홍길동, 연락처", Kind.PERSON_NAME, "홍길동"),
        ("민원인：남궁민수가", Kind.PERSON_NAME, "남궁민수가"),
    ],
)
def test_form_is_found_in_text(text: str, kind: str, written: str) -> None:
    assert kinds_of(text).get(kind) == written
    assert written not in mask_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "예산 10조2000억 원",
        "총 123가 4567건 접수",
        "12:30:45 도착, 2026-11-25T12:30:45",
        "문서번호 M2026-12345",
        "P1234 제품 123456789012",
        "주문 20261125-12-123456 발송",
        "GB12 is no account",
        "관리번호 411111111117 발급",
        "ISBN 978-89-01-12345-6",
        "공군기지 부대, 황보건설 대표",
        "버전 1.2.3, 비율 1:2:3",
        "MAC 00:1a:2b:3c:4d:5e",
    ],
)
def test_hard_negatives_are_left(text: str) -> None:
    found = kinds_of(text)
    kinds = {
        Kind.DRIVER_LICENCE, Kind.PASSPORT, Kind.BANK_ACCOUNT, Kind.VEHICLE_PLATE, Kind.CUSTOMS_CODE, Kind.IP_ADDRESS,
        Kind.PERSON_NAME, Kind.HEALTH_CARD, Kind.CARD_NUMBER,
    }  # fmt: skip
    assert not kinds & set(found)


@pytest.mark.parametrize(
    ("written", "passes"),
    [
        ("GB82WEST12345698765432", True),
        ("DE89370400440532013000", True),
        ("GB82WEST12345698765433", False),
        ("GB8", False),
    ],
)
def test_passes_iban(written: str, passes: bool) -> None:
    assert passes_iban(written) is passes


NAMES = ["김하늘", "이바다", "박*수", "최가온", "남궁민", "정나루"] * 10


def found_in(folder: Path, name: str, cells: Sequence[object]) -> dict[str, int]:
    pq.write_table(pa.table({name: list(cells)}), folder / "t.parquet")
    return {finding.kind: finding.count for finding in detect_parquet(folder / "t.parquet")}


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("성명", NAMES, Kind.PERSON_NAME),
        ("담당자", NAMES, Kind.PERSON_NAME),
        ("customer_name", ["Anna Kim", "John O'Neill", "Maria de Souza"] * 5, Kind.PERSON_NAME),
        ("생년월일", ["1990-01-31", "85.12.01", "19700515"] * 5, Kind.BIRTH_DATE),
        ("birth_date", [date(1980, 1, 1), date(2001, 12, 24)] * 5, Kind.BIRTH_DATE),
        ("자택 주소", ["가온특별시 중구 세종대로 110", "나루시 하늘동 12-3"] * 5, Kind.ADDRESS),
        ("접속IP", ["2001:db8::1", "fe80::1", "::1"] * 5, Kind.IP_ADDRESS),
        ("차량번호", ["12가3456", "345나6789", "67허 1234"] * 5, Kind.VEHICLE_PLATE),
        ("no_header_says_so", ["12가3456", "345나6789", "67허1234"] * 5, Kind.VEHICLE_PLATE),
        ("면허번호", ["11-22-123456-78", "112212345678"] * 5, Kind.DRIVER_LICENCE),
        ("여권번호", ["M12345678", "M123A4567"] * 5, Kind.PASSPORT),
        ("개인통관부호", ["P123456789012"] * 5, Kind.CUSTOMS_CODE),
        ("계좌번호", ["110-123-456789", "12345678901234"] * 5, Kind.BANK_ACCOUNT),
    ],
)
def test_column_is_decided_by_name_and_form(tmp_path: Path, name: str, cells: Sequence[object], kind: str) -> None:
    assert found_in(tmp_path, name, cells)[kind] == len(cells)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("소재지주소", ["가온특별시 중구 세종대로 110"] * 5),
        ("시설명", NAMES),
        ("담당자전화번호", ["김하늘"] * 5),
        ("담당부서", ["총무과", "안전과", "정책과"] * 5),
        ("설립일", ["1990-01-31"] * 5),
        ("성명", ["가로수", "보도블록", "해당없음"] * 5),
        ("법정동코드", ["1111010100"] * 5),
        ("우편번호", ["03154"] * 5),
        ("위도", [37.5665, 37.1] * 5),
    ],
)
def test_column_of_something_else_is_left(tmp_path: Path, name: str, cells: Sequence[object]) -> None:
    assert not found_in(tmp_path, name, cells)


def test_names_are_no_finding_of_running_text_unless_labelled() -> None:
    assert not detect_text(["이호중 서강대 교수와 김하늘 씨가 만났다"])
    (finding,) = detect_text(["신청인: 김하늘", "처리 완료"], with_spans=True)
    assert (finding.kind, finding.count, finding.masked_examples) == (Kind.PERSON_NAME, 1, ("김**",))
    assert [(span.row, span.start, span.end) for span in finding.spans or ()] == [(0, 5, 8)]


def test_lines_are_counted_from_the_first_whatever_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gotgan.engine.detect.scan.BATCH_CODE_POINTS", 10)
    lines = ["가나다라마바사" for _ in range(7)] + ["메일 a.b@korea.kr로"]
    (finding,) = detect_text(lines, with_spans=True)
    assert [(span.row, span.start, span.end) for span in finding.spans or ()] == [(7, 3, 15)]
