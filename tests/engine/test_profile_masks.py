"""Masks show the shape of a value and nothing of it."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.naive_profile import mask

from gotgan.engine.profile.masks import count_masks


def masks_of(*values: str) -> list[str]:
    return list(count_masks(pa.array(values), np.ones(len(values), dtype=np.int64)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("990101-1234567", "999999-9999999"),
        ("９９０１０１－１２３４５６７", "９９９９９９－９９９９９９９"),  # full-width, as forms were filled in
        ("０１０-1234-５６７８", "９９９-9999-９９９９"),
        ("ｋｉｍ＠example.kr", "ＡＡＡ＠aaaaaaa.aa"),
        ("홍길동 (洪吉童) 제①호", "가가가 (字字字) 가９가"),
        ("Zoë ٣٤ Жук", "Aaä ٩٩ äää"),
        ("𝟙𝟚 𠮷", "𝟗𝟗 𠀀"),
    ],
)
def test_mask_of_every_way_to_write(value: str, shown: str) -> None:
    assert masks_of(value) == [shown]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30), max_size=8, unique=True))
def test_mask_holds_no_letter_and_no_number_of_its_value(values: list[str]) -> None:
    shown = masks_of(*values)
    assert set(shown) == {mask(value) for value in values}
    for sign in {sign for each in shown for sign in each if unicodedata.category(sign)[0] in "LN"}:
        assert sign in "9Aa가字٩ä９Ａ𝟗𠀀"
