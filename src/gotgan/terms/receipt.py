"""What a step did: inputs, parameters, outputs, hashes. Words of PROV."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Receipt:
    """`inputs` and `outputs` are {path, sha256, rows}; times ISO 8601 UTC. Never a value of the data."""

    activity: str
    started: str
    finished: str
    inputs: tuple[dict[str, Any], ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    outputs: tuple[dict[str, Any], ...] = ()
    steps: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
