"""Label JSON with one file for each image, as AI Hub ships it: hundreds of schemas, so keys are looked for.

An image name, objects with a box and a class, and the image's size are found by what their keys are called, wherever
they stand. Four plain numbers are left, top, width, height; if one of a file's boxes then sticks out of the image
and all fit as left, top, right, bottom, they are read so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.media.annotations.numbers import number_of, numbers_of, size_of
from gotgan.engine.media.annotations.shapes import Four, Shape, has_shape, key_of, shape_of
from gotgan.engine.media.annotations.state import UNKNOWN_CATEGORY, WRONG_SCHEMA, Box, LabelTally
from gotgan.engine.sources.kinds import modality_of
from gotgan.terms.route import Modality

LARGEST_BYTES = 64 << 20
DEEPEST = 40
_CLASS_WORDS = (
    "label classname categoryname labelname objectname class category classid categoryid labelid objectclass "
    "라벨 라벨명 클래스 클래스명 분류 객체명 name type"
)
_CLASS_KEYS = _CLASS_WORDS.split()
_SURE = -2
"""`name` and `type` say a class only beside a box."""
_IMAGE_WORDS = (
    "filename imagename imgname imagefilename imgfilename imagepath imgpath imagefile image img imageid "
    "파일명 이미지명 이미지파일명 원천데이터파일명"
)
_IMAGE_KEYS = frozenset(_IMAGE_WORDS.split())
_WIDTHS, _HEIGHTS = ("width", "imagewidth", "imgwidth", "가로"), ("height", "imageheight", "imgheight", "세로")
_SIZES = ("resolution", "imagesize", "imgsize", "해상도")
Named = tuple[str, Mapping[str, Any]]


def read_json(file: Path, name: str, tally: LabelTally) -> bool:
    """False when the JSON is about something else. Raises: OSError, ValueError (no JSON), RecursionError."""
    document = json.loads(file.read_bytes())
    objects = list(_objects(document, ""))
    labelled = [(place, item) for place, item in objects if has_shape(item)]
    image, size = _image_name(objects), _size(objects)
    if not any(has_shape(item, loose=image is not None) for _, item in labelled):
        return _read_whole(image, size, objects, tally)
    tally.label(image or name)
    names = _category_names(objects)
    shapes = [(f"{name} {place}", item, shape_of(item)) for place, item in labelled]
    corners = _are_corners([shape for _, _, shape in shapes if isinstance(shape, Four)], size)
    for place, item, shape in shapes:
        _read_class(item, names, place, tally)
        if shape is None:
            tally.issue(WRONG_SCHEMA, place)
        else:
            tally.box(_settled(shape, corners), place, size)
    return True


def _read_whole(image: str | None, size: tuple[float, float] | None, objects: list[Named], tally: LabelTally) -> bool:
    """No boxes: one class for the whole image, or an image in which there is nothing to find."""
    if image is None or modality_of(image) is not Modality.IMAGE:
        return False
    said = next((said for _, item in objects if (said := _class_of(item, _CLASS_KEYS[:_SURE])[1])), "")
    if not said and not size:
        return False
    if said:
        tally.class_(said)
    tally.label(image, is_empty=not said)
    return True


def _objects(value: Any, place: str, depth: int = 0) -> Iterator[Named]:
    """Every object, outer before inner; what stands inside a box is part of the box."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield place or "top", value
        for key, inner in value.items():
            if not (has_shape(value) and isinstance(inner, Mapping) and has_shape({key: inner})):
                yield from _objects(inner, f"{place}.{key}" if place else key, depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if isinstance(inner, Mapping | list):
                yield from _objects(inner, f"{place}[{number}]", depth + 1)


def _image_name(objects: list[Named]) -> str | None:
    """The first text that is called an image's name; one that ends like an image goes before."""
    said = [
        value
        for _, item in objects
        for key, value in item.items()
        if key_of(key) in _IMAGE_KEYS and isinstance(value, str) and value.strip()
    ]
    pictures = [value for value in said if modality_of(value) is Modality.IMAGE]
    named = [value for value in said if not PurePosixPath(value).suffix]
    return next(iter(pictures + named), None)


def _size(objects: list[Named]) -> tuple[float, float] | None:
    """The size of the image, from an object that is no label itself."""
    for _, item in objects:
        if has_shape(item):
            continue
        folded = {key_of(key): value for key, value in item.items()}
        size = size_of(_first_number(folded, _WIDTHS), _first_number(folded, _HEIGHTS))
        size = size or next((found for key in _SIZES if (found := _pair(folded.get(key)))), None)
        if size:
            return size
    return None


def _first_number(folded: Mapping[str, Any], keys: tuple[str, ...]) -> float | None:
    return next((number for key in keys if (number := number_of(folded.get(key))) is not None), None)


def _pair(value: Any) -> tuple[float, float] | None:
    """[1920, 1080], "1920x1080" or "1920, 1080"."""
    if isinstance(value, str):
        value = value.casefold().replace("x", ",").replace("*", ",").split(",")
    found = numbers_of(value, 2)
    return size_of(*found) if found else None


def _category_names(objects: list[Named]) -> dict[str, str] | None:
    """Names by number where the file lists its categories; None where it does not."""
    found = {}
    for place, item in objects:
        if "categor" in place.casefold() and "[" in place and not has_shape(item):
            number, said = item.get("id"), item.get("name")
            if number is not None and isinstance(said, str):
                found[str(number)] = said
    return found or None


def _read_class(item: Mapping[str, Any], names: dict[str, str] | None, place: str, tally: LabelTally) -> None:
    key, said = _class_of(item, _CLASS_KEYS)
    if not said:
        tally.issue(WRONG_SCHEMA, place)
        return
    if names is not None and key.endswith("id"):
        if said not in names:
            tally.issue(UNKNOWN_CATEGORY, place)
        said = names.get(said, said)
    tally.class_(said)


def _class_of(item: Mapping[str, Any], keys: list[str]) -> tuple[str, str]:
    """The key that says a class, and what it says; both empty when none does."""
    folded = {key_of(key): value for key, value in item.items()}
    found = ((key, str(folded[key]).strip()) for key in keys if isinstance(folded.get(key), str | int))
    return next(((key, said) for key, said in found if said), ("", ""))


def _are_corners(fours: list[Four], size: tuple[float, float] | None) -> bool:
    if size is None or all(four.as_sides().is_inside(*size) for four in fours):
        return False
    return all(four.as_corners().has_area and four.as_corners().is_inside(*size) for four in fours)


def _settled(shape: Shape, corners: bool) -> Box:
    if isinstance(shape, Box):
        return shape
    return shape.as_corners() if corners else shape.as_sides()
