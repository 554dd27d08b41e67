"""One hub with the sample government for all journeys: they run in one process, without xdist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journey.running import RunningHub, running_hub
from tests.smtp_sink import Sink
from tests.smtp_sink import running as smtp


@dataclass(frozen=True)
class SampleHub(RunningHub):
    """A running hub, what was planted in its sample, and where its letters arrive."""

    truth: dict[str, Any]
    letters: Sink


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who only finds, loads and reads comes first: the others bring catalogues and versions into the hub of all."""
    first = ("test_user.py", "test_sample_truth.py")
    items.sort(key=lambda item: first.index(item.path.name) if item.path.name in first else len(first))


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleHub]:
    data = tmp_path_factory.mktemp("journey") / "data"
    with smtp(Sink()) as sink, running_hub(data, **settings_of(sink)) as running:
        running.wait_until_ready()
        truth = json.loads((data / "sample" / "truth.json").read_text(encoding="utf-8"))
        yield SampleHub(running.address, running.data, running.log, running.process, truth, sink)


def settings_of(sink: Sink) -> dict[str, str]:
    return {
        "GOTGAN_SMTP_HOST": "127.0.0.1", "GOTGAN_SMTP_PORT": str(sink.port), "GOTGAN_SMTP_STARTTLS": "no",
        "GOTGAN_SMTP_FROM": "곳간 <hub@example.org>",
    }  # fmt: skip
