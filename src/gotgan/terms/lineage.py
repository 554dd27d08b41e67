"""Receipts chained into lineage: PROV-JSON from the source file to the published version, and OpenLineage events.

An entity is named by the sha256 of its bytes, so receipts written apart meet by themselves.
Source: W3C PROV-JSON (submission of 2013-04-24); OpenLineage object model 1.x.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gotgan.terms.digest import fingerprint

PREFIXES = {"sha256": "urn:sha256:", "run": "urn:gotgan:run:", "agent": "urn:gotgan:agent:", "gotgan": "urn:gotgan:"}
PRODUCER = "urn:gotgan"
SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_KINDS = {
    "deidentify": "gotgan:Deidentification",
    "repair": "gotgan:Repair",
    "package": "gotgan:Packaging",
    "combine.prepare": "gotgan:Separation",
    "combine.match": "gotgan:Matching",
    "combine.join": "gotgan:Combination",
}


def prov_of(receipts: Iterable[Mapping[str, Any]], *, agents: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One PROV-JSON document of a chain of receipts (SHAPES: receipt). `agents` names who did an activity, by the
    activity's name: a part of the work order, never a person's name."""
    document: dict[str, dict[str, Any]] = {
        "prefix": dict(PREFIXES), "entity": {}, "activity": {}, "agent": {}, "used": {}, "wasGeneratedBy": {},
        "wasDerivedFrom": {}, "wasAssociatedWith": {},
    }  # fmt: skip
    for receipt in receipts:
        _add_activity(document, receipt, (agents or {}).get(receipt["activity"], ""))
    return {name: part for name, part in document.items() if part}


def _add_activity(document: dict[str, dict[str, Any]], receipt: Mapping[str, Any], agent: str) -> None:
    run = f"run:{run_id_of(receipt)}"
    document["activity"][run] = {
        "prov:startTime": receipt["started"],
        "prov:endTime": receipt["finished"],
        "prov:type": _KINDS.get(receipt["activity"], f"gotgan:{receipt['activity']}"),
        "gotgan:parameters": fingerprint(receipt.get("parameters", {})),
    }
    for each in receipt["inputs"]:
        document["used"][f"_:{len(document['used']) + 1}u"] = {
            "prov:activity": run,
            "prov:entity": _entity(document, each),
        }
    for each in receipt["outputs"]:
        made = _entity(document, each)
        document["wasGeneratedBy"][f"_:{len(document['wasGeneratedBy']) + 1}g"] = {
            "prov:entity": made, "prov:activity": run, "prov:time": receipt["finished"],
        }  # fmt: skip
        for source in receipt["inputs"]:
            document["wasDerivedFrom"][f"_:{len(document['wasDerivedFrom']) + 1}d"] = {
                "prov:generatedEntity": made, "prov:usedEntity": _name(source), "prov:activity": run,
            }  # fmt: skip
    if agent:
        document["agent"][f"agent:{agent}"] = {"prov:type": "gotgan:Part"}
        document["wasAssociatedWith"][f"_:{len(document['wasAssociatedWith']) + 1}a"] = {
            "prov:activity": run, "prov:agent": f"agent:{agent}",
        }  # fmt: skip


def _name(file: Mapping[str, Any]) -> str:
    return f"sha256:{file['sha256']}"


def _entity(document: dict[str, dict[str, Any]], file: Mapping[str, Any]) -> str:
    name = _name(file)
    entity = document["entity"].setdefault(name, {"prov:label": file["path"]})
    if file.get("rows") is not None:
        entity["gotgan:rows"] = file["rows"]
    return name


def run_id_of(receipt: Mapping[str, Any]) -> str:
    """The same receipt has the same run id: a UUID's 36 characters out of its fingerprint."""
    digest = fingerprint(dict(receipt))
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def openlineage_of(receipts: Iterable[Mapping[str, Any]], *, namespace: str) -> list[dict[str, Any]]:
    """One COMPLETE event a receipt. `namespace` names the hub; datasets are named by the sha256 of their bytes."""
    return [
        {
            "eventType": "COMPLETE",
            "eventTime": receipt["finished"],
            "producer": PRODUCER,
            "schemaURL": SCHEMA,
            "run": {"runId": run_id_of(receipt)},
            "job": {"namespace": namespace, "name": receipt["activity"]},
            "inputs": [{"namespace": namespace, "name": _name(each)} for each in receipt["inputs"]],
            "outputs": [{"namespace": namespace, "name": _name(each)} for each in receipt["outputs"]],
        }
        for receipt in receipts
    ]


def sources_of(document: Mapping[str, Any], entity: str) -> frozenset[str]:
    """Every entity that `entity` comes from in the end: those that nothing in the document made."""
    parents: dict[str, set[str]] = {}
    for link in document.get("wasDerivedFrom", {}).values():
        parents.setdefault(link["prov:generatedEntity"], set()).add(link["prov:usedEntity"])
    ends, queue, seen = set(), [entity], {entity}
    while queue:
        current = queue.pop()
        if current not in parents:
            ends.add(current)
        fresh = parents.get(current, set()) - seen
        seen |= fresh
        queue += sorted(fresh)
    return frozenset(ends - {entity})
