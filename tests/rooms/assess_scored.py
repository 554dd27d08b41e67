"""Score sheets of datasets in the database, kept by the room's own action."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.assess.actions.scoring import Looked, NewSheet, begin_run, keep_looked
from gotgan.assess.models import KeptSheet, ScoringRun
from gotgan.assess.rules.scoring import Scope
from gotgan.assess.rules.sheets import method_shares, pack_with_print
from gotgan.inventory import queries as inventory
from gotgan.terms.readiness import ScoreSheet

BOOK = {"version": "1", "ko": "AI 준비도", "en": "AI readiness"}


def new_sheet(sheet: ScoreSheet, before: KeptSheet | None = None) -> NewSheet:
    packed, evidence = pack_with_print(sheet.to_json())
    return NewSheet(
        packed=packed, evidence=evidence, version=sheet.version, book=sheet.book,
        book_version=sheet.book_version, use=sheet.use, total=sheet.total, most=sheet.most,
        factors={each.id: each.value for each in sheet.factors},
        gates={each.id: str(each.state) for each in sheet.gates},
        method_shares=method_shares(sheet), before=before.pk if before else None,
        moved=({"ko": "달라짐", "en": "moved"},) if before else (),
    )  # fmt: skip


def looked(*sheets: ScoreSheet, same: Sequence[int] = (), before: KeptSheet | None = None) -> Looked:
    record = inventory.dataset(sheets[0].dataset)
    assert record is not None
    new = [new_sheet(each, before) for each in sheets]
    return Looked(record.id, record.organisation, record.field, tuple(record.modality), new, same)


def keep(*each: Looked, job: int = 1) -> ScoringRun:
    run = begin_run(job_id=job, scope=Scope.GIVEN, books={"ai_readiness": BOOK})
    keep_looked(run_id=run.pk, looked=each, cursor="")
    run.refresh_from_db()
    return run
