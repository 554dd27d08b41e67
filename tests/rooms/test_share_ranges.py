"""Byte ranges against RFC 9110, section 14."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.share.ranges import ByteRange, PastTheEnd, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-499", ByteRange(0, 499)),
        ("bytes=500-", ByteRange(500, 999)),
        ("bytes=-200", ByteRange(800, 999)),
        ("bytes=-5000", ByteRange(0, 999)),
        ("bytes=900-5000", ByteRange(900, 999)),
        (" Bytes = 1 - 2 ", ByteRange(1, 2)),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=１-２", None),
        (f"bytes=0-{'9' * 5000}", None),
    ],
)
def test_parse_range_reads_one_range(header: str, expected: ByteRange | None) -> None:
    assert parse_range(header, 1000) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-1", 0)]
)
def test_parse_range_past_the_end(header: str, size: int) -> None:
    with pytest.raises(PastTheEnd):
        parse_range(header, size)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_parse_range_agrees_with_slicing(start: int, last: int, size: int) -> None:
    data = bytes(range(size))
    try:
        found = parse_range(f"bytes={start}-{last}", size)
    except PastTheEnd:
        assert start >= size
        return
    expected = data[start : last + 1] if last >= start else data
    assert (data if found is None else data[found.start : found.start + found.length]) == expected
