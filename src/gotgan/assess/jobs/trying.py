"""Trials: a sample of each table repaired, de-identified and measured again; one dataset after the other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import structlog
from django.conf import settings

from gotgan.agent.gather import is_full
from gotgan.agent.potential import TriedDataset, try_dataset
from gotgan.assess import kept
from gotgan.assess.actions import trials as actions
from gotgan.assess.jobs.trial_reading import reader_of
from gotgan.assess.models import Trial
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.queries.subjects import subjects_of
from gotgan.assess.rules.potential import UNDER_WAY, Stated, closed_modes, is_personal, stated_in
from gotgan.engine.potential.model import Given, How
from gotgan.engine.potential.modes import Known
from gotgan.engine.potential.rates import Rates, read_rates, shipped_rates
from gotgan.engine.potential.words import because
from gotgan.engine.tables import ColumnName
from gotgan.inventory import queries as inventory
from gotgan.store.scratch import scratch_in
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.errors import GotganError
from gotgan.terms.job import JobContext
from gotgan.terms.readiness import Subject
from gotgan.terms.role import SYSTEM
from gotgan.terms.selection import ReadinessLine

FULL = "the disk is full; make room and try it again"
GONE = "the dataset is no longer held, or has another version since; try it again"
TYPED = frozenset({"parquet", "arrow", "feather", "json", "jsonl", "sqlite"})
"""Formats whose own types a table keeps: its texts are not read as numbers."""
log = structlog.get_logger("gotgan.assess")


def try_batch(batch: str, *, context: JobContext) -> None:
    """Try what waits in a batch. One that fails stops no other; a lost worker goes on with those that are left."""
    rows = Trial.objects.filter(batch=batch, state__in=UNDER_WAY).order_by("pk")
    waiting = list(rows.values_list("pk", flat=True))
    for number, trial_id in enumerate(waiting):
        context.heartbeat({"datasets": number, "of": len(waiting)})
        if context.is_cancelled():
            actions.stop_waiting(by=SYSTEM, batch=batch)
            return
        if (row := actions.begin_trial(trial_id=trial_id)) is not None:
            actions.finish_trial(trial_id=trial_id, result=_result(row, context))


def tend_trials(*, context: JobContext) -> None:
    """End trials whose job is gone."""
    context.heartbeat({"lost": actions.fail_lost_trials()})


def _result(row: Trial, context: JobContext) -> actions.TrialResult:
    """What the engine refuses is an answer; so is what nobody foresaw, whose message may quote data and is not told."""
    try:
        with scratch_in(Path(settings.GOTGAN_DATA), f"trial-{row.pk}") as folder:
            return _try(row, folder, context)
    except GotganError as error:
        return actions.TrialResult(problem=str(error))
    except OSError as error:
        return actions.TrialResult(problem=FULL if is_full(error) else f"{error.strerror} ({type(error).__name__})")
    except Exception as error:  # noqa: BLE001 - one dataset must not stop the others
        log.warning("not_tried", dataset=row.dataset_id, error=type(error).__name__)
        return actions.TrialResult(problem=f"{type(error).__name__}: see run/worker.log")


def _try(row: Trial, folder: Path, context: JobContext) -> actions.TrialResult:
    subject, version = _subject(row.dataset_id), inventory.scanned_version(row.dataset_id)
    if subject is None or version is None or version.id != row.version:
        return actions.TrialResult(problem=GONE)
    evidence = [each for each in inventory.evidence_of(row.dataset_id, version.id) if each.profile is not None]
    files = {file.table: file for file in version.files if file.role == "parquet"}
    tables = [_given(each, files[each.table]) for each in evidence if each.table in files]
    left = [each for each in evidence if each.table not in files]
    stated = stated_in(subject)
    how = _how(row, is_personal(stated), context)
    untried = {name: count for name, count in subject.facts.media.get("kinds", {}).items() if name != "label"}
    if left:
        untried["table_without_rows"] = len(left)
    line = readiness_lines([row.dataset_id]).get(row.dataset_id)
    read, known = reader_of(subject, tables, left, line.use if line else ""), _known(subject, stated, line)
    return _as_result(try_dataset(tables, read, folder, how, known, untried), stated)


def _how(row: Trial, is_of_persons: bool | None, context: JobContext) -> How:
    return How(
        now=lambda: datetime.now(UTC).isoformat(timespec="seconds"), rows=row.sample_rows, seed=row.seed,
        is_personal=is_of_persons, rates=_rates(), tell=lambda done, of: context.heartbeat({"tables": done, "of": of}),
    )  # fmt: skip


def _rates() -> Rates:
    """Raises: Invalid for a file of the installation that is wrong."""
    return read_rates(Path(settings.GOTGAN_RATES)) if settings.GOTGAN_RATES else shipped_rates()


def _as_result(tried: TriedDataset, stated: Stated) -> actions.TrialResult:
    return actions.TrialResult(
        tried.document["modes"], stated.to_json(), kept.keep_json(tried.document), tried.receipt_digest,
        tried.sampled_rows,
    )  # fmt: skip


def _subject(dataset_id: str) -> Subject | None:
    record = inventory.dataset(dataset_id)
    return next(subjects_of([record]), None) if record is not None else None


def _given(evidence: TableEvidence, file: StoredFile) -> Given:
    profile = evidence.profile or {}
    columns = tuple(ColumnName(each["name"], each["original_name"], each["position"]) for each in profile["columns"])
    place = kept.store().path_of(file.sha256)
    is_typed = (profile.get("format") or "") in TYPED
    return Given(evidence.table, place, file.sha256, columns, is_typed, profile, evidence.findings)


def _known(subject: Subject, stated: Stated, line: ReadinessLine | None) -> Known:
    """Gates of the newest score sheet, the survey's word, and who answered for what was found.

    Efforts of finished work orders do not correct the estimate yet: what an estimate was before it was corrected is not
    kept, and without that each correction would take the last one back.
    """
    closed = closed_modes(stated, line.gates if line else {})
    pages = sum(int(each.get("pages") or 0) for each in subject.facts.documents if each.get("no_text"))
    return Known(
        {mode: because(code) for mode, code in closed.items()}, bool(subject.record.confirmed_by),
        bool(subject.facts.labels.get("files")), pages,
    )  # fmt: skip
