"""The graded set: Korean compounds, parts, spacing variants, English forms of words; recall@10 >= 0.95."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest

from gotgan.catalogue import actions
from gotgan.catalogue.queries import search
from gotgan.terms.search import SearchQuery
from tests.rooms.entries import make_entry, save_entries

pytestmark = pytest.mark.django_db
GRADED = list(csv.DictReader((Path(__file__).parent / "graded.csv").open(encoding="utf-8")))
PLACES = ("동", "서", "남", "북", "중앙")
THINGS = ("도로", "하천", "예산", "인사", "계약", "공원", "체육관", "문화행사", "세입", "조직", "관광객", "수목")
FORMS = ("현황", "목록", "통계", "대장")


@pytest.fixture
def filled(settings) -> None:  # type: ignore[no-untyped-def]
    """The graded titles among 240 others."""
    titles = list(dict.fromkeys(row["title"] for row in GRADED))
    others = [f"{place}부 {thing}{form}" for place, thing, form in product(PLACES, THINGS, FORMS)]
    save_entries(make_entry(title) for title in [*others, *titles])
    actions.rebuild_index()


def _recall() -> tuple[float, list[str]]:
    missed = []
    for row in GRADED:
        titles = [hit.title for hit in search(SearchQuery(row["query"], page_size=10)).hits]
        if row["title"] not in titles:
            missed.append(row["query"])
    return 1 - len(missed) / len(GRADED), missed


def test_recall_with_the_analyser(settings, db) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_DESK = "tests.rooms.entries.real_desk"
    titles = list(dict.fromkeys(row["title"] for row in GRADED))
    others = [f"{place}부 {thing}{form}" for place, thing, form in product(PLACES, THINGS, FORMS)]
    save_entries(make_entry(title) for title in [*others, *titles])
    assert actions.rebuild_index().without_morphemes == 0
    recall, missed = _recall()
    assert recall >= 0.95, missed


def test_recall_without_the_desk_is_said_and_still_useful(settings, filled) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_DESK = "tests.rooms.entries.no_desk"
    assert search(SearchQuery("보안등")).without_morphemes
    recall, missed = _recall()
    assert recall >= 0.85, missed


def test_graded_set_is_large_enough() -> None:
    assert len(GRADED) >= 60
