"""One hub with the sample government for all journeys: they run in one process, without xdist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journey.running import RunningHub, running_hub


@dataclass(frozen=True)
class SampleHub(RunningHub):
    """A running hub and what was planted in its sample."""

    truth: dict[str, Any]


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleHub]:
    data = tmp_path_factory.mktemp("journey") / "data"
    with running_hub(data) as running:
        running.wait_until_ready()
        truth = json.loads((data / "sample" / "truth.json").read_text(encoding="utf-8"))
        yield SampleHub(running.address, running.data, running.log, running.process, truth)
