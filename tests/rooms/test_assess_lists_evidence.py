"""What the evidence of a list says of real data: scanned, compared and surveyed by the rooms themselves."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gotgan.assess.queries import scoring
from gotgan.assess.queries.collecting import gather
from gotgan.assess.rules.evidence import evidence_of
from gotgan.assess.rules.settings import Making
from gotgan.inventory import queries as inventory
from gotgan.inventory.models import Version
from gotgan.survey.queries.requested import requests_of
from gotgan.terms.selection import GATES, ReadinessLine
from gotgan.terms.survey import SheetState
from tests.rooms.surveyed import Surveyed, confirmed
from tests.rooms.test_overlaps import Two, first_two, two

pytestmark = [pytest.mark.django_db, pytest.mark.database]
__all__ = ["first_two", "two"]


def test_evidence_is_what_scan_comparison_and_survey_know(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = (next(iter(each.datasets.values())) for each in (two.a, two.b))
    line = ReadinessLine(ours.id, "", 9, "tabular", 72.0, {}, dict.fromkeys(GATES, "passed"))
    monkeypatch.setattr(scoring, "readiness_lines", lambda ids=None: {ours.id: line})
    body = Surveyed(organisation=two.a.organisation)
    asked = confirmed([{"received": 5, "refused": 1}, {"received": 2}, {"reasons": "x"}])
    tickets = confirmed([{"ticket": "1", "fits": True}, {"ticket": "2", "fits": False}])
    sheet = body.sheet(
        dataset_id=ours.id, state=SheetState.ACCEPTED, signed=timezone.now(),
        answers={"requests": asked, "demand_tickets": tickets},
    )  # fmt: skip
    assert requests_of([ours.id, theirs.id]) == {ours.id: (sheet.pk, 8)}
    assert requests_of([theirs.id]) == {}
    told: list[tuple[int, int]] = []
    gathered = gather(Making(), lambda done, of: told.append((done, of)))
    assert told[-1] == (2, 2)
    found = {each.id: each for each in gathered.found}
    share = inventory.partners_of_datasets([ours.id])[ours.id].content[theirs.id]
    assert share > 0.4
    assert (found[ours.id].rows, found[ours.id].requests, found[ours.id].overlap) == (400, 8, round(share, 6))
    assert (found[ours.id].modality, found[ours.id].is_opened, found[theirs.id].is_opened) == ("table", True, False)
    lines = {each["id"]: each for each in evidence_of(gathered.found, gathered.pairs)["candidates"]}
    criteria = lines[ours.id]["criteria"]
    assert criteria["uniqueness"]["value"] == round(1 - round(share, 6), 6)
    assert criteria["scale"]["value"] == 0.75
    assert criteria["demand"]["method"] in ("measured", "declared")
    assert (criteria["readiness"]["value"], criteria["provision"]["value"]) == (0.72, 1.0)
    assert lines[ours.id]["left_out"] == []
    assert [each["code"] for each in lines[theirs.id]["left_out"]] == ["not_assessed"]
    assert gathered.names[ours.id]["address"] == ours.address


def test_withdrawn_data_is_in_the_evidence_and_not_chosen_from(two: Two) -> None:
    ours = next(iter(two.a.datasets.values()))
    Version.objects.filter(dataset=ours.id).update(withdrawn_at=timezone.now())
    gathered = gather(Making(), lambda done, of: None)
    lines = {each["id"]: each for each in evidence_of(gathered.found, gathered.pairs)["candidates"]}
    assert "withdrawn" in [each["code"] for each in lines[ours.id]["left_out"]]
    others = [each["code"] for name, line in lines.items() if name != ours.id for each in line["left_out"]]
    assert "withdrawn" not in others


def test_rules_narrow_what_is_looked_at(two: Two) -> None:
    def ids(**making: tuple[str, ...]) -> set[str]:
        return {each.held_by for each in gather(Making(**making), lambda done, of: None).found}

    assert ids() == {two.a.organisation, two.b.organisation}
    assert ids(organisations=(two.a.organisation,)) == {two.a.organisation}
    assert ids(modalities=("image",)) == set()
