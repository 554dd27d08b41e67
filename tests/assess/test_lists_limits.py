"""Constraints in words: as a person would say them, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.assess.rules.limits import limit_words
from gotgan.terms.questionnaire import Words

NAMES = {"1": Words("한빛부", "Hanbit"), "health": Words("보건의료", "Health"), "table": Words("표", "Table"),
         "11": Words("서울", "Seoul")}  # fmt: skip
ALONE = {"organisation": {"*": 40}, "field": {"*": 1200}}
WITH_NAMES = {"organisation": {"*": 40, "1": 50}, "field": {"*": 3, "health": 9}, "modality": {"table": 5},
              "region": {"11": 2, "*": 1}}  # fmt: skip


def value_of(column: str, value: str) -> Words:
    return NAMES.get(value, Words(value, value))


@pytest.mark.parametrize(
    ("name", "caps", "korean", "english"),
    [
        ("caps.organisation.*", ALONE, "기관마다 최대 40건", "at most 40 of each institution"),
        ("caps.organisation.*", WITH_NAMES, "그 밖의 기관마다 최대 40건", "at most 40 of each other institution"),
        ("caps.organisation.1", WITH_NAMES, "한빛부 데이터 최대 50건", "at most 50 of Hanbit"),
        ("caps.field.*", ALONE, "분야마다 최대 1,200건", "at most 1,200 in each field"),
        ("caps.field.*", WITH_NAMES, "그 밖의 분야마다 최대 3건", "at most 3 in each other field"),
        ("caps.field.health", WITH_NAMES, "분야 '보건의료' 최대 9건", "at most 9 in the field “Health”"),
        ("caps.modality.table", WITH_NAMES, "데이터 유형 '표' 최대 5건", "at most 5 of the kind “Table”"),
        ("caps.region.11", WITH_NAMES, "지역 '서울' 최대 2건", "at most 2 in the region “Seoul”"),
        ("caps.organisation.*", {}, "기관마다 최대 건수", "the maximum for each institution"),
        ("caps.organisation.1", {}, "한빛부 데이터 최대 건수", "the maximum for Hanbit"),
        ("caps.field.*", None, "분야마다 최대 건수", "the maximum in each field"),
        ("caps.modality.*", None, "데이터 유형마다 최대 건수", "the maximum for each kind"),
    ],
)
def test_cap_is_said_as_a_person_would(name: str, caps: dict[str, Any] | None, korean: str, english: str) -> None:
    rules = None if caps is None else {"floors": None, "caps": caps}
    assert limit_words(name, value_of, rules) == Words(korean, english)


@pytest.mark.parametrize(
    ("name", "floors", "korean", "english"),
    [
        (
            "floors.field.health",
            {"field": {"health": 2}},
            "분야 '보건의료' 최소 2건",
            "at least 2 in the field “Health”",
        ),
        ("floors.organisation.1", {"organisation": {"1": 3}}, "한빛부 데이터 최소 3건", "at least 3 of Hanbit"),
        ("floors.field.health", {}, "분야 '보건의료' 최소 건수", "the minimum in the field “Health”"),
        ("floors.tier.a", {"tier": {"a": 1}}, "tier 'a' 최소 1건", "at least 1 of the tier “a”"),
    ],
)
def test_floor_is_said_as_a_person_would(name: str, floors: dict[str, Any], korean: str, english: str) -> None:
    assert limit_words(name, value_of, {"floors": floors}) == Words(korean, english)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gates.lawful", "the gate: legal basis"), ("gates.new", "the gate: new"),
        ("budget", "the processing budget"), ("new_limit", "new_limit"),
    ],
)  # fmt: skip
def test_limit_of_another_kind_is_named(name: str, said: str) -> None:
    assert limit_words(name, value_of).en == said
