"""Archives: members by their real names, and everything an archive may try."""

from __future__ import annotations

import gc
import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.engine.reading import only_unread, read, rows_of

from gotgan.engine.tables import Table, Unread

CSV = "이름,수\n가,1\n나,2\n".encode("cp949")
ROWS = [["가", "1"], ["나", "2"]]


def pack(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def pack_with_raw_name(path, raw, content=CSV):
    """A zip as old Korean tools write it: CP949 bytes for a name, no UTF-8 flag."""
    marker = "x" * len(raw)
    pack(path, {marker: content})
    path.write_bytes(path.read_bytes().replace(marker.encode(), raw))
    return path


def pack_tar(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def by_path(found):
    return {item.path: item for item in found}


@pytest.mark.parametrize("raw", ["자료.csv".encode("cp949"), "자료.csv".encode()])
def test_zip_names_without_a_flag(tmp_path, raw):
    (table,) = read(pack_with_raw_name(tmp_path / "a.zip", raw))
    assert (table.path, rows_of(table)) == ("a.zip!자료.csv", ROWS)


def test_zip_members_folders_and_one_bad_among_them(tmp_path):
    path = pack(
        tmp_path / "a.zip", {"폴더/하나.csv": CSV, "빈.csv": b"", "사진.png": b"\x89PNG\r\n\x1a\n..", "폴더/": b""}
    )
    found = by_path(read(path))
    assert sorted(found) == ["a.zip!빈.csv", "a.zip!사진.png", "a.zip!폴더/하나.csv"]
    assert rows_of(found["a.zip!폴더/하나.csv"]) == ROWS
    assert found["a.zip!빈.csv"].status == "skipped"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/cron.d/x", "C:\\x.csv", "..\\x.csv", "a/../../x.csv"])
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_names_that_point_outside_are_refused(tmp_path, name, kind):
    inside = tmp_path / "inside"
    inside.mkdir()
    path = inside / f"a.{kind}"
    make = pack if kind == "zip" else pack_tar
    found = read(make(path, {name: CSV, "good.csv": CSV}), scratch=inside)
    refused = [item for item in found if isinstance(item, Unread)]
    assert [("outside" in item.reason, item.status) for item in refused] == [(True, "failed")]
    assert [rows_of(item) for item in found if isinstance(item, Table)] == [ROWS]
    assert [p.name for p in tmp_path.iterdir()] == ["inside"]


def test_links_in_archives_are_not_followed(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("link.csv")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    for name in ("a.tar", "a.zip"):
        assert "not followed" in only_unread(tmp_path / name).reason


def test_bomb_is_refused_while_it_unpacks(tmp_path):
    path = pack(tmp_path / "a.zip", {"good.csv": CSV, "zeros.csv": bytes(20 << 20)})
    found = read(path, ratio_floor_bytes=1 << 20, scratch=tmp_path)
    assert rows_of(found[0]) == ROWS
    assert (found[1].path, found[1].status) == ("a.zip", "failed")
    assert "bomb" in found[1].reason
    del found
    gc.collect()
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"], "nothing unpacked stays"


def test_bomb_in_gzip_and_too_many_members(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(bytes(20 << 20)))
    assert "bomb" in only_unread(path, ratio_floor_bytes=1 << 20).reason
    many = pack(tmp_path / "many.zip", {f"{i}.csv": CSV for i in range(30)})
    assert "more than 20 members" in read(many, archive_members=20)[-1].reason


def test_truncated_zip_and_tar_say_so(tmp_path):
    whole = pack(tmp_path / "a.zip", {"a.csv": CSV * 2000})
    whole.write_bytes(whole.read_bytes()[:-60])
    assert "damaged or cut short" in only_unread(whole).reason
    tar = pack_tar(tmp_path / "a.tar.gz", {"a.csv": CSV, "b.csv": bytes(range(256)) * 4000})
    tar.write_bytes(tar.read_bytes()[:-300])
    found = read(tar)
    assert rows_of(found[0]) == ROWS
    assert (found[-1].path, "cut short after 1 members" in found[-1].reason) == ("a.tar.gz", True)


def test_a_damaged_member_does_not_stop_the_next(tmp_path):
    path = pack(tmp_path / "a.zip", {"bad.csv": CSV * 100, "good.csv": CSV}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    bad, good = read(path)
    assert ("damaged" in bad.reason, rows_of(good)) == (True, ROWS)


def test_locked_member_names_the_remedy(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.csv": CSV}, zipfile.ZIP_STORED)
    content = path.read_bytes()
    central = content.rfind(b"PK\x01\x02")
    locked = bytearray(content)
    locked[6] |= 1
    locked[central + 8] |= 1
    path.write_bytes(bytes(locked))
    assert "password" in only_unread(path).reason


def test_nested_archives_one_level_deep(tmp_path):
    inner = pack(tmp_path / "inner.zip", {"a.csv": CSV}).read_bytes()
    middle = pack(tmp_path / "middle.zip", {"inner.zip": inner}).read_bytes()
    (table,) = read(pack(tmp_path / "outer.zip", {"inner.zip": inner}))
    assert (table.path, rows_of(table)) == ("outer.zip!inner.zip!a.csv", ROWS)
    unread = only_unread(pack(tmp_path / "deep.zip", {"middle.zip": middle}))
    assert (unread.path, unread.status) == ("deep.zip!middle.zip!inner.zip", "skipped")


@pytest.mark.parametrize(
    ("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tar.bz2", "w:bz2"), ("a.tgz", "w:gz")]
)
def test_tar_in_every_wrapping(tmp_path, name, mode):
    (table,) = read(pack_tar(tmp_path / name, {"폴더/자료.csv": CSV}, mode))
    assert (table.path, rows_of(table)) == (f"{name}!폴더/자료.csv", ROWS)


def test_gz_of_one_file_takes_the_name_without_its_suffix(tmp_path):
    path = tmp_path / "자료.csv.gz"
    path.write_bytes(gzip.compress(CSV))
    (table,) = read(path)
    assert (table.path, table.size_bytes, rows_of(table)) == ("자료.csv.gz!자료.csv", len(CSV), ROWS)


def test_empty_archive_has_an_entry(tmp_path):
    assert "no files" in only_unread(pack(tmp_path / "a.zip", {})).reason


def test_a_member_lives_as_long_as_its_table(tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (table,) = read(pack(tmp_path / "a.zip", {"a.csv": CSV}), scratch=scratch)
    assert len(list(Path(scratch).iterdir())) == 1
    assert rows_of(table) == rows_of(table)
    del table
    gc.collect()
    assert not list(scratch.iterdir())


def test_zip_member_without_a_name_does_not_stop_the_next(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.csv", "a,b\n1,2\n")
        archive.writestr("y.csv", "a,b\n3,4\n")
    path.write_bytes(path.read_bytes().replace(b"x.csv", b"\0\0\0\0\0"))
    tables = [table for table in read(path) if isinstance(table, Table)]
    assert rows_of(tables[-1]) == [["3", "4"]]
