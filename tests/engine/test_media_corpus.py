"""Text: language, length, repetition and what was lost; the same in pieces, in parts and as a whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter as Tally
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.media import repeats
from gotgan.engine.media.corpus import CorpusMerger, CorpusState, finish, merge, partial
from gotgan.engine.media.facts import file_json
from gotgan.engine.media.grams import Grams, Signature
from gotgan.engine.media.near import near_texts
from gotgan.engine.media.repeats import Counter, Repeats, merge_repeats
from gotgan.engine.media.text import TextFacts, measure_text
from gotgan.engine.media.tokens import CharacterCounts, count_characters, estimate_tokens

KOREAN = "시민 여러분께 알려 드립니다. 다음 주부터 도로 공사가 시작됩니다.\n"
SAID = {
    "ko": KOREAN,
    "en": "The council met on Monday to discuss the road works of next week.\n",
    "ja": "市民の皆様へお知らせします。来週から道路工事が始まります。\n",
    "zh": "市民朋友们请注意，下周开始道路施工，请绕行。\n",
    "other": "Der Rat tagte am Montag, um über die Straßenarbeiten zu sprechen.\n",
    "und": "12 34 56 78 90\n",
}


def measured(folder: Path, content: bytes) -> TextFacts:
    (folder / "글.txt").write_bytes(content)
    return measure_text(folder / "글.txt", "글.txt")[0]


@pytest.mark.parametrize("language", SAID)
def test_language(tmp_path: Path, language: str) -> None:
    assert measured(tmp_path, SAID[language].encode()).language == language


def test_language_of_most_of_it(tmp_path: Path) -> None:
    """Judged piece by piece: a foreign head does not decide."""
    text = SAID["en"] * 40 + KOREAN * 90_000
    facts = measured(tmp_path, text.encode())
    assert len(text) > 3 << 20
    assert (facts.language, facts.characters, facts.lines) == ("ko", len(text), 90_040)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_length_is_that_of_the_text_not_of_its_bytes(tmp_path: Path, encoding: str, end: str) -> None:
    text = "가나다 abc\n\n라마\n바"
    facts = measured(tmp_path, text.replace("\n", end).encode(encoding))
    assert (facts.characters, facts.lines, facts.problem) == (len(text), 4, "")


def test_lost_characters_are_counted(tmp_path: Path) -> None:
    facts = measured(tmp_path, f"가\ufffd나\n\ufffd\ufffd{KOREAN}".encode())
    assert facts.lost_characters == 3
    assert facts.flags == ("lost_characters",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "no text"), (b" \n\n", "no text"), ("가나".encode() + b"\xff\n" + "각".encode("cp949"), "mixed encodings")],
)
def test_what_is_no_text_is_an_entry(tmp_path: Path, content: bytes, reason: str) -> None:
    facts = measured(tmp_path, content)
    assert reason in facts.problem
    assert facts.language == ""
    assert "cannot be read" in measure_text(tmp_path / "gone", "gone")[0].problem


def naive_shares(text: str) -> tuple[float, float]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    words = text.split()
    grams = [tuple(words[place : place + 5]) for place in range(len(words) - 4)] or [tuple(words)] * bool(words)

    def share(found: list[object]) -> float:
        return sum(count - 1 for count in Tally(found).values()) / len(found) if found else 0

    return share([*lines]), share([*grams])


WORDS = st.lists(st.sampled_from(["가", "나", "도로", "공사", "a", "12", "\n", " ", "\n\n"]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.data())
def test_repetition_against_plain_counting_however_it_is_cut(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    facts = finish(partial(pieces))
    assert (facts.duplicate_line_share, facts.repeated_gram_share) == naive_shares(text)
    assert partial(pieces) == partial([text])


def test_repetitive_is_flagged(tmp_path: Path) -> None:
    assert measured(tmp_path, (KOREAN * 2).encode()).flags == ("repetitive",)
    assert measured(tmp_path, "".join(SAID.values()).encode()).flags == ()


@settings(max_examples=40, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_merge_associates(a: list[str], b: list[str], c: list[str]) -> None:
    parts = [partial([" ".join(words)]) for words in (a, b, c)]
    left = merge(merge(parts[0], parts[1]), parts[2])
    assert left == merge(parts[0], merge(parts[1], parts[2]))
    assert merge(parts[0], CorpusState()) == parts[0]
    assert finish(left).documents == 3
    assert finish(left).characters == sum(len(" ".join(words)) for words in (a, b, c))


@settings(max_examples=20, deadline=None)
@given(st.lists(WORDS, max_size=9))
def test_many_states_merge_to_what_one_by_one_gives(texts: list[list[str]]) -> None:
    merger, one_by_one = CorpusMerger(), CorpusState()
    for words in texts:
        state = partial([" ".join(words)])
        merger.add(state)
        one_by_one = merge(one_by_one, state)
    assert merger.state() == one_by_one


def repeats_of(values: list[int]) -> Repeats:
    counter = Counter()
    counter.add(np.array(values, dtype=np.uint64))
    return counter.state()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**64 - 1).map(lambda v: v >> (v % 9)), max_size=20), min_size=3, max_size=3))
def test_sampled_repeats_merge_to_the_whole(parts: list[list[int]]) -> None:
    """With room for eight hashes only: what is kept depends on what was counted, not on the way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(repeats, "MOST_KEPT", 8)
        a, b, c = (repeats_of(values) for values in parts)
        whole = repeats_of([*parts[0], *parts[1], *parts[2]])
        assert merge_repeats(merge_repeats(a, b), c) == merge_repeats(a, merge_repeats(b, c)) == whole
        assert len(whole.counts) <= 8


def test_sampled_share_is_close_and_bounded() -> None:
    rng = np.random.default_rng(7)
    values = rng.integers(0, 2**64 - 1, 400_000, dtype=np.uint64)
    counter = Counter()
    for _ in range(3):
        counter.add(values)
    found = counter.state()
    assert found.level > 0
    assert len(found.counts) <= repeats.MOST_KEPT
    assert found.total == 1_200_000
    assert found.share == pytest.approx(2 / 3)


def signature_of(text: str) -> bytes:
    grams, signature = Grams(), Signature()
    signature.add(grams.take(text))
    signature.add(grams.rest())
    packed = signature.packed()
    assert packed is not None
    return packed


@pytest.mark.parametrize("changed", [5, 10, 20, 40])
def test_signature_estimates_similarity(changed: int) -> None:
    words = [f"낱말{place}" for place in range(1000)]
    other = [f"다른{place}" if place < changed * 10 else word for place, word in enumerate(words)]
    same = 996 - changed * 10
    a, b = signature_of(" ".join(words)), signature_of(" ".join(other))
    estimate = float((np.frombuffer(a, "<u4") == np.frombuffer(b, "<u4")).mean())
    assert estimate == pytest.approx(same / (2 * 996 - same), abs=0.13)
    assert bool(near_texts([a, b])) == (estimate >= 0.8)


def test_chinese_and_japanese_have_grams_without_spaces() -> None:
    assert len(Grams().take("下周开始道路施工")) == 4
    assert len(Grams().take("다음 주에 도로 공사가 시작된다")) == 1


def test_signature_is_the_same_in_every_run() -> None:
    """States of two processes are compared, so no hash may hang on the one that made it."""
    program = (
        "from gotgan.engine.media.grams import Grams, Signature\n"
        "signature = Signature()\nsignature.add(Grams().take('one two three four five six'))\n"
        "print(signature.packed().hex())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout.decode().strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert said == {signature_of("one two three four five six").hex()}


def test_tokens_by_their_formula() -> None:
    counts = count_characters("한글 漢字 かな abcd 12 !\U0001f600\n")
    assert counts == CharacterCounts(hangul=2, han=2, kana=2, latin=4, digit=2, other=2, space=6)
    assert estimate_tokens(counts) == round(2 * 0.7 + 2 * 0.9 + 2 * 0.8 + 4 * 0.25 + 2 * 0.4 + 2 * 0.5)


def test_facts_hold_no_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(KOREAN, encoding="utf-8")
    facts, state = measure_text(tmp_path / "a.txt", "a.txt")
    said = repr(facts) + repr(state) + json.dumps(file_json(facts), ensure_ascii=False)
    assert not [word for word in KOREAN.split() if word in said]
