"""Another round of a criterion on pages: begun where alpha is low, rated without what was given before, then told."""

from __future__ import annotations

import pytest

from gotgan.assess.models import FurtherRound
from tests.rooms.paneled import Paneled, email_of, make_paneled
from tests.rooms.test_assess_panel_pages import at, page, post
from tests.rooms.test_overlap_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
NOTE = "3 means that a second person checked half of the labels"
SECRET = "as the evidence shows"
"""The reason that every rating of the first round has."""


def test_round_on_pages_from_low_alpha_to_the_result() -> None:
    paneled = make_paneled()
    paneled.until_apart()
    act = at(paneled, "/act")
    shown = page(paneled.manager, at(paneled))
    assert shown.count("Begin another round") == 1, "for the one criterion without agreement"
    assert "These may not decide yet" in shown
    assert "Begin another round" not in page(paneled.auditor, at(paneled, "/agreement")), "who audits only reads"
    answer = post(paneled.manager, act, do="again", criterion="beneficiaries", note=NOTE)
    assert "it needs no other round" in text(answer)
    assert "Another round has begun" in text(post(paneled.manager, act, do="again", criterion="labels", note=NOTE))
    assert "이미 다시 평가하고" in text(post(paneled.manager, act, "ko", do="again", criterion="labels", note=NOTE))
    _rate(paneled)
    shown = page(paneled.manager, at(paneled))
    assert NOTE in shown
    assert "Finish the round" in shown
    assert "being rated again" in shown, "closing now would give it up"
    assert "The round is finished" in text(post(paneled.manager, act, do="finish", criterion="labels"))
    assert "round 2: 1.00" in page(paneled.auditor, at(paneled, "/agreement"))
    assert "2차 1.00" in page(paneled.auditor, at(paneled, "/agreement"), "ko")
    _told_to_the_auditor_alone(paneled)
    paneled.step("close_panel")
    shown = page(paneled.assessors[0], at(paneled, "/agreement"))
    assert "round 2: 1.00" in shown
    assert not any(email_of(who) in shown for who in paneled.assessors[1:])


def _rate(paneled: Paneled) -> None:
    """Everybody by the page, which shows one criterion, the note, and nothing that anybody gave before."""
    for who in paneled.assessors:
        names = list(paneled.again(who))
        assert f"Rate datasets ({len(names)})" in page(who, "/assess/")
        for name in names:
            place = at(paneled, f"/rate/{name}")
            shown = page(who, place)
            assert NOTE in shown
            assert "value-labels" in shown
            assert "value-beneficiaries" not in shown
            assert not any(
                each in shown for each in (SECRET, '" checked', "Kept:", "In the calibration round you gave")
            )
            value = str(2 + paneled.datasets.index(name) % 3)
            assert "Saved." in text(post(who, place, **{"value-labels": value, "reason-labels": "so", "do": "next"}))
        assert all(paneled.again(who).values())


def _told_to_the_auditor_alone(paneled: Paneled) -> None:
    who = paneled.assessors[0]
    name = paneled.held(who)[0]
    shown = page(paneled.auditor, at(paneled, f"/datasets/{name}"))
    assert SECRET in shown
    assert "so</td>" in shown
    page(who, at(paneled, f"/datasets/{name}"), status=403)
    shown = page(who, at(paneled, f"/rate/{name}"))
    assert "value-labels" not in shown, "nor what they gave themselves: another round may follow"
    assert "value-beneficiaries" in shown
    assert FurtherRound.objects.get().finished is not None
