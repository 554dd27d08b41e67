"""Column techniques: what they keep, what they hide, and that shards and batches give the same."""

from __future__ import annotations

import hmac
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.planted_identifiers import SPELLINGS, in_texts

from gotgan.engine.deidentify.csv_file import guard
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.techniques.draws import start_of, uniform_of
from gotgan.engine.deidentify.techniques.free_text import mask_text
from gotgan.engine.deidentify.techniques.mask import mask
from gotgan.engine.deidentify.techniques.numbers import (
    code_ends,
    microaggregate,
    noise,
    round_to,
    swap,
)
from gotgan.engine.deidentify.techniques.pseudonym import Key, canonical_id, canonical_ids, pseudonymise, token_of
from gotgan.engine.detect import contains_identifier, detect_parquet
from gotgan.terms.errors import Invalid

KEY = Key("env:K", b"a secret of more than thirty-two characters")
NUMBERS = np.array([1.0, 2.0, 2.0, 7.0, 9.0, np.nan, 100.0])


def applied(change, numbers=NUMBERS, step: int = 3) -> list[float | None]:
    """The column in batches of three."""
    cells = pa.array(numbers, from_pandas=True)
    parts = [change.apply(cells.slice(first, step), first) for first in range(0, len(cells), step)]
    assert all(part.type == change.type for part in parts)
    return pa.concat_arrays(parts).to_pylist()


def test_round_takes_halves_away_from_zero() -> None:
    assert applied(round_to(NUMBERS, "c", 5), np.array([2.4, 2.5, -2.5, 7.5])) == [0, 5, -5, 10]
    assert round_to(NUMBERS, "c", 5).type == pa.int64()
    assert applied(round_to(np.array([0.24]), "c", 0.1), np.array([0.24])) == pytest.approx([0.2])


def test_ends_are_coded() -> None:
    assert applied(code_ends(NUMBERS, "c", top=9)) == [1, 2, 2, 7, 9, None, 9]
    assert applied(code_ends(NUMBERS, "c", bottom=2.5)) == [2.5, 2.5, 2.5, 7, 9, None, 100]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(2, 6))
def test_microaggregate_keeps_the_mean_and_groups_enough(values: list[int], size: int) -> None:
    numbers = np.array(values, dtype=float)
    after = np.array(applied(microaggregate(numbers, "c", size), numbers))
    assert after.mean() == pytest.approx(numbers.mean())
    if len(values) >= size:
        assert min(np.unique(after, return_counts=True)[1]) >= size
    assert (np.diff(after[np.argsort(numbers, kind="stable")]) >= 0).all()


@pytest.mark.parametrize("is_laplace", [False, True])
def test_noise_has_its_scale_and_hangs_on_seed_and_row_alone(is_laplace: bool) -> None:
    numbers = np.random.default_rng(1).normal(50, 10, 20_000)
    change = noise(numbers, "c", scale=0.5, is_laplace=is_laplace, seed="7")
    after = np.array(applied(change, numbers, step=7_001))
    assert (after - numbers).std() == pytest.approx(0.5 * numbers.std(), rel=0.05)
    assert abs((after - numbers).mean()) < 0.2
    assert applied(change, numbers, step=1_999) == after.tolist()
    assert applied(noise(numbers, "c", scale=0.5, is_laplace=is_laplace, seed="8"), numbers) != after.tolist()
    assert applied(noise(NUMBERS, "c", scale=0.1, is_laplace=is_laplace, seed="7"))[5] is None


def test_swap_keeps_every_value_and_moves_it_near() -> None:
    numbers = np.random.default_rng(2).permutation(1_000).astype(float)
    after = np.array(applied(swap(numbers, "c", window=0.05, seed="7"), numbers, step=300))
    assert sorted(after) == sorted(numbers)
    assert 0 < np.abs(after - numbers).max() <= 50
    assert (after != numbers).mean() > 0.5
    assert applied(swap(NUMBERS, "c", window=0.5, seed="7"))[5] is None


def test_draws_are_uniform_and_differ_by_column() -> None:
    rows = np.arange(50_000)
    one, other = (uniform_of(start_of("s", column, "noise"), rows) for column in ("a", "b"))
    assert np.histogram(one, 10, (0, 1))[0] == pytest.approx([5_000] * 10, rel=0.06)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert uniform_of(start_of("s", "a", "noise"), rows[100:]).tolist() == one[100:].tolist()


def test_text_that_is_no_number_is_refused_without_being_told() -> None:
    with pytest.raises(Invalid, match="column 'c': 1 cell") as caught:
        round_to(NUMBERS, "c", 5).apply(pa.array(["1", "many"]), 0)
    assert "many" not in str(caught.value)


def test_mask_keeps_ends_and_separators() -> None:
    cells = pa.array(["홍길동", "AB-1234", "x", None])
    assert mask(keep_first=1, keep_last=0).apply(cells, 0).to_pylist() == ["홍**", "A*-****", "*", None]
    assert mask(keep_first=1, keep_last=2).apply(cells, 0).to_pylist() == ["***", "A*-**34", "*", None]


@pytest.mark.parametrize(
    "spellings",
    [
        ["900101-1234568", "9001011234568", "900101 1234568", "９００１０１－１２３４５６８", " 900101‐1234568 "],
        ["010-1234-5678", "01012345678", "010.1234.5678", "+82 10-1234-5678", "+82-(0)10-1234-5678"],
        ["A.B@korea.kr", "a.b@KOREA.KR", "ａ.b@korea.kr"],
        ["홍길동", " 홍길동", "홍길동"],
    ],
)
def test_one_identifier_is_one_token_however_written(spellings: list[str]) -> None:
    tokens = set(pseudonymise(KEY).apply(pa.array(spellings), 0).to_pylist())
    assert len({canonical_id(text) for text in spellings}) == len(tokens) == 1


def test_short_codes_keep_their_separators() -> None:
    tokens = pseudonymise(KEY).apply(pa.array(["1-11", "11-1", "111", None]), 0).to_pylist()
    assert len(set(tokens)) == 4
    assert tokens[3] is None


@given(st.text(max_size=20))
def test_token_is_letters_of_96_bits(text: str) -> None:
    token = pseudonymise(KEY).apply(pa.array([text]), 0)[0].as_py()
    assert len(token) == 24
    assert set(token) <= set("ABCDEFGHKLMNPRST")


def test_many_tokens_are_no_findings(tmp_path: Path) -> None:
    """Twenty signs of base32 began like an IBAN often enough to have every large release refused."""
    tokens = pseudonymise(KEY).apply(pa.array(np.arange(60_000)).cast(pa.string()), 0)
    assert len(pc.unique(tokens)) == 60_000
    pq.write_table(pa.table({"계좌번호": tokens, "성명": tokens, "여권": tokens, "x": tokens}), tmp_path / "t.parquet")
    assert detect_parquet(tmp_path / "t.parquet") == []


@given(st.lists(st.text("0123456789-+ .()aX@", max_size=16), max_size=5))
def test_many_are_canonical_as_each_is(texts: list[str]) -> None:
    assert canonical_ids(pa.array(texts, pa.string())) == [canonical_id(text).encode() for text in texts]


def test_token_is_the_beginning_of_the_hmac() -> None:
    digest = hmac.digest(KEY.secret, b"9001011234568", "sha256").hex()[:24]
    token = pseudonymise(KEY).apply(pa.array(["900101-1234568"]), 0)[0].as_py()
    assert "".join("0123456789abcdef"["ABCDEFGHKLMNPRST".index(letter)] for letter in token) == digest
    assert token == token_of(KEY, "9001011234568")


@given(
    st.binary(min_size=1, max_size=200), st.lists(st.text(max_size=90), min_size=1), st.sampled_from(["", "P-", "사람"])
)
def test_many_tokens_are_the_hmac_modules(secret: bytes, texts: list[str], prefix: str) -> None:
    told = [hmac.new(secret, canonical_id(text).encode(), "sha256").hexdigest()[:24] for text in texts]
    made = pseudonymise(Key("env:K", secret), prefix=prefix).apply(pa.array([*texts, None], pa.string()), 0)
    made.validate(full=True)
    letters = str.maketrans("0123456789abcdef", "ABCDEFGHKLMNPRST")
    assert made.to_pylist() == [prefix + each.translate(letters) for each in told] + [None]


def test_derived_keys_tell_nothing_of_each_other() -> None:
    fields = [
        KEY.derive("field", *parts) for parts in (("p", "r", "a"), ("p", "r", "b"), ("p", "s", "a"), ("pr", "", "a"))
    ]
    assert len({key.secret for key in fields}) == len({key.id for key in fields}) == 4
    assert "secret" not in repr(KEY)


def test_no_planted_identifier_survives_and_the_rest_stands() -> None:
    planted = list(in_texts())
    lines = [each.text for each in planted]
    masked = mask_text(KEY, "메모").apply(pa.array(lines), 0).to_pylist()
    missed = [each.how for each, text in zip(planted, masked, strict=True) if each.number in text]
    assert not missed
    for each, text in zip(planted, masked, strict=True):
        start = each.text.index(each.number)
        assert text.startswith(each.text[:start]) or "[" in text[: start + 2]
        assert not contains_identifier(text), each.how


def test_surrogate_is_one_for_every_way_of_writing_and_holds_no_digits() -> None:
    lines = [
        "전화 010-1234-5678 끝",
        "전화 ０１０－１２３４－５６７８ 끝",
        "전화 +82 10 1234 5678 끝",
        "전화 01012345678 끝",
    ]
    masked = mask_text(KEY, "메모").apply(pa.array(lines), 0).to_pylist()
    assert len(set(masked)) == 1
    assert not any(sign.isdigit() for sign in masked[0])
    other = mask_text(Key("env:O", b"x" * 40), "메모").apply(pa.array(lines), 0).to_pylist()
    assert masked[0] != other[0]


@given(st.lists(st.text(max_size=30) | st.none(), max_size=6))
def test_text_without_identifiers_passes_code_point_for_code_point(texts: list[str | None]) -> None:
    clean = [text for text in texts if text is None or not contains_identifier(text)]
    masked = mask_text(KEY, "메모").apply(pa.array(clean, pa.string()), 0).to_pylist()
    assert [text for text in masked if text and "[" not in text] == [text for text in clean if text and "[" not in text]


def test_cell_is_replaced_whole_where_the_columns_name_says_what_it_is() -> None:
    names = mask_text(KEY, "성명").apply(pa.array(["김하늘", " 김하늘 ", None, "3층"]), 0).to_pylist()
    assert names[0].startswith("[")
    assert (names[1], names[2:]) == (f" {names[0]} ", [None, "3층"])
    births = mask_text(KEY, "생년월일").apply(pa.array(["1990-03-04", "모름"]), 0).to_pylist()
    assert not any(sign.isdigit() for sign in births[0])
    assert births[1] == "모름"


def test_one_endless_cell_is_masked_in_windows() -> None:
    text = "가" * 200_000 + " 010-1234-5678 " + "나" * 200_000
    masked = mask_text(KEY, "메모").apply(pa.array([text]), 0)[0].as_py()
    assert masked.startswith("가" * 200_000 + " [")
    assert masked.endswith("] " + "나" * 200_000)


def test_formula_is_guarded_and_a_number_is_not() -> None:
    cells = pa.array(["=A1", "+82 10", "-5", "-x", "@a", "\tb", "＝1", "a=1", "", None])
    assert guard(cells).to_pylist() == ["'=A1", "'+82 10", "-5", "'-x", "'@a", "'\tb", "'＝1", "a=1", "", None]


def test_kept_columns_are_typed_only_where_nothing_is_lost(tmp_path: Path) -> None:
    table = pa.table({
        "수": ["1", "20", None], "소수": ["1.5", "2.5", "3.25"], "코드": ["007", "8", "9"],
        "기관번호": ["110", "220", "330"], "날": ["2024-01-02", "2024-12-31", None],
        "말": ["가", "1", "2"], "빈": pa.array([None] * 3, pa.string()),
        "섞임": ["1.50", "1.5", "2"],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    found = kept_types(tmp_path / "t.parquet", table.column_names, typed=False)
    assert [str(found[name]) for name in table.column_names] == [
        "int64", "double", "string", "string", "date32[day]", "string", "string", "string",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "number"),
    [("주민번호", "900101-1234568"), ("전화", "010-1234-5678"), ("사업자번호", "124-81-00998"),
     ("카드번호", "4111-1111-1111-1111"), ("법인등록번호", "130111-0006246")],
)  # fmt: skip
def test_every_spelling_of_one_identifier_gets_one_surrogate(word: str, number: str) -> None:
    spelt = {how: spell(number) for how, spell in SPELLINGS.items()}
    lines = [f"{word}: {text} 임" for text in spelt.values()]
    masked = mask_text(KEY, "메모").apply(pa.array(lines), 0).to_pylist()
    first = masked[0]
    assert first.startswith(f"{word}: [")
    assert {how: text for how, text in zip(spelt, masked, strict=True) if text != first} == {}
    assert len(set(pseudonymise(KEY).apply(pa.array(list(spelt.values())), 0).to_pylist())) == 1
