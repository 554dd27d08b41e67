"""The plan editor and pictures: offered for columns of bytes alone, its options typed and shown again."""

from __future__ import annotations

import pytest

from gotgan.refine.rules.plan_form import PlanRow, rows_of, steps_of
from gotgan.refine.rules.planning import PICTURES, TECHNIQUES, check_plan, techniques_for
from gotgan.terms.errors import Invalid


def test_technique_is_offered_for_bytes_alone() -> None:
    assert PICTURES in techniques_for("binary")
    assert techniques_for("text") == tuple(each for each in TECHNIQUES if each != PICTURES)
    assert PICTURES in techniques_for(None, PICTURES), "what was chosen stays shown"


def test_options_are_typed_and_shown_again() -> None:
    row = PlanRow("image", PICTURES, "", "face, plate", "fill")
    steps = steps_of([row], {"k": "5"})
    assert steps["columns"] == {"image": {"do": PICTURES, "kinds": ["face", "plate"], "how": "fill"}}
    assert check_plan(steps) == ()
    assert rows_of(steps, ["image"]) == (row,)
    assert steps_of([PlanRow("image", PICTURES)], {})["columns"] == {"image": {"do": PICTURES}}


@pytest.mark.parametrize(("first", "second", "place"), [("dog", "", "kinds"), ("face,", "", "kinds"), ("", "x", "how")])
def test_unknown_words_are_named(first: str, second: str, place: str) -> None:
    with pytest.raises(Invalid) as caught:
        steps_of([PlanRow("image", PICTURES, "", first, second)], {})
    assert [issue.place for issue in caught.value.issues] == [f"columns.image.{place}"]
