"""Clusters as they are made, settled, opened again; who may; two at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotgan.assess.actions import clusters as review
from gotgan.assess.models import Cluster, ClusterMember
from gotgan.assess.queries.cluster_page import cluster_page
from gotgan.assess.queries.clusters import (
    NothingToReview,
    cluster_list,
    redundant_pairs,
    settled_clusters,
)
from gotgan.audit import queries as audit
from gotgan.organisations.actions import add_organisation
from gotgan.organisations.models import Succession
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.role import Actor, Role
from gotgan.work.actions import enqueue
from tests.rooms.clustered import Clustered, make_clustered
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def made() -> Clustered:
    found = make_clustered()
    found.make()
    return found


def settle(made: Clustered, name: str = "a", **more: Any) -> Cluster:
    cluster = made.only()
    values = {
        "by": made.by,
        "revision": cluster.revision,
        "representative": made.ids[name],
        "reason": "같은 자료",
        **more,
    }
    review.settle_cluster(cluster_id=cluster.pk, **values)
    return made.only()


def test_pairs_become_a_cluster_with_a_representative_and_its_reason(made: Clustered) -> None:
    cluster = made.only()
    assert (made.names(), cluster.state, cluster.size, cluster.bodies) == ("abc", "proposed", 3, 3)
    assert (cluster.representative_id, cluster.reason) == (made.ids["a"], "rows")
    assert cluster.strength == 0.8
    assert [step.kind for step in cluster.steps.all()] == ["proposed"]


def test_making_again_changes_nothing_and_leaves_no_event(made: Clustered) -> None:
    before, events = made.only().revision, audit.count_events()
    assert made.make() == 0
    assert (made.only().revision, audit.count_events()) == (before, events)


def test_job_makes_clusters() -> None:
    made = make_clustered()
    enqueue("assess.cluster")
    assert run_waiting_jobs() == ["assess.cluster done"]
    assert made.names() == "abc"


def test_settling_is_kept_with_who_why_and_an_event(made: Clustered) -> None:
    events = audit.count_events()
    cluster = settle(made, "b")
    assert (cluster.state, cluster.representative_id, cluster.reason) == ("settled", made.ids["b"], "")
    step = cluster.steps.last()
    assert step is not None
    assert (step.kind, step.before, step.after, step.reason, step.by) == (
        "settled", "proposed", "settled", "같은 자료", made.by.label,
    )  # fmt: skip
    assert audit.count_events() == events + 1
    assert settled_clusters(made.ids.values()) == dict.fromkeys(made.ids.values(), cluster.pk)
    assert made.make() == 0


def test_new_member_opens_a_settled_cluster_again(made: Clustered) -> None:
    settle(made)
    made.add("d", rows=900)
    made.link("c", "d")
    made.link("a", "d")
    made.link("b", "d")
    made.make()
    cluster = made.only()
    assert (cluster.state, made.names()) == ("proposed", "abcd")
    step = cluster.steps.last()
    assert step is not None
    assert (step.kind, step.details["because"], step.details["joined"]) == ("reopened", ["appeared"], [made.ids["d"]])
    assert settled_clusters(made.ids.values()) == {}


def test_changed_content_opens_a_settled_cluster_again(made: Clustered) -> None:
    settle(made)
    made.link("a", "b", 0.9, content="2")
    made.make()
    assert made.only().state == "proposed"
    assert made.only().steps.last().details["because"] == ["content"]  # type: ignore[union-attr]


def test_withdrawn_dataset_leaves_and_a_withdrawn_representative_opens(made: Clustered) -> None:
    settle(made)
    made.remove("c")
    made.make()
    assert (made.only().state, made.names()) == ("settled", "ab")
    assert made.ids["c"] not in settled_clusters(made.ids.values())
    made.remove("a")
    made.make()
    assert Cluster.objects.get().state == "lapsed"
    assert settled_clusters(made.ids.values()) == {}


def test_merged_ministry_keeps_its_cluster(made: Clustered) -> None:
    cluster = settle(made)
    heir = add_organisation(by=made.by, code="9999999", name="합친 부처", slug="merged")
    Succession.objects.create(predecessor_id=made.bodies["a"], successor_id=heir)
    assert made.make() == 0
    page = cluster_page(made.manager, cluster.pk)
    assert [each.code for each in page.members[0].today] == [heir]
    assert made.only().state == "settled"


def test_refused_pair_shows_as_disagreement_and_forbids_settling(made: Clustered) -> None:
    made.decide(made.link("a", "c", 0.8), "refused")
    made.make()
    cluster = made.only()
    assert (made.names(), cluster.against, cluster.forbidden) == ("abc", 1, 1)
    assert cluster.cut == [made.ids["c"]]
    with pytest.raises(Invalid, match="somebody refused"):
        settle(made)
    page = cluster_page(made.manager, cluster.pk)
    assert [str(each.why) for _, _, each in page.against] == ["refused"]
    assert len(page.severed) == 1
    review.take_out(
        by=made.by, cluster_id=cluster.pk, revision=cluster.revision, datasets=cluster.cut, reason="다른 자료"
    )
    assert (made.only().state, made.names()) == ("split", "ab")
    run_waiting_jobs()
    assert made.names() == "ab"
    assert settle(made).state == "settled"
    assert set(redundant_pairs(made.ids.values()).values()) == {0.7}


def test_what_was_taken_out_may_be_a_cluster_of_its_own(made: Clustered) -> None:
    made.add("d")
    made.link("c", "d")
    made.make()
    cluster = made.only()
    out = [made.ids["c"], made.ids["d"]]
    review.take_out(by=made.by, cluster_id=cluster.pk, revision=cluster.revision, datasets=out, reason="다른 자료")
    run_waiting_jobs()
    assert sorted(made.names(each) for each in Cluster.objects.all()) == ["ab", "cd"]
    review.take_back(
        by=made.by, cluster_id=cluster.pk, revision=Cluster.objects.get(pk=cluster.pk).revision, reason="잘못"
    )
    run_waiting_jobs()
    assert sorted(made.names(each) for each in Cluster.objects.exclude(state="lapsed")) == ["abcd"]


def test_dismissed_cluster_stays_so_until_its_content_changes(made: Clustered) -> None:
    cluster = made.only()
    review.dismiss_cluster(by=made.by, cluster_id=cluster.pk, revision=cluster.revision, reason="코드표만 같음")
    assert made.make() == 0
    assert made.only().state == "dismissed"
    assert len(redundant_pairs(made.ids.values())) == 3
    made.link("a", "b", 0.9, content="2")
    made.make()
    assert (made.only().pk, made.only().state, made.names()) == (cluster.pk, "proposed", "abc")
    assert [step.kind for step in made.only().steps.all()] == ["proposed", "dismissed", "reopened"]


def test_dismissing_is_taken_back(made: Clustered) -> None:
    cluster = made.only()
    review.dismiss_cluster(by=made.by, cluster_id=cluster.pk, revision=cluster.revision, reason="코드표만 같음")
    review.take_back(by=made.by, cluster_id=cluster.pk, revision=made.only().revision, reason="다시 보니 같음")
    assert (made.only().state, made.names()) == ("proposed", "abc")
    run_waiting_jobs()
    assert (made.only().state, made.names()) == ("proposed", "abc")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": "  "}, "say in a sentence"),
        ({"reason": "x" * 2001}, "shorten it"),
        ({"representative": "nobody"}, "stands for the others"),
        ({"revision": 77}, "changed after you looked"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(made: Clustered, sent: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        settle(made, **sent)
    assert (made.only().state, made.only().steps.count()) == ("proposed", 1)


def test_second_of_two_at_once_is_told_and_loses_nothing(made: Clustered) -> None:
    seen = made.only().revision
    settle(made)
    with pytest.raises(NotAllowed, match="in this state"):
        review.settle_cluster(
            by=made.by, cluster_id=made.only().pk, revision=seen, representative=made.ids["b"], reason="나도"
        )
    with pytest.raises(Invalid, match="changed after you looked"):
        review.dismiss_cluster(by=made.by, cluster_id=made.only().pk, revision=seen, reason="나도")
    assert made.only().state == "settled"


def test_fewer_than_two_cannot_stay(made: Clustered) -> None:
    with pytest.raises(Invalid, match="dismiss the cluster"):
        review.take_out(
            by=made.by, cluster_id=made.only().pk, revision=made.only().revision,
            datasets=[made.ids["b"], made.ids["c"]], reason="x",
        )  # fmt: skip
    with pytest.raises(Invalid, match="no member is chosen"):
        review.take_out(
            by=made.by, cluster_id=made.only().pk, revision=made.only().revision, datasets=["zz"], reason="x"
        )


def test_only_the_manager_acts_a_member_says_a_stranger_finds_nothing(made: Clustered) -> None:
    cluster, officer = made.only(), made.officer("b")
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    auditor = make_viewer(Role.AUDITOR)
    with pytest.raises(NotAllowed, match="survey manager"):
        settle(made, by=Actor.of(officer))
    with pytest.raises(NotAllowed, match="survey manager"):
        settle(made, by=Actor.of(auditor))
    with pytest.raises(NotFound):
        settle(made, by=Actor.of(stranger))
    said = {"cluster_id": cluster.pk, "is_objection": True, "text": "우리가 만든 것입니다"}
    review.say_of_cluster(by=Actor.of(officer), **said)
    assert (made.only().is_objected, made.only().revision) == (True, cluster.revision)
    step = made.only().steps.last()
    assert step is not None
    assert (step.kind, step.organisation_id) == ("objected", made.bodies["b"])
    with pytest.raises(NotAllowed, match="keeps the data"):
        review.say_of_cluster(by=Actor.of(auditor), **said)
    with pytest.raises(NotFound):
        review.say_of_cluster(by=Actor.of(stranger), **said)
    settle(made)
    assert not made.only().is_objected


def test_officer_sees_own_member_whole_and_of_others_whose_they_are(made: Clustered) -> None:
    cluster, officer = made.only(), made.officer("b")
    page = cluster_page(officer, cluster.pk)
    assert [each.record is not None for each in page.members] == [each.is_mine for each in page.members]
    assert sum(each.is_mine for each in page.members) == 1
    tables = {end.table for pair in page.pairs for end in (pair.found.a, pair.found.b)}
    assert tables == {"", "b.csv"}
    assert all(step.by in ("", "system") for step in page.steps)
    found = cluster_list(officer)
    assert (found.counts, found.may_act, found.sees_all) == ({"proposed": 1}, False, False)
    assert found.lines[0].named is not None
    assert found.lines[0].named.id == made.ids["b"]
    with pytest.raises(NotFound):
        cluster_page(make_viewer(Role.OFFICER, organisation=make_organisation().code), cluster.pk)
    with pytest.raises(NothingToReview):
        cluster_list(make_viewer())


def test_redundant_pairs_are_of_candidates_that_are_not_settled_as_one(made: Clustered) -> None:
    every = redundant_pairs(made.ids.values())
    assert sorted(every.values()) == [0.7, 0.8, 0.95]
    assert all(a < b for a, b in every)
    assert len(redundant_pairs([made.ids["a"], made.ids["b"]])) == 1
    settle(made)
    assert redundant_pairs(made.ids.values()) == {}
    made.add("d")
    made.link("a", "d", 0.3)
    number = made.link("b", "d", 0.2)
    assert list(redundant_pairs(made.ids.values()).values()) == [0.3]
    made.decide(number, "confirmed", "subset")
    assert sorted(redundant_pairs(made.ids.values()).values()) == [0.3, 0.5]
    made.decide(made.link("a", "d", 0.3), "refused")
    assert list(redundant_pairs(made.ids.values()).values()) == [0.5]


def count_queries(work: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        work()
    return len(caught)


def test_queries_do_not_grow_with_pairs_and_members(made: Clustered) -> None:
    before = made.only()
    asked = {
        "list": lambda: cluster_list(made.manager),
        "page": lambda: cluster_page(made.manager, before.pk),
        "pairs": lambda: redundant_pairs(made.ids.values()),
    }
    few = {name: count_queries(work) for name, work in asked.items()}
    names = [f"x{number}" for number in range(30)]
    for name in names:
        made.add(name, body=made.bodies["a"])
        for other in ("a", "b", "c"):
            made.link(name, other)
    made.make()
    for number in range(12):
        one, other = made.add(f"y{number}"), made.add(f"z{number}")
        assert one != other
        made.link(f"y{number}", f"z{number}")
    made.make()
    assert Cluster.objects.count() == 13
    assert ClusterMember.objects.filter(place="in").count() == 57
    many = {name: count_queries(work) for name, work in asked.items()}
    assert many == few
    assert max(many.values()) <= 18
