"""What a letter says, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gotgan.accounts.rules import MOST_TRIES, is_given_up, next_try
from gotgan.survey.rules.letters import MailKind, write_letter

VALUES = {
    "title_ko": "조사 {0}", "title_en": "Survey\nof data", "organisation_ko": "해원시", "organisation_en": "Haewon",
    "closes": "2026-11-20 18:00 KST", "days": 3, "sheets": 12, "open": 4, "waiting": 5,
    "address": "https://gotgan.example/survey/x", "reason": "명절", "subject": "버스", "remark": "단위를 적어 주십시오",
    "asker": "lead@example.org",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(MailKind))
def test_each_letter_is_in_both_languages_with_its_address(kind: MailKind) -> None:
    letter = write_letter(kind, VALUES)
    korean, english = letter.body.split("----------")
    for part, name, title in ((korean, "해원시", ""), (english, "Haewon", "")):
        assert name in part
        assert title in part
        assert "https://gotgan.example/survey/x" in part
    assert "\n" not in letter.subject
    assert "조사 {0}" in letter.subject
    assert "Survey of data" in letter.subject


def test_letter_says_what_it_is_about() -> None:
    assert "3일 전" in write_letter(MailKind.REMINDER, VALUES).subject
    assert "단위를 적어 주십시오" in write_letter(MailKind.RETURNED, VALUES).body
    assert "명절" in write_letter(MailKind.EXTENSION, VALUES).body


def test_waiting_grows_and_ends() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    waits = [next_try(tries, now) - now for tries in range(1, MOST_TRIES)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=5)
    assert not is_given_up(MOST_TRIES - 1)
    assert is_given_up(MOST_TRIES)
