"""Facts of one picture: form, hashes, flags. EXIF is noticed and never told: a place in it is a finding.

Light, blur and information are measured on a grey copy whose longest side is at most MEASURED_SIDE pixels, so
that a flag does not depend on the resolution. Memory: one decoded picture, at most MOST_PIXELS pixels.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from gotgan.engine.media.file import FileFacts, digest_file, unreadable
from gotgan.engine.media.picture_hash import difference_hash, frequency_hash

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000", "PPM")
"""What is opened. Not every format Pillow knows: EPS starts another program, others are nobody's data."""
MOST_PIXELS = Image.MAX_IMAGE_PIXELS or 89_478_485
"""Width x height above which a picture is refused unread, as a decompression bomb."""
MEASURED_SIDE = 512
DARK_BELOW = 0.32
"""Dark: 99 of 100 pixels are darker than this share of white."""
LIGHT_ABOVE = 0.95
"""Light: 95 of 100 pixels are lighter than this share of white."""
BLURRY_BELOW = 30.0
"""Blurry: variance of the Laplacian (4 neighbours, grey 0-255) below this [Pech-Pacheco 2000; limit ours].
Dark pictures and those of low information are not called blurry: they have no edges to judge by."""
PLAIN_BELOW = 2.0
"""Low information: entropy in bits (0 to 8) below this."""
ENTROPY_SIDE = 128
"""Entropy is that of the grey histogram at this side: a page in black and white has greys then, a plain wall none."""
_EXIF_TAG, _GPS_TAG = 0x8769, 0x8825
"""In a TIFF all else that Pillow calls EXIF is how the picture is stored."""
_XMP_PLACE = "GPSLatitude"
_BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError,
    NotImplementedError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises over damaged bytes: its readers check little by themselves."""


@dataclass(frozen=True, kw_only=True)
class ImageFacts(FileFacts):
    """One picture; of an animation or a document of many pages the first.

    `brightness`: mean grey, 0 to 1. `sharpness`: variance of the Laplacian. `entropy`: bits, 0 to 8.
    `dhash`, `phash`: 64 bits each, None when nothing was decoded.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    mode: str = ""
    has_exif: bool = False
    has_gps: bool = False
    dhash: int | None = None
    phash: int | None = None
    brightness: float | None = None
    sharpness: float | None = None
    entropy: float | None = None
    flags: tuple[str, ...] = ()


def measure_image(file: Path, path: str) -> ImageFacts:
    """Measure one file, reported as `path`. What cannot be measured is an entry with its problem."""
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return ImageFacts(path=path, problem=unreadable(error))
    if not size:
        return ImageFacts(path=path, sha256=sha256, problem="is empty; fetch it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _measured(file, path, size, sha256)
    except _BOMBS:
        problem = f"has more than {MOST_PIXELS} pixels, as a bomb does; cut or scale it in its source"
    except UnidentifiedImageError:
        problem = "is no picture that can be read; check its name, or save it as PNG or JPEG"
    except DAMAGE as error:
        problem = _damage(error)
    return ImageFacts(path=path, size_bytes=size, sha256=sha256, problem=problem)


def _measured(file: Path, path: str, size: int, sha256: str) -> ImageFacts:
    with Image.open(file, formats=FORMATS) as image:
        form, mode = image.format or "", image.mode
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        width, height = image.size
        image.draft("L", (MEASURED_SIDE, MEASURED_SIDE))
        image.load()
        has_exif, has_gps = _exif(image)
        grey = _grey(image)
    brightness, light_end, dark_end = _light(grey)
    sharpness, entropy = _sharpness(grey), _entropy(grey)
    return ImageFacts(
        path=path, size_bytes=size, sha256=sha256, format=form, width=width, height=height, mode=mode,
        has_exif=has_exif, has_gps=has_gps, dhash=difference_hash(grey), phash=frequency_hash(grey),
        brightness=brightness, sharpness=sharpness, entropy=entropy,
        flags=_flags(light_end, dark_end, sharpness, entropy),
    )  # fmt: skip


def _exif(image: Image.Image) -> tuple[bool, bool]:
    """Whether there is EXIF, and whether a place is in it or in XMP. Damaged EXIF makes no damaged picture."""
    xmp = [image.info.get(name) or "" for name in ("xmp", "XML:com.adobe.xmp")]
    has_place = any(_XMP_PLACE in (text if isinstance(text, str) else bytes(text).decode("latin-1")) for text in xmp)
    try:
        exif = image.getexif()
    except DAMAGE:
        return True, has_place
    tags = set(exif) if image.format != "TIFF" else set(exif) & {_EXIF_TAG, _GPS_TAG}
    return bool(tags) or "exif" in image.info, has_place or _GPS_TAG in tags


def _damage(error: Exception) -> str:
    """Pillow's own words are not passed on: they may hold what the file holds."""
    cut = isinstance(error, EOFError) or "truncated" in str(error).casefold()
    return f"is {'cut short' if cut else 'damaged'}; fetch it again"


def _grey(image: Image.Image) -> Image.Image:
    """Eight bits of grey, at most MEASURED_SIDE wide and high; more than eight bits are scaled, not clipped."""
    if image.mode.startswith(("I", "F")):
        image = _scaled(image)
    elif image.mode == "LAB":
        image = image.getchannel("L")
    small = image.convert("L")
    small.thumbnail((MEASURED_SIDE, MEASURED_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def _scaled(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float32)
    values = np.where(np.isfinite(values), values, 0)
    if image.mode.startswith("I;16"):
        low, span = 0.0, 65535.0
    else:
        low, span = float(values.min()), float(values.max() - values.min()) or 1.0
    return Image.fromarray(((values - low) * (255 / span)).astype(np.uint8))


def _light(grey: Image.Image) -> tuple[float, float, float]:
    """Mean, 5th and 99th percentile of grey, each as a share of white."""
    values = np.asarray(grey)
    low, high = np.percentile(values, (5, 99))
    return float(values.mean()) / 255, float(low) / 255, float(high) / 255


def _sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian over the inner pixels; 0 when there are none."""
    values = np.asarray(grey, dtype=np.int32)
    if min(values.shape) < 3:
        return 0.0
    sides = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:]
    return float((sides - 4 * values[1:-1, 1:-1]).var())


def _entropy(grey: Image.Image) -> float:
    small = grey.reduce(max(1, -(-max(grey.size) // ENTROPY_SIDE)))
    counts = np.asarray(small.histogram(), dtype=np.float64)
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def _flags(light_end: float, dark_end: float, sharpness: float, entropy: float) -> tuple[str, ...]:
    low, dark = entropy < PLAIN_BELOW, dark_end < DARK_BELOW
    found = {
        "dark": dark,
        "light": light_end > LIGHT_ABOVE,
        "blurry": sharpness < BLURRY_BELOW and not low and not dark,
        "low_information": low,
    }
    return tuple(name for name, holds in found.items() if holds)
