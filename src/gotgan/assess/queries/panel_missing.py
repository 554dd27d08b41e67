"""What a step of a panel lacks, by the title of the dataset that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision

_NAMED = re.compile(r"dataset ([0-9a-f]{32}): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Missing:
    """Why a step cannot be taken: of one dataset, or of the whole panel."""

    record: DatasetRecord | None
    what: str


def missing_in(decision: Decision, records: Mapping[str, DatasetRecord]) -> tuple[Missing, ...]:
    return tuple(_missing(reason, records) for reason in decision.reasons)


def _missing(reason: str, records: Mapping[str, DatasetRecord]) -> Missing:
    found = _NAMED.fullmatch(reason)
    record = records.get(found[1]) if found else None
    return Missing(record, found[2] if found and record else reason)
