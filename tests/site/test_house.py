"""The state of the house, re-links, versions and tables: who sees them, and what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gotgan.site.pages import history, sources
from gotgan.terms.access import DeliveryRecord
from gotgan.terms.audit import ChainReport
from gotgan.terms.job import JobRecord, JobState
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.scan import ScanState
from gotgan.terms.source import RelinkProposal
from tests.site.fakes import EVIDENCE, NURI, OFFICER, OPERATOR, VERSION, WHEN, profile, scan, source

LEAD = Viewer(8, "lead@haewon.example", (RoleHeld(Role.LEAD, "1741000"),))
FAILED = JobRecord(
    9, "catalogue.pull", (), JobState.FAILED, 3, WHEN, finished=WHEN, error="OSError: see run/worker.log"
)


@pytest.fixture
def house(hub, monkeypatch):
    answers = {
        "work.queries.running": lambda: (JobRecord(3, "inventory.scan", ("k1",), JobState.RUNNING, 1, WHEN, WHEN),),
        "work.queries.waiting": lambda **_: (),
        "work.queries.recent": lambda **_: (FAILED,),
        "audit.queries.count_events": lambda: 4321,
        "audit.queries.verify": lambda: ChainReport(True, 4321),
        "share.queries.newest_deliveries": lambda _: (DeliveryRecord("d1", "v", "a.csv", None, WHEN),),
        "share.queries.count_deliveries": lambda: 77,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(f"gotgan.{name}", answer)
    hub.source = source(last_scan=scan(ScanState.FAILED, problem="a.csv: is empty; fill it or take it away"))
    return hub


@pytest.mark.parametrize(("viewer", "status"), [(OPERATOR, 200), (LEAD, 200), (OFFICER, 403), (Viewer(), 302)])
def test_house_is_for_those_who_keep_it(house, english, viewer, status):
    house.viewer = viewer
    assert english.get("/status").status_code == status
    assert ('href="/status"' in english.get("/help").content.decode()) is (status == 200)


def test_operator_sees_jobs_scans_chain_and_deliveries(house, korean):
    house.viewer = OPERATOR
    page = korean.get("/status").content.decode()
    assert all(words in page for words in ("출처 점검", "비어 있습니다", "4,321", "a.csv", "77"))
    assert "모두 그대로입니다" not in page
    assert "모두 그대로입니다" in korean.get("/status?verify=1").content.decode()


def test_broken_chain_says_where(house, english, monkeypatch):
    house.viewer = OPERATOR
    monkeypatch.setattr("gotgan.audit.queries.verify", lambda: ChainReport(False, 9, 5, "was changed"))
    assert "breaks at event 5" in english.get("/status?verify=1").content.decode()


def test_lead_sees_the_scans_of_the_own_organisation_only(house, english):
    house.viewer = LEAD
    assert "/scans/k1" in english.get("/status").content.decode()
    house.source = replace(house.source, organisation=NURI.code)
    page = english.get("/status").content.decode()
    assert "/scans/k1" not in page
    assert "Audit chain" not in page


def test_relink_is_decided_by_a_button(hub, english, monkeypatch):
    hub.viewer, hub.scan = OFFICER, scan(ScanState.DONE)
    proposal = RelinkProposal(5, "k1", "d1", "d2", "옛 이름", "새 이름")
    monkeypatch.setattr("gotgan.inventory.queries.relinks_of", lambda _: (proposal,))
    for verb in ("accept", "decline"):
        monkeypatch.setattr(f"gotgan.inventory.actions.{verb}_relink", hub.record(verb))
        assert f"/scans/k1/relinks/5/{verb}" in english.get("/scans/k1").content.decode()
        assert english.post(f"/scans/k1/relinks/5/{verb}")["Location"] == "/scans/k1"
    assert [name for name, _ in hub.done] == ["accept", "enqueue", "decline"]
    assert hub.done[0][1]["relink_id"] == 5


def test_relink_of_another_scan_is_unknown(hub, english):
    hub.viewer = OFFICER
    assert english.post("/scans/k1/relinks/5/accept").status_code == 404
    assert hub.done == []


def test_decided_relink_has_no_buttons(hub, english, monkeypatch):
    hub.viewer = OFFICER
    proposal = RelinkProposal(5, "k1", "d1", "d2", "a", "b", "accepted")
    monkeypatch.setattr("gotgan.inventory.queries.relinks_of", lambda _: (proposal,))
    page = english.get("/scans/k1").content.decode()
    assert "Joined" in page
    assert "/relinks/5/" not in page


def test_removed_source_is_pulled_at_once(hub, english):
    hub.viewer = OFFICER
    english.post("/sources/s1/remove")
    assert [named["args"] for name, named in hub.done if name == "enqueue"] == [("catalogue.pull",)]


def _version(name, rows, size):
    file = replace(VERSION.files[0], size_bytes=size)
    return replace(VERSION, id=name, rows=rows, files=(file,))


def _evidence(*names, table="a.csv"):
    columns = [{"name": name} for name in names]
    return (replace(EVIDENCE[0], table=table, profile={**profile(), "columns": columns}),)


def test_history_tells_rows_size_and_columns(hub, english):
    measured = {"new": _evidence("b", "c"), "old": _evidence("a", "b")}
    versions = (_version("new", 1200, 2_000_000), _version("old", 1000, 1_000_000))
    newest, first = history.tell(versions, lambda version: measured[version.id])
    assert first.is_first
    assert not first.changes
    told = " | ".join(newest.changes)
    assert all(words in told for words in ("1,000", "1,200", "+200", "c", "a"))
    assert len(newest.changes) == 4


def test_history_of_equal_versions_says_nothing_changed():
    versions = (_version("new", 10, 10), _version("old", 10, 10))
    assert [past.changes for past in history.tell(versions, lambda _: _evidence("a"))] == [(), ()]


def test_history_names_tables_that_came_and_went():
    measured = {"new": _evidence("a", table="new.csv"), "old": _evidence("a", table="old.csv")}
    newest = history.tell((_version("new", 1, 1), _version("old", 1, 1)), lambda version: measured[version.id])[0]
    assert [text.rpartition(": ")[2] for text in newest.changes] == ["new.csv", "old.csv"]


def test_history_of_one_version_asks_for_no_evidence():
    assert history.tell((_version("only", 1, 1),), lambda _: pytest.fail("asked"))[0].is_first


def test_history_compares_only_the_newest_versions():
    asked = []
    versions = tuple(_version(str(number), number, 1) for number in range(60, 0, -1))
    told = history.tell(versions, lambda version: asked.append(version.id) or _evidence("a"))
    assert (len(told), len(asked)) == (60, history.COMPARED + 1)
    assert told[-1].is_first


def test_several_tables_can_be_chosen(hub, english):
    hub.evidence = tuple(replace(EVIDENCE[0], table=f"t{number}.csv") for number in range(3))
    page = english.get("/datasets/haewon/bus-stops-1?table=t1.csv").content.decode()
    assert "3 tables: choose one" in page
    assert 'href="?table=t1.csv#tables" aria-current="true"' in page


@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ({"started": None}, 0), ({"listing_complete": None}, 1),
        ({"listing_complete": True, "waiting": 4}, 2), ({"listing_complete": True, "waiting": 0}, 3),
    ],
)  # fmt: skip
def test_stopped_scan_ticks_only_the_steps_it_took(more, taken):
    path = sources.path_of(scan(ScanState.FAILED, **more))
    assert sum(step.is_past for step in path) == taken
    assert path[-1].is_current
