"""The analysers that documents and questions share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gotgan.catalogue.search import synonyms
from gotgan.catalogue.search.question import stems
from gotgan.catalogue.search.text import GAP, bigrams, plain, runs, without_hangul


def test_bigrams_spacing_does_not_matter() -> None:
    assert bigrams(["공공 데이터 포털"]) == bigrams(["공공데이터포털"])


def test_bigrams_other_signs_cut() -> None:
    assert bigrams(["가나(다라)"]) == ["가나", GAP, "다라", GAP]
    assert bigrams(["강"]) == ["강", GAP]


@given(st.text(alphabet="가나다라 ", max_size=30))
def test_bigrams_part_of_a_text_is_a_chain_of_its_pairs(text: str) -> None:
    tight = text.replace(" ", "")
    pairs = [pair for pair in bigrams([text]) if pair != GAP]
    if len(tight) > 1 and text == text.strip():
        assert pairs == [tight[at : at + 2] for at in range(len(tight) - 1)]


def test_plain_markup_and_entities() -> None:
    assert plain("<p>A&amp;B<br>\n 가&nbsp;나</p><script>") == "A&B 가 나"


def test_runs_split_where_the_script_changes() -> None:
    assert runs('CCTV설치_현황 "2024"년!') == ["CCTV", "설치", "현황", "2024", "년"]


def test_without_hangul_keeps_the_rest() -> None:
    assert without_hangul(["CCTV설치_2024 crime"]).split() == ["CCTV", "2024", "crime"]


def test_stems_are_the_same_for_forms_of_a_word() -> None:
    assert stems("Crimes") == stems("crime")
    assert stems("Café") == stems("cafe")


def test_synonyms_about_sixty_groups_each_word_once() -> None:
    assert len({frozenset((word, *others)) for word, others in synonyms.groups().items()}) >= 60
    assert "고령자" in synonyms.synonyms_of("노인")
    assert "차량" in synonyms.synonyms_of("자동차")
