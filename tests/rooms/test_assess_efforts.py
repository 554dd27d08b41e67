"""What work orders on members took: handed down from refining, and held against what the trial estimated."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.models import DatasetList, ListVersion, MemberCost, MemberWork, Trial
from gotgan.assess.queries import outcomes
from gotgan.audit import queries as audit
from gotgan.refine import actions as refine
from gotgan.refine.queries import works_of
from gotgan.terms.published import MemberEffort
from gotgan.terms.role import Role
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.published_lists import member_ids, publish
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
HOURS, WON = {"value": 10.0, "low": 8.0, "high": 16.0}, {"value": 800_000.0, "low": 500_000.0, "high": 1_200_000.0}


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    return make_refined(tmp_path / "source")


def trial_of(dataset: str) -> Trial:
    mode: dict[str, Any] = {
        "mode": "processed", "is_open": True, "readiness": None, "utility": 0.9, "risk": 0.1, "cost_won": WON,
        "hours": HOURS, "because": None,
    }  # fmt: skip
    before = timezone.now() - timedelta(days=30)
    return Trial.objects.create(
        dataset_id=dataset, version="v", batch="b", state="done", seed=1, sample_rows=10, modes=[mode], by="t",
        queued=before, finished=before,
    )  # fmt: skip


def publish_with(folder: Path, dataset: str, trial: int | None, *, days: int = 60) -> ListVersion:
    """The first member that is processed is `dataset`, chosen by that trial; the list was begun so many `days` ago."""

    def put_in(version: ListVersion) -> None:
        members = kept.read_json(version.document)["members"]
        old = next(each["id"] for each in members if each["mode"] == "processed").encode()
        for text in ("document", "candidates", "names"):
            setattr(version, text, kept.keep(kept.read(getattr(version, text)).replace(old, dataset.encode())))
        version.evidence = kept.keep_json({"candidates": [{"id": dataset, "trial": trial}, {"id": "e" * 32}]})
        began = timezone.now() - timedelta(days=days)
        DatasetList.objects.filter(pk=version.dataset_list_id).update(created=began)

    return publish(folder, change=put_in)


def hand_down() -> None:
    enqueue("site.hand_down")
    assert "site.hand_down done" in run_waiting_jobs()


def effort_of(dataset: str) -> MemberEffort:
    outcome = outcomes.get_outcome(make_viewer(Role.AUDITOR), "the-hundred")
    (effort,) = (each.effort for each in outcome.members if each.effort is not None)
    assert next(each.effort for each in outcome.members if each.dataset == dataset) == effort
    return effort


def noted() -> int:
    return len([each for each in audit.events_of("lists") if each.action == "assess.note_works"])


def test_what_an_order_took_is_handed_down_and_held_against_its_estimate(tmp_path: Path, refined: Refined) -> None:
    dataset = refined.order.dataset_id
    trial = trial_of(dataset)
    version = publish_with(tmp_path / "engine", dataset, trial.pk)
    assert dataset in member_ids(version)
    hand_down()
    begun = effort_of(dataset)
    assert (begun.orders, begun.released, begun.hours, begun.won, begun.hours_held) == (1, None, None, None, "")

    refine.add_effort(by=by(refined.handler), order_id=refined.order_id, what="정리", hours=9)
    refine.add_effort(by=by(refined.handler), order_id=refined.order_id, what="점검", hours=3, won=1_500_000)
    hand_down()
    working = effort_of(dataset)
    assert (working.hours, working.won, working.hours_held, working.won_held) == (12, 1_500_000, "open", "over")

    refined.release()
    hand_down()
    done = effort_of(dataset)
    assert (done.released, done.days, done.machine_seconds) == (timezone.localdate(), 0, 5.0)
    assert (done.hours_held, done.won_held) == ("within", "over")
    assert done.estimate is not None
    assert (done.estimate.trial, done.estimate.hours and done.estimate.hours.high) == (trial.pk, 16.0)
    told = outcomes.get_outcome(make_viewer(Role.AUDITOR), "the-hundred")
    assert (told.cost_won, told.cost_known) == (1_500_000, 1)
    assert noted() == 3


def test_the_same_again_changes_nothing(tmp_path: Path, refined: Refined) -> None:
    dataset = refined.order.dataset_id
    publish_with(tmp_path / "engine", dataset, None)
    refine.add_effort(by=by(refined.handler), order_id=refined.order_id, what="정리", hours=2, won=7)
    hand_down()
    before = list(MemberWork.objects.values()), list(MemberCost.objects.values())
    hand_down()
    assert (list(MemberWork.objects.values()), list(MemberCost.objects.values())) == before
    assert noted() == 1
    assert effort_of(dataset).estimate is None


def test_order_from_before_the_list_or_on_another_dataset_is_nobodys(tmp_path: Path, refined: Refined) -> None:
    dataset = refined.order.dataset_id
    publish(tmp_path / "other", slug="other")
    publish_with(tmp_path / "engine", dataset, None, days=0)
    hand_down()
    assert [each.dataset for each in works_of([dataset])] == [dataset]
    assert not MemberWork.objects.exists()
    assert noted() == 0


def test_pages_show_work_beside_the_estimate(tmp_path: Path, refined: Refined) -> None:
    publish_with(tmp_path / "engine", refined.order.dataset_id, trial_of(refined.order.dataset_id).pk)
    refine.add_effort(by=by(refined.handler), order_id=refined.order_id, what="정리", hours=20)
    refined.release()
    hand_down()
    page = client_of(make_viewer(Role.AUDITOR), "en").get("/assess/outcomes/the-hundred").content.decode()
    words = [
        "0 of 1 took as many hours as estimated; together 20, estimated 10", "10 (8–16)", "more than estimated",
        "800,000 (500,000–1,200,000)", "nobody wrote it down", "5 s", "Declared",
    ]  # fmt: skip
    for word in words:
        assert word in page, word
    public = client_of(make_viewer(Role.USER), "ko").get("/lists/the-hundred").content.decode()
    assert "모두 20시간이 들었고 예상은 10시간이었습니다" in public
    assert "800,000" not in public
