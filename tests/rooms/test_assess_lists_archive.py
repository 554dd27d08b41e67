"""The archive of a version gives its own candidates again, and says what was signed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from gotgan.assess import actions
from gotgan.assess.jobs.choosing import replay
from gotgan.assess.queries.signing import broken_in
from gotgan.assess.queries.snapshots import snapshot_of
from gotgan.assess.rules import tables
from gotgan.assess.rules.listing import Effect, Side
from gotgan.assess.rules.making import files_from
from gotgan.assess.rules.settings import Making
from gotgan.assess.rules.signing import signature_of
from gotgan.terms.digest import sha256_of
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Agreement, Interval, PanelResult
from tests.rooms.assess_run import MINUTES, Run

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MADE = (tables.CANDIDATES, tables.PAIRS, tables.RULES)


def taken(run: Run) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(snapshot_of(run.version))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def panel_in(document: dict[str, Any]) -> PanelResult:
    agreement = {
        key: Agreement(**{**each, "because": Words(**each["because"])}) for key, each in document["agreement"].items()
    }
    values = {key: {name: Interval(**one) for name, one in each.items()} for key, each in document["values"].items()}
    return PanelResult(values, agreement, document["weights"], document["consistency"])


def made_again(files: dict[str, bytes]) -> dict[str, bytes]:
    """By nothing but what the archive holds."""
    read = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    panel = panel_in(read[tables.PANEL]) if tables.PANEL in read else PanelResult()
    granted = [each for each in read.get(tables.OBJECTIONS, ()) if "version" in each and not each["reason"]]
    out = {each["dataset"] for each in granted if each["side"] == "out"}
    return files_from(read[tables.EVIDENCE], read[tables.SETTINGS], read[tables.SHORTLIST], panel, out)


def test_archive_gives_its_candidates_again_with_what_the_panel_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch)
    run.make(making=Making(cost_weight=0.5, redundancy_factor=0.7, shortlist_factor=2.0))
    run.collect()
    run.rate()
    run.solve(reason="")
    run.propose()
    run.sign()
    files = taken(run)
    assert {name: files[name] for name in MADE} == made_again(files)
    assert files[tables.LIST] == replay(run.version)
    assert json.loads(files[tables.PANEL])["agreement"]["beneficiaries"]["alpha"] == 0.41
    assert files[tables.MINUTES].decode() == MINUTES
    signed = json.loads(files[tables.SIGNATURE])
    assert signature_of(signed["signed_over"]) == signed["signature"] == run.version.signature
    for part, name in (
        ("minutes", tables.MINUTES), ("settings", tables.SETTINGS), ("shortlist", tables.SHORTLIST),
        ("panel", tables.PANEL), ("document", tables.LIST), ("candidates", tables.CANDIDATES),
        ("evidence", tables.EVIDENCE), ("names", tables.NAMES),
    ):  # fmt: skip
        assert signed["signed_over"][part] == sha256_of([files[name]]), part
    assert broken_in(run.version) == ()
    run.panel = PanelResult({"public_benefit": {}}, {})
    assert broken_in(run.version) == ("panel",)


def test_archive_says_who_is_out_by_an_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    run.propose()
    member = run.document()["members"][0]["id"]
    body = run.datasets.index(member) % 3
    said = actions.Said(run.bodies[body], member, Side.OUT, "자료가 낡았습니다.")
    objection = actions.object_to(**run.by(run.officers[body]), said=said)
    actions.answer_objection(**run.by(), objection_id=objection, answer="받아들입니다.", effect=Effect.NEW_VERSION)
    run.solve(reason="")
    run.propose()
    run.sign()
    files = taken(run)
    assert member not in files[tables.CANDIDATES].decode()
    assert {name: files[name] for name in MADE} == made_again(files)
    (line,) = json.loads(files[tables.OBJECTIONS])
    assert (line["dataset"], line["version"], line["answer"]) == (member, 1, "받아들입니다.")
    assert sha256_of([files[tables.OBJECTIONS]]) == run.version.signed_over["objections"]
