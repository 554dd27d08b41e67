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


_PORTAL = ("개방데이터", "통계표", "월별자료")
"""Folders whose datasets stand on the portal: its page tells the department, legal basis, way and cycle too."""
_SYSTEMS = ("업무시스템", "내부자료")
_CYCLES = ("매일", "매주", "매월", "분기", "매년", "수시")


def register(plan: Plan) -> dict[str, str]:
    """The words of a register or portal, as incomplete as real ones: invented, and the same for every seed."""
    number, top = zlib.crc32(plan.path.encode()), plan.folder.partition("/")[0]
    if plan.real or top not in (*_PORTAL, *_SYSTEMS):
        return {}
    short, field = plan.institution.short, plan.subject.field
    found = {"department": f"{short} {field} 담당 부서 (표본)"}
    if number % 5:
        found["information_system"] = f"{short} {field} 정보시스템 (표본)"
    if top in _PORTAL and number % 7:
        found["legal_basis"] = f"표본 {field} 자료관리 규정 제{number % 20 + 1}조 (가상)"
        found["collection_method"] = "센서 관측" if field == "환경기상" else "행정 업무 처리"
    if top in _PORTAL and number % 11:
        found["update_cycle"] = _CYCLES[number % len(_CYCLES)]
    return found


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
        **register(plan),
    }


def labels_yaml(institution: Institution, plans: Iterable[Plan]) -> str:
    document = {
        "title": f"{institution.name} 보유 데이터",
        "title_en": f"Data held by {institution.name_en}",
        "publisher": institution.name,
        "datasets": {plan.inside: label(plan) for plan in plans},
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
