"""The glossary says each word once, and the pages say in Korean what it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.site.messages import translated

ROOT = Path(__file__).parents[2]
SYNONYMS = {"데이터 카드": {"data card", "dataset card"}, "제안": {"proposal", "suggestion"}}
"""One card under the names of two standards; and what a weighing and a prefill propose, in rooms that never meet."""


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]


def korean(text: str, context: str | None = None) -> str:
    found = translated().get(text, context)
    assert found is not None
    return str(found.string)


def test_every_word_stands_once() -> None:
    assert len(rows()) > 200
    assert [word for word, count in Counter(row[0] for row in rows()).items() if count > 1] == []


def test_no_korean_term_stands_for_two_words() -> None:
    words: dict[str, set[str]] = {}
    for row in rows():
        words.setdefault(row[1], set()).add(row[0].partition(" (")[0])
    shared = {term: found for term, found in words.items() if len(found) > 1}
    assert shared == SYNONYMS


def test_score_sheet_is_no_rubric() -> None:
    said = {row[0]: row[1] for row in rows()}
    assert said["score sheet"] != said["rubric"]
    assert korean("Score sheet") == said["score sheet"]
    for text in ("Back to the sheet", "It has no score sheet yet.", "The score sheets of the dataset as it is"):
        assert said["score sheet"] in korean(text)
    assert said["rubric"] in korean("How the rubric is to be read from now on")


def test_dataset_that_was_withdrawn_is_called_the_same_on_all_pages_of_the_room() -> None:
    word = "철회"
    assert korean("withdrawn", "dataset").startswith(word)
    assert korean("Withdrawn data").startswith(word)
