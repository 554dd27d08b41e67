"""What a new measurement does to clusters, who stands for one, and who may act."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gotgan.assess.rules import cluster_path as path
from gotgan.assess.rules.cluster_path import Because, Change, ClusterState, Known, StepKind, reconcile
from gotgan.assess.rules.clustering import propose
from gotgan.assess.rules.links import Link
from gotgan.assess.rules.representing import Candidate, Reason, choose_representative, copies_among
from gotgan.terms.role import Role, RoleHeld, Viewer

HELD = frozenset("abcdefg")


def known(members: str, state: ClusterState = ClusterState.SETTLED, **more: Any) -> Known:
    more.setdefault("representative", members[0])
    more.setdefault("settled", members if state is ClusterState.SETTLED else "")
    return Known(more.pop("id", members), state, {each: {"t": f"{each}1"} for each in members}, **more)


def contents(changed: str = "") -> dict[str, dict[str, str]]:
    return {each: {"t": f"{each}{2 if each in changed else 1}"} for each in HELD}


def measured(
    *links: str, clusters: tuple[Known, ...] = (), changed: str = "", gone: str = "", refused: str = ""
) -> list[Change]:
    """What becomes of the clusters when these pairs are linked."""
    held, now = HELD - set(gone), contents(changed)
    together = [path.kept_together(each, now, held) for each in clusters]
    found = [Link(*sorted(each), score=0.9) for each in links if held.issuperset(each)]
    found += [Link(*sorted(refused), is_refused=True)] if refused else []
    return list(reconcile(propose(found, together=[each for each in together if each]), clusters, now, held))


def test_first_measurement_proposes_and_the_same_again_changes_nothing() -> None:
    (new,) = measured("ab", "bc", "ac")
    assert (new.cluster, new.kind, new.state, new.joined) == ("", StepKind.PROPOSED, "proposed", ("a", "b", "c"))
    for state in path.ACTIVE:
        (same,) = measured("ab", "bc", "ac", clusters=(known("abc", state),))
        assert (same.cluster, same.kind, same.state) == ("abc", None, state)


def test_settled_stays_while_its_content_does_even_without_a_link() -> None:
    (same,) = measured(clusters=(known("abc"),))
    assert (same.kind, same.state) == (None, "settled")


def test_word_of_a_person_holds_while_the_cluster_waits_again() -> None:
    waiting = known("abc", ClusterState.PROPOSED, settled="ab")
    (same,) = measured("bc", clusters=(waiting,))
    assert (same.kind, same.state) == (None, "proposed")
    (less,) = measured("bc", clusters=(waiting,), changed="a")
    assert (less.kind, less.left) == (StepKind.FOLLOWED, ("a",))


@pytest.mark.parametrize(
    ("found", "because"),
    [
        ({"links": ("ab", "bc", "ac", "cd")}, Because.APPEARED),
        ({"links": ("ab", "bc", "ac"), "changed": "b"}, Because.CONTENT),
        ({"links": ("bc", "ab"), "refused": "ac"}, Because.REFUSED),
        ({"links": ("bc",), "gone": "a"}, Because.REPRESENTATIVE_GONE),
    ],
)
def test_settled_is_opened_again(found: dict[str, Any], because: Because) -> None:
    (change,) = measured(*found.pop("links"), clusters=(known("abc"),), **found)
    assert (change.kind, change.state, change.because) == (StepKind.REOPENED, "proposed", (because,))


def test_withdrawn_member_leaves_and_the_decision_about_the_others_stands() -> None:
    (change,) = measured("ab", "bc", "ac", clusters=(known("abc"),), gone="c")
    assert (change.kind, change.state, change.left, change.because) == (
        StepKind.FOLLOWED, "settled", ("c",), (Because.GONE,)
    )  # fmt: skip
    (alone,) = measured(clusters=(known("ab"),), gone="b")
    assert (alone.kind, alone.state, alone.because) == (StepKind.LAPSED, "lapsed", (Because.GONE,))


def test_two_settled_clusters_that_meet_are_not_silently_one() -> None:
    changes = {each.cluster: each for each in measured("ab", "cd", "de", "bc", clusters=(known("ab"), known("cde")))}
    assert changes["cde"].because == (Because.APPEARED,)
    assert changes["cde"].joined == ("a", "b")
    assert (changes["ab"].kind, changes["ab"].because) == (StepKind.LAPSED, (Because.MERGED,))


def test_cluster_that_falls_apart_keeps_its_larger_half() -> None:
    clusters = (known("abcde", ClusterState.PROPOSED),)
    changes = measured("ab", "bc", "de", clusters=clusters)
    assert [(each.cluster, each.joined, each.left) for each in changes] == [
        ("abcde", (), ("d", "e")),
        ("", ("d", "e"), ()),
    ]


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidates", "copies", "chosen"),
    [
        ([Candidate("a", 900), Candidate("b", 10)], {"a"}, ("b", Reason.ORIGINAL)),
        ([Candidate("a", 10), Candidate("b", 900)], (), ("b", Reason.ROWS)),
        ([Candidate("a", 10), Candidate("b")], (), ("a", Reason.ROWS)),
        ([Candidate("a", 9, readiness=40.0), Candidate("b", 9, readiness=70.0)], (), ("b", Reason.READINESS)),
        ([Candidate("a", 9, day(2)), Candidate("b", 9, day(3)), Candidate("c", 8)], (), ("b", Reason.NEWEST)),
        (
            [Candidate("a", 9, day(2), first_seen=day(2)), Candidate("b", 9, day(2), first_seen=day(1))],
            (),
            ("b", Reason.EARLIEST),
        ),
        ([Candidate("b"), Candidate("a")], (), ("a", Reason.NONE)),
        ([Candidate("a", 1), Candidate("b", 2)], {"a", "b"}, ("b", Reason.ROWS)),
    ],
)
def test_representative_is_what_is_alone_best(
    candidates: list[Candidate], copies: set[str], chosen: tuple[str, Reason]
) -> None:
    assert choose_representative(candidates, copies) == chosen
    assert choose_representative(candidates[::-1], copies) == chosen


def test_no_candidates_is_said() -> None:
    with pytest.raises(ValueError, match="there is none"):
        choose_representative([], ())
    assert copies_among([Link("a", "b", copy="b"), Link("a", "c")]) == {"b"}


def test_who_acts_who_says_who_sees() -> None:
    def person(role: Role, organisation: str | None = None) -> Viewer:
        return Viewer(1, "x", (RoleHeld(role, organisation),))

    assert path.may_act(person(Role.SURVEY_MANAGER))
    assert not path.may_act(person(Role.AUDITOR))
    assert not path.may_act(person(Role.OFFICER, "1"))
    assert path.may_say(person(Role.OFFICER, "1"), ["1", "2"])
    assert path.may_say(person(Role.SURVEY_MANAGER), ["1"])
    assert not path.may_say(person(Role.AUDITOR), ["1"])
    assert not path.may_say(person(Role.OFFICER, "3"), ["1", "2"])
    assert path.may_see(person(Role.AUDITOR), ["1"])
    assert path.may_see(person(Role.OFFICER, "1"), ["1"])
    assert not path.may_see(person(Role.OFFICER, "3"), ["1"])


def test_state_says_what_may_be_done() -> None:
    assert path.may_step(StepKind.SETTLED, ClusterState.SPLIT)
    assert not path.may_step(StepKind.SETTLED, ClusterState.DISMISSED)
    assert path.may_step(StepKind.TAKEN_BACK, ClusterState.DISMISSED)
    assert path.may_step(StepKind.TAKEN_OUT, ClusterState.LAPSED).reasons
