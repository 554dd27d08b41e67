"""Pictures, sounds, texts, documents and labels in a whole scan: facts, findings, tables, duplicates."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
import soundfile
from PIL import ExifTags

from gotgan.agent import scan as scanning
from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.engine.media.documents import Cell
from tests.engine.test_media_documents import FORMS, hwpx, x_paragraph, x_table
from tests.engine.test_media_image import photo

KEY = SketchKey(b"k" * 32, False)
PROSE = "곳간은 기관이 가진 자료를 찾아 쓰기 쉽게 만드는 일을 돕는다. " * 8
PHONES = [
    Cell(0, 0, 2, 1, "이름"), Cell(0, 1, 1, 2, "연락"), Cell(1, 1, text="전화"), Cell(1, 2, text="건수"),
    *[Cell(row, col, text=text) for row in range(2, 7)
      for col, text in enumerate((f"사람{row}", f"010-1234-567{row}", str(row * 100)))],
]  # fmt: skip


def scan(folder, output):
    scan_targets([str(folder)], output, key=KEY)
    document = json.loads(output.read_text())
    return document, {entry["path"]: entry for entry in document["files"]}


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "자료"
    (root / "라벨").mkdir(parents=True)
    place = photo().getexif()
    place.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (37.0, 33.0, 59.0)
    photo(seed=1).save(root / "1.png")
    photo(seed=1).save(root / "2.jpg", quality=80, exif=place)
    photo(seed=2).save(root / "3.png")
    soundfile.write(root / "소리.wav", np.sin(np.arange(8000) / 20).astype(np.float32) / 2, 8000)
    (root / "글.txt").write_text(PROSE + "\n전화 010-1234-5678로 하세요\n")
    (root / "같은글.md").write_text(PROSE + "\n전화 010-1234-5678로 하시오\n")
    (root / "명단.hwpx").write_bytes(hwpx(x_paragraph("문의 02-123-4567", x_table(PHONES))))
    for name, line in (("1", "0 0.5 0.5 0.2 0.2"), ("2", "1 0.5 0.5 0.9 1.4")):
        (root / f"라벨/{name}.txt").write_text(line + "\n")
    (root / "라벨/classes.txt").write_text("개\n고양이\n")
    return root


def test_media_are_read_with_their_facts(folder, tmp_path):
    document, entries = scan(folder, tmp_path / "s.json")
    assert {entry["status"] for entry in entries.values()} == {"read"}
    told = {path: entry["media"] for path, entry in entries.items() if entry["media"]}
    assert {path: media["kind"] for path, media in told.items()} == {
        "1.png": "image", "2.jpg": "image", "3.png": "image", "소리.wav": "audio", "글.txt": "text",
        "같은글.md": "text", "명단.hwpx": "document", "라벨/1.txt": "label", "라벨/2.txt": "label",
        "라벨/classes.txt": "label",
    }  # fmt: skip
    assert (told["1.png"]["width"], told["1.png"]["format"], told["2.jpg"]["has_gps"]) == (320, "PNG", True)
    assert (told["소리.wav"]["seconds"], told["소리.wav"]["sample_rate"]) == (1.0, 8000)
    assert (told["글.txt"]["language"], told["명단.hwpx"]["merged_cells"]) == ("ko", 2)
    assert document["counts"]["seen"] == len(document["files"]) == 11


def test_identifiers_are_found_in_pictures_texts_and_documents_and_never_shown(folder, tmp_path):
    document, entries = scan(folder, tmp_path / "s.json")
    found = {path: [(f["column"], f["kind"]) for f in entry["findings"]] for path, entry in entries.items()}
    assert {path: kinds for path, kinds in found.items() if kinds and "!" not in path} == {
        "2.jpg": [(None, "coordinates")], "글.txt": [(None, "phone")], "같은글.md": [(None, "phone")],
        "명단.hwpx": [(None, "phone")],
    }  # fmt: skip
    assert document["media"]["findings"] == {"coordinates": 1, "phone": 3}
    text = (tmp_path / "s.json").read_text()
    for secret in ("010-1234-567", "123-4567", "37.0, 33.0", "dhash", "minhash", "signature"):
        assert secret not in text


def test_table_in_a_document_is_a_table_like_any_other(folder, tmp_path):
    _, entries = scan(folder, tmp_path / "s.json")
    table = entries["명단.hwpx!table 1"]
    assert (table["status"], table["format"], table["profile"]["rows"], table["media"]) == ("read", "hwpx", 5, None)
    columns = {column["name"]: column for column in table["profile"]["columns"]}
    assert list(columns) == ["이름", "연락_전화", "연락_건수"], "the merged header reaches both columns"
    assert (columns["연락_건수"]["type"], columns["연락_건수"]["max"]) == ("integer", 600)
    assert ("연락_전화", "phone") in [(f["column"], f["kind"]) for f in table["findings"]]
    assert columns["연락_전화"]["top"] is None
    assert table["sketches"]["key_id"] == KEY.id
    assert table["sha256"] == entries["명단.hwpx"]["sha256"]


@pytest.mark.parametrize("form", ["hwp", "hwpx"])
def test_tables_of_a_document_are_numbered_and_frames_are_text(tmp_path, form):
    (tmp_path / "r").mkdir()
    (tmp_path / f"r/문서.{form}").write_bytes(FORMS[form])
    _, entries = scan(tmp_path / "r", tmp_path / "s.json")
    assert list(entries) == [f"문서.{form}", f"문서.{form}!table 1", f"문서.{form}!table 2"]
    assert [len(entries[f"문서.{form}!table {n}"]["profile"]["columns"]) for n in (1, 2)] == [3, 3]
    assert entries[f"문서.{form}"]["media"]["tables"] == 2


def test_folder_facts_duplicates_and_labels(folder, tmp_path):
    (folder / "1-again.png").write_bytes((folder / "1.png").read_bytes())
    media = scan(folder, tmp_path / "s.json")[0]["media"]
    assert media["kinds"] == {"audio": 1, "document": 1, "image": 4, "label": 3, "text": 2}
    assert media["exact_duplicates"] == [["1-again.png", "1.png"]]
    assert media["near_duplicates"] == [["1-again.png", "2.jpg"], ["같은글.md", "글.txt"]]
    assert media["corpus"]["documents"] == 3
    labels = media["labels"]
    assert (labels["formats"], labels["classes"], labels["boxes"]) == ({"yolo": 2}, {"개": 1, "고양이": 1}, 2)
    assert labels["images_without_labels"] == {"count": 2, "examples": ["1-again", "3"]}
    assert labels["issues"] == {"outside_image": {"count": 1, "examples": ["라벨/2.txt line 1"]}}


def test_members_of_an_archive_are_measured_and_meet_their_labels(folder, tmp_path):
    packed = tmp_path / "packed"
    packed.mkdir()
    with zipfile.ZipFile(packed / "z.zip", "w") as archive:
        for name in ("1.png", "2.jpg", "명단.hwpx", "라벨/1.txt"):
            archive.write(folder / name, name.rpartition("/")[2])
    document, entries = scan(packed, tmp_path / "s.json")
    assert entries["z.zip!2.jpg"]["findings"][0]["kind"] == "coordinates"
    assert entries["z.zip!명단.hwpx!table 1"]["profile"]["rows"] == 5
    assert document["media"]["labels"]["images_without_labels"] == {"count": 1, "examples": ["2"]}
    assert document["media"]["labels"]["labels_without_images"]["count"] == 0


def test_labels_in_json_and_xml(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    photo().save(root / "가.png")
    coco = {
        "images": [{"id": 1, "file_name": "가.png", "width": 320, "height": 240}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [300, 10, 50, 10]}],
        "categories": [{"id": 7, "name": "차"}],
    }
    (root / "coco.json").write_text(json.dumps(coco))
    box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    (root / "가.xml").write_text(
        f'<?xml version="1.0"?><annotation><filename>가.png</filename><size><width>320</width><height>240</height>'
        f"<depth>3</depth></size><object><name>차</name>{box}</object></annotation>"
    )
    (root / "표.json").write_text(json.dumps([{"구": "중구", "수": 1}, {"구": "동구", "수": 2}]))
    document, entries = scan(root, tmp_path / "s.json")
    assert (entries["coco.json"]["media"], entries["표.json"]["media"]) == ({"kind": "label", "format": "coco"}, None)
    assert (entries["가.xml"]["status"], entries["가.xml"]["media"]["format"]) == ("read", "voc")
    labels = document["media"]["labels"]
    assert (labels["classes"], labels["formats"]) == ({"차": 2}, {"coco": 1, "voc": 1})
    assert labels["issues"]["outside_image"]["count"] == 1


def test_classes_that_identify_are_not_told(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    (root / "1.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    (root / "classes.txt").write_text("010-1234-5678\n")
    document, _ = scan(root, tmp_path / "s.json")
    assert (document["media"]["labels"]["class_count"], document["media"]["labels"]["classes"]) == (1, {})
    assert "1234-5678" not in (tmp_path / "s.json").read_text()


def test_folder_of_tables_has_no_media(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    (root / "a.csv").write_text("가,나\n1,2\n")
    document, entries = scan(root, tmp_path / "s.json")
    assert (document["media"], entries["a.csv"]["media"]) == (None, None)


def test_resumed_scan_compares_all_files(folder, tmp_path, monkeypatch):
    whole = scan(folder, tmp_path / "whole.json")[0]
    real, output = scanning.measure_file, tmp_path / "s.json"

    def stop(path, **options):
        if path.name == "글.txt":
            raise KeyboardInterrupt
        return real(path, **options)

    monkeypatch.setattr(scanning, "measure_file", stop)
    with pytest.raises(KeyboardInterrupt):
        scan(folder, output)
    monkeypatch.setattr(scanning, "measure_file", real)
    assert scan(folder, output)[0]["media"] == whole["media"]
