"""Masks show the shape of a value and nothing of it."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.naive_profile import mask

from gotgan.engine.profile.groups import kept_masks
from gotgan.engine.profile.masks import count_masks
from gotgan.engine.profile.top import KEEP


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


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 3), max_size=200))
def test_kept_masks_are_the_first_in_order(counts: dict[str, int]) -> None:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    assert kept_masks(counts) == tuple(ordered[:KEEP])


def test_long_masks_are_counted_together() -> None:
    values = ["a" * 201, "a" * 300, "a" * 200 + "…", "a" * 200]
    counts = count_masks(pa.array(values), np.array([1, 2, 4, 8]))
    assert counts == {"a" * 200 + "…": 7, "a" * 200: 8}
