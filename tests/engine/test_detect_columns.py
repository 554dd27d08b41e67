"""Columns of phones, cards, e-mails; spans; what must stay clean."""

from __future__ import annotations

import random
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.detect_tables import find_in

from gotgan.engine.detect import detect_parquet, detect_text, formats, mask_text, screen, shapes
from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.decide import decide
from gotgan.engine.detect.gather import gather
from gotgan.engine.detect.plain import plain
from gotgan.engine.detect.text import find_hits, find_in_plain
from gotgan.terms.finding import IdentifierKind as Kind
from gotgan.terms.finding import Span


def test_office_phones_are_phones(tmp_path: Path) -> None:
    found = find_in(tmp_path, "전화번호", ["02-2100-1234", "(02)2100-1235", "044)123-4567", None])
    assert found[Kind.PHONE].count == 3
    assert found[Kind.PHONE].share == 1.0


@pytest.mark.parametrize("typed", [int, float, str])
def test_phones_that_lost_their_zero_are_found_under_the_name(typed: type, tmp_path: Path) -> None:
    values = [typed(number) for number in (1012345678, 221001234, 311234567)]
    assert find_in(tmp_path, "연락처", values)[Kind.PHONE].count == 3
    assert find_in(tmp_path, "예산액", values) == {}


def test_counts_of_calls_are_not_phones(tmp_path: Path) -> None:
    assert find_in(tmp_path, "전화건수", [21001234, 12345678]) == {}


def test_cards_by_luhn_and_by_name(tmp_path: Path) -> None:
    assert find_in(tmp_path, "c", ["4111-1111-1111-1111", "5555 5555 5555 4444"])[Kind.CARD_NUMBER].count == 2
    assert find_in(tmp_path, "카드번호", ["9410123412341234"])[Kind.CARD_NUMBER].count == 1


def test_random_sixteen_digits_are_no_cards(tmp_path: Path) -> None:
    chance = random.Random(5)
    assert find_in(tmp_path, "c", [f"{chance.randrange(10**16):016d}" for _ in range(5000)]) == {}


def test_uuids_are_nobodys_numbers(tmp_path: Path) -> None:
    chance = random.Random(9)
    alike = ["e53f688b-738d-4593-8877-537942bbbfde", "899e1555-2711-4913-8765-aa997ff35f9c"]
    drawn = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(5_000)]
    assert find_in(tmp_path, "c", alike + drawn) == {}
    assert find_in(tmp_path, "c", [f"{alike[0]}의 연락처 010-1234-5678"])[Kind.PHONE].count == 1


def test_emails_alone_and_in_text(tmp_path: Path) -> None:
    found = find_in(tmp_path, "비고", ["hong@korea.kr", "회신은 kim.lee+a@mail.go.kr로", "@누구"])
    assert found[Kind.EMAIL].count == 2


def test_addresses_of_the_network(tmp_path: Path) -> None:
    assert Kind.IP_ADDRESS in find_in(tmp_path, "접속IP", ["10.0.0.1", "192.168.0.12"])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("기준일시", ["2024-01-01 10:00:00", "20240101 100000", "2024.01.01 10:00"]),
        ("위도", ["37.566535123456", "126.9779692031234", "35.0101234567890"]),
        ("법정동코드", ["1111010100", "2611010200", "4111112900"] * 10),
        ("관리번호", ["02-2024-0001", "02-2023-0412", "02-2022-0011"]),
        ("기간", ["1850-1900", "1588-1612", "2010-2020"]),
        ("금액", ["1,234,567,890,123", "12,000", "9001011234567원".replace("9001011234567", "1,000")]),
        ("우편번호", ["03171", "04524"]),
        ("필지고유번호", ["1111010100100010000", "1111010100100020003"] * 10),
    ],
)
def test_ordinary_columns_stay_clean(name: str, values: list[str], tmp_path: Path) -> None:
    assert find_in(tmp_path, name, values) == {}


def test_one_hit_among_many_rows_is_found(tmp_path: Path) -> None:
    values = [f"민원 내용 {row}" for row in range(70_000)]
    values[69_999] = "연락은 010-1234-5678로"
    found = find_in(tmp_path, "내용", values, with_spans=True)
    assert found[Kind.PHONE].count == 1
    assert found[Kind.PHONE].spans == (Span(69_999, 4, 17),)


def test_spans_are_code_points_of_the_original_cell(tmp_path: Path) -> None:
    cell = "신청인 ９９１２３１​-9123451 님"
    (span,) = find_in(tmp_path, "비고", [None, cell], with_spans=True)[Kind.RESIDENT_NUMBER].spans or ()
    assert (span.row, cell[span.start : span.end]) == (1, "９９１２３１​-9123451")


@pytest.mark.parametrize("before", [0, 22_000, 30_000, 65_200, 65_530, 140_000])
def test_odd_signs_in_a_long_cell_hide_nothing(before: int, tmp_path: Path) -> None:
    cell = "가" * before + " ９９１２３１\u200b-9123451 님 " + "나" * 22_000
    assert [finding.count for finding in detect_text([cell])] == [1]
    (span,) = find_in(tmp_path, "비고", [cell], with_spans=True)[Kind.RESIDENT_NUMBER].spans or ()
    assert cell[span.start : span.end] == "９９１２３１\u200b-9123451"


def test_spans_only_on_request_and_as_many_as_counted(tmp_path: Path) -> None:
    values = ["010-1234-5678", " 010-1234-5678 ", "a 010-1234-5678 b 02-123-4567", None]
    assert find_in(tmp_path, "c", values)[Kind.PHONE].spans is None
    found = find_in(tmp_path, "c", values, with_spans=True)[Kind.PHONE]
    assert found.count == 4 == len(found.spans or ())
    assert found.share == 1.0


def test_examples_never_hold_a_value(tmp_path: Path) -> None:
    values = ["991231-9123451", "hong@korea.kr", "010-1234-5678", "120-81-47521"]
    for finding in find_in(tmp_path, "c", values).values():
        assert finding.masked_examples
        assert not set(finding.masked_examples) & set(values)


def test_types_without_text_are_skipped(tmp_path: Path) -> None:
    table = pa.table({"a": [True], "b": [b"010-1234-5678"], "c": [1.5], "d": pa.array([None], pa.null())})
    pq.write_table(table, tmp_path / "t.parquet")
    assert detect_parquet(tmp_path / "t.parquet") == []


def test_nested_values_are_looked_into(tmp_path: Path) -> None:
    assert Kind.PHONE in find_in(tmp_path, "c", [{"tel": ["010-1234-5678"]}])


def test_empty_table_has_no_findings(tmp_path: Path) -> None:
    pq.write_table(pa.table({"주민번호": pa.array([], pa.string())}), tmp_path / "t.parquet")
    assert detect_parquet(tmp_path / "t.parquet") == []


def test_text_counts_lines(tmp_path: Path) -> None:
    (finding,) = detect_text(["연락 010-1234-5678", "", "없음"], with_spans=True)
    assert (finding.column, finding.share, finding.spans) == (None, 0.5, (Span(0, 3, 16),))


CELLS = st.lists(
    st.sampled_from(["010-1234-5678", "991231-9123451", "9912319123451", "문의 02-123-4567", "x", "", "a@b.kr"])
)


@settings(max_examples=40, deadline=None)
@given(CELLS, CELLS, CELLS)
def test_states_merge_in_any_grouping(a: list[str], b: list[str], c: list[str]) -> None:
    def state(values: list[str]) -> ColumnState:
        counted = ColumnState()
        gather(counted, pa.array(values, pa.string()))
        return counted

    left = state(a).merge(state(b)).merge(state(c))
    right = state(a).merge(state(b).merge(state(c)))
    assert decide("c", ("c",), left) == decide("c", ("c",), right)
    whole = decide("c", ("c",), state(a + b + c))
    assert {f.kind: f.count for f in whole} == {f.kind: f.count for f in decide("c", ("c",), left)}


SEPARATORS = st.text(" -.–‑—·​ ", max_size=3)


@settings(max_examples=200, deadline=None)
@given(SEPARATORS, st.sampled_from(["", "번호", "(", "님 "]), st.sampled_from(["", "로", ")", " 입니다"]))
def test_separators_never_hide_a_resident_number(gap: str, before: str, after: str) -> None:
    text = f"{before}991231{gap}9123451{after}"
    masked = mask_text(text)
    assert "9123451" not in masked
    assert masked.startswith(before)
    assert masked.endswith(after)
    assert len(masked) == len(text)


@given(st.text())
def test_masking_keeps_the_length_and_is_stable(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert mask_text(masked) == masked or len(mask_text(masked)) == len(text)


@given(st.text("0123456789.-@ *()가①０", max_size=24))
def test_screen_lets_every_candidate_through(text: str) -> None:
    cell = pa.array([text], pa.large_string())
    if pc.match_substring_regex(cell, screen.CANDIDATE)[0].as_py():
        assert pc.match_substring_regex(cell, screen.SCREEN)[0].as_py()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text("0123456789.-: *X()PM가씨계좌은행입금성명a@①０\u200b\u1112\u1161\u11ab", max_size=40), max_size=6)
)
def test_stage_two_finds_the_same_when_told_the_forms(texts: list[str]) -> None:
    folded = [plain(text) for text in texts]
    bits = screen.forms_in(pa.array([each.text for each in folded], pa.large_string()), frozenset())
    for text, each, form in zip(texts, folded, bits.tolist(), strict=True):
        everything = [hit for hit in find_hits(text) if hit.is_strong or hit.kind != Kind.PERSON_NAME]
        told = [hit for hit in find_in_plain(each, frozenset(), form) if hit.is_strong or hit.kind != Kind.PERSON_NAME]
        assert told == everything


NUMBERS = (
    shapes.PERSON, shapes.BUSINESS, shapes.CARD, shapes.SHORT_CARD, shapes.IP, formats.LICENCE,
    formats.HEALTH_CARD, formats.PLATE, formats.ACCOUNT,
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.text("0123456789.-  *X가P,", max_size=60))
def test_numbers_in_is_finditer(text: str) -> None:
    for pattern in NUMBERS:
        assert [m.span() for m in formats.numbers_in(pattern, text)] == [m.span() for m in pattern.finditer(text)]
