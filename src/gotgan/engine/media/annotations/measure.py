"""Which form a label file has, and its reading; a file of no known form is left to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError

import ijson
import yaml
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]

from gotgan.engine.media.annotations import aihub, coco, conll, voc, yolo
from gotgan.engine.media.annotations.state import NOT_READ, LabelState, LabelTally
from gotgan.engine.sources.kinds import modality_of
from gotgan.engine.tables.encoding import examine_text
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

NAMES = "class names"
"""The form of a list of class names, which labels nothing by itself."""
LOOKED_AT = 50
"""Filled lines by which the form of a text file is judged."""
_LARGEST_XML = 64 << 20
_LONGEST_LINE = 1 << 16
_DAMAGE = (OSError, ParseError, DefusedXmlException, ijson.JSONError, yaml.YAMLError, ValueError, RecursionError)


def partial(files: Iterable[tuple[str, Path]]) -> LabelState:
    """Read each (name, file). Images count by their names; what is no label is passed over.

    A label file that breaks off or is damaged is an issue `not_read` with its name.
    """
    tally = LabelTally()
    for name, file in files:
        read_label(nfc(name), file, tally)
    return tally.state()


def read_label(name: str, file: Path, tally: LabelTally) -> str:
    """Read one file into the tally: its form, or nothing when it is no label. `name` is in NFC."""
    pure = PurePosixPath(name.casefold())
    if modality_of(name) is Modality.IMAGE:
        tally.images.add(PurePosixPath(name).stem)
        return ""
    read = _READERS.get(pure.suffix)
    if pure.name in yolo.NAME_FILES:
        read = _read_class_list
    if read is None:
        return ""
    try:
        form = read(file, name, tally)
    except _DAMAGE:
        tally.issue(NOT_READ, name)
        return ""
    if form and form != NAMES:
        tally.formats[form] = tally.formats.get(form, 0) + 1
    return form


def _read_json(file: Path, name: str, tally: LabelTally) -> str:
    if coco.is_coco(file):
        coco.read_coco(file, name, tally)
        return "coco"
    if file.stat().st_size > aihub.LARGEST_BYTES:
        return ""
    return "json" if aihub.read_json(file, name, tally) else ""


def _read_xml(file: Path, name: str, tally: LabelTally) -> str:
    if file.stat().st_size > _LARGEST_XML:
        return ""
    return "voc" if voc.read_voc(file, name, tally) else ""


def _read_yaml(file: Path, _name: str, tally: LabelTally) -> str:
    return NAMES if yolo.read_yaml_names(file, tally) else ""


def _read_text(file: Path, name: str, tally: LabelTally) -> str:
    found = examine_text(file)
    if found.only_white:
        tally.blank.add(PurePosixPath(name).stem)
        return ""
    if found.encoding is None or found.longest_line > _LONGEST_LINE:
        return ""
    filled = (line.strip() for line in _lines(file, found.encoding))
    head = list(islice((line for line in filled if line), LOOKED_AT))
    if yolo.looks_like_yolo(head):
        yolo.read_yolo(_lines(file, found.encoding), name, tally)
        return "yolo"
    if conll.looks_like_conll(head):
        conll.read_conll(_lines(file, found.encoding), name, tally)
        return "conll"
    return ""


def _read_class_list(file: Path, _name: str, tally: LabelTally) -> str:
    found = examine_text(file)
    if found.encoding is None or found.only_white or found.longest_line > _LONGEST_LINE:
        return ""
    yolo.read_names(_lines(file, found.encoding), tally)
    return NAMES


def _lines(file: Path, encoding: str) -> Iterator[str]:
    with file.open(encoding=encoding) as content:
        for number, line in enumerate(content):
            yield line if number else line.removeprefix("\ufeff")


_READERS: dict[str, Callable[[Path, str, LabelTally], str]] = {
    ".json": _read_json,
    ".xml": _read_xml,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".txt": _read_text,
    ".tsv": _read_text,
    ".conll": _read_text,
    ".conllu": _read_text,
    ".bio": _read_text,
    ".iob": _read_text,
}
