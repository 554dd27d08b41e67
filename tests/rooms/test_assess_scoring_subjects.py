"""What a rule book may look at of each dataset, gathered from inventory and survey in few queries."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gotgan.assess.queries.subjects import subjects_of
from gotgan.inventory import queries as inventory
from gotgan.inventory.models import Dataset
from gotgan.survey.models import Sheet
from gotgan.survey.queries.accepted import accepted_answers
from gotgan.terms.survey import SheetState
from tests.rooms.harvested import CLEAN, Harvested, harvest
from tests.rooms.once import Made, Once
from tests.rooms.surveyed import Surveyed, confirmed, make_campaign, make_dataset, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first_held(once: Once) -> Made[Harvested]:
    return once(partial(harvest, files={f"{name}.csv": CLEAN + f"{name},1\n" for name in "abc"}))


@pytest.fixture
def held(first_held: Made[Harvested], data_folder: Path) -> Harvested:
    return first_held.again(data_folder)


def test_subject_has_record_facts_and_the_profiles_of_its_version(held: Harvested) -> None:
    declared = inventory.dataset(make_dataset(held.organisation))
    assert declared is not None
    records = [*held.datasets.values(), declared]
    found = {each.record.id: each for each in subjects_of(records)}
    assert list(found)[-1] == declared.id
    assert found[declared.id].profiles == ()
    for record in held.datasets.values():
        subject = found[record.id]
        assert subject.facts.evidence_sha256 == record.version_id
        assert [(each["path"], each["rows"]) for each in subject.profiles] == [(record.remote_id, 3)]


def test_number_of_queries_does_not_grow_with_datasets(held: Harvested, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(7):
        assert len(list(subjects_of(held.datasets.values()))) == 3


def test_removed_dataset_is_left_out(held: Harvested) -> None:
    record = held.datasets["a.csv"]
    Dataset.objects.filter(pk=record.id).update(state="removed")
    assert list(subjects_of([record])) == []


def test_answers_are_those_of_the_newest_accepted_sheet(django_assert_num_queries: Any) -> None:
    first = Surveyed(make_campaign())
    dataset = make_dataset(first.organisation)
    answers = {"licence": confirmed("kogl_1"), "format": suggested("csv")}
    older = first.sheet(dataset_id=dataset, state=SheetState.ACCEPTED, answers=answers)
    second = Surveyed(make_campaign(slug="second", form=first.campaign.form), first.organisation)
    newer = second.sheet(dataset_id=dataset, answers={"licence": confirmed("kogl_4")})
    with django_assert_num_queries(1):
        found = accepted_answers([dataset])
    assert {item: each.value for item, each in found[dataset].items()} == {"licence": "kogl_1"}
    Sheet.objects.filter(pk=newer.pk).update(state=SheetState.ACCEPTED)
    assert accepted_answers([dataset])[dataset]["licence"].value == "kogl_4"
    Sheet.objects.exclude(pk=older.pk).update(state=SheetState.RETURNED)
    assert accepted_answers([dataset])[dataset]["licence"].value == "kogl_1"
