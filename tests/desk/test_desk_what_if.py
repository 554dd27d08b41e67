"""A what-if over the desk's real protocol: the answer of the engine, refusals, one at a time, few snapshots kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from gotgan.desk import exploring
from gotgan.desk.client import DeskClient
from gotgan.desk.exploring import Busy, Explorer
from gotgan.desk.korean import Korean
from gotgan.desk.server import DeskServer
from gotgan.desk.service import LocalDesk
from gotgan.engine.select import choose, document_of
from gotgan.engine.select.rules import read_rules
from gotgan.engine.select.snapshot import Snapshot
from gotgan.engine.select.what_if import what_if
from gotgan.store.folder import FolderStore
from gotgan.terms.desk import Desk
from gotgan.terms.digest import canonical_json
from gotgan.terms.errors import Invalid, NotFound, Unavailable
from gotgan.terms.what_if import WhatIfQuestion
from tests.engine.test_select_what_if import RULES, pairs_of, table_of

WEIGHTS = {"demand": 0.1, "readiness": 0.1, "linkability": 0.8}


@pytest.fixture
def question(tmp_path: Path) -> WhatIfQuestion:
    store = FolderStore(tmp_path / "objects")
    snapshot = Snapshot(table_of(4), pairs_of(4), RULES)
    document = document_of(choose(snapshot.table(snapshot.rules), snapshot.rules, snapshot.pairs))
    texts = (table_of(4), pairs_of(4), yaml.safe_dump(RULES).encode(), canonical_json(document))
    sha256s = [store.put([text]).sha256 for text in texts]
    return WhatIfQuestion(sha256s[0], sha256s[1], sha256s[2], sha256s[3], {"weights": WEIGHTS}, (0.001, 0.1))


@pytest.fixture(params=["in process", "over loopback"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    local = LocalDesk(tmp_path, korean=Korean(lambda: lambda words: [(word,) for word in words]))
    if request.param == "in process":
        yield local
        return
    server = DeskServer(local)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield DeskClient(lambda: server.url)
    server.shutdown()
    server.server_close()


def test_the_desk_answers_as_the_engine_does(desk: Desk, question: WhatIfQuestion) -> None:
    snapshot = Snapshot(table_of(4), pairs_of(4), RULES, lost=(0.001, 0.1))
    before = choose(snapshot.table(snapshot.rules), snapshot.rules, snapshot.pairs)
    changed = read_rules({**RULES, "weights": WEIGHTS})
    truth = what_if(snapshot, changed, {each.id: each.mode for each in before.members})
    assert desk.what_if(question) == truth
    assert truth.entrants
    assert desk.what_if(replace(question, changed={})).entrants == ()


def test_a_limit_is_taken_away_and_rules_that_conflict_are_named(desk: Desk, question: WhatIfQuestion) -> None:
    free = desk.what_if(replace(question, changed={"budget": None}))
    assert "budget" not in {each.name for each in free.held}
    assert (free.objective or 0) >= (desk.what_if(replace(question, changed={})).objective or 0)
    none = desk.what_if(replace(question, changed={"choose": 9, "caps": {"organisation": {"*": 1}}}))
    assert none.objective is None
    assert "choose" in none.conflict


def test_what_is_wrong_is_refused(desk: Desk, question: WhatIfQuestion) -> None:
    with pytest.raises(Invalid, match="may not be changed"):
        desk.what_if(replace(question, changed={"gates": []}))
    with pytest.raises(Invalid, match="column planet"):
        desk.what_if(replace(question, changed={"floors": {"planet": {"mars": 1}}}))
    with pytest.raises(Invalid, match="weights"):
        desk.what_if(replace(question, changed={"weights": {"demand": float("nan")}}))
    with pytest.raises(NotFound):
        desk.what_if(replace(question, candidates="0" * 64))
    with pytest.raises(NotFound):
        desk.what_if(replace(question, rules="../../etc/passwd"))


def test_one_question_at_a_time_and_few_snapshots(
    tmp_path: Path, question: WhatIfQuestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exploring, "WAIT_SECONDS", 0.05)
    explorer = Explorer(FolderStore(tmp_path / "objects"))
    explorer._one.acquire()
    with pytest.raises(Busy):
        explorer.answer(question)
    assert issubclass(Busy, Unavailable)
    explorer._one.release()
    for number in range(exploring.MOST_SNAPSHOTS + 2):
        explorer.answer(replace(question, lost=(0.001, number / 100)))
    assert len(explorer._kept) == exploring.MOST_SNAPSHOTS
