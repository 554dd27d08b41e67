"""A picture in a cell to pixels and back. What is written is made of the pixels alone: nothing else of it is kept."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from gotgan.engine.deidentify.pictures.port import Pixels
from gotgan.engine.media.image import DAMAGE, FORMATS, MOST_PIXELS

WRITTEN: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 92, "method": 4},
}
"""Forms that stay; pictures of any other are written as PNG."""
_AS = {"MPO": "JPEG"}
"""What telephones write: a JPEG with others behind it, of which the first is seen and kept."""
_DEEP = ("I", "F")
"""Modes of more than 8 bits a colour begin so."""


class BrokenPicture(Exception):
    """`what` is wrong, and the `remedy`; nothing of the picture is told."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Picture:
    """Upright, on white where it was transparent. `form`: that it is written in."""

    pixels: Pixels
    form: str
    is_grey: bool


def read_picture(content: bytes) -> Picture:
    """Memory: at most MOST_PIXELS pixels of three bytes. Raises: BrokenPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _read(image)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except DAMAGE:
        raise BrokenPicture("is no picture that can be read", "mend it in its source, or leave its row out") from None


def _read(image: Image.Image) -> Picture:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()
    form = _AS.get(image.format or "", image.format or "")
    if image.format not in _AS and getattr(image, "n_frames", 1) > 1:
        raise BrokenPicture("holds several pictures: it moves, or has pages", "give each picture its own row")
    if image.mode.startswith(_DEEP):
        raise BrokenPicture("has more than 8 bits a colour", "save it with 8")
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        seen = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    is_grey = image.mode in ("1", "L", "LA")
    return Picture(np.array(upright.convert("RGB")), form if form in WRITTEN else "PNG", is_grey)


def _too_large() -> BrokenPicture:
    return BrokenPicture(f"has more than {MOST_PIXELS} pixels", "cut or scale it in its source")


def write_picture(picture: Picture, pixels: Pixels) -> bytes:
    """The pixels in the picture's form; equal pixels give equal bytes."""
    image = Image.fromarray(pixels)
    content = io.BytesIO()
    (image.convert("L") if picture.is_grey else image).save(content, picture.form, **WRITTEN[picture.form])
    return content.getvalue()
