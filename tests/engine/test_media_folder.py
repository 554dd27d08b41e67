"""A folder of media: duplicates found without comparing all pairs, states that merge to the whole."""

from __future__ import annotations

import json
import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from tests.engine.test_media_image import photo

from gotgan.engine.media.folder import MediaState, finish, measure_media, merge, partial
from gotgan.engine.media.near import MOST_BITS, SIGNATURE, near_pictures, near_texts
from gotgan.terms.errors import Invalid

TEXT = (
    "\n".join(f"{place}번째 문장에서는 시청의 {place % 7}번 안건을 다룬다." for place in range(60))
    + "\n마지막 문장이다.\n"
)


def naive_groups(size: int, near: list[tuple[int, int]]) -> list[list[int]]:
    """Connected places by painting every one with its neighbours' least colour until nothing changes."""
    colour = list(range(size))
    for _ in range(size):
        for a, b in near:
            colour[a] = colour[b] = min(colour[a], colour[b])
    groups = [[place for place in range(size) if colour[place] == shade] for shade in sorted(set(colour))]
    return [group for group in groups if len(group) > 1]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 2**64 - 1), max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 63), max_size=9)), max_size=12),
)
def test_no_near_pair_of_pictures_is_missed(seeds: list[int], changes: list[tuple[int, list[int]]]) -> None:
    hashes = list(seeds)
    for which, bits in changes:
        value = seeds[which % len(seeds)] if seeds else 0
        for bit in bits:
            value ^= 1 << bit
        hashes.append(value)
    near = [(a, b) for a, b in combinations(range(len(hashes)), 2) if (hashes[a] ^ hashes[b]).bit_count() <= MOST_BITS]
    assert near_pictures(hashes) == naive_groups(len(hashes), near)


def test_a_bucket_of_everything_is_still_grouped() -> None:
    """Two thousand hashes that agree in all bands but the last: one crowd, two groups."""
    hashes = [(place % 50) | 1 << 63 for place in range(1000)] + [(0xFFF << 20) | place % 50 for place in range(1000)]
    assert [len(group) for group in near_pictures(hashes)] == [1000, 1000]


def test_near_texts_by_share_of_signature() -> None:
    rng = np.random.default_rng(5)
    base, other = rng.integers(0, 2**32, (2, SIGNATURE), dtype=np.uint32)
    close = np.concatenate([other[:20], base[20:]])
    far = np.concatenate([other[:60], base[60:]])
    assert near_texts([row.tobytes() for row in (base, far, close)]) == [[0, 2]]
    assert near_texts([]) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("사진")
    for number in range(3):
        photo(seed=number).save(root / f"{number}.png")
    photo(seed=0).save(root / "0_다시.jpg", quality=70)
    (root / "하위").mkdir()
    (root / "하위" / "같은.png").write_bytes((root / "1.png").read_bytes())
    for number in (0, 90):
        Image.new("L", (50, 50), 100 + number).save(root / f"plain_{number}.png")
    (root / "broken.jpg").write_bytes(b"")
    (root / "empty_too.jpg").write_bytes(b"")
    (root / ".hidden.png").write_bytes(b"x")
    (root / "글.txt").write_text(TEXT, encoding="utf-8")
    (root / "글_고침.txt").write_text(TEXT.replace("마지막", "끝"), encoding="cp949")
    (root / "다른 글.md").write_text("전혀 다른 이야기를 하는 글이다.\n", encoding="utf-8")
    (root / "notes.bin").write_bytes(b"abc")
    return root


def test_folder_in_one_pass(folder: Path) -> None:
    found = measure_media([folder])
    assert [file.path for file in found.files] == [
        "0.png", "0_다시.jpg", "1.png", "2.png", "broken.jpg", "empty_too.jpg", "notes.bin", "plain_0.png",
        "plain_90.png", "글.txt", "글_고침.txt", "다른 글.md", "하위/같은.png",
    ]  # fmt: skip
    assert found.exact_duplicates == (("1.png", "하위/같은.png"),)
    assert found.near_duplicates == (("0.png", "0_다시.jpg"), ("글.txt", "글_고침.txt"))
    assert found.kinds == {"image": 9, "other": 1, "text": 3}
    assert found.corpus is not None
    assert (found.corpus.documents, found.corpus.lines, found.corpus.languages.keys()) == (3, 123, {"ko"})
    assert found.flags == {"low_information": 2}


def test_json_names_files_and_says_numbers(folder: Path) -> None:
    document = measure_media([folder]).to_json()
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == document
    assert str(folder) not in text
    assert (document["count"], document["failed"]) == (13, 2)
    assert not [word for word in ("시청", "안건", "이야기", "signature") if word in text]
    first = document["files"][0]
    assert first["kind"] == "image"
    assert int(first["dhash"], 16) == measure_media([folder / "0.png"]).files[0].dhash  # type: ignore[attr-defined]
    assert document["files"][6] == {
        "path": "notes.bin", "kind": "other", "size_bytes": 3,
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }  # fmt: skip


def states(folder: Path) -> list[MediaState]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    return [partial([(path.relative_to(folder).as_posix(), path)]) for path in files]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_merge_associates_and_equals_the_whole(folder: Path, data: st.DataObject) -> None:
    parts = data.draw(st.permutations(states(folder)))
    cut, second = sorted((data.draw(st.integers(0, len(parts))), data.draw(st.integers(0, len(parts)))))
    a, b, c = (joined(group) for group in (parts[:cut], parts[cut:second], parts[second:]))
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert finish(merge(merge(a, b), c)) == measure_media([folder])


def joined(group: list[MediaState]) -> MediaState:
    state = MediaState()
    for part in group:
        state = merge(state, part)
    return state


def test_one_name_for_two_files_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "0.png").write_bytes(b"other")
    with pytest.raises(Invalid, match=r"0\.png: names two files"):
        measure_media([folder / "0.png", tmp_path / "0.png"])
    with pytest.raises(Invalid):
        merge(partial([("a", folder / "0.png")]), partial([("a", folder / "0.png")]))
    assert len(measure_media([folder / "0.png", tmp_path / "0.png"], root=Path(folder.anchor)).files) == 2


def test_labels_are_checked_along_and_are_no_texts(folder: Path) -> None:
    (folder / "labels").mkdir()
    (folder / "labels" / "classes.txt").write_text("차량\n", encoding="utf-8")
    (folder / "labels" / "0.txt").write_text("0 0.5 0.5 0.2 0.2\n0 0.9 0.5 0.4 0.2\n", encoding="utf-8")
    (folder / "labels" / "1.txt").write_text("", encoding="utf-8")
    found = measure_media([folder])
    shutil.rmtree(folder / "labels")
    assert found.labels is not None
    assert (found.labels.formats, found.labels.boxes, found.labels.images) == ({"yolo": 1}, 2, 9)
    assert (found.labels.classes, found.labels.empty_labels) == ({"차량": 2}, 1)
    document = found.to_json()
    assert document["labels"]["issues"]["outside_image"]["examples"] == ["labels/0.txt line 2"]
    assert (document["kinds"]["label"], document["kinds"]["text"], document["failed"]) == (3, 3, 2)
    assert found.corpus == measure_media([folder]).corpus
    assert measure_media([folder]).labels is None


def test_an_empty_text_beside_no_labels_is_a_problem(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text(" ", encoding="utf-8")
    assert measure_media([tmp_path]).to_json()["failed"] == 1


def test_a_place_in_a_picture_is_a_finding(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (37.0, 33.0, 59.25)}
    photo().save(tmp_path / "a.jpg", exif=exif)
    photo(seed=5).save(tmp_path / "b.jpg")
    found = measure_media([tmp_path])
    assert found.findings == {"coordinates": 1}
    assert "59.25" not in json.dumps(found.to_json())
