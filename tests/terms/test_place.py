"""One place, one spelling."""

from __future__ import annotations

import pytest

from gotgan.terms.place import one_spelling


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("/data/ours/", "/data/ours"), (" //data//./ours/sub/.. ", "/data/ours"), ("/", "/"),
        ("HTTP://Example.GO.kr:80", "http://example.go.kr/"), ("https://h/Files/", "https://h/Files/"),
        ("https://h:8443/x?A=b", "https://h:8443/x?A=b"), ("sftp://Kim@H:22/자료/", "sftp://Kim@h/자료"),
        ("s3://bucket/prefix/", "s3://bucket/prefix/"), ("webdavs://h/a/", "webdavs://h/a"),
        ("data/ours/", "data/ours/"), ("", ""), ("sqlite:////a//b.db", "sqlite:////a//b.db"),
    ],
)  # fmt: skip
def test_place_has_one_spelling(typed: str, place: str) -> None:
    assert one_spelling(typed) == place
    assert one_spelling(place) == place
