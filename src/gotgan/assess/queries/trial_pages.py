"""What the pages of trials show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from gotgan.assess import kept
from gotgan.assess.models import Trial
from gotgan.assess.queries.potential import potential_of
from gotgan.assess.rules.people import may_see_scores
from gotgan.assess.rules.potential import UNDER_WAY, Difference, TrialState, difference, may_try, needs_of
from gotgan.assess.rules.scoring import bodies_seen
from gotgan.inventory import queries as inventory
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Viewer
from gotgan.terms.selection import Mode, ModeEstimate, Potential
from gotgan.terms.usability import Said

LISTED = 200


class NoSuchPotential(NotFound):
    """There is no such dataset, or it is not one that the person sees."""


@dataclass(frozen=True)
class TrialLine:
    """One dataset with its newest trial, for the list."""

    dataset: DatasetRecord
    trial: Trial
    potential: Potential | None

    @property
    def now(self) -> ModeEstimate | None:
        return self._mode(Mode.AS_IS)

    @property
    def after(self) -> ModeEstimate | None:
        return self._mode(Mode.PROCESSED)

    @property
    def zone(self) -> ModeEstimate | None:
        return self._mode(Mode.SAFEZONE)

    def _mode(self, mode: Mode) -> ModeEstimate | None:
        return next((each for each in self.potential.modes if each.mode is mode), None) if self.potential else None


@dataclass(frozen=True)
class UnderWay:
    """A batch that is not over."""

    batch: str
    left: int
    done: int
    of: int


@dataclass(frozen=True)
class TrialsPage:
    lines: Sequence[TrialLine]
    under_way: Sequence[UnderWay]
    may_try: bool


@dataclass(frozen=True)
class DatasetTrials:
    """A dataset's potential: the trial asked for or the newest, with what it measured. `is_present`: of the version
    that the dataset has now. `stated`: the survey's words on processing; None where nothing was accepted."""

    dataset: DatasetRecord
    trial: Trial | None
    line: TrialLine | None
    document: Mapping[str, Any]
    is_present: bool
    may_try: bool
    is_under_way: bool
    earlier: Sequence[Trial] = ()
    stated: Sequence[Said] | None = None
    obstacles: Sequence[Said] = ()
    differs: Difference | None = None
    moved: Sequence[Mapping[str, Any]] = ()


def list_page(viewer: Viewer) -> TrialsPage:
    """The newest trial of each dataset whose sheets the person sees, the newest first. Raises: NoSuchPotential."""
    seen = bodies_seen(viewer)
    if seen is not None and not seen:
        raise NoSuchPotential("trials: there is nothing here for you; ask the manager of the selection")
    rows = Trial.objects.all() if seen is None else Trial.objects.filter(dataset__organisation__in=seen)
    newest = rows.order_by().values("dataset").annotate(newest=Max("pk")).values("newest")
    trials = list(Trial.objects.filter(pk__in=newest).order_by("-pk")[:LISTED])
    records = inventory.datasets_of(each.dataset_id for each in trials)
    lines = [_line(records[each.dataset_id], each) for each in trials if each.dataset_id in records]
    return TrialsPage(lines, _under_way() if may_try(viewer) else (), bool(may_try(viewer)))


def _line(record: DatasetRecord, trial: Trial) -> TrialLine:
    measured = (
        potential_of(trial.dataset_id, trial.version, trial.pk, trial.sampled_rows, trial.modes)
        if trial.state == TrialState.DONE
        else None
    )
    return TrialLine(record, trial, measured)


def _under_way() -> list[UnderWay]:
    batches = list(Trial.objects.filter(state__in=UNDER_WAY).order_by().values_list("batch", flat=True).distinct())
    found = []
    for batch in batches:
        states = list(Trial.objects.filter(batch=batch).values_list("state", flat=True))
        left = sum(state in UNDER_WAY for state in states)
        found.append(UnderWay(batch, left, len(states) - left, len(states)))
    return found


def dataset_page(viewer: Viewer, dataset_id: str, trial_id: int = 0) -> DatasetTrials:
    """`trial_id` 0: the newest that measured something, else the newest. Raises: NoSuchPotential, strangers too."""
    record = _seen(viewer, dataset_id)
    rows = list(Trial.objects.filter(dataset=dataset_id).annotate(present=F("dataset__current__manifest"))[:20])
    trial = _chosen(rows, trial_id)
    document = kept.read_json(trial.document) if trial is not None and trial.document else {}
    survey = record.survey
    stated = survey.processing if survey is not None else None
    return DatasetTrials(
        record, trial, _line(record, trial) if trial else None, document,
        trial is not None and trial.version == trial.present, bool(may_try(viewer)),
        any(each.state in UNDER_WAY for each in rows), [each for each in rows if each != trial], stated,
        (*survey.reasons, *survey.lifts) if survey is not None else (),
        difference([each.code for each in stated or ()], needs_of(document)) if document else None,
        document.get("readiness", {}).get("moved", ())[:12],
    )  # fmt: skip


def _seen(viewer: Viewer, dataset_id: str) -> DatasetRecord:
    record = inventory.dataset(dataset_id)
    if record is None or not may_see_scores(viewer, record.organisation):
        raise NoSuchPotential(f"dataset {dataset_id}: there is no such dataset; see the list of trials")
    return record


def _chosen(rows: Sequence[Any], trial_id: int) -> Any:
    if trial_id:
        found = next((each for each in rows if each.pk == trial_id), None)
        if found is None:
            raise NoSuchPotential(f"trial {trial_id}: there is no such trial of this dataset; see its page")
        return found
    return next((each for each in rows if each.state == TrialState.DONE), rows[0] if rows else None)


def document_of(viewer: Viewer, dataset_id: str, trial_id: int) -> bytes:
    """What a trial measured, as it is kept. Raises: NoSuchPotential."""
    _seen(viewer, dataset_id)
    row = Trial.objects.filter(pk=trial_id, dataset=dataset_id).exclude(document="").first()
    if row is None:
        raise NoSuchPotential(f"trial {trial_id}: it has no document; see the dataset's page")
    return kept.read(row.document)
