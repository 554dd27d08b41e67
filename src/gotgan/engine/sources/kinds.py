"""What a file is, by its name: which files are data, and which of one folder belong together."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

LABELS_NAME = "gotgan.yaml"
_SUFFIXES: dict[Modality, str] = {
    Modality.IMAGE: "jpg jpeg png gif bmp tif tiff webp svg heic dcm",
    Modality.AUDIO: "wav mp3 flac ogg m4a aac wma opus",
    Modality.VIDEO: "mp4 avi mov mkv wmv webm mpg mpeg",
    Modality.DOCUMENT: "pdf hwp hwpx doc docx ppt pptx odt rtf html htm xml",
    Modality.TEXT: "txt md",
    Modality.GEOSPATIAL: "shp geojson gpkg kml kmz gml dxf",
    Modality.THREE_D: "las laz ply obj stl pcd",
}
MODALITY_OF_SUFFIX = {f".{suffix}": kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
GROUPED = frozenset({Modality.IMAGE, Modality.AUDIO, Modality.VIDEO, Modality.DOCUMENT, Modality.TEXT})
"""Kinds of which a folder full is one dataset."""
PART_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".parquet", ".arrow"})
_SHAPE_SUFFIXES = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix", ".qmd"})
_NO_DATA = re.compile(r"^(?:readme|licen[cs]e|notice|copying|changelog)(?:[._-].*)?$", re.IGNORECASE)
_LEFT_OVER = frozenset({"thumbs.db", "desktop.ini", "__macosx", LABELS_NAME, "gotgan.yml"})
_CUT = re.compile(r"^(?P<stem>.+\.[A-Za-z0-9]{1,8})\.(?:part)?(?P<number>\d+)$")
_NUMBER = re.compile(r"\d+")


def is_hidden(name: str) -> bool:
    """Hidden files, lock files of an office, and what operating systems leave behind."""
    return name.startswith((".", "~$")) or name.casefold() in _LEFT_OVER


def is_about_data(name: str) -> bool:
    """A read-me or a licence text: it speaks of the data beside it."""
    return _NO_DATA.match(name) is not None


def modality_of(name: str) -> Modality:
    """By the suffix; a table when it says nothing else."""
    return MODALITY_OF_SUFFIX.get(PurePosixPath(name.casefold()).suffix, Modality.TABLE)


def shape_stem(name: str) -> str | None:
    """`roads` for every file of the shapefile `roads.shp`; None for other files."""
    pure = PurePosixPath(name.removesuffix(".xml"))
    return pure.stem if pure.suffix.casefold() in _SHAPE_SUFFIXES else None


def cut_stem(name: str) -> tuple[str, int] | None:
    """(`data.zip`, 10) for `data.zip.part10`: one file cut in pieces, in the order of the number."""
    match = _CUT.match(name)
    return (match["stem"], int(match["number"])) if match else None


def part_pattern(name: str) -> tuple[str, int] | None:
    """(`a_#.csv`, 3) for `a_003.csv`; None when the name has no number, or cannot be a part."""
    pure = PurePosixPath(nfc(name))
    numbers = list(_NUMBER.finditer(pure.stem))
    if pure.suffix.casefold() not in PART_SUFFIXES or not numbers:
        return None
    last = numbers[-1]
    return pure.stem[: last.start()] + "#" + pure.stem[last.end() :] + pure.suffix, int(last.group())


def title_of(name: str) -> str:
    """A file's or folder's name as people would say it."""
    pure = PurePosixPath(nfc(name))
    stem = pure.stem if pure.suffix and not pure.suffix[1:].isdigit() else pure.name
    return stem.replace("_", " ").strip() or pure.name
