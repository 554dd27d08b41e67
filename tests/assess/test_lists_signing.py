"""What is signed is what was seen."""

from __future__ import annotations

import pytest

from gotgan.assess.rules.signing import Seen, check_seen, minutes_hash, objections_hash
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
