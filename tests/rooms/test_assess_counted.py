"""Names of fields, kinds and regions: known ones in both languages, others as they stand."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from gotgan.assess import words_published as published
from gotgan.site import words
from gotgan.site.listing import files, tables
from gotgan.site.listing.page import Shown
from gotgan.terms.counted import FIELDS, KINDS, value_words
from gotgan.terms.published import ListedDataset
from gotgan.terms.questionnaire import Words
from gotgan.terms.route import Modality


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(Modality)


@pytest.mark.usefixtures("korean_words")
@pytest.mark.parametrize(("ours", "pages"), [(FIELDS, words.FIELDS), (KINDS, words.MODALITIES)])
def test_a_value_is_called_the_same_on_every_page(ours: dict[str, Words], pages: words.Words) -> None:
    for language in ("ko", "en"):
        with override(language):
            assert {code: getattr(said, language) for code, said in ours.items()} == {
                code: str(said) for code, said in pages.items()
            }


def test_regions_are_provinces_and_what_is_wider() -> None:
    assert value_words("region", "11") == Words("서울", "Seoul")
    assert value_words("region", "KR") == Words("전국", "Whole country")


def test_a_value_that_nobody_knows_stands_as_it_is() -> None:
    assert value_words("field", "우주") == Words("우주", "우주")
    assert value_words("organisation", "1990100") == Words("1990100", "1990100")


def test_a_limit_names_what_it_counts() -> None:
    body = Words("한빛행정부", "Hanbit Ministry")
    said = [("floors.field.환경기상", None), ("floors.organisation.1990100", body), ("caps.organisation.*", None)]
    with override("en"):
        assert [published.limit_words(name, 40, of) for name, of in said] == [
            "at least 40 in the field “Environment and weather”", "at least 40 of Hanbit Ministry",
            "at most 40 of each institution",
        ]  # fmt: skip
        assert published.limit_words("caps.organisation.*", 40, is_rest=True) == "at most 40 of each other institution"
    with override("ko"):
        assert [published.limit_words(name, 40, of) for name, of in said] == [
            "분야 '환경기상' 최소 40건", "한빛행정부 데이터 최소 40건", "기관마다 최대 40건",
        ]  # fmt: skip
        assert published.limit_words("caps.organisation.*", 40, is_rest=True) == "그 밖의 기관마다 최대 40건"


def test_what_everyone_takes_away_has_the_words_beside_the_codes() -> None:
    listed = ListedDataset(
        "d", "자료", "Data", "1990100", "한빛행정부", "Hanbit", "core", 1.0, 0.5, mode="as_is", value=0.5,
        field="교통물류", modality="table",
    )  # fmt: skip
    shown = Shown(listed, "hanbit/data", False)
    member = files._member(shown)
    assert (member["field"], member["field_name"], member["field_name_en"]) == (
        "교통물류", "교통물류", "Transport and logistics",
    )  # fmt: skip
    assert (member["modality"], member["modality_name"], member["modality_name_en"]) == ("table", "표", "Table")
    with override("en"):
        assert tables._public_row(shown)[2:4] == ("Transport and logistics", "Table")
