"""Hash arithmetic: canonical JSON, the chain, manifests."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.terms.digest import EMPTY_CHAIN, canonical_json, chain_hash, fingerprint, sha256_of
from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.scan import Counts

texts = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


def test_sha256_of_chunks_is_that_of_the_whole() -> None:
    assert sha256_of([b"ab", b"", b"c"]) == hashlib.sha256(b"abc").hexdigest()


@given(st.dictionaries(texts, values, max_size=6))
def test_canonical_json_does_not_depend_on_order(document: dict[str, object]) -> None:
    turned = dict(reversed(list(document.items())))
    assert canonical_json(document) == canonical_json(turned)
    assert fingerprint(document) == fingerprint(turned)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_canonical_json_refuses_what_json_cannot_say(number: float) -> None:
    with pytest.raises(ValueError):
        canonical_json({"x": number})


def test_chain_hash_depends_on_every_earlier_link() -> None:
    first = chain_hash(EMPTY_CHAIN, {"action": "a"})
    assert chain_hash(first, {"action": "b"}) != chain_hash(chain_hash(EMPTY_CHAIN, {"action": "A"}), {"action": "b"})


def test_manifest_id_is_over_sorted_lines_of_the_originals() -> None:
    one, two = FileEntry("b.csv", 1, "2" * 64), FileEntry("a.csv", 2, "1" * 64)
    expected = hashlib.sha256(f"{'1' * 64}  a.csv\n{'2' * 64}  b.csv\n".encode()).hexdigest()
    assert Manifest((one, two)).sha256 == expected
    assert Manifest((two, one), (FileEntry("data/x.parquet", 9, "3" * 64),)).sha256 == expected


def test_manifest_survives_json() -> None:
    manifest = Manifest((FileEntry("표.csv", 3, "1" * 64, "text/csv"),), (FileEntry("d.parquet", 4, "2" * 64),))
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert manifest.size_bytes == 3


def test_counts_reconcile() -> None:
    assert Counts(seen=5, added=1, changed=1, same=1, failed=1, held=1, folded=7).reconciles
    assert not Counts(seen=5, added=1).reconciles
