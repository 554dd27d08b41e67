"""The API answers as its OpenAPI document says, whatever it is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from tests.journey.conftest import SampleHub
from tests.journey.running import clean_environment


def test_every_answer_is_one_that_the_document_names(hub: SampleHub, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", hub.address + "/api/v1/openapi.json", "--max-examples", "60", "--no-color"]
    done = subprocess.run(
        command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Tested: 6" in done.stdout, done.stdout[-3000:]


def test_unreadable_parameter_is_named_and_not_repeated(hub: SampleHub) -> None:
    answer = httpx.get(hub.address + "/api/v1/datasets", params={"page": "010-1234-5678", "page_size": "x"})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("page: ")
    assert "; page_size: " in answer.json()["error"]
    assert "010-1234" not in answer.text


def test_number_that_is_not_whole_is_refused_as_the_document_says(hub: SampleHub) -> None:
    for wrong in ("0.0", "1_000", "", "true"):
        answer = httpx.get(hub.address + "/api/v1/datasets", params={"page_size": wrong})
        assert answer.status_code == 422, wrong
    assert httpx.get(hub.address + "/api/v1/overlaps/1.0").status_code == 422
