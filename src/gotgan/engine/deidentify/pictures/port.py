"""A model that finds faces or plates, whoever wrote it: what it gives is checked before it is believed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.terms.errors import Invalid, Issue

Pixels = npt.NDArray[np.uint8]
"""Height x width x 3, RGB."""
RawRegion = tuple[str, float, float, float, float, float]
Detector = Callable[[Pixels], Iterable[RawRegion]]
THRESHOLD = 0.5


@dataclass(frozen=True, order=True)
class Region:
    """Whole pixels inside its picture; `right` and `bottom` are exclusive and greater than `left` and `top`."""

    kind: str
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Region) -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True)
class PictureModel:
    """`version`: of the package that offers it. `kinds`: those that it looks for."""

    name: str
    version: str
    kinds: frozenset[str]
    threshold: float
    detect: Detector

    def find(self, pixels: Pixels, kinds: Collection[str]) -> list[Region]:
        """The regions of these kinds whose confidence reaches the threshold. Raises: Invalid when it fails."""
        looked = pixels.view()
        looked.flags.writeable = False
        try:
            raw = [tuple(each) for each in self.detect(looked)]
        except Exception as error:
            what = f"failed on a picture ({type(error).__name__})"
            raise Invalid(Issue(f"picture detector {self.name}", what, "see what its package needs")) from error
        found = [self._checked(each, pixels.shape[1], pixels.shape[0]) for each in raw]
        return [region for region, sure in found if region.kind in kinds and sure >= self.threshold]

    def _checked(self, raw: tuple[Any, ...], width: int, height: int) -> tuple[Region, float]:
        try:
            kind, *numbers = raw
            left, top, right, bottom, sure = map(float, numbers)
            is_region = kind in self.kinds and all(map(isfinite, (left, top, right, bottom))) and 0 <= sure <= 1
            region = Region(
                kind, max(floor(left), 0), max(floor(top), 0), min(ceil(right), width), min(ceil(bottom), height)
            )
            if is_region and region.left < region.right and region.top < region.bottom:
                return region, sure
        except (TypeError, ValueError, OverflowError):
            pass
        what = "gave what is no region of a picture"
        raise Invalid(Issue(f"picture detector {self.name}", what, "report it to whoever made it"))


def find_all(models: Iterable[PictureModel], pixels: Pixels, kinds: Collection[str]) -> list[Region]:
    """What any of them finds, in a fixed order."""
    return sorted({region for model in models for region in model.find(pixels, kinds)})
