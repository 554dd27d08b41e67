"""Everything that a score sheet stands on, in one place: each reference with what it points at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess.models import KeptSheet
from gotgan.assess.queries.score_sheets import DatasetScores, find_sheet
from gotgan.assess.rules.score_evidence import Kind, Target, key_of, target_of
from gotgan.assess.rules.sheets import references
from gotgan.inventory import queries as inventory
from gotgan.survey.queries.accepted import AnsweredSheet, answered_sheet
from gotgan.terms.dataset import TableEvidence
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import ScoreSheet
from gotgan.terms.role import Viewer
from gotgan.terms.survey import Answer, DatasetFacts, EvidenceRef


@dataclass(frozen=True)
class Standing:
    """A check or gate that stands on a piece of evidence, and what it found."""

    title: Words
    found: Words


@dataclass(frozen=True)
class Piece:
    """One piece of evidence. `table`, `answer` or `stated` is what it points at, where that is still there."""

    key: str
    ref: EvidenceRef
    target: Target
    carries: tuple[Standing, ...]
    table: TableEvidence | None = None
    answer: Answer | None = None
    stated: Any = None


@dataclass(frozen=True)
class EvidencePage:
    """`facts` as the inventory has them now: None once the dataset is gone; `is_present`: they are of the version that
    the sheet scored."""

    scores: DatasetScores
    kept: KeptSheet
    pieces: tuple[Piece, ...]
    facts: DatasetFacts | None
    answered: AnsweredSheet | None

    @property
    def is_present(self) -> bool:
        return self.facts is not None and self.facts.evidence_sha256 == self.kept.version


def evidence_page(viewer: Viewer, sheet_id: int) -> EvidencePage:
    """Raises: NoSuchScores."""
    kept, scores = find_sheet(viewer, sheet_id)
    sheet = ScoreSheet.from_json(kept.document)
    facts = inventory.facts_of_many([kept.dataset_id]).get(kept.dataset_id)
    named = {target.name for _, ref in references(sheet) if (target := target_of(ref)).kind is Kind.TABLE}
    tables = inventory.evidence_of_tables(kept.dataset_id, kept.version, named)
    answered = answered_sheet(kept.dataset_id)
    return EvidencePage(scores, kept, tuple(_pieces(sheet, facts, tables, answered)), facts, answered)


def _pieces(
    sheet: ScoreSheet, facts: DatasetFacts | None, tables: Mapping[str, TableEvidence], answered: AnsweredSheet | None
) -> list[Piece]:
    said = _said(sheet)
    refs: dict[str, EvidenceRef] = {}
    carries: dict[str, list[str]] = {}
    for name, ref in references(sheet):
        refs.setdefault(key_of(ref), ref)
        carries.setdefault(key_of(ref), []).append(name)
    return [
        _piece(key, ref, tuple(said[name] for name in dict.fromkeys(carries[key])), facts, tables, answered)
        for key, ref in refs.items()
    ]


def _said(sheet: ScoreSheet) -> dict[str, Standing]:
    checks = {check.id: Standing(check.title, check.diagnosis) for factor in sheet.factors for check in factor.checks}
    return checks | {gate.id: Standing(gate.title, gate.because) for gate in sheet.gates if gate.id not in checks}


def _piece(
    key: str, ref: EvidenceRef, carries: tuple[Standing, ...], facts: DatasetFacts | None,
    tables: Mapping[str, TableEvidence], answered: AnsweredSheet | None,
) -> Piece:  # fmt: skip
    target = target_of(ref)
    return Piece(
        key, ref, target, carries,
        table=tables.get(target.name) if target.kind is Kind.TABLE else None,
        answer=answered.answers.get(target.name) if answered and target.kind is Kind.ANSWER else None,
        stated=facts.catalogue.get(target.name) if facts and target.kind is Kind.RECORD else None,
    )  # fmt: skip
