"""COCO: one JSON of images, annotations and categories that point at each other by number.

Read as a stream, once for each of the three lists, since they may stand in any order.
Memory: number, name and size of each image; not the annotations. Source: cocodataset.org, "Data format".
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson

from gotgan.engine.media.annotations.numbers import number_of, numbers_of, size_of
from gotgan.engine.media.annotations.state import (
    REPEATED_ID,
    UNKNOWN_CATEGORY,
    UNKNOWN_IMAGE,
    WRONG_SCHEMA,
    Box,
    LabelTally,
)  # fmt: skip

_LISTS = frozenset({"images", "annotations"})
Size = tuple[float, float]


def is_coco(file: Path) -> bool:
    """Whether the top level has a list of images and a list of annotations; read until both were seen.

    Raises: OSError, ijson.JSONError for what is no JSON.
    """
    seen, key = set(), ""
    with _opened(file) as content:
        for prefix, event, value in ijson.parse(content):
            if prefix == "" and event == "map_key":
                key = value
            elif prefix == "" and event == "start_array":
                return False
            elif event == "start_array" and prefix == key and key in _LISTS:
                seen.add(key)
                if seen == _LISTS:
                    return True
    return False


def read_coco(file: Path, name: str, tally: LabelTally) -> None:
    """Raises: OSError, ijson.JSONError when the file breaks off."""
    names = _categories(file, name, tally)
    if not names:
        tally.issue(WRONG_SCHEMA, f"{name} categories")
    images = _images(file, name, tally)
    with_annotation = set()
    for place, item in _items(file, name, "annotations", tally):
        image = images.get(str(item.get("image_id")))
        if image is None:
            tally.issue(UNKNOWN_IMAGE, place)
        else:
            with_annotation.add(image[0])
        _read_annotation(item, place, names, image[1] if image else None, tally)
    for said, _ in images.values():
        tally.label(said, is_empty=said not in with_annotation)


def _read_annotation(
    item: dict[str, Any], place: str, names: dict[str, str], size: Size | None, tally: LabelTally
) -> None:
    if "category_id" in item:
        number = str(item["category_id"])
        if names and number not in names:
            tally.issue(UNKNOWN_CATEGORY, place)
        tally.class_(names.get(number, number))
    elif "caption" not in item:
        tally.issue(WRONG_SCHEMA, place)
    if "bbox" in item:
        numbers = numbers_of(item["bbox"], 4)
        if numbers is None:
            tally.issue(WRONG_SCHEMA, place)
        else:
            left, top, width, height = numbers
            tally.box(Box(left, top, left + width, top + height), place, size)


def _categories(file: Path, name: str, tally: LabelTally) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, item in _items(file, name, "categories", tally):
        number, said = item.get("id"), item.get("name")
        if number is None or not isinstance(said, str):
            tally.issue(WRONG_SCHEMA, place)
            continue
        if str(number) in found:
            tally.issue(REPEATED_ID, place)
        found[str(number)] = said
    return found


def _images(file: Path, name: str, tally: LabelTally) -> dict[str, tuple[str, Size | None]]:
    found: dict[str, tuple[str, Size | None]] = {}
    for place, item in _items(file, name, "images", tally):
        number, said = item.get("id"), item.get("file_name")
        if number is None or not isinstance(said, str):
            tally.issue(WRONG_SCHEMA, place)
            continue
        if str(number) in found:
            tally.issue(REPEATED_ID, place)
        found[str(number)] = (said, size_of(number_of(item.get("width")), number_of(item.get("height"))))
    return found


def _items(file: Path, name: str, key: str, tally: LabelTally) -> Iterator[tuple[str, dict[str, Any]]]:
    with _opened(file) as content:
        for place, item in enumerate(ijson.items(content, f"{key}.item", use_float=True)):
            if isinstance(item, dict):
                yield f"{name} {key}[{place}]", item
            else:
                tally.issue(WRONG_SCHEMA, f"{name} {key}[{place}]")


def _opened(file: Path) -> IO[bytes]:
    """Behind the byte order mark, which JSON must not have and often has."""
    content = file.open("rb")
    if content.read(3) != codecs.BOM_UTF8:
        content.seek(0)
    return content
