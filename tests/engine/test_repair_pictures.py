"""Pictures that a model should rather not learn from: each planted defect is suggested, sound ones are not."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

from gotgan.agent.repair import repair_file
from gotgan.agent.repair_asked import Asked
from gotgan.cli.main import main
from gotgan.engine.media.colour import is_grey
from gotgan.terms.errors import Invalid


def _picture(seed: int, size: tuple[int, int] = (160, 120)) -> Image.Image:
    draw = random.Random(seed)
    picture = Image.new("RGB", size, tuple(draw.randint(40, 220) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    side = size[0] // 3
    for _ in range(40):
        x, y = draw.randrange(size[0]), draw.randrange(size[1])
        pen.rectangle(
            (x, y, x + draw.randint(5, side), y + draw.randint(5, side)),
            fill=tuple(draw.randint(0, 255) for _ in range(3)),
        )
    return picture


def gallery(folder: Path) -> dict[str, set[str]]:
    """Sound pictures and one of every defect; what must be said of which."""
    (folder / "현장").mkdir(parents=True)
    for number in range(25):
        _picture(number).save(folder / f"현장/{number:02d}.png")
    Image.new("RGB", (160, 120), (3, 3, 4)).save(folder / "dark.png")
    Image.new("RGB", (160, 120), (254, 255, 253)).save(folder / "light.png")
    _picture(90).filter(ImageFilter.GaussianBlur(12)).save(folder / "blurry.png")
    _picture(91, (1600, 1200)).save(folder / "huge.png")
    _picture(92, (1000, 60)).save(folder / "strip.png")
    _picture(93).convert("L").convert("RGB").save(folder / "grey.png")
    (folder / "cut.png").write_bytes((folder / "현장/03.png").read_bytes()[:400])
    (folder / "same.png").write_bytes((folder / "현장/01.png").read_bytes())
    _picture(2).resize((320, 240)).save(folder / "near.png")
    (folder / "notes.txt").write_text("찍은 날 기록\n")
    return {
        "dark.png": {"dark", "low_information"}, "light.png": {"light", "low_information"}, "blurry.png": {"blurry"},
        "huge.png": {"odd_size"}, "strip.png": {"odd_aspect"}, "grey.png": {"grey"}, "cut.png": {"corrupt"},
        "same.png": {"same"}, "현장/01.png": {"same"}, "near.png": {"near"}, "현장/02.png": {"near"},
    }  # fmt: skip


def _told(file: Path) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as content:
        for row in csv.DictReader(content):
            said.setdefault(row["path"], set()).add(row["issue"])
    return said


def test_every_planted_defect_and_nothing_else(tmp_path: Path) -> None:
    planted = gallery(tmp_path / "사진")
    before = sorted(path.read_bytes() for path in (tmp_path / "사진").rglob("*.png"))
    repair_file(tmp_path / "사진", tmp_path / "out").check()
    assert _told(tmp_path / "out/pictures.csv") == planted
    assert sorted(path.read_bytes() for path in (tmp_path / "사진").rglob("*.png")) == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["pictures.csv", "receipt.json"]


def test_receipt_counts_by_issue_and_names_no_file(tmp_path: Path) -> None:
    gallery(tmp_path / "사진")
    assert main(["repair", str(tmp_path / "사진"), "-o", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out/receipt.json").read_text()
    receipt = json.loads(text)
    steps = {step["reason"]: step["found"] for step in receipt["steps"]}
    assert steps == {
        "corrupt": 1, "dark": 1, "light": 1, "blurry": 1, "low information": 2, "odd size": 1, "odd aspect": 1,
        "grey": 1, "same, in 1 groups": 1, "near, in 1 groups": 1,
    }  # fmt: skip
    assert all(step["changed"] == step["dropped"] == 0 for step in receipt["steps"])
    assert (receipt["inputs"][0]["path"], receipt["inputs"][0]["files"], receipt["outputs"]) == ("사진", 34, [])
    assert "strip.png" not in text


def test_pictures_of_an_archive_when_asked(tmp_path: Path) -> None:
    planted = gallery(tmp_path / "사진")
    with zipfile.ZipFile(tmp_path / "사진.zip", "w") as archive:
        for file in sorted((tmp_path / "사진").rglob("*.png")):
            archive.write(file, file.relative_to(tmp_path / "사진").as_posix())
    repair_file(tmp_path / "사진.zip", tmp_path / "out", asked=Asked(pictures=True))
    told = {path.partition("!")[2]: issues for path, issues in _told(tmp_path / "out/pictures.csv").items()}
    assert told == planted
    with pytest.raises(Invalid):
        repair_file(tmp_path / "사진.zip", tmp_path / "none").check()


def test_grey_pictures_among_grey_ones_are_how_they_are(tmp_path: Path) -> None:
    for number in range(12):
        _picture(number).convert("L").save(tmp_path / f"{number}.jpg", quality=90)
    repair_file(tmp_path, tmp_path / "out")
    assert not any("grey" in issues for issues in _told(tmp_path / "out/pictures.csv").values())
    assert is_grey(tmp_path / "1.jpg")
    _picture(1).save(tmp_path / "colour.jpg", quality=90)
    assert not is_grey(tmp_path / "colour.jpg")


def test_names_that_a_spreadsheet_would_run_are_guarded(tmp_path: Path) -> None:
    Image.new("RGB", (50, 50)).save(tmp_path / "=cmd.png")
    repair_file(tmp_path, tmp_path / "out")
    assert set(_told(tmp_path / "out/pictures.csv")) == {"'=cmd.png"}


def test_options_of_tables_say_nothing_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--base-units: is for tables"):
        repair_file(tmp_path, tmp_path / "out", asked=Asked(base_units=True))


def test_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="a folder without pictures"):
        repair_file(tmp_path / "a", tmp_path / "out")
    assert not (tmp_path / "out").exists()
