"""Datasets in a folder (ARCHITECTURE, section 8)."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.sources import Source, open_source
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord


def put(root: Path, *names: str, content: str = "a,b\n1,2\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def listed(source: Source, cursor: str | None = None) -> tuple[list[SourceRecord], ListingEnd]:
    *records, end = source.records(cursor)
    assert isinstance(end, ListingEnd)
    return [record for record in records if isinstance(record, SourceRecord)], end


def ids(root: Path) -> list[str]:
    return [record.remote_id for record in listed(open_source("folder", str(root)))[0]]


def test_one_file_is_one_dataset_in_a_fixed_order(tmp_path: Path) -> None:
    put(tmp_path, "b.csv", "a/z.xlsx", "a/c.zip", "a.db", "나.csv")
    assert ids(tmp_path) == ["a/c.zip", "a/z.xlsx", "a.db", "b.csv", "나.csv"]


def test_hidden_files_and_read_mes_are_no_datasets(tmp_path: Path) -> None:
    put(
        tmp_path, ".hidden.csv", ".git/x.csv", "~$book.xlsx", "Thumbs.db", "README.md", "LICENSE", "__MACOSX/a", "a.csv"
    )
    assert ids(tmp_path) == ["a.csv"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "in/a.csv", "out/b.csv")
    (tmp_path / "in/link").symlink_to(tmp_path / "out")
    (tmp_path / "in/file.csv").symlink_to(tmp_path / "out/b.csv")
    assert ids(tmp_path / "in") == ["a.csv"]


def test_five_images_of_a_folder_are_one_dataset_with_its_classes(tmp_path: Path) -> None:
    put(tmp_path, *[f"도로/좋음/{n}.jpg" for n in range(3)], *[f"도로/나쁨/{n}.png" for n in range(2)])
    put(tmp_path, *[f"few/{n}.jpg" for n in range(4)])
    (road, *few) = listed(open_source("folder", str(tmp_path)))[0][::-1]
    assert (road.remote_id, road.title, road.modality) == ("도로", "도로", ("image",))
    assert road.files[0].path == "나쁨/0.png"
    assert len(few) == 4


def test_media_beside_tables_are_one_and_tables_their_own(tmp_path: Path) -> None:
    put(tmp_path, *[f"m/{n}.wav" for n in range(5)], "m/labels.csv")
    assert ids(tmp_path) == ["m/*.audio", "m/labels.csv"]


def test_numbered_parts_under_one_header_are_one(tmp_path: Path) -> None:
    put(tmp_path, *[f"big/part-{n:03d}.csv" for n in range(12)])
    put(tmp_path, "big/other-1.csv", "big/2023.csv", "big/2024.csv")
    put(tmp_path, "big/other-2.csv", content="x,y\n")
    records, _ = listed(open_source("folder", str(tmp_path)))
    assert [record.remote_id for record in records] == [
        "big/2023.csv", "big/2024.csv", "big/other-1.csv", "big/other-2.csv", "big/part-#.csv",
    ]  # fmt: skip
    assert [file.path for file in records[-1].files][-2:] == ["part-010.csv", "part-011.csv"]


def test_pieces_of_a_cut_file_are_in_the_order_of_numbers(tmp_path: Path) -> None:
    put(tmp_path, *[f"data.zip.part{n}" for n in range(12)])
    (record,) = listed(open_source("folder", str(tmp_path)))[0]
    assert record.remote_id == "data.zip"
    assert [file.path for file in record.files][-3:] == ["data.zip.part9", "data.zip.part10", "data.zip.part11"]


def test_shapefile_is_one_dataset(tmp_path: Path) -> None:
    put(tmp_path, "길.shp", "길.dbf", "길.shx", "길.prj", "other.dbf")
    records, _ = listed(open_source("folder", str(tmp_path)))
    assert [(record.remote_id, len(record.files)) for record in records] == [("other.dbf", 1), ("길.shp", 4)]


LABELS = """
publisher: 가상구
license: kogl_1
datasets:
  인구/p-1.csv: {title: 인구 현황, title_en: Population, field: population, keywords: [인구, 통계], issued: 2024-01-02}
  사진: {title: 도로 사진, provision_now: internal}
  합본.csv: {title: 합본, files: [인구/x.csv, 인구/y.csv]}
"""


def test_labels_override_title_licence_and_grouping(tmp_path: Path) -> None:
    put(tmp_path, "인구/p-1.csv", "인구/p-2.csv", "사진/a.jpg", "사진/b.txt", "gotgan.yaml", content="a\n")
    (tmp_path / "gotgan.yaml").write_text(LABELS, encoding="utf-8")
    records = {record.remote_id: record for record in listed(open_source("folder", str(tmp_path)))[0]}
    assert set(records) == {"인구/p-1.csv", "인구/p-2.csv", "사진"}
    first = records["인구/p-1.csv"]
    assert (first.title, first.title_en, first.field, first.licence) == (
        "인구 현황",
        "Population",
        "population",
        "kogl_1",
    )
    assert (first.publisher, first.keywords, first.issued) == ("가상구", ("인구", "통계"), "2024-01-02")
    assert (records["사진"].provision_now, len(records["사진"].files)) == ("internal", 2)
    assert records["인구/p-2.csv"].licence == "kogl_1"


def test_labels_list_the_members_of_a_dataset(tmp_path: Path) -> None:
    put(tmp_path, "인구/x.csv", "인구/y.csv", "b.csv")
    (tmp_path / "gotgan.yaml").write_text(LABELS, encoding="utf-8")
    records, end = listed(open_source("folder", str(tmp_path)))
    whole = next(record for record in records if record.remote_id == "합본.csv")
    assert [file.path for file in whole.files] == ["인구/x.csv", "인구/y.csv"]
    assert end.warnings == ()


def test_whole_folder_can_be_one_dataset(tmp_path: Path) -> None:
    put(tmp_path, "x/a.csv", "x/b/c.xlsx", "y.csv")
    (tmp_path / "x/gotgan.yaml").write_text("{title: 모두, one_dataset: true}", encoding="utf-8")
    (both, _) = listed(open_source("folder", str(tmp_path)))[0]
    assert (both.remote_id, both.title, len(both.files)) == ("x", "모두", 2)


@pytest.mark.parametrize("text", ["{a: [", "- a\n- b", "\x00", "!!python/object/apply:os.system [ls]"])
def test_broken_labels_are_a_warning(tmp_path: Path, text: str) -> None:
    put(tmp_path, "a.csv")
    (tmp_path / "gotgan.yaml").write_text(text, encoding="utf-8")
    records, end = listed(open_source("folder", str(tmp_path)))
    assert len(records) == 1
    assert "gotgan.yaml" in end.warnings[0]


def test_labels_that_unfold_to_gigabytes_are_not_spelt_out(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    laughs = f"l0: &l0 [ha, ha]\n{levels}"
    for use in ("keywords: *l11", "keywords: [*l11, 교통]", "datasets: {a.csv: {title: 가, files: [*l11]}}"):
        put(tmp_path, "a.csv")
        (tmp_path / "gotgan.yaml").write_text(f"{laughs}{use}\n", encoding="utf-8")
        records, _ = listed(open_source("folder", str(tmp_path)))
        assert [record.remote_id for record in records] == ["a.csv"]
        assert all(len(record.keywords) <= 9 for record in records)


def test_fingerprint_changes_with_the_bytes_only(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    source = open_source("folder", str(tmp_path))
    before = listed(source)[0][0]
    os.utime(tmp_path / "a.csv", (1, 1))
    assert listed(source)[0][0].fingerprint == before.fingerprint
    put(tmp_path, "a.csv", content="a,b\n1,3\n")
    assert listed(source)[0][0].fingerprint != before.fingerprint
    assert set(before.raw) == {"path", "files"}


def test_empty_file_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", content="")
    put(tmp_path, "b.csv")
    (empty, good), end = listed(open_source("folder", str(tmp_path)))
    assert "is empty" in empty.problem
    assert (good.problem, end.complete, end.lines) == ("", True, 2)


def test_names_are_composed_and_files_still_found(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "데이터.csv"))
    source = open_source("folder", str(tmp_path))
    (record,) = listed(source)[0]
    assert record.remote_id == "데이터.csv"
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "a,b\n1,2\n"


def test_fetch_stays_inside_the_folder(tmp_path: Path) -> None:
    put(tmp_path, "in/a.csv", "out.csv")
    source = open_source("folder", str(tmp_path / "in"))
    with pytest.raises(NotAllowed):
        source.fetch(FileRef("x", str(tmp_path / "in/../out.csv")), tmp_path / "t")
    with pytest.raises(NotFound):
        source.fetch(FileRef("x", str(tmp_path / "in/gone.csv")), tmp_path / "t")


def test_single_file_is_guessed_and_labelled(tmp_path: Path) -> None:
    put(tmp_path, "인구/p-1.csv")
    (tmp_path / "인구/gotgan.yaml").write_text("datasets: {p-1.csv: {title: 인구}}", encoding="utf-8")
    source = open_source(None, str(tmp_path / "인구/p-1.csv"))
    (record,), end = listed(source)
    assert (source.kind, record.title, end.lines) == ("file", "인구", 1)
    assert listed(source, record.cursor)[0] == []


@pytest.mark.parametrize(("kind", "location"), [(None, "/no/such"), ("oai", "/"), ("ckan", "/"), ("folder", "/no")])
def test_what_no_connector_knows_is_invalid(kind: str | None, location: str) -> None:
    with pytest.raises(Invalid):
        open_source(kind, location)


NAMES = st.lists(
    st.tuples(st.sampled_from(["", "a/", "a b/", "a.b/", "가/", "a/b/"]), st.sampled_from("abc가"), st.integers(0, 3)),
    min_size=1, max_size=12, unique=True,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(NAMES, st.data())
def test_resuming_anywhere_yields_the_rest_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("folder")
    put(root, *[f"{folder}{name}{number}.csv" for folder, name, number in names])
    source = open_source("folder", str(root))
    whole, end = listed(source)
    place = data.draw(st.integers(0, len(whole) - 1))
    rest, again = listed(source, whole[place].cursor)
    assert rest == whole[place + 1 :]
    assert end == again
