"""AI Hub downloads: parts, names in CP949, checksums, layout, joins in the wrong order."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_sources_folder import listed
from tests.engine.zip_makers import cut, joined_by_name, noise, put_parts, zipped

from gotgan.engine.sources import open_source, zip_order
from gotgan.engine.sources.aihub import AihubSource
from gotgan.engine.sources.aihub_layout import home_of, layout_of, title_of
from gotgan.engine.sources.joined import Piece, open_joined
from gotgan.engine.sources.zip_check import check_archive
from gotgan.engine.sources.zip_parts import Archive
from gotgan.terms.errors import NotFound
from gotgan.terms.record import FileRef, SourceRecord

ENTRIES = {f"원천/그림_{number:02d}.jpg": noise(700, number) for number in range(20)}


def only(root: Path) -> SourceRecord:
    (record,), _ = listed(AihubSource(root))
    return record


def names_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


@pytest.mark.parametrize("encoding", ["", "cp949", "utf-8"])
@pytest.mark.parametrize("by_place", [False, True])
def test_parts_are_read_in_the_order_of_numbers(encoding: str, by_place: bool, tmp_path: Path) -> None:
    content = zipped(ENTRIES, encoding)
    root, out = tmp_path / "in", tmp_path / "out.zip"
    size = 1 << 10 if not by_place else len(content) // 12
    made = put_parts(root / "TS.zip", content, size, by_place=by_place)
    assert len(made) > 11
    before = names_of(root)
    source = open_source(None, str(root))
    (record,), end = listed(source)
    assert (source.kind, record.problem, end.complete, end.lines) == ("aihub", "", True, 1)
    assert [file.path for file in record.files] == ["TS.zip"]
    (archive,) = record.raw["archives"]
    assert (archive["entries"], archive["unpacked"], archive["suffixes"]) == (20, 14_000, {".jpg": 20})
    assert (archive["parts"], record.modality) == ([int(p.name.rpartition("part")[2]) for p in made], ("image",))
    assert names_of(root) == before
    source.fetch(record.files[0], out)
    assert out.read_bytes() == content


@pytest.mark.parametrize(
    ("gone", "said"), [((3,), "part 3 is missing"), ((0,), "part 0 is missing"), ((2, 11), "part 2, 11 is missing")]
)
def test_missing_part_is_named(gone: tuple[int, ...], said: str, tmp_path: Path) -> None:
    made = put_parts(tmp_path / "TS.zip", zipped(ENTRIES), 1 << 10)
    for number in gone:
        made[number].unlink()
    record = only(tmp_path)
    assert f"TS.zip: {said}" in record.problem
    assert record.files == ()


def test_missing_last_part_and_missing_place_are_named(tmp_path: Path) -> None:
    put_parts(tmp_path / "a/TS.zip", zipped(ENTRIES), 1 << 10)[-1].unlink()
    large = zipped({"a.bin": noise(3 << 20)})
    put_parts(tmp_path / "b/TS.zip", large, 1 << 20, by_place=True)[1].unlink()
    first, second = listed(AihubSource(tmp_path))[0]
    assert "its last part is missing or cut" in first.problem
    assert f"part {1 << 20} is missing" in second.problem


def test_parts_that_count_from_one_are_whole(tmp_path: Path) -> None:
    put_parts(tmp_path / "TS.zip", zipped(ENTRIES), 1 << 10, first=1)
    assert only(tmp_path).problem == ""


def test_part_that_is_there_twice_is_named(tmp_path: Path) -> None:
    made = put_parts(tmp_path / "TS.zip", zipped(ENTRIES), 1 << 10)
    (tmp_path / "TS.zip.part03").write_bytes(made[3].read_bytes())
    assert "part 3 is there twice" in only(tmp_path).problem


@pytest.mark.parametrize("encoding", ["", "cp949"])
def test_damaged_entry_and_its_part_are_named(encoding: str, tmp_path: Path) -> None:
    content = zipped(ENTRIES, encoding)
    made = put_parts(tmp_path / "TS.zip", content, 1 << 10)
    place = content.index(ENTRIES["원천/그림_07.jpg"]) + 350
    part = bytearray(made[place >> 10].read_bytes())
    part[place & 1023] ^= 1
    made[place >> 10].write_bytes(part)
    problem = only(tmp_path).problem
    assert problem.startswith("TS.zip: 원천/그림_07.jpg: is damaged, in part ")
    assert str(place >> 10) in problem.partition("in part ")[2].partition("(")[0]
    assert "checksum" in problem
    assert "그림_08" not in problem


def test_part_cut_on_the_way_is_named(tmp_path: Path) -> None:
    made = put_parts(tmp_path / "TS.zip", zipped(ENTRIES), 1 << 10)
    made[5].write_bytes(made[5].read_bytes()[:500])
    assert "part 5 is shorter than the others" in only(tmp_path).problem


def test_layout_is_one_dataset(tmp_path: Path) -> None:
    root = tmp_path / "001.가상 도로_영상"
    data = "01-1.정식개방데이터"
    for split, letter in (("Training", "T"), ("Validation", "V")):
        put_parts(root / data / split / "01.원천데이터" / f"{letter}S_1.zip", zipped(ENTRIES, "cp949"), 1 << 12)
        labels = {f"{number}.json": b"{}" for number in range(30)}
        (root / data / split / "02.라벨링데이터").mkdir(parents=True)
        (root / data / split / "02.라벨링데이터" / f"{letter}L_1.zip").write_bytes(zipped(labels))
    (root / "설명서.pdf").write_bytes(b"%PDF-1.4")
    (root / "README.md").write_text("x")
    for place in (root, tmp_path):
        source = open_source(None, str(place))
        (record,), end = listed(source)
        assert (source.kind, record.title, record.problem, end.lines) == ("aihub", "가상 도로 영상", "", 1)
        told = [(each["split"], each["role"], each["entries"]) for each in record.raw["archives"]]
        assert told == [("training", "source", 20), ("training", "label", 30),
                        ("validation", "source", 20), ("validation", "label", 30)]  # fmt: skip
        assert record.modality == ("image",)
        assert [each["path"] for each in record.raw["files"]] == ["설명서.pdf"]
        assert len(record.files) == 5
    assert only(tmp_path).remote_id == "001.가상 도로_영상"


def test_datasets_beside_each_other_are_resumed(tmp_path: Path) -> None:
    for name in ("002.나", "001.가", "003.다"):
        put_parts(tmp_path / name / "원천데이터" / "TS.zip", zipped(ENTRIES), 1 << 12)
    source = AihubSource(tmp_path)
    whole, end = listed(source)
    assert [record.title for record in whole] == ["가", "나", "다"]
    for place, record in enumerate(whole):
        assert listed(source, record.cursor) == (whole[place + 1 :], end)
    changed = zipped({**ENTRIES, "new.jpg": b"x"})
    put_parts(tmp_path / "002.나" / "원천데이터" / "TS.zip", changed, 1 << 12)
    again = listed(source)[0]
    assert [a.fingerprint == b.fingerprint for a, b in zip(whole, again, strict=True)] == [True, False, True]


@pytest.mark.parametrize(
    ("path", "home", "layout"),
    [("a/1.Training/원천데이터/TS1.zip", "a", ("training", "source")), ("원천데이터/x.zip", ".", ("", "source")),
     ("a/b/x.zip", "a/b", ("", "")), ("VL_가.zip", ".", ("validation", "label")), ("TSV.zip", ".", ("", "")),
     ("a/Validation/[라벨]1.자연어.zip", "a", ("validation", "label")), ("a/03.Test/x.zip", "a", ("test", "")),
     ("가/01.데이터/2.Validation/02. 라벨링 데이터/x.zip", "가", ("validation", "label"))],
)  # fmt: skip
def test_folders_are_understood(path: str, home: str, layout: tuple[str, str]) -> None:
    assert (home_of(path), layout_of(path)) == (home, layout)


@pytest.mark.parametrize(("name", "title"), [("a/012.가_나", "가 나"), ("2023 인구", "2023 인구"), ("7", "7")])
def test_title_has_no_running_number(name: str, title: str) -> None:
    assert title_of(name) == title


def test_names_of_a_mac_are_the_same_names(tmp_path: Path) -> None:
    folder = unicodedata.normalize("NFD", "가/라벨링데이터")
    put_parts(tmp_path / folder / unicodedata.normalize("NFD", "라벨.zip"), zipped(ENTRIES), 1 << 12)
    record = only(tmp_path)
    assert (record.remote_id, record.files[0].path) == ("가", "라벨링데이터/라벨.zip")
    assert record.raw["archives"][0]["role"] == "label"


@settings(max_examples=25, deadline=None)
@given(st.integers(10, 120), st.sampled_from([0, 1]), st.integers(0, 999), st.booleans())
def test_zip_joined_in_the_order_of_names_is_said_and_read_right(
    tmp_path_factory: pytest.TempPathFactory, parts: int, first: int, seed: int, comment: bool
) -> None:
    content = zipped({f"그림_{number}.jpg": noise(211 + number, seed + number) for number in range(40)}, "cp949")
    if comment:
        content = content[:-2] + struct.pack("<H", 5) + b"hello"
    size = -(-len(content) // parts)
    wrong = joined_by_name(content, size, first)
    root = tmp_path_factory.mktemp("aihub")
    (root / "in").mkdir()
    (root / "in" / "TS.zip").write_bytes(wrong)
    source = AihubSource(root / "in")
    (record,), end = listed(source)
    assert record.problem == ""
    assert record.raw["archives"][0]["entries"] == 40
    if wrong != content:
        assert f"TS.zip: its {len(cut(content, size))} parts were joined in the order of their names" in end.warnings[0]
    else:
        assert end.warnings == ()
    source.fetch(record.files[0], root / "out")
    assert (root / "out").read_bytes() == content


def test_join_is_seen_where_the_last_name_is_also_the_last_number(tmp_path: Path) -> None:
    content = zipped({f"{number}.jpg": noise(301, number) for number in range(60)})
    size = -(-len(content) // 100)
    assert len(cut(content, size)) == 100
    (tmp_path / "TS.zip").write_bytes(joined_by_name(content, size))
    record = only(tmp_path)
    assert (record.problem, record.raw["archives"][0]["entries"]) == ("", 60)


def test_join_of_parts_named_by_their_place_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_order, "_OFFSET_STEP", 1 << 10)
    content = zipped(ENTRIES, "cp949")
    parts = {str(number << 10): part for number, part in enumerate(cut(content, 1 << 10))}
    (tmp_path / "TS.zip").write_bytes(b"".join(parts[name] for name in sorted(parts)))
    assert (tmp_path / "TS.zip").read_bytes() != content
    record = only(tmp_path)
    assert (record.problem, record.raw["archives"][0]["entries"]) == ("", 20)


def test_zip_that_is_broken_otherwise_is_not_called_joined_wrongly(tmp_path: Path) -> None:
    content = zipped(ENTRIES)
    parts = cut(content, 1 << 10)
    (tmp_path / "TS.zip").write_bytes(b"".join([parts[0], *parts[1:][::-1]]))
    record = only(tmp_path)
    assert record.problem.startswith("TS.zip: ")
    assert listed(AihubSource(tmp_path))[1].warnings == ()


def test_zip_beside_its_parts_is_left_alone(tmp_path: Path) -> None:
    put_parts(tmp_path / "TS.zip", zipped(ENTRIES), 1 << 10)
    (tmp_path / "TS.zip").write_bytes(b"PK half")
    (record,), end = listed(AihubSource(tmp_path))
    assert (record.problem, len(record.files)) == ("", 1)
    assert "beside its own parts" in end.warnings[0]


def test_locked_empty_and_overlapping_zips_are_problems(tmp_path: Path) -> None:
    locked = bytearray(zipped({"비밀.txt": b"x" * 50}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + flags] |= 1
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "a.zip.part0").write_bytes(locked)
    (tmp_path / "2").mkdir()
    (tmp_path / "2" / "a.zip.part0").write_bytes(zipped({}))
    over = zipped({f"{number}.bin": noise(5000) for number in range(3)})
    directory = over.index(b"PK\x01\x02")
    one, end = over[:5035], over[directory:]
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "a.zip.part0").write_bytes(_all_at_the_beginning(one, end))
    locked_record, empty, bomb = listed(AihubSource(tmp_path))[0]
    assert "비밀.txt: is locked with a password" in locked_record.problem
    assert "holds no files" in empty.problem
    assert "lie over one another" in bomb.problem


def _all_at_the_beginning(content: bytes, directory: bytes) -> bytes:
    """A zip whose entries all point to the first one's bytes."""
    changed, place = bytearray(directory), 0
    while (place := changed.find(b"PK\x01\x02", place)) >= 0:
        changed[place + 42 : place + 46] = struct.pack("<L", 0)
        place += 4
    at = changed.index(b"PK\x05\x06")
    changed[at + 16 : at + 20] = struct.pack("<L", len(content))
    return content + bytes(changed)


def test_file_that_has_gone_or_lies_outside_is_not_fetched(tmp_path: Path) -> None:
    root = tmp_path / "in"
    made = put_parts(root / "TS.zip", zipped(ENTRIES), 1 << 10)
    source = AihubSource(root)
    (record,), _ = listed(source)
    (tmp_path / "secret").write_text("x")
    with pytest.raises(NotFound):
        source.fetch(FileRef("a", str(tmp_path / "secret")), tmp_path / "out")
    for path in made:
        path.unlink()
    with pytest.raises(NotFound):
        source.fetch(record.files[0], tmp_path / "out")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.binary(max_size=40), max_size=6),
    st.lists(st.tuples(st.integers(0, 220), st.integers(0, 90)), max_size=8),
)
def test_joined_file_reads_like_one_file(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], reads: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("joined")
    pieces = []
    for number, part in enumerate(parts):
        (folder / str(number)).write_bytes(b"##" + part + b"#")
        pieces.append(Piece(folder / str(number), number, 2, len(part)))
    expected = io.BytesIO(b"".join(parts))
    with open_joined(pieces) as file:
        for place, size in reads:
            assert file.seek(place) == expected.seek(place)
            assert file.read(size) == expected.read(size)
        file.seek(0)
        assert file.read() == expected.getvalue()


def test_plain_folders_are_no_aihub_downloads(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(ENTRIES))
    (tmp_path / "원천데이터").mkdir()
    (tmp_path / "원천데이터" / "a.csv").write_text("a\n1\n")
    assert open_source(None, str(tmp_path)).kind == "folder"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_is_verified(method: int, tmp_path: Path) -> None:
    made = put_parts(tmp_path / "TS.zip", zipped(ENTRIES, "cp949", method), 1 << 10)
    pieces = tuple(Piece(path, number, 0, path.stat().st_size) for number, path in enumerate(made))
    checked = check_archive(Archive("TS.zip", pieces, True))
    assert (checked.entries, checked.problem) == (20, "")
    broken = bytearray(made[6].read_bytes())
    broken[500:520] = bytes(20)
    made[6].write_bytes(broken)
    assert "in part" in check_archive(Archive("TS.zip", pieces, True)).problem
