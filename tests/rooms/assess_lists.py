"""A list whose version is solved: twelve candidates of three bodies, four chosen by the engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from gotgan.agent.select import select_from_file
from gotgan.assess import kept
from gotgan.assess.models import DatasetList, ListVersion
from gotgan.terms.organisation import Organisation
from gotgan.terms.selection import CRITERIA, GATES, ListState
from tests.rooms.factories import make_organisation

RULES: dict[str, Any] = {
    "choose": 4,
    "weights": {each.id: each.weight for each in CRITERIA},
    "gates": list(GATES),
    "floors": {"field": {"health": 1}},
    "caps": {"organisation": {"*": 2}},
    "one_per_cluster": True,
    "budget": 30_000_000,
    "zone_capacity": 1,
    "redundancy": "pairs.csv",
    "robustness": {"draws": 500, "spread": 0.3, "seed": 1},
}
FIELDS, MODALITIES = ("health", "transport", "environment"), ("tabular", "image")
HOW_MANY = 12


def candidate(number: int, organisation: str) -> dict[str, Any]:
    """Made up, and no two alike: criteria 0 to 1 that move with the number."""
    criteria = {each.id: round((number * (place + 3) % 11) / 10, 2) for place, each in enumerate(CRITERIA)}
    score = sum(each.weight * criteria[each.id] for each in CRITERIA)
    return {
        "id": f"{number:032x}", "organisation": organisation, "field": FIELDS[number % 3],
        "modality": MODALITIES[number % 2], "region": "KR", "cluster": "twins" if number in (1, 2) else "",
        "cost": 0, "risk": 0, **{gate: "false" if number == 12 and gate == "lawful" else "true" for gate in GATES},
        **criteria, "value_as_is": round(score * 0.8, 6), "value_processed": round(score * 0.95, 6),
        "value_safezone": round(score * 0.9, 6) if number % 4 == 0 else "", "cost_processed": 1_000_000 * number,
    }  # fmt: skip


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def solved_version(
    folder: Path,
    *,
    slug: str = "the-hundred",
    state: ListState = ListState.SOLVED,
    settings: Mapping[str, Any] = RULES,
) -> ListVersion:
    """`folder` is where the engine's files stand meanwhile; what they hold is kept in the store of the settings."""
    bodies: list[Organisation] = [make_organisation() for _ in range(3)]
    rows = [candidate(number, bodies[number % 3].code) for number in range(1, HOW_MANY + 1)]
    pairs = csv_of([{"a": rows[3]["id"], "b": rows[4]["id"], "penalty": 0.05}])
    rules = yaml.safe_dump(settings, allow_unicode=True, sort_keys=True).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("candidates.csv", csv_of(rows)), ("pairs.csv", pairs), ("rules.yaml", rules)):
        (folder / name).write_bytes(content)
    document = select_from_file(folder / "candidates.csv", folder / "rules.yaml")
    return ListVersion.objects.create(
        dataset_list=_list(slug, bodies[0].code), number=1, state=state, settings=settings,
        candidates=kept.keep(csv_of(rows)), shortlist=[row["id"] for row in rows],
        pairs=kept.keep(pairs), rules=kept.keep(rules), names=kept.keep_json(_names(rows, bodies)),
        document=kept.keep_json(document), created=timezone.now(), updated=timezone.now(),
    )  # fmt: skip


def _list(slug: str, owner: str) -> DatasetList:
    return DatasetList.objects.create(
        slug=slug, name_ko="AI 학습데이터 100선", name_en="The hundred", owner_id=owner, by="t", created=timezone.now()
    )


def _names(rows: list[dict[str, Any]], bodies: list[Organisation]) -> dict[str, dict[str, str]]:
    """{candidate id: what people read of it}."""
    named = {each.code: each for each in bodies}
    return {
        row["id"]: {
            "title": f"자료 {place}", "title_en": f"Data {place}", "address": f"body/data-{place}",
            "organisation": row["organisation"], "organisation_name": named[row["organisation"]].name,
            "organisation_name_en": named[row["organisation"]].name_en,
        }
        for place, row in enumerate(rows, 1)
    }  # fmt: skip
