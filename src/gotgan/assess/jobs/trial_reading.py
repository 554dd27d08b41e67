"""Readiness read again by other profiles of a dataset's tables: the same subject, the same book, other evidence."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.engine.potential.model import Given, Read, Reading, Tables
from gotgan.engine.potential.readiness import read_shares
from gotgan.terms.dataset import TableEvidence
from gotgan.terms.readiness import Subject


def reader_of(subject: Subject, tables: Sequence[Given], left: Sequence[TableEvidence]) -> Read:  # noqa: ARG001
    """`left`: measured tables that no trial can touch; they stay as they are."""

    def read(given: Tables) -> Reading:
        beside = [(each.profile or {}, each.findings) for each in left]
        return read_shares([*given, *beside])

    return read
