"""A list from draft to published in code: evidence, panel, choice, minutes, objections, signature, replay."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.assess import actions, kept
from gotgan.assess.jobs.choosing import files_of, replay, select
from gotgan.assess.models import ListStep, ListVersion
from gotgan.assess.queries.lists import visible
from gotgan.assess.queries.signing import seen_of
from gotgan.assess.rules import tables
from gotgan.assess.rules.listing import Effect, Side, Sight
from gotgan.assess.rules.settings import Making
from gotgan.assess.rules.signing import minutes_hash, signature_of
from gotgan.audit.models import Event
from gotgan.cli import archive
from gotgan.cli import list as command
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.job import JobState
from gotgan.terms.role import Role
from gotgan.terms.selection import ListState
from gotgan.work.actions import enqueue
from gotgan.work.context import RunningJob
from gotgan.work.models import Job
from tests.rooms.assess_run import MINUTES, WITHOUT, Run, rules
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(monkeypatch)


def test_list_goes_from_draft_to_published(run: Run) -> None:
    run.make()
    collected = run.collect()
    assert (collected.state, collected.counts["datasets"], collected.counts["candidates"]) == ("collected", 12, 10)
    assert collected.counts["left_out"] == {"gate_failed.lawful": 1, "gate_unknown.updates": 1}
    assert collected.counts["concerned"] == sorted(run.bodies)
    solved = run.solve()
    assert (solved.state, solved.problem, solved.counts["members"]) == ("solved", "", 4)
    document = run.document()
    assert len(document["members"]) == 4
    assert {each["id"] for each in document["members"]} | {each["id"] for each in document["rejected"]} == set(
        run.datasets[:10]
    )
    assert run.propose().state == "proposed"
    signed = run.sign()
    assert signed.signature == signature_of(signed.signed_over)
    assert signed.signed_over["document"] == signed.document
    assert signed.signed_over["minutes"] == minutes_hash(MINUTES)
    event = Event.objects.get(action="assess.sign_list")
    assert signed.signature in event.details
    assert signed.document in event.details
    actions.publish(**run.by())
    assert run.version.state == "published"
    assert run_waiting_jobs() == ["assess.weigh_effects done"], "its page does not wait for the schedule"
    steps = list(ListStep.objects.values_list("before", "after"))
    assert steps == [
        ("drafted", "collected"), ("collected", "solved"), ("solved", "proposed"), ("proposed", "signed"),
        ("signed", "published"),
    ]  # fmt: skip


def test_evidence_and_files_are_the_same_again(run: Run) -> None:
    run.make()
    first = run.collect()
    before = first.evidence, first.names, list(first.shortlist)
    files = files_of(first)
    assert files[tables.CANDIDATES].count(b"\n") == 11
    again = run.collect()
    assert (again.evidence, again.names, list(again.shortlist)) == before
    assert files_of(again) == files
    text = kept.read(again.evidence).decode()
    assert str(timezone.now().year) not in text
    assert "NaN" not in text


def test_replay_gives_the_same_bytes_also_in_another_process(run: Run, tmp_path: Path) -> None:
    run.make()
    run.collect()
    version = run.solve()
    wanted = kept.read(version.document)
    assert replay(version) == wanted
    for name, sha256 in ((tables.CANDIDATES, version.candidates), (tables.PAIRS, version.pairs)):
        (tmp_path / name).write_bytes(kept.read(sha256))
    (tmp_path / tables.RULES).write_bytes(kept.read(version.rules))
    command = [sys.executable, "-m", "gotgan", "select", "candidates.csv", "--rules", "rules.yaml", "-o", "list.json"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, timeout=60)
    assert (tmp_path / "list.json").read_bytes() == wanted


def test_panel_decides_where_it_agrees(run: Run) -> None:
    run.make(making=Making(shortlist_factor=2.0))
    version = run.collect()
    assert len(version.shortlist) == 8
    run.rate()
    assert run.version.state == "rated"
    solved = run.solve(reason="")
    assert solved.state == "solved"
    document = run.document()
    assert len(document["members"]) + len(document["rejected"]) == 8
    assert document["notes"] == ["beneficiaries: alpha 0.41 is under 0.67; it does not decide"]
    written = tables.read_rows(kept.read(solved.candidates))
    rated = run.panel.values["public_benefit"]
    assert {each: float(row["public_benefit"]) for each, row in written.items()} == {
        each: round(rated[each].value, 6) for each in written
    }


def test_choice_without_panel_needs_a_reason_and_says_so(run: Run) -> None:
    run.make()
    run.collect()
    with pytest.raises(NotAllowed, match="say why measured criteria alone decide"):
        actions.ask_solve(**run.by())
    run.solve()
    assert run.document()["notes"] == [
        "public_benefit: no panel has rated it; it does not decide",
        "beneficiaries: no panel has rated it; it does not decide",
    ]


def test_conflict_leaves_the_version_and_its_relaxation_is_applied(run: Run) -> None:
    run.make(floors={"field": {"health": 3}}, caps={"organisation": {run.bodies[0]: 1}})
    run.collect()
    version = run.solve()
    assert (version.state, version.document) == ("collected", "")
    assert set(version.conflict["conflict"]) >= {"floors.field.health", f"caps.organisation.{run.bodies[0]}"}
    actions.relax_rules(**run.by())
    assert run.solve(reason="").state == "solved"


def test_changed_rules_undo_the_choice(run: Run) -> None:
    run.make()
    run.collect()
    first = run.solve().document
    actions.set_rules(**run.by(), document=rules(choose=3))
    assert (run.version.state, run.version.document) == ("collected", "")
    assert run.solve().document != first
    assert len(run.document()["members"]) == 3


def test_late_choice_by_other_rules_is_not_kept(run: Run) -> None:
    run.make()
    run.collect()
    actions.decide_without_panel(**run.by(), reason=WITHOUT)
    actions.ask_solve(**run.by())
    job = run.version.job_id
    assert job is not None
    Job.objects.filter(pk=job).update(state=JobState.FAILED)
    actions.set_rules(**run.by(), document=rules(choose=3))
    with pytest.raises(actions.NoSuchWork):
        actions.finish_solving(version_id=run.version.pk, job_id=job, solved=actions.Solved("c", "p", "r", "d", 4))
    assert (run.version.state, run.version.document) == ("collected", "")


def test_more_than_there_are_is_refused_with_both_numbers(run: Run) -> None:
    run.make()
    run.collect()
    with pytest.raises(Invalid, match="100 are asked for, and there are 10 candidates"):
        actions.set_rules(**run.by(), document=rules(choose=100))
    with pytest.raises(Invalid, match="no dataset has this value"):
        actions.set_rules(**run.by(), document=rules(floors={"field": {"astrology": 1}}))


def test_settings_seen_before_a_change_are_refused(run: Run) -> None:
    from gotgan.assess.actions.opening import stamp_of

    run.make()
    seen = stamp_of(run.version)
    actions.set_rules(**run.by(), document=rules(choose=3), seen=seen)
    with pytest.raises(Invalid, match="somebody else changed them meanwhile"):
        actions.set_rules(**run.by(), document=rules(choose=2), seen=seen)


def test_objection_is_taken_answered_and_granted(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    member = run.document()["members"][0]["id"]
    said = actions.Said(run.bodies[0], member, Side.OUT, "자료가 낡았습니다.")
    with pytest.raises(NotFound):
        actions.object_to(**run.by(run.officers[0]), said=said)
    run.propose()
    with pytest.raises(NotAllowed, match="only an officer or lead"):
        actions.object_to(**run.by(run.manager), said=said)
    with pytest.raises(NotFound):
        actions.object_to(**run.by(make_viewer(Role.OFFICER, organisation=make_organisation().code)), said=said)
    wrong = actions.Said(run.bodies[0], member, Side.IN, "넣어 주십시오.")
    with pytest.raises(Invalid, match="it is so already"):
        actions.object_to(**run.by(run.officers[0]), said=wrong)
    objection = actions.object_to(**run.by(run.officers[0]), said=said)
    run.end_objections()
    with pytest.raises(NotAllowed, match="not answered"):
        actions.sign(**run.by(), typed_name="The hundred", seen=run.seen())
    version, first = run.by(), run.version
    actions.answer_objection(**version, objection_id=objection, answer="맞습니다.", effect=Effect.NEW_VERSION)
    with pytest.raises(NotAllowed, match="answered already"):
        actions.answer_objection(**version, objection_id=objection, answer="x", effect=Effect.NONE)
    with pytest.raises(NotAllowed, match="sign the version that follows"):
        actions.sign(**version, typed_name="The hundred", seen=seen_of(first))
    assert (run.version.number, run.version.state) == (2, "collected")
    assert run.solve().state == "solved"


def test_objection_for_data_of_another_that_was_left_out_is_refused(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    run.propose()
    other = next(each["id"] for each in run.document()["rejected"] if run.datasets.index(each["id"]) % 3)
    said = actions.Said(run.bodies[0], other, Side.IN, "넣어 주십시오.")
    with pytest.raises(NotAllowed, match="to members of the list and to its own data"):
        actions.object_to(**run.by(run.officers[0]), said=said)
    assert not run.version.objections.exists()


def test_signing_asks_for_the_name_and_the_end_of_objections(run: Run) -> None:
    run.make()
    run.collect()
    run.solve()
    run.propose()
    with pytest.raises(NotAllowed, match="objections are taken until"):
        actions.sign(**run.by(), typed_name="The hundred", seen=run.seen())
    run.end_objections()
    with pytest.raises(Invalid, match="not the list's name"):
        actions.sign(**run.by(), typed_name="A hundred", seen=run.seen())
    with pytest.raises(NotAllowed, match="only a selection manager"):
        actions.sign(**run.by(run.auditor), typed_name="The hundred", seen=run.seen())
    with pytest.raises(NotFound):
        actions.sign(**run.by(make_viewer()), typed_name="The hundred", seen=run.seen())


def test_snapshot_keeps_who_held_data_before_a_merger(run: Run) -> None:
    from gotgan.organisations.models import Succession

    new = make_organisation().code
    Succession.objects.create(predecessor_id=run.bodies[1], successor_id=new)
    run.make()
    version = run.collect()
    lines = {line["id"]: line for line in kept.read_json(version.evidence)["candidates"]}
    line = lines[run.datasets[1]]
    assert (line["organisation"], line["held_by"]) == (new, run.bodies[1])
    assert kept.read_json(version.names)[run.datasets[1]]["organisation"] == new


def test_who_a_holder_was_merged_into_after_the_freeze_sees_and_objects(run: Run) -> None:
    from gotgan.organisations.models import Succession

    new = make_organisation().code
    heir = make_viewer(Role.OFFICER, organisation=new)
    run.make()
    run.collect()
    run.solve()
    Succession.objects.create(predecessor_id=run.bodies[0], successor_id=new)
    run.propose()
    assert visible(heir, run.version)[1] is Sight.OWN
    outside = next(each["id"] for each in run.document()["rejected"])
    said = actions.Said(run.bodies[0], outside, Side.IN, "저희 데이터입니다.")
    assert actions.object_to(**run.by(heir), said=said)


def test_fewer_than_asked_for_on_the_rated_shortlist_are_refused_at_once(run: Run) -> None:
    run.make(choose=2, making=Making(shortlist_factor=2.0))
    run.collect()
    run.rate()
    shortlist = len(run.version.shortlist)
    assert shortlist < run.version.counts["candidates"]
    with pytest.raises(Invalid, match=f"{shortlist + 1} are asked for, and there are {shortlist} candidates"):
        actions.set_rules(**run.by(), document=rules(choose=shortlist + 1))


def test_work_that_is_stopped_leaves_the_version_as_it_was(run: Run) -> None:
    run.make()
    actions.ask_collect(**run.by())
    with pytest.raises(NotAllowed, match="only a selection manager"):
        actions.stop_work(**run.by(run.auditor))
    actions.stop_work(**run.by())
    run_waiting_jobs()
    assert (run.version.state, run.version.evidence, run.version.problem) == (ListState.DRAFTED, "", "")
    assert Event.objects.filter(action="assess.stop_work").count() == 1
    assert run.collect().state == ListState.COLLECTED
    with pytest.raises(NotAllowed, match="no work"):
        actions.stop_work(**run.by())


def test_freezing_ends_where_it_is_stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two batches of what is read."""
    run.make()
    actions.ask_collect(**run.by())
    told: list[Any] = []

    def stop(_: RunningJob, progress: Any) -> None:
        told.append(progress)
        actions.stop_work(**run.by())

    monkeypatch.setattr("gotgan.work.context._WRITE_EVERY_SECONDS", 0)
    monkeypatch.setattr(RunningJob, "heartbeat", stop)
    assert run_waiting_jobs() == ["assess.collect cancelled"]
    assert len(told) == 1, "of three institutions"
    assert (run.version.state, run.version.evidence) == (ListState.DRAFTED, "")


def test_work_that_comes_to_nothing_says_why(run: Run) -> None:
    run.make(making=Making(organisations=("nobody",)))
    version = run.collect()
    assert version.state == "drafted"
    assert "no dataset is held" in version.problem


def test_document_is_that_of_the_command_line(run: Run) -> None:
    run.make()
    run.collect()
    version = run.solve()
    document = json.loads(kept.read(version.document))
    assert document["kind"] == "select"
    body = {key: value for key, value in document.items() if key not in ("gotgan", "kind")}
    assert body == select(files_of(version), "again")


def _list_command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers(dest="command"))
    return command.run(parser.parse_args(["list", *words]))


def test_command_line_shows_lists_and_replays_them(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "open_hub", lambda data: data)
    run.make()
    with pytest.raises(Invalid, match="not solved yet"):
        _list_command("replay", "hundred")
    run.collect()
    version = run.solve()
    assert _list_command("--json") == 0
    assert json.loads(capsys.readouterr().out)["versions"][0]["document"] == version.document
    assert _list_command("replay", "hundred/1") == 0
    assert version.document in capsys.readouterr().out
    ListVersion.objects.filter(pk=version.pk).update(signature="0" * 64)
    assert _list_command("replay", "hundred") == 1
    assert "not as it was signed: signature" in capsys.readouterr().err
    other = kept.keep(kept.read(version.document).replace(b'"members"', b'"numbers"'))
    ListVersion.objects.filter(pk=version.pk).update(document=other)
    assert _list_command("replay", "hundred") == 1
    assert version.document in capsys.readouterr().err
    for wrong, error in (("hundred/x", Invalid), ("hundred/9", NotFound), ("thousand", NotFound)):
        with pytest.raises(error):
            _list_command("replay", wrong)


def test_texts_of_a_list_survive_the_sweep_and_are_backed_up(run: Run, data_folder: Path) -> None:
    run.make()
    run.collect()
    version = run.solve()
    enqueue("inventory.sweep")
    run_waiting_jobs()
    texts = (version.evidence, version.names, version.candidates, version.pairs, version.rules, version.document)
    backed_up = {path.name for path in archive._files_of(data_folder, leaving=())}
    for sha256 in texts:
        assert kept.store().has(sha256)
        assert sha256 in backed_up
