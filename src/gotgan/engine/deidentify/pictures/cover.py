"""Regions of a picture made unrecognisable, so that the models that found them find nothing there again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

import numpy as np

from gotgan.engine.deidentify.pictures.cells import Picture, read_picture, write_picture
from gotgan.engine.deidentify.pictures.port import PictureModel, Pixels, Region, find_all

_FILLED = 0
_ROUNDS = {"pixelate": (4, 2, 1, _FILLED), "fill": (_FILLED,) * 4}
"""Blocks across a region, by round. Few: faces of finer blocks were recognised again by trained networks
[McPherson, Shokri & Shmatikov 2016]. A round more where something is still found, coarser than the one before."""
_MARGIN = 0.1
"""Share of a region's sides that is covered around it: hair, ears and the edge of a plate."""


def cover_picture(
    picture: Picture, models: Sequence[PictureModel], kinds: Collection[str], how: str
) -> tuple[bytes, list[Region]]:
    """(the written picture, what was covered). What is written was looked at again; the proof looks once more."""
    regions, found, content = find_all(models, picture.pixels, kinds), [], b""
    found += regions
    for blocks in _ROUNDS[how]:
        content = write_picture(picture, cover(picture.pixels, regions, blocks))
        left = find_all(models, read_picture(content).pixels, kinds)
        if not left:
            break
        found += [each for each in left if not any(each.meets(other) for other in regions)]
        regions = sorted({*regions, *left})
    return content, found


def cover(pixels: Pixels, regions: Iterable[Region], blocks: int) -> Pixels:
    """A copy with each region in at most blocks x blocks parts of one colour each; black where `blocks` is 0."""
    covered = pixels.copy()
    for region in regions:
        across, down = _widened(region.left, region.right), _widened(region.top, region.bottom)
        part = covered[down, across]
        if blocks == _FILLED:
            part[:] = 0
        else:
            _pixelate(part, blocks)
    return covered


def _widened(first: int, end: int) -> slice:
    margin = int(np.ceil((end - first) * _MARGIN))
    return slice(max(first - margin, 0), end + margin)


def _pixelate(part: Pixels, blocks: int) -> None:
    rows, columns = (np.linspace(0, size, blocks + 1).astype(int) for size in part.shape[:2])
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            block = part[top:bottom, left:right]
            if block.size:
                block[:] = block.mean(axis=(0, 1)).astype(np.uint8)
