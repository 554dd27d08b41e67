"""YOLO: one text for each image, a line for each object: class number, then the box in shares of the image.

A line of five numbers is a box (centre x, centre y, width, height), a longer one a polygon. Class names stand in
`classes.txt`, `obj.names` or the `names` of a YAML. Source: Darknet; Ultralytics, "Object detection datasets".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.media.annotations.numbers import number_of
from gotgan.engine.media.annotations.state import WRONG_SCHEMA, Box, LabelTally

NAME_FILES = frozenset({"classes.txt", "obj.names", "classes.names", "predefined_classes.txt", "coco.names"})
_SHARE_TOLERANCE = 0.005
_LARGEST_YAML = 1 << 20
_LINE = re.compile(r"\d+(?:\s+[+-]?\d*\.?\d+(?:[eE][+-]?\d+)?){4,}")


def looks_like_yolo(lines: Sequence[str]) -> bool:
    """Whether most of some filled lines have the form, with shares and not pixels behind the class."""
    fit = [line for line in lines if _LINE.fullmatch(line) and all(abs(float(x)) <= 2 for x in line.split()[1:])]
    return len(fit) * 2 > len(lines)


def read_yolo(lines: Iterable[str], name: str, tally: LabelTally) -> None:
    is_empty = True
    for number, line in enumerate(lines, 1):
        if line.strip():
            is_empty = False
            _read_line(line.split(), f"{name} line {number}", tally)
    tally.label(name, is_empty=is_empty)


def _read_line(words: list[str], place: str, tally: LabelTally) -> None:
    numbers = [number for number in map(number_of, words) if number is not None]
    fits = len(numbers) == len(words) and (len(words) == 5 or (len(words) >= 7 and len(words) % 2 == 1))
    if not fits or not words[0].isdecimal():
        tally.issue(WRONG_SCHEMA, place)
        return
    tally.class_id(int(words[0]), place)
    shares = numbers[1:]
    tally.box(_box(shares) if len(shares) == 4 else _around(shares), place, (1, 1), _SHARE_TOLERANCE)


def _box(shares: list[float]) -> Box:
    x, y, width, height = shares
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _around(shares: list[float]) -> Box:
    return Box(min(shares[::2]), min(shares[1::2]), max(shares[::2]), max(shares[1::2]))


def read_names(lines: Iterable[str], tally: LabelTally) -> None:
    tally.class_lists.add(tuple(line.strip() for line in lines if line.strip()))


def read_yaml_names(file: Path, tally: LabelTally) -> bool:
    """False when the YAML names no classes. Raises: OSError, yaml.YAMLError, UnicodeDecodeError."""
    if file.stat().st_size > _LARGEST_YAML:
        return False
    document = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    names: Any = document.get("names") if isinstance(document, dict) else None
    if isinstance(names, dict) and all(isinstance(key, int) for key in names):
        names = [names.get(number, str(number)) for number in range(min(max(names, default=-1) + 1, 10_000))]
    if not isinstance(names, list) or not all(isinstance(each, str | int) for each in names):
        return False
    tally.class_lists.add(tuple(str(each) for each in names))
    return True
