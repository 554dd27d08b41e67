"""Every marked text of the program has Korean, and the Korean keeps every place holder."""

from __future__ import annotations

import re

import pytest

from tests.site.messages import marked, messages, translated

_HOLDER = re.compile(r"%\((\w+)\)s")
_HANGUL = re.compile(r"[가-힣]")
SAME_IN_BOTH = {"API"}


def _strings(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_korean_is_there_for_every_marked_text():
    catalogue = translated()
    without = [f"{where}: {text}" for text, where in marked().items() if text not in catalogue]
    assert without == []


def test_korean_is_korean():
    latin = [
        message.id
        for message in translated()
        if message.id and message.id not in SAME_IN_BOTH and not all(map(_HANGUL.search, _strings(message)))
    ]
    assert latin == []


def test_no_text_is_said_in_two_ways():
    """The catalogues are one when the program runs: of two translations it would keep either."""
    said: dict[object, set[object]] = {}
    for message in messages():
        said.setdefault((message.context, message.id), set()).add(message.string)
    assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}


def test_korean_keeps_the_place_holders():
    for message in translated():
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        for korean in _strings(message):
            assert set(_HOLDER.findall(korean)) <= set(_HOLDER.findall(english)), message.id


def test_korean_drops_no_place_holder_of_a_plain_text():
    for message in translated():
        if message.id and isinstance(message.id, str):
            assert set(_HOLDER.findall(message.id)) == set(_HOLDER.findall(message.string)), message.id


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("ko", "ko"), ("en", "en"), ("fr", "ko"), ("", "ko"), ("fr, en;q=0.5", "en"), ("de;q=0.9, ko;q=0.1", "ko")],
)
def test_language_follows_accept_language_and_is_korean_otherwise(korean, accepted, language):
    answer = korean.get("/help", headers={"accept-language": accepted})
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]


def test_language_chosen_in_address_is_kept_in_the_cookie(korean):
    korean.get("/help?lang=en")
    assert '<html lang="en">' in korean.get("/organisations/").content.decode()
