"""Pascal VOC: one XML for each image. Source: VOC2012 development kit, section 8.1.

Edges are counted from 1 and lie inside the box, so a box of one pixel has equal edges; many tools write from 0.
Either is taken, within the tolerance of a pixel.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse  # type: ignore[import-untyped]

from gotgan.engine.media.annotations.numbers import number_of, size_of
from gotgan.engine.media.annotations.state import WRONG_SCHEMA, Box, LabelTally

_EDGES = ("xmin", "ymin", "xmax", "ymax")


def read_voc(file: Path, name: str, tally: LabelTally) -> bool:
    """False when the XML is about something else. Raises: OSError, ParseError, ValueError (entities)."""
    root = parse(file, forbid_dtd=True).getroot()
    objects = root.findall("object")
    if root.tag != "annotation" or (not objects and root.find("size") is None):
        return False
    size = size_of(number_of(root.findtext("size/width")), number_of(root.findtext("size/height")))
    if size is None:
        tally.issue(WRONG_SCHEMA, f"{name} size")
    tally.label((root.findtext("filename") or "").strip() or name, is_empty=not objects)
    for number, item in enumerate(objects):
        _read_object(item, f"{name} object[{number}]", size, tally)
    return True


def _read_object(item: Element, place: str, size: tuple[float, float] | None, tally: LabelTally) -> None:
    said = (item.findtext("name") or "").strip()
    if said:
        tally.class_(said)
    edges = [number_of((item.findtext(f"bndbox/{edge}") or "").strip()) for edge in _EDGES]
    left, top, right, bottom = edges
    if left is None or top is None or right is None or bottom is None:
        tally.issue(WRONG_SCHEMA, place)
        return
    tally.box(Box(left, top, right, bottom), place, size)
    if not said:
        tally.issue(WRONG_SCHEMA, place)
