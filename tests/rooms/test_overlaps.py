"""Overlap between institutions: found as data arrives, decided by a keeper of either side, not asked twice."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from gotgan.audit import queries as audit
from gotgan.engine.overlap import arriving
from gotgan.inventory import actions, queries
from gotgan.inventory.models import Evidence, Overlap
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.overlap import OverlapView
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import Harvested, harvest, scan_again
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rows_of(first: int, last: int, *, header: str = "관리번호,시설명,면적") -> str:
    return f"{header}\n" + "".join(
        f"GN-{n * 7919 % 99991:05d},해원체육관{n},{n * 13 + 0.5}\n" for n in range(first, last)
    )


def compare() -> None:
    enqueue("inventory.compare")
    assert all(ran.endswith(" done") for ran in run_waiting_jobs())


@dataclass
class Two:
    """`folder` holds the folders of both, `a` and `b`."""

    a: Harvested
    b: Harvested
    folder: Path

    def actor(self, role: Role = Role.OFFICER) -> Actor:
        return Actor.of(make_viewer(role, organisation=self.a.organisation))

    def only(self) -> OverlapView:
        (pair,) = queries.overlaps()
        return pair


def make_two(folder: Path) -> Two:
    """The same facilities in two institutions: 400 of them, and half of those under other column names."""
    a = harvest(folder / "a", {"시설.csv": rows_of(0, 400)})
    b = harvest(folder / "b", {"체육.csv": rows_of(0, 200, header="번호,이름,넓이")}, publication="draft")
    compare()
    return Two(a, b, folder)


@pytest.fixture(scope="module")
def first_two(once: Once) -> Made[Two]:
    return once(make_two)


@pytest.fixture
def two(first_two: Made[Two], data_folder: Path) -> Two:
    return first_two.again(data_folder)


# These two look at all there is: they come before the others' two institutions, which stay to the end of the file.


def test_tables_of_one_dataset_are_no_overlap(tmp_path: Path) -> None:
    harvest(tmp_path / "c", {f"{n}.csv": rows_of(0, 300) for n in range(5)})
    compare()
    assert queries.overlaps() == ()


def test_list_takes_as_many_queries_for_many_pairs(tmp_path: Path, django_assert_max_num_queries: object) -> None:
    for number in range(4):
        harvest(tmp_path / str(number), {f"{number}.csv": rows_of(0, 300)})
    compare()
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        pairs = queries.overlaps()
    assert len(pairs) == 6
    assert {pair.suggested for pair in pairs} == {"identical"}


def test_pair_is_found_with_reasons_columns_and_a_verb(two: Two) -> None:
    pair = two.only()
    assert {pair.a.organisation, pair.b.organisation} == {two.a.organisation, two.b.organisation}
    assert (pair.relation, pair.status, pair.is_found) == ("same_content", "open", True)
    assert pair.score > 0.5
    a_is_part = pair.a.organisation == two.b.organisation
    assert pair.suggested == ("subset" if a_is_part else "superset")
    names = {(each["a"], each["b"]) if not a_is_part else (each["b"], each["a"]) for each in pair.columns}
    assert names == {("관리번호", "번호"), ("시설명", "이름"), ("면적", "넓이")}
    assert any("columns whose values tell something" in reason for reason in pair.relations[0]["reasons"])


def test_comparing_again_changes_nothing(two: Two) -> None:
    before = two.only()
    events = audit.count_events()
    compare()
    assert two.only() == before
    Evidence.objects.update(is_compared=False)
    compare()
    assert two.only() == before
    assert Overlap.objects.count() == 1
    assert audit.count_events() >= events


def test_index_that_was_lost_is_made_again(two: Two, data_folder: Path) -> None:
    pair = two.only()
    actions.decide_overlap(by=SYSTEM, overlap_id=pair.id, status="refused", reason="다른 목적")
    shutil.rmtree(data_folder / "overlap")
    compare()
    assert two.only().status == "refused"
    assert Evidence.objects.filter(is_compared=False).count() == 0
    assert list((data_folder / "overlap" / "content").glob("*.hashes.npy"))


def test_decision_is_kept_with_history_and_audited(two: Two) -> None:
    pair, by = two.only(), two.actor()
    events = audit.count_events()
    actions.decide_overlap(by=by, overlap_id=pair.id, status="confirmed", verb="subset", reason="시에서 받은 것")
    actions.decide_overlap(by=by, overlap_id=pair.id, status="refused", reason="잘못 보았음")
    decided = two.only()
    assert decided.status == "refused"
    assert [(each.status, each.verb, each.reason, each.by) for each in decided.decisions] == [
        ("confirmed", "subset", "시에서 받은 것", by.label),
        ("refused", "", "잘못 보았음", by.label),
    ]
    assert audit.count_events() == events + 2


def test_decided_pair_does_not_come_back_until_its_content_changes(two: Two) -> None:
    pair = two.only()
    actions.decide_overlap(by=SYSTEM, overlap_id=pair.id, status="refused", reason="서로 다른 목적")
    (two.folder / "b" / "읽기.txt").write_text("다른 파일", encoding="utf-8")
    scan_again(two.b.source_id)
    compare()
    assert two.only().status == "refused"
    (two.folder / "b" / "체육.csv").write_text(rows_of(0, 220, header="번호,이름,넓이"), encoding="utf-8")
    scan_again(two.b.source_id)
    compare()
    again = two.only()
    assert again.status == "open"
    assert [each.status for each in again.decisions] == ["refused", "open"]
    assert again.decisions[-1].reason == "the content changed"


def test_undecided_pair_goes_when_the_content_meets_no_more(two: Two) -> None:
    (two.folder / "b" / "체육.csv").write_text("가,나\n" + "".join(f"x{n},y{n}\n" for n in range(99)), encoding="utf-8")
    scan_again(two.b.source_id)
    compare()
    assert queries.overlaps() == ()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.STEWARD])
def test_keeper_of_either_side_decides_and_nobody_else(two: Two, role: Role) -> None:
    pair = two.only()
    for side in (two.a, two.b):
        by = Actor.of(make_viewer(role, organisation=side.organisation))
        actions.decide_overlap(by=by, overlap_id=pair.id, status="confirmed", verb="subset", reason="확인함")
    stranger = Actor.of(make_viewer(role, organisation=make_organisation().code))
    with pytest.raises(NotAllowed, match="keep the data"):
        actions.decide_overlap(by=stranger, overlap_id=pair.id, status="refused", reason="x")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"status": "confirmed", "reason": "x"}, "verb"),
        ({"status": "confirmed", "verb": "similar", "reason": "x"}, "verb"),
        ({"status": "refused", "verb": "subset", "reason": "x"}, "verb"),
        ({"status": "refused", "reason": "  "}, "reason"),
        ({"status": "maybe", "reason": "x"}, "status"),
    ],
)
def test_decision_needs_a_verb_and_a_reason(two: Two, sent: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        actions.decide_overlap(by=SYSTEM, overlap_id=two.only().id, **sent)
    assert two.only().decisions == ()


def test_pair_that_only_the_other_side_ranks_high_is_kept(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`near` of the table that changes looks at its nearest only, which is another one than its known partner."""
    monkeypatch.setattr(arriving, "NEAR_CONTENT", 1)
    monkeypatch.setattr(arriving, "NEAR_NAMES", 1)
    known = two.only().id
    harvest(tmp_path / "c", {"시설.csv": rows_of(0, 400)})
    compare()
    assert len(queries.overlaps()) == 2
    (two.folder / "a" / "시설.csv").write_text(rows_of(0, 401), encoding="utf-8")
    scan_again(two.a.source_id)
    compare()
    kept = queries.overlap(known)
    assert (kept.is_found, len(queries.overlaps())) == (True, 2)
    assert max(kept.a.rows or 0, kept.b.rows or 0) == 401, "compared with the new version"
