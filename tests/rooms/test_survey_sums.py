"""A campaign's counts by item are those of its organisations at any moment, whatever was kept of them before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Sheet, Target
from gotgan.survey.queries import sums
from gotgan.survey.rules.counts import add_tally
from tests.rooms.surveyed import Surveyed, confirmed, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def summed(campaign: str) -> dict[str, list[int]]:
    marks = dict(Target.objects.filter(campaign=campaign).values_list("pk", "tally_mark"))
    return {key: list(counts) for key, counts in sums.tally_of(campaign, marks).items()}


def naively(campaign: str) -> dict[str, list[int]]:
    found: Mapping[str, Sequence[int]] = {}
    for tally in Target.objects.filter(campaign=campaign).values_list("tally", flat=True):
        found = add_tally(found, tally)
    return {key: list(counts) for key, counts in found.items()}


def test_every_change_is_in_the_sum_at_once() -> None:
    first = Surveyed()
    campaign = first.campaign.pk
    assert summed(campaign) == naively(campaign) == {}
    second = Surveyed(campaign=first.campaign)
    for place, body in enumerate((first, second, first)):
        body.sheet(f"자료 {place}", answers={"title_ko": confirmed("가"), "description": suggested("나")})
        assert summed(campaign) == naively(campaign) != {}
    wide = second.sheet("넓은 자료", wave=2, answers={"build_cost": confirmed("unknown")})
    assert summed(campaign) == naively(campaign)
    assert len(summed(campaign)) > 20
    Sheet.objects.filter(pk=wide.pk).delete()
    recount_target(second.target.pk)
    assert summed(campaign) == naively(campaign)
    second.target.answer_sheets.all().delete()
    second.target.delete()
    assert summed(campaign) == naively(campaign)


def test_only_what_changed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [Surveyed()]
    bodies += [Surveyed(campaign=bodies[0].campaign) for _ in range(4)]
    campaign = bodies[0].campaign.pk
    for body in bodies:
        body.sheet(answers={"title_ko": confirmed("가")})
    marks = dict(Target.objects.filter(campaign=campaign).values_list("pk", "tally_mark"))
    for most in (1, 200):
        monkeypatch.setattr(sums, "_NAMED", most)
        sums._kept.clear()
        with CaptureQueriesContext(
            connection,
        ) as met:
            sums.tally_of(campaign, marks)
            sums.tally_of(campaign, marks)
        assert len(met) == 1
    parts = sums._kept[campaign].parts
    bodies[2].sheet(answers={"title_ko": confirmed("나")})
    assert summed(campaign) == naively(campaign)
    again = sums._kept[campaign].parts
    assert [key for key in parts if again[key] is not parts[key]] == [bodies[2].target.pk]


def test_few_campaigns_are_kept() -> None:
    body = Surveyed()
    body.sheet(answers={"title_ko": confirmed("가")})
    marks = {body.target.pk: body.target.tally_mark}
    for number in range(sums.CAMPAIGNS + 3):
        sums.tally_of(f"campaign {number}", marks)
    assert list(sums._kept) == [f"campaign {number}" for number in range(3, sums.CAMPAIGNS + 3)]
