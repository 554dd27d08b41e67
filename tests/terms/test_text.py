"""Normalisation that every floor shares."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.terms.text import nfc, read_text, romanise, slug, title_key, title_tight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("서울특별시 공원현황 2024", "seoulteukbyeolsi-gongwonhyeonhwang-2024"),
        ("Parking  Lots (2025)", "parking-lots-2025"),
        ("École", "ecole"),
        ("漢字", ""),
        ("--", ""),
    ],
)
def test_slug_is_an_ascii_address(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_nfc_composes_what_a_mac_takes_apart() -> None:
    apart = unicodedata.normalize("NFD", "데이터")
    assert (len(apart), len(nfc(apart))) == (6, 3)
    assert title_key(apart) == title_key("데이터")


def test_title_tight_forgets_spaces() -> None:
    assert title_tight("공공 데이터  포털") == title_tight("공공데이터포털")


def test_romanise_spells_syllables_and_leaves_the_rest() -> None:
    assert romanise("한글 ABC 1") == "hangeul ABC 1"


@given(st.text(max_size=80))
def test_slug_holds_nothing_but_slug_characters(text: str) -> None:
    made = slug(text)
    assert made == made.strip("-")
    assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in made)
    assert "--" not in made
    assert len(made) <= 48


@given(st.text(alphabet="가나다abc 1,\n", max_size=40))
def test_text_is_read_as_it_was_written(text: str) -> None:
    assert read_text(text.encode()) == read_text(text.encode("utf-8-sig")) == text


def test_what_a_korean_excel_saves_is_read_and_what_is_no_text_is_not() -> None:
    assert read_text("접수번호,똠방각하".encode("cp949")) == "접수번호,똠방각하"
    assert read_text(b"\xff\xfe") is None
