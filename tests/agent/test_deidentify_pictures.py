"""Faces and plates in cells: covered by installed models, written as pixels alone, proved, and never without a model.

The detector of these tests is a real one of drawn rectangles: it looks at pixels, and is found by its entry point.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw

from gotgan.agent.deidentify import deidentify_file
from gotgan.cli.main import main
from gotgan.engine.deidentify.look import look_beside
from gotgan.engine.deidentify.pictures.bare import parts_beside
from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.weighing.trial import measured_names
from gotgan.engine.execute.deidentify import InShards
from gotgan.engine.execute.here import Here
from gotgan.terms.errors import Invalid
from tests.agent.test_refine_hidden import exif_with, png_text, with_place
from tests.planted_search import Sought

RED, BLUE = (230, 20, 20), (20, 20, 230)
FACE, PLATE = (40, 30, 80, 90), (120, 60, 180, 80)
PHONE = "010-1234-5678"
DETECTOR = '''
import numpy as np

class Coloured:
    """Faces are red here, plates blue: the box around all such pixels, if there are enough."""
    kinds = ("face", "plate")
    threshold = 0.6

    def __call__(self, pixels):
        red, green, blue = (pixels[..., place].astype(int) for place in range(3))
        found = {"face": (red > 180) & (green < 80) & (blue < 80), "plate": (blue > 180) & (green < 80) & (red < 80)}
        return [(kind, *box(where), 0.9) for kind, where in found.items() if where.sum() > 50] + [
            ("face", 0, 0, 5, 5, 0.59)]

def box(where):
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1

class Faces(Coloured):
    kinds = ("face",)

    def __call__(self, pixels):
        return [each for each in super().__call__(pixels) if each[0] == "face"]

class Stubborn(Coloured):
    def __call__(self, pixels):
        return [("face", 1, 1, 20, 20, 1.0)]

class Outside(Coloured):
    def __call__(self, pixels):
        return [("face", 900, 900, 950, 950, 1.0)]

class Broken(Coloured):
    def __call__(self, pixels):
        raise RuntimeError("cuda")
'''
Installed = Callable[..., None]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Packages on the path with entry points, as an installer leaves them; OpenCV's cascades stay out of it."""
    site = tmp_path / "site"
    info = site / "rectangles-2.1.dist-info"
    info.mkdir(parents=True)
    (site / "rectangles.py").write_text(DETECTOR, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rectangles\nVersion: 2.1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr("gotgan.engine.deidentify.pictures.opening.open_cascades", lambda: None)

    def install(*names: str) -> None:
        lines = [f"{name.lower()} = rectangles:{name}" for name in names]
        text = "\n".join(["[gotgan.picture_detectors]", *lines, ""])
        (info / "entry_points.txt").write_text(text, encoding="utf-8")

    install()
    return install


def drawn(form: str = "JPEG", *, face: bool = True, plate: bool = True, mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new("RGB", (200, 120), (200, 210, 190))
    draw = ImageDraw.Draw(image)
    draw.ellipse((5, 95, 30, 115), fill=(30, 120, 30))
    if face:
        draw.rectangle(FACE, fill=RED)
    if plate:
        draw.rectangle(PLATE, fill=BLUE)
    content = io.BytesIO()
    image.convert(mode).save(content, form, **options)
    return content.getvalue()


def opened(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def written(tmp_path: Path, cells: Any, more: str = "", *, status: int = 0) -> Path:
    """The folder of a release of these cells; `more` options of the technique."""
    pq.write_table(pa.table({"image": cells, "label": range(len(cells))}), tmp_path / "pictures.parquet")
    plan = f"columns: {{image: {{do: mask_pictures{more}}}, label: {{do: keep}}}}\nprivacy: {{k: 1}}"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    out = tmp_path / "out"
    asked = ["deidentify", str(tmp_path / "pictures.parquet"), "--plan", str(tmp_path / "plan.yaml"), "-o", str(out)]
    assert main(asked) == status
    return out


def cells_of(folder: Path) -> list[Any]:
    return list(pq.read_table(folder / "data.parquet")["image"].to_pylist())


def test_faces_and_plates_are_covered_and_told(tmp_path: Path, installed: Installed) -> None:
    installed("Coloured")
    cells = [drawn(), drawn("PNG", plate=False), None, drawn("WEBP", face=False), drawn("PNG", face=False, plate=False)]
    out = written(tmp_path, pa.array(cells))
    got = cells_of(out)
    assert [cell and Image.open(io.BytesIO(cell)).format for cell in got] == ["JPEG", "PNG", None, "WEBP", "PNG"]
    left, top, right, bottom = FACE
    before, after = opened(cells[0]), opened(got[0])
    assert np.ptp(after[top:bottom, left:right].reshape(-1, 3), axis=0).max() < 120, "blocks of the mean"
    assert not ((after[..., 0] > 180) & (after[..., 1] < 80)).any()
    assert np.abs(before[95:115, 5:30] - after[95:115, 5:30]).mean() < 4, "all else stays as it was"
    assert (opened(cells[4]) == opened(got[4])).all()
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    (step,) = [each for each in receipt["steps"] if each["name"] == "mask_pictures"]
    told = step["pictures"]
    assert told["detectors"] == [
        {"name": "coloured", "version": "2.1", "threshold": 0.6, "kinds": ["face", "plate"]}
    ]  # fmt: skip
    assert told["covered"] == {"face": {"regions": 2, "pictures": 2}, "plate": {"regions": 2, "pictures": 2}}
    assert (step["changed"], told["pictures"], "miss" in told["caveat"]) == (4, 4, True)
    (proof,) = json.loads((out / "proof.json").read_text(encoding="utf-8"))["pictures"]
    assert (proof["pictures"], proof["with_metadata"], proof["regions_left"]) == (4, 0, 0)


@pytest.mark.parametrize(("form", "grey"), [("JPEG", False), ("PNG", True)])
def test_output_is_the_same_each_time(tmp_path: Path, installed: Installed, form: str, grey: bool) -> None:
    installed("Coloured")
    cells = pa.array([drawn(form, mode="L" if grey else "RGB")] * 2)
    folders = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        folders.append(written(tmp_path / name, cells))
    first, second = ((each / "data.parquet").read_bytes() for each in folders)
    assert first == second
    assert Image.open(io.BytesIO(cells_of(folders[0])[0])).mode == ("L" if grey else "RGB")


def test_fill_leaves_black_and_kinds_leave_the_others(tmp_path: Path, installed: Installed) -> None:
    installed("Coloured")
    (got,) = cells_of(written(tmp_path, pa.array([drawn("PNG")]), ", kinds: [face], how: fill"))
    left, top, right, bottom = FACE
    assert (opened(got)[top:bottom, left:right] == 0).all()
    left, top, right, bottom = PLATE
    assert (opened(got)[top:bottom, left:right] == BLUE).all()


def test_nothing_but_pixels_is_left(tmp_path: Path, installed: Installed) -> None:
    """Place, owner, comment, bytes behind the end; what stood on its side stands upright."""
    installed("Coloured")
    turned = exif_with(0x0112, 6)
    turned[0x010E] = PHONE
    cells = [
        drawn(exif=with_place()), drawn(comment=PHONE.encode()), drawn("PNG", pnginfo=png_text(PHONE)),
        drawn("WEBP", exif=with_place()), drawn() + PHONE.encode(), drawn(exif=turned), drawn(icc_profile=b"x" * 200),
    ]  # fmt: skip
    assert all(map(parts_beside, cells)), "the check sees each of them"
    out = written(tmp_path, pa.array(cells))
    got = cells_of(out)
    assert [parts_beside(cell) for cell in got] == [[]] * len(cells)
    assert Sought([PHONE]).in_files([out / "data.parquet"]) == {}
    assert Image.open(io.BytesIO(got[5])).size == (120, 200)


def test_pictures_in_records_become_bytes_and_their_path_stays(tmp_path: Path, installed: Installed) -> None:
    installed("Coloured")
    cells = pa.array([{"bytes": drawn(), "path": f"{PHONE}.jpg"}, {"bytes": None, "path": "b.jpg"}])
    out = written(tmp_path, cells)
    assert pq.read_schema(out / "data.parquet").field("image").type == pa.binary()
    assert Sought([PHONE]).in_files(path for path in out.iterdir()) == {}
    assert cells_of(out)[1] is None


@pytest.mark.parametrize("names", [(), ("Faces",)])
def test_without_a_model_nothing_is_read(
    tmp_path: Path, installed: Installed, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The broken picture would be told if it were."""
    installed(*names)
    out = written(tmp_path, pa.array([b"\xff\xd8\xffbroken"]), status=2)
    said = capsys.readouterr().err
    assert ("finds faces" in said) == (not names)
    assert "gotgan[pictures], or a package that offers gotgan.picture_detectors" in said
    assert "row" not in said
    assert "number plates" in json.loads((out / "proof.json").read_text(encoding="utf-8"))["reason"]


BROKEN = {
    "no picture": (lambda: b"\xff\xd8\xffbroken", "is no picture that can be read"),
    "empty": (lambda: b"", "is no picture that can be read"),
    "cut short": (lambda: drawn()[:900], "is no picture that can be read"),
    "moves": (
        lambda: drawn("GIF", save_all=True, append_images=[Image.new("RGB", (200, 120))]),
        "holds several pictures",
    ),
    "deep": (lambda: drawn("PNG", mode="I;16"), "has more than 8 bits"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_picture_is_refused_with_its_row(
    tmp_path: Path, installed: Installed, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    installed("Coloured")
    make, says = BROKEN[what]
    out = written(tmp_path, pa.array([*[drawn()] * 66, make(), drawn()]), status=2)
    assert f"column 'image' row 67: {says}" in capsys.readouterr().err
    assert not (out / "data.parquet").exists()


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("Stubborn", 1, "1 face(s) or plate(s) are still found in pictures"),
        ("Outside", 2, "picture detector outside: gave what is no region"),
        ("Broken", 2, "picture detector broken: failed on a picture (RuntimeError)"),
        ("Nobody", 2, "picture detector nobody: cannot be opened (AttributeError)"),
    ],
)
def test_what_a_detector_still_finds_or_gives_wrongly_stops_the_release(
    tmp_path: Path, installed: Installed, capsys: pytest.CaptureFixture[str], name: str, status: int, says: str
) -> None:
    installed(name)
    out = written(tmp_path, pa.array([drawn()]), status=status)
    assert says in capsys.readouterr().err
    assert not (out / "data.parquet").exists()


def test_column_of_text_and_wrong_options_are_refused(
    tmp_path: Path, installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed("Coloured")
    written(tmp_path, pa.array(["a.jpg"]), status=2)
    assert "holds no pictures as bytes" in capsys.readouterr().err
    written(tmp_path, pa.array([drawn()]), ", kinds: [dog], how: blur", status=2)
    assert "plan column 'image': kinds: cannot be used as it stands" in capsys.readouterr().err


def test_package_asks_for_a_person_and_the_card_says_why(
    tmp_path: Path, installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed("Coloured")
    out, packed = written(tmp_path, pa.array([drawn(), drawn()])), tmp_path / "packed"
    assert main(["package", str(out), "-o", str(packed)]) == 1
    assert "pictures that only detectors looked at, which miss faces" in capsys.readouterr().err
    assert main(["package", str(out), "-o", str(packed), "--confirmed-by", "Kim"]) == 0
    receipt = json.loads((packed / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["parameters"]["confirmed"] == {"by": "Kim", "findings": [], "pictures": ["image"]}
    card = (packed / "README.md").read_text(encoding="utf-8")
    assert "coloured 2.1" in card
    assert "2 face(s) in 2 picture(s), 2 number plate(s) in 2 picture(s)" in card
    assert "recall is not 100 %" in card
    assert "다 찾지 못하므로" in card


def test_shards_refuse_pictures(tmp_path: Path, installed: Installed) -> None:
    installed("Coloured")
    written(tmp_path, pa.array([drawn()]))
    with pytest.raises(Invalid, match="without --engine"):
        deidentify_file(
            tmp_path / "pictures.parquet", tmp_path / "plan.yaml", tmp_path / "other", ways=InShards(Here())
        )


def test_rows_beside_each_other_tell_pictures_by_their_size(tmp_path: Path, installed: Installed) -> None:
    """And trials leave them out: they need no model."""
    installed("Coloured")
    out = written(tmp_path, pa.array([drawn(), None]))
    plan = read_plan(tmp_path / "plan.yaml")
    (image, _) = look_beside(tmp_path / "pictures.parquet", out / "data.parquet", plan)["columns"]
    assert image["after"] == [f"<{len(cells_of(out)[0])} bytes>", None]
    assert measured_names(plan, ["image", "label"]) == ("label",)


def test_cascades_of_opencv_find_and_lose_a_face(tmp_path: Path) -> None:
    """A drawn face that the cascade finds: eyes, nose and mouth in grey."""
    from gotgan.engine.deidentify.pictures.opencv import open_cascades

    model = open_cascades()
    if model is None:
        pytest.skip("NOT RUN: OpenCV 4 with its cascades (gotgan[pictures]) is not installed")
    content = io.BytesIO()
    drawn_face().save(content, "PNG")
    assert model.find(np.asarray(drawn_face()), ["face"])
    out = written(tmp_path, pa.array([content.getvalue()]))
    told = json.loads((out / "receipt.json").read_text(encoding="utf-8"))["steps"][0]["pictures"]
    assert told["detectors"][0]["name"] == "opencv-cascades"
    assert told["covered"]["face"]["pictures"] == 1
    assert not model.find(opened(cells_of(out)[0]).astype(np.uint8), ["face", "plate"])


def drawn_face() -> Image.Image:
    from PIL import ImageFilter

    image = Image.new("RGB", (320, 320), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    draw.ellipse((80, 50, 240, 270), fill=(215, 190, 170))
    draw.rectangle((85, 40, 235, 85), fill=(50, 40, 35))
    for left in (105, 175):
        draw.rectangle((left, 118, left + 42, 126), fill=(70, 55, 50))
        draw.ellipse((left, 130, left + 40, 152), fill=(90, 70, 60))
        draw.ellipse((left + 12, 132, left + 28, 150), fill=(20, 20, 20))
    draw.polygon([(160, 150), (148, 195), (172, 195)], fill=(235, 210, 190))
    draw.rectangle((146, 194, 174, 200), fill=(140, 110, 100))
    draw.ellipse((125, 215, 195, 240), fill=(130, 60, 60))
    return image.filter(ImageFilter.GaussianBlur(3))
