"""Identifiers beside the cells: in names of files and sheets, in comments, hidden columns and document properties, and
in what a camera writes into a picture. None of it reaches what repair, deidentify and package hand out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from PIL import Image, PngImagePlugin

from gotgan.cli.main import main
from gotgan.engine.detect import detect_parquet
from tests.engine.test_media_image import photo
from tests.planted_search import Sought

IN_FILE, IN_SHEET, IN_COMMENT = "900101-1234568", "880202-2345671", "770303-1345672"
IN_COLUMN, IN_AUTHOR, IN_TITLE = "660404-2345673", "010-1234-5678", "kim.hidden@example.org"
EVERY = (IN_FILE, IN_SHEET, IN_COMMENT, IN_COLUMN, IN_AUTHOR, IN_TITLE)
PLAN = """
columns:
  나이: {do: key, hierarchy: "builtin:age"}
  주민등록번호: {do: suppress}
  값: {do: keep}
privacy: {k: 3}
"""
FORMATS = "jsonl,csv,webdataset"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A sheet with a hidden column of numbers, and a number wherever else a workbook can hold one."""
    path = tmp_path / f"{IN_FILE} 명단.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"author": IN_AUTHOR, "title": IN_TITLE, "comments": IN_COMMENT})
        sheet = book.add_worksheet(IN_SHEET)
        sheet.write_row(0, 0, ["나이", "주민등록번호", "값"])
        for row in range(1, 13):
            sheet.write_row(row, 0, [20 + row % 4, IN_COLUMN, row])
        sheet.write_comment("A2", f"확인: {IN_COMMENT}")
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_header(f"&C{IN_AUTHOR}")
    return path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_search_finds_them_in_the_workbook(workbook: Path) -> None:
    found = Sought(EVERY).in_files([workbook])
    assert sum(found.values()) >= len(EVERY)
    for each in EVERY:
        assert Sought([each]).in_files([workbook]), "each of them stands somewhere"


def test_release_of_a_workbook_holds_none_of_them(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    out, packed = tmp_path / "out", tmp_path / "packed"
    assert main(["deidentify", str(workbook), "--plan", str(tmp_path / "plan.yaml"), "-o", str(out), "--csv"]) == 0
    assert main(["package", str(out), "-o", str(packed), "--format", FORMATS]) == 0
    files = [*files_in(out), *files_in(packed)]
    assert {path.suffix for path in files} == {".parquet", ".json", ".csv", ".jsonl", ".tar", ".md"}
    assert Sought(EVERY).in_files(files) == {}


def test_hidden_column_is_a_column_that_the_plan_must_name(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.replace("  주민등록번호: {do: suppress}\n", ""), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["deidentify", str(workbook), "--plan", str(tmp_path / "plan.yaml"), "-o", str(out)]) == 2
    assert "'주민등록번호': is not in the plan" in capsys.readouterr().err
    assert main(["package", str(workbook), "-o", str(tmp_path / "packed")]) == 1
    said = capsys.readouterr().err
    assert "holds resident_number" in said
    assert not Sought(EVERY).in_text(said)
    assert not (tmp_path / "packed").exists()


def test_repair_tells_no_number_of_a_name(workbook: Path, tmp_path: Path) -> None:
    """Its cells are the data still; what it says of them and how it names them is not."""
    out = tmp_path / "out"
    assert main(["repair", str(workbook), "-o", str(out)]) == 0
    beside = Sought(each for each in EVERY if each != IN_COLUMN)
    assert beside.in_files(files_in(out)) == {}
    assert Sought([IN_COLUMN]).in_files([out / "receipt.json"]) == {}
    assert Sought([IN_COLUMN]).in_files([out / "data.parquet"])
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["inputs"][0]["path"].count("!") == 1


def picture(**options: object) -> bytes:
    content = io.BytesIO()
    photo(96, 72).save(content, **{"format": "JPEG", **options})
    return content.getvalue()


def exif_with(tag: int, value: object) -> Image.Exif:
    exif = Image.Exif()
    exif[tag] = value
    return exif


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)})
    return exif


def png_text(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", text)
    return info


TELLING = {
    "place": (lambda: picture(exif=with_place()), "coordinates"),
    "artist": (lambda: picture(exif=exif_with(0x013B, "홍길동")), "person_name"),
    "author of Windows": (lambda: picture(exif=exif_with(0x9C9D, "홍길동".encode("utf-16-le"))), "person_name"),
    "description": (lambda: picture(exif=exif_with(0x010E, f"촬영 {IN_FILE}")), "resident_number"),
    "comment": (lambda: picture(comment=f"call {IN_AUTHOR}".encode()), "phone"),
    "png text": (lambda: picture(format="PNG", pnginfo=png_text(f"연락처 {IN_AUTHOR}")), "phone"),
    "webp place": (lambda: picture(format="WEBP", exif=with_place()), "coordinates"),
}


def table_of(tmp_path: Path, image: pa.Array) -> Path:
    """A table for training, with a picture a row."""
    path = tmp_path / "pictures.parquet"
    pq.write_table(pa.table({"image": image, "label": [number % 2 for number in range(len(image))]}), path)
    return path


@pytest.mark.parametrize("what", TELLING)
def test_picture_that_tells_more_than_it_shows_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    make, kind = TELLING[what]
    path = table_of(tmp_path, pa.array([picture(), make(), picture()]))
    assert {finding.kind: finding.count for finding in detect_parquet(path)} == {kind: 1}
    assert main(["package", str(path), "-o", str(tmp_path / "packed"), "--format", "webdataset"]) == 1
    assert f"column 'image' holds {kind} (1)" in capsys.readouterr().err
    assert not (tmp_path / "packed").exists()
    plan = "columns: {image: {do: keep}, label: {do: sensitive}}\nprivacy: {k: 2}"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["deidentify", str(path), "--plan", str(tmp_path / "plan.yaml"), "-o", str(out)]) == 1
    assert f"1 hit(s) of {kind} are left" in capsys.readouterr().err
    assert not (out / "data.parquet").exists()


def test_picture_inside_a_record_is_told_by_its_size(tmp_path: Path) -> None:
    """As text it would be of use to nobody; the data card says so."""
    cells = [{"bytes": picture(exif=with_place(), comment=IN_AUTHOR.encode()), "path": "a.jpg"}] * 2
    path = table_of(tmp_path, pa.array(cells))
    assert {finding.kind for finding in detect_parquet(path)} == {"coordinates", "phone"}
    assert main(["package", str(path), "-o", str(tmp_path / "packed"), "--format", FORMATS]) == 0
    files = files_in(tmp_path / "packed")
    assert Sought(EVERY).in_files(files) == {}
    kept = pq.read_table(tmp_path / "packed/data/pictures.parquet")["image"].to_pylist()
    assert [json.loads(cell) for cell in kept] == [{"bytes": f"<{len(cells[0]['bytes'])} bytes>", "path": "a.jpg"}] * 2
    assert "column 1 holds bytes inside records" in (tmp_path / "packed/README.md").read_text(encoding="utf-8")


def test_plain_pictures_are_packaged_byte_for_byte(tmp_path: Path) -> None:
    """Orientation and resolution tell of nobody; bytes that are no picture are no hindrance."""
    cells = [picture(), picture(exif=exif_with(0x0112, 6)), picture(format="PNG"), b"\xff\xd8\xffbroken", b""]
    path = table_of(tmp_path, pa.array(cells))
    assert detect_parquet(path) == []
    assert main(["package", str(path), "-o", str(tmp_path / "packed"), "--format", "webdataset"]) == 0
    assert pq.read_table(tmp_path / "packed/data/pictures.parquet")["image"].to_pylist() == cells


def test_pictures_of_an_archive_are_left_out(tmp_path: Path) -> None:
    """A package holds tables; a picture beside one in a zip goes nowhere."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("표.csv", "구분,수\n가,1\n나,2\n")
        archive.writestr(f"{IN_SHEET}.jpg", picture(exif=with_place()))
    assert main(["package", str(tmp_path / "a.zip"), "-o", str(tmp_path / "packed")]) == 0
    files = files_in(tmp_path / "packed")
    assert Sought(EVERY).in_files(files) == {}
    assert not [path for path in files if b"\xff\xd8\xff" in path.read_bytes()]
