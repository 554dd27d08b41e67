"""`gotgan.yaml` at the root of each institution: what its datasets are called and may be used for."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import yaml

from gotgan.engine.sample.institutions import Institution
from gotgan.engine.sample.plan import NOTE, Plan


def described(plan: Plan) -> str:
    return plan.description if plan.real else f"{plan.description} {NOTE}"


def dates(plan: Plan) -> tuple[str, str]:
    """When it was first issued and last modified: invented, and the same for every seed."""
    number = zlib.crc32(plan.path.encode())
    issued = date(2023, 1, 2) + timedelta(days=number % 1000)
    return issued.isoformat(), (date(2026, 1, 5) + timedelta(days=number // 1000 % 260)).isoformat()


def label(plan: Plan) -> dict[str, Any]:
    """One dataset, as the folder connector reads it."""
    issued, modified = dates(plan)
    return {
        "title": plan.title,
        "title_en": plan.title_en,
        "description": described(plan),
        "licence": plan.licence,
        "field": plan.subject.field,
        "keywords": [*plan.subject.keywords, "표본"],
        "modality": [plan.subject.modality],
        "provision_now": plan.provision,
        "issued": issued,
        "modified": modified,
    }


def labels_yaml(institution: Institution, plans: Iterable[Plan]) -> str:
    document = {
        "title": f"{institution.name} 보유 데이터",
        "title_en": f"Data held by {institution.name_en}",
        "publisher": institution.name,
        "datasets": {plan.inside: label(plan) for plan in plans},
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
