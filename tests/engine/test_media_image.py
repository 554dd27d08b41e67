"""Pictures: their form, their hashes, what is wrong with them, and nothing of what their EXIF says."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageEnhance, ImageFilter, TiffImagePlugin

from gotgan.engine.media.image import MOST_PIXELS, ImageFacts, measure_image
from gotgan.engine.media.picture_hash import difference_hash, frequency_hash


def photo(width: int = 320, height: int = 240, seed: int = 1) -> Image.Image:
    """Soft hills of colour with hard edges and some grain: what a camera gives, roughly."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    hills = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), dtype=np.int16).copy()
    for x, y in rng.integers(0, (width - 60, height - 60), (12, 2)).tolist():
        hills[y : y + 50, x : x + 30] = rng.integers(0, 256, 3)
    return Image.fromarray(np.clip(hills + rng.integers(-12, 13, hills.shape), 0, 255).astype(np.uint8))


def saved(folder: Path, image: Image.Image, name: str, **options: object) -> ImageFacts:
    image.save(folder / name, **options)
    return measure_image(folder / name, name)


def distance(a: int | None, b: int | None) -> int:
    assert a is not None
    assert b is not None
    return (a ^ b).bit_count()


@pytest.mark.parametrize(
    ("name", "mode", "format_"),
    [
        ("a.jpg", "RGB", "JPEG"), ("a.jpg", "CMYK", "JPEG"), ("a.png", "RGBA", "PNG"), ("a.png", "1", "PNG"),
        ("a.gif", "P", "GIF"), ("a.bmp", "L", "BMP"), ("a.tif", "F", "TIFF"), ("a.webp", "RGB", "WEBP"),
        ("a.tif", "LAB", "TIFF"), ("a.png", "LA", "PNG"), ("a.jp2", "RGB", "JPEG2000"),
    ],
)  # fmt: skip
def test_form_of_every_kind(tmp_path: Path, name: str, mode: str, format_: str) -> None:
    image = Image.merge("LAB", photo().split()) if mode == "LAB" else photo().convert(mode)
    facts = saved(tmp_path, image, name)
    content = (tmp_path / name).read_bytes()
    assert (facts.format, facts.mode, facts.width, facts.height) == (format_, mode, 320, 240)
    assert (facts.size_bytes, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert facts.problem == ""
    assert facts.flags == ()


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    grey = np.asarray(photo().convert("L"))
    wide = saved(tmp_path, Image.fromarray(grey.astype(np.uint16) * 257), "wide.png")
    eight = saved(tmp_path, Image.fromarray(grey), "eight.png")
    assert wide.mode == "I;16"
    assert distance(wide.dhash, eight.dhash) == 0
    assert wide.brightness == pytest.approx(eight.brightness, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_near_and_others_far(tmp_path: Path, seed: int) -> None:
    original = photo(seed=seed)
    first = saved(tmp_path, original, "first.png")
    copies = [
        saved(tmp_path, original, "jpeg.jpg", quality=60),
        saved(tmp_path, original.resize((160, 120)), "small.png"),
        saved(tmp_path, ImageEnhance.Brightness(original).enhance(0.8), "darker.png"),
    ]
    other = saved(tmp_path, photo(seed=seed + 100), "other.png")
    for copy in copies:
        assert distance(copy.dhash, first.dhash) <= 6, copy.path
        assert distance(copy.phash, first.phash) <= 8, copy.path
    assert distance(other.dhash, first.dhash) > 6
    assert distance(other.phash, first.phash) > 8


def test_hashes_are_those_of_their_definition() -> None:
    """By hand, bit for bit: a naive double sum is the DCT, a loop over neighbours the difference."""
    grey = photo().convert("L")
    small = grey.resize((9, 8), Image.Resampling.LANCZOS)
    bits = [small.getpixel((x + 1, y)) > small.getpixel((x, y)) for y in range(8) for x in range(8)]
    assert difference_hash(grey) == int("".join("01"[int(bit)] for bit in bits), 2)
    pixels = np.asarray(grey.resize((32, 32), Image.Resampling.LANCZOS), dtype=float)
    wave = [[np.cos(np.pi * k * (2 * n + 1) / 64) for n in range(32)] for k in range(8)]
    low = [
        sum(pixels[y, x] * wave[v][y] * wave[u][x] for y in range(32) for x in range(32))
        for v in range(8)
        for u in range(8)
    ]
    middle = (sorted(low)[31] + sorted(low)[32]) / 2
    assert frequency_hash(grey) == int("".join("01"[int(value > middle)] for value in low), 2)


FLAGGED = {
    "dark": (ImageEnhance.Brightness(photo()).enhance(0.2), ("dark",)),
    "light": (Image.eval(photo(), lambda value: 249 + value // 43), ("light",)),
    "blurry": (photo().filter(ImageFilter.GaussianBlur(4)), ("blurry",)),
    "plain": (Image.new("RGB", (100, 100), (130, 20, 90)), ("low_information",)),
    "sharp": (photo(), ()),
    "one pixel": (Image.new("L", (1, 1), 128), ("low_information",)),
}


@pytest.mark.parametrize("case", FLAGGED)
def test_flags(tmp_path: Path, case: str) -> None:
    image, flags = FLAGGED[case]
    facts = saved(tmp_path, image, "picture.png")
    assert set(flags) <= set(facts.flags)
    if case in ("sharp", "blurry"):
        assert facts.flags == flags


def test_flag_does_not_depend_on_resolution(tmp_path: Path) -> None:
    """A sharp picture enlarged eight times has soft pixels but is no blurry picture."""
    assert saved(tmp_path, photo().resize((2560, 1920), Image.Resampling.BICUBIC), "big.png").flags == ()


def test_exif_is_noticed_and_never_told(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "SECRETARTIST"
    plain = saved(tmp_path, photo(), "plain.jpg")
    named = saved(tmp_path, photo(), "named.jpg", exif=exif)
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (37.0, 33.0, 59.25), 3: "E", 4: (126.0, 58.0, 40.75)}
    placed = saved(tmp_path, photo(), "placed.jpg", exif=exif)
    assert [(f.has_exif, f.has_gps) for f in (plain, named, placed)] == [(False, False), (True, False), (True, True)]
    said = json.dumps(asdict(placed)) + repr(placed)
    assert not [value for value in ("SECRETARTIST", "59.25", "40.75", "126.0") if value in said]


def test_exif_of_a_tiff_is_not_how_it_is_stored(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ExifTags.IFD.GPSInfo] = {1: "N"}
    plain, placed = saved(tmp_path, photo(), "plain.tif"), saved(tmp_path, photo(), "placed.tif", tiffinfo=tags)
    assert [(f.has_exif, f.has_gps) for f in (plain, placed)] == [(False, False), (True, True)]


@pytest.mark.parametrize("name", ["a.jpg", "a.webp"])
def test_place_in_xmp_is_noticed(tmp_path: Path, name: str) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="37,33.98N"/></x:xmpmeta>'
    assert saved(tmp_path, photo(), name, xmp=xmp).has_gps
    assert not saved(tmp_path, photo(), name, xmp=xmp.replace(b"GPSLatitude", b"Other")).has_gps


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [60_000, 10_000])
def test_bomb_is_refused_unread(tmp_path: Path, side: int) -> None:
    assert side * side > MOST_PIXELS
    (tmp_path / "bomb.png").write_bytes(png_header(side, side))
    facts = measure_image(tmp_path / "bomb.png", "bomb.png")
    assert "bomb" in facts.problem
    assert facts.dhash is None


def content_of(image: Image.Image, format_: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format_)
    return out.getvalue()


DAMAGED = {
    "empty": (b"", "empty"),
    "cut jpeg": (content_of(photo(), "JPEG")[:9000], "cut short"),
    "cut big jpeg": (content_of(photo(3000, 2000), "JPEG")[:-200_000], "cut short"),
    "cut png": (content_of(photo(), "PNG")[:9000], "cut short"),
    "jpeg header only": (content_of(photo(), "JPEG")[:30], "cut short"),
    "text": ("사진이 아님".encode(), "no picture"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n", "no picture"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_file_is_an_entry_with_its_reason(tmp_path: Path, case: str) -> None:
    content, reason = DAMAGED[case]
    (tmp_path / "x.jpg").write_bytes(content)
    facts = measure_image(tmp_path / "x.jpg", "사진/x.jpg")
    assert facts.path == "사진/x.jpg"
    assert reason in facts.problem
    assert (facts.sha256, facts.dhash) == (hashlib.sha256(content).hexdigest(), None)
    assert str(tmp_path) not in facts.problem


def test_missing_file_is_an_entry(tmp_path: Path) -> None:
    assert "cannot be read" in measure_image(tmp_path / "gone.jpg", "gone.jpg").problem


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8), keep=st.floats(0.3, 1))
def test_any_damage_gives_an_entry(tmp_path: Path, format_: str, places: list[tuple[int, int]], keep: float) -> None:
    content = bytearray(content_of(photo(96, 80).convert("P" if format_ == "GIF" else "RGB"), format_))
    for place, value in places:
        content[place % len(content)] = value
    (tmp_path / "x").write_bytes(content[: int(len(content) * keep)])
    facts = measure_image(tmp_path / "x", "x")
    assert (facts.dhash is None) == bool(facts.problem)
