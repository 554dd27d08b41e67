"""An unmodified mlcroissant reads our datasets over HTTP: valid, and loads records equal to the source."""

from __future__ import annotations

import httpx
import mlcroissant
import pytest

from tests.journey.conftest import SampleHub


@pytest.fixture(scope="module")
def names(hub: SampleHub) -> list[str]:
    answer = httpx.get(hub.address + "/api/v1/datasets", params={"route": "download", "page_size": 100}).json()
    return [item["name"] for item in answer["items"] if item["rows"] and item["rows"] < 5000][:5]


def test_croissant_validates_and_loads(
    hub: SampleHub, names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert names
    for name in names:
        dataset = mlcroissant.Dataset(jsonld=f"{hub.address}/datasets/{name}/croissant.json")
        assert not list(dataset.metadata.ctx.issues.errors), name
        files = httpx.get(f"{hub.address}/api/v1/datasets/{name}").json()["files"]
        rows = {file["rows"] for file in files if file["table"]}
        record_set = dataset.metadata.record_sets[0].uuid
        assert record_set.startswith("records/")
        assert sum(1 for _ in dataset.records(record_set)) in rows


def test_croissant_of_a_gated_dataset_names_no_file(hub: SampleHub) -> None:
    answer = httpx.get(hub.address + "/api/v1/datasets", params={"route": "apply_download"}).json()
    document = httpx.get(f"{hub.address}/datasets/{answer['items'][0]['name']}/croissant.json").json()
    assert document["distribution"] == []
    assert document["recordSet"] == []
