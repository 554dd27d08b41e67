"""Recall on other people's text: cards, e-mails, IBANs and IP addresses of presidio-research's set."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.detect.text import find_hits

KIND_OF = {
    "CREDIT_CARD": "card_number", "EMAIL_ADDRESS": "email", "IP_ADDRESS": "ip_address", "IBAN_CODE": "bank_account",
}  # fmt: skip
UNMARKED_CARDS = 1
"""Ten of the set's cards have twelve digits: nine stand beside a word for card, one beside `cc`."""


@pytest.fixture(scope="module")
def texts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SHARED / "data/pii/synth_dataset_v2.json").read_text(encoding="utf-8"))
    return found


@needs_shared
def test_cards_emails_ibans_and_ips_are_found(texts: list[dict[str, Any]]) -> None:
    wanted: Counter[str] = Counter()
    missed = []
    for text in texts:
        hits = find_hits(text["full_text"])
        for span in text["spans"]:
            kind = KIND_OF.get(span["entity_type"])
            if kind is None:
                continue
            wanted[kind] += 1
            if not any(hit.kind == kind and _meets(hit, span) for hit in hits):
                missed.append(kind)
    assert wanted == {"card_number": 136, "email": 49, "bank_account": 21, "ip_address": 14}
    assert missed == ["card_number"] * UNMARKED_CARDS


@needs_shared
def test_nothing_is_found_outside_what_was_planted(texts: list[dict[str, Any]]) -> None:
    outside = [
        hit.kind
        for text in texts
        for hit in find_hits(text["full_text"])
        if hit.is_strong and not any(_meets(hit, span) for span in text["spans"])
    ]
    assert len(outside) <= 2


def _meets(hit: Any, span: dict[str, Any]) -> bool:
    return bool(hit.start < span["end_position"] and hit.end > span["start_position"])
