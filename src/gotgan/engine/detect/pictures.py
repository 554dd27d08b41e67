"""What pictures in a column of bytes tell beside their pixels: a place, a name, texts in which identifiers may stand.

Datasets for training keep pictures in cells (`image.bytes`); a camera writes where it was and whose it is into each.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect.column import ColumnState
from gotgan.terms.finding import IdentifierKind as Kind

GROUP = "picture."
_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
"""JPEG, PNG, GIF, WebP and TIFF: the forms that carry EXIF, XMP or comments."""
_HEAD_BYTES = 6
_GPS_TAG, _EXIF_TAG = 0x8825, 0x8769
_NAMES = frozenset({0x013B, 0x9C9D, 0xA430})
"""Tags of persons: Artist, XPAuthor, CameraOwnerName [EXIF 2.32; Windows]."""
_PLACE, _CREATOR = "GPSLatitude", "dc:creator"
_LONGEST = 20_000


@dataclass(frozen=True)
class Told:
    """`text`: every text that stands in the picture beside its pixels."""

    has_place: bool
    has_name: bool
    text: str


def told_by(content: bytes) -> Told | None:
    """None for what is no picture that can be opened. Only its head is read; no pixel is decoded."""
    if not content.startswith(_HEADS):
        return None
    from PIL import Image

    from gotgan.engine.media.image import DAMAGE

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content))
            exif = image.getexif()
            tags = {**exif, **exif.get_ifd(_EXIF_TAG)}
            has_place = bool(exif.get_ifd(_GPS_TAG))
    except DAMAGE:
        return None
    text = "\n".join(_texts(tags, image.info))[:_LONGEST]
    has_name = any(tags.get(tag) for tag in _NAMES) or _CREATOR in text
    return Told(has_place or _PLACE in text, has_name, text)


def _texts(tags: Mapping[int, Any], info: Mapping[Any, Any]) -> Iterator[str]:
    """The values of EXIF and of what Pillow keeps beside it: XMP, comments, PNG's texts."""
    beside = [value for name, value in info.items() if name not in ("exif", "icc_profile", "photoshop")]
    for value in (*tags.values(), *beside):
        if isinstance(value, str):
            yield value
        elif isinstance(value, bytes):
            encoding = "utf-16-le" if value[1::2].count(0) > len(value) // 4 else "utf-8"
            yield value[:_LONGEST].decode(encoding, "replace").replace("\0", "")


def bytes_in(values: pa.Array) -> Iterator[pa.Array]:
    """The arrays of bytes in a column: itself, or members of its records and lists."""
    kind = values.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        yield values
    elif pa.types.is_struct(kind):
        for place in range(kind.num_fields):
            yield from bytes_in(pc.struct_field(values, [place]))
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from bytes_in(values.flatten())


def gather_pictures(state: ColumnState, values: pa.Array) -> list[str]:
    """Count the pictures that tell a place or a name; returns the texts of all, to be looked through like others."""
    texts = []
    for cells in bytes_in(values):
        for cell in cells:
            told = told_by(cell.as_py()) if cell.is_valid and _is_picture(cell) else None
            if told is None:
                continue
            state.add(GROUP + Kind.COORDINATES, told.has_place, told.has_place)
            state.add(GROUP + Kind.PERSON_NAME, told.has_name, told.has_name)
            texts += [told.text] if told.text else []
    return texts


def _is_picture(cell: pa.Scalar) -> bool:
    return bool(cell.as_buffer()[:_HEAD_BYTES].to_pybytes().startswith(_HEADS))
