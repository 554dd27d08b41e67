"""Plans weighed around one: what was asked, and what the engine found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class WeighingState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Weighed:
    """`found` is the engine's JSON without its plans (docs/reference/risk-utility.md); `plans` the proposals, each
    with `steps`: the plan as an order keeps it. `problem` says why there are none."""

    found: Mapping[str, Any] = field(default_factory=dict)
    plans: Sequence[Mapping[str, Any]] = ()
    problem: str = ""
