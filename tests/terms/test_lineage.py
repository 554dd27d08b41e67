"""Receipts that never met chain by the bytes they name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gotgan.terms.lineage import openlineage_of, prov_of, run_id_of, sources_of

A, B, C = "a" * 64, "b" * 64, "c" * 64


def receipt(activity: str, used: str, made: str, rows: int | None = 3) -> dict[str, Any]:
    return {
        "activity": activity, "started": "2026-11-26T01:00:00+00:00", "finished": "2026-11-26T01:00:05+00:00",
        "inputs": [{"path": f"{used[0]}.csv", "sha256": used, "rows": rows}],
        "outputs": [{"path": f"{made[0]}.parquet", "sha256": made, "rows": rows}],
        "parameters": {"k": 5}, "versions": {}, "steps": [],
    }  # fmt: skip


CHAIN = [receipt("repair", A, B), receipt("deidentify", B, C)]


def test_prov_from_source_to_published() -> None:
    document = prov_of(CHAIN, agents={"deidentify": "processor"})
    assert set(document["entity"]) == {f"sha256:{each}" for each in (A, B, C)}
    assert document["entity"][f"sha256:{A}"] == {"prov:label": "a.csv", "gotgan:rows": 3}
    assert sources_of(document, f"sha256:{C}") == {f"sha256:{A}"}
    assert sources_of(document, f"sha256:{A}") == frozenset()
    types = {each["prov:type"] for each in document["activity"].values()}
    assert types == {"gotgan:Repair", "gotgan:Deidentification"}
    assert list(document["agent"]) == ["agent:processor"]
    (association,) = document["wasAssociatedWith"].values()
    assert document["activity"][association["prov:activity"]]["prov:type"] == "gotgan:Deidentification"


def test_prov_without_agents_and_of_another_activity() -> None:
    document = prov_of([receipt("weigh", A, B, rows=None)])
    assert "agent" not in document
    assert next(iter(document["activity"].values()))["prov:type"] == "gotgan:weigh"
    assert "gotgan:rows" not in document["entity"][f"sha256:{A}"]


def test_prov_a_circle_ends() -> None:
    document = prov_of([receipt("repair", A, B), receipt("repair", B, A)])
    assert sources_of(document, f"sha256:{A}") == frozenset()


def test_openlineage_events() -> None:
    first, second = openlineage_of(CHAIN, namespace="https://hub.example")
    assert first["outputs"] == second["inputs"]
    assert first["run"]["runId"] == run_id_of(CHAIN[0]) != second["run"]["runId"]
    assert str(UUID(first["run"]["runId"])) == first["run"]["runId"]
    assert (first["eventType"], first["job"]["name"]) == ("COMPLETE", "repair")
