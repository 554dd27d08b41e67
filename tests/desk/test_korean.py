"""The eojeol cache, the loading state, and what the real analyser makes of the field's words."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from gotgan.desk.korean import AnalyserLoading, EojeolCache, Korean, user_words
from gotgan.terms.errors import Unavailable


class Counting:
    """An analyser of whole words that writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        self.asked += words
        return [(word,) for word in words]


def test_cache_asks_each_word_once_in_order_of_the_text() -> None:
    analyse = Counting()
    cache = EojeolCache(analyse)
    assert cache.tokens(["나무 도로 나무", "도로, CCTV 강"]) == [("나무", "도로", "나무"), ("도로", "강")]
    cache.tokens(["강 나무"])
    assert sorted(analyse.asked) == ["강", "나무", "도로"]


def test_cache_forgets_the_longest_unused() -> None:
    analyse = Counting()
    cache = EojeolCache(analyse, most=2)
    for text in ("가", "나", "가", "다", "가", "나"):
        cache.tokens([text])
    assert analyse.asked == ["가", "나", "다", "나"]


def test_korean_while_loading_says_so_then_answers() -> None:
    may_load = threading.Event()

    def load() -> Counting:
        may_load.wait(10)
        return Counting()

    korean = Korean(load)
    korean.start()
    with pytest.raises(AnalyserLoading):
        korean.tokens(["나무"])
    may_load.set()
    assert korean.tokens(["나무"], wait_seconds=10).of_texts == (("나무",),)


def test_korean_that_cannot_load_stays_unavailable() -> None:
    def load() -> Counting:
        raise RuntimeError("no model")

    korean = Korean(load)
    korean.start()
    with pytest.raises(Unavailable, match="RuntimeError"):
        korean.tokens(["나무"], wait_seconds=10)


def test_user_words_about_a_hundred_without_repeats() -> None:
    assert len(user_words()) >= 100
    assert {"라벨링", "비식별화", "공공데이터", "가명정보", "안심구역"} <= set(user_words())


def test_real_analyser_keeps_words_of_the_field_whole_and_drops_particles() -> None:
    from tests.rooms.entries import real_korean

    answer = real_korean().tokens(["비식별화된 라벨링 결과를", "노인의 보안등위치", "road 2024"], wait_seconds=60)
    assert answer.of_texts == (("비식별화", "라벨링", "결과"), ("노인", "보안등", "위치"), ())
