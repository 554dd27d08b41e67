"""What is signed is what was seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gotgan.assess.rules.signing import (
    Seen,
    Standing,
    broken_parts,
    check_gone,
    check_seen,
    minutes_hash,
    objections_hash,
    signature_of,
)
from gotgan.terms.errors import Invalid

SEEN = Seen("d", "m", "o")


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (Seen("e", "m", "o"), ["document"]),
        (Seen("d", "n", "o"), ["minutes"]),
        (Seen("d", "m", "p"), ["objections"]),
        (Seen("e", "n", "p"), ["document", "minutes", "objections"]),
    ],
)
def test_what_changed_since_is_named(now: Seen, places: list[str]) -> None:
    check_seen(SEEN, Seen("d", "m", "o"))
    with pytest.raises(Invalid) as caught:
        check_seen(SEEN, now)
    assert [issue.place for issue in caught.value.issues] == places


def test_objections_do_not_matter_to_who_did_not_look_at_them() -> None:
    check_seen(Seen("d", "m"), Seen("d", "m", "p"))
    with pytest.raises(Invalid):
        check_seen(Seen("d", "m", ""), Seen("d", "m", "p"))


def test_each_word_of_minutes_and_objections_counts() -> None:
    assert minutes_hash("가") != minutes_hash("나")
    assert objections_hash([{"text": "가"}]) == objections_hash([{"text": "가"}]) != objections_hash([{"text": "나"}])
    assert objections_hash([]) != objections_hash([{}])


STANDING = Standing(
    "hundred", 1, ("백선", "Hundred"), "1741000", {"document": "d"}, {"choose": 4}, ["a"], {}, "", "m", "2026-11-26", []
)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("list", {"slug": "thousand"}), ("list", {"owner": "1"}), ("list", {"names": ("백선", "x")}),
        ("number", {"number": 2}), ("document", {"texts": {"document": "e"}}), ("settings", {"settings": {}}),
        ("shortlist", {"shortlist": ["b"]}), ("panel", {"panel": {"criteria": {}}}), ("minutes", {"minutes": "n"}),
        ("without_panel", {"without_panel": "x"}), ("until", {"until": ""}), ("gone", {"gone": ["a"]}),
        ("objections", {"objections": [{}]}),
    ],
)  # fmt: skip
def test_signature_covers_every_part(part: str, change: dict[str, Any]) -> None:
    over = STANDING.signed_over()
    assert broken_parts(signature_of(over), over, STANDING) == ()
    assert broken_parts(signature_of(over), over, replace(STANDING, **change)) == (part,)
    assert broken_parts("0" * 64, over, STANDING) == ("signature",)


def test_names_of_institutions_are_signed_and_those_before_had_none() -> None:
    named = replace(STANDING, institutions={"1741000": ("한빛부", "Hanbit")})
    over = named.signed_over()
    assert over["institutions"] == {"1741000": ["한빛부", "Hanbit"]}
    assert broken_parts(signature_of(over), over, named) == ()
    renamed = {**over, "institutions": {"1741000": ["다른부", ""]}}
    assert broken_parts(signature_of(over), renamed, replace(named, institutions=renamed["institutions"])) == (
        "signature",
    )
    assert "institutions" not in STANDING.signed_over()


def test_signature_from_before_holds() -> None:
    old = signature_of({"document": "d", "minutes": minutes_hash("m")})
    assert broken_parts(old, {}, STANDING) == ()
    assert broken_parts(old, {}, replace(STANDING, minutes="n")) == ("signature",)


def test_members_that_are_gone_are_named_before_it_is_signed() -> None:
    check_gone((), ())
    check_gone({"a"}, ["a", "b"])
    with pytest.raises(Invalid, match=r"1 member\(s\) were withdrawn"):
        check_gone({"a", "b"}, ["a"])
