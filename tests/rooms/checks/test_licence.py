"""Licences against purposes and works of others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.checks.sheet import found, purposes


@pytest.mark.parametrize(
    ("licence", "said", "checks"),
    [
        ("kogl_2", {"commercial_service": "yes"}, ["licence_vs_purpose"]),
        ("kogl_4", {"commercial_service": "yes"}, ["licence_vs_purpose"]),
        ("kogl_2", {"commercial_service": "ask"}, []),
        ("kogl_2", {"commercial_service": "no"}, []),
        ("kogl_2_ai", {"commercial_service": "yes"}, []),
        ("kogl_1", {"commercial_service": "yes", "pretrain": "no"}, []),
        ("kogl_0", {"overseas": "no"}, ["licence_vs_purpose"]),
        ("kogl_0", {"overseas": "ask", "pretrain": "yes"}, []),
        ("kogl_1_ai", {"pretrain": "no"}, ["ai_type_vs_purpose"]),
        ("kogl_4_ai", {"pretrain": "no"}, ["ai_type_vs_purpose"]),
        ("kogl_3_ai", {"pretrain": "ask"}, []),
        ("kogl_3_ai", {"finetune": "no"}, []),
        ("kogl_3", {"pretrain": "no"}, []),
        ("unknown", {"pretrain": "no"}, []),
        (None, {"pretrain": "no"}, []),
    ],
)
def test_licence_against_purposes(licence: str | None, said: dict[str, str], checks: list[str]) -> None:
    assert list(found({"licence": licence, "permitted_purposes": purposes(**said)})) == checks


@pytest.mark.parametrize(
    ("licence", "works", "is_raised"),
    [
        ("kogl_0", [{"kind": "사진"}], True),
        ("kogl_1", [{"kind": "사진"}, {"kind": "지도"}], True),
        ("kogl_1_ai", [{"kind": "사진"}], False),
        ("kogl_2", [{"kind": "사진"}], False),
        ("kogl_0", [], False),
        ("kogl_0", [{"kind": ""}], False),
        ("kogl_0", "unknown", False),
        ("unknown", [{"kind": "사진"}], False),
    ],
)
def test_third_party_vs_licence(licence: str, works: Any, is_raised: bool) -> None:
    assert ("third_party_vs_licence" in found({"licence": licence, "third_party_works": works})) is is_raised


def test_messages_use_labels_and_no_names_of_others() -> None:
    raised = found({"licence": "kogl_2", "permitted_purposes": purposes(commercial_service="yes")})
    assert "이용허락이 '공공누리 2유형(출처표시+상업적 이용금지)'인데" in raised["licence_vs_purpose"].message_ko
    third = found({"licence": "kogl_1", "third_party_works": [{"kind": "사진", "holder": "홍길동"}]})
    assert "홍길동" not in str(third["third_party_vs_licence"].to_json())
