"""What a reference of a score sheet points at, and where something is done about a check."""

from __future__ import annotations

import pytest

from gotgan.assess.rules.score_evidence import Door, Kind, Target, door_of, item_of, key_of, target_of
from gotgan.terms.survey import EvidenceRef


@pytest.mark.parametrize(
    ("ref", "target"),
    [
        (EvidenceRef("scan", "profile:a/b:c.csv"), Target(Kind.TABLE, "a/b:c.csv")),
        (EvidenceRef("scan", "facts:0a1b"), Target(Kind.FACTS, "0a1b")),
        (EvidenceRef("person", "survey:legal_basis"), Target(Kind.ANSWER, "legal_basis")),
        (EvidenceRef("register", "record:licence"), Target(Kind.RECORD, "licence")),
        (EvidenceRef("scan", "/datasets/body/name"), Target(Kind.FACTS)),
        (EvidenceRef("register", "organisation:0000001"), Target(Kind.RECORD)),
        (EvidenceRef("sibling", "0a1b"), Target(Kind.OTHER)),
        (EvidenceRef("document", "f" * 64), Target(Kind.OTHER)),
    ],
)
def test_reference_points_at(ref: EvidenceRef, target: Target) -> None:
    assert target_of(ref) == target


def test_place_of_a_reference_is_the_same_whenever_it_was_seen() -> None:
    now, later = EvidenceRef("scan", "profile:a", at="1"), EvidenceRef("scan", "profile:a", at="2")
    assert key_of(now) == key_of(later) != key_of(EvidenceRef("scan", "profile:b"))


@pytest.mark.parametrize(
    ("action", "door", "item"),
    [
        ("repair.sentinels", Door.REFINE, ""),
        ("scan.again", Door.SOURCE, ""),
        ("survey.licence", Door.SURVEY, "licence"),
        ("share.open", Door.OPENING, ""),
        ("dance", None, ""),
    ],
)
def test_action_lies_behind_a_door(action: str, door: Door | None, item: str) -> None:
    assert (door_of(action), item_of(action)) == (door, item)
