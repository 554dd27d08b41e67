"""The cascades that OpenCV 4 brings in its package: old, quick, and far from finding every face [Viola & Jones 2001].

OpenCV 5 brings none, and no class to read them; it counts as not installed.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from gotgan.engine.deidentify.pictures.port import THRESHOLD, PictureModel, Pixels, RawRegion

NAME = "opencv-cascades"
FILES = {
    "face": ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml"),
    "plate": ("haarcascade_russian_plate_number.xml",),
}
_SIDEWAYS = "profile"
"""Trained on faces that look to one side: the mirrored picture shows the other."""
_STEP, _NEIGHBOURS = 1.1, 3


def open_cascades() -> PictureModel | None:
    """None where there is no OpenCV, or one without its cascades."""
    try:
        cv2: Any = import_module("cv2")
        folder, _ = Path(cv2.data.haarcascades), cv2.CascadeClassifier
    except (ImportError, AttributeError):
        return None
    known = {kind: files for kind, files in FILES.items() if all((folder / name).is_file() for name in files)}
    if not known:
        return None
    return PictureModel(NAME, str(cv2.__version__), frozenset(known), THRESHOLD, _Cascades(cv2, folder, known))


class _Cascades:
    """A cascade tells no confidence: what it finds counts as sure."""

    def __init__(self, cv2: Any, folder: Path, known: dict[str, tuple[str, ...]]) -> None:
        self.cv2 = cv2
        self.known = [
            (kind, _SIDEWAYS in name, cv2.CascadeClassifier(str(folder / name)))
            for kind, names in known.items()
            for name in names
        ]

    def __call__(self, pixels: Pixels) -> list[RawRegion]:
        grey = self.cv2.cvtColor(np.ascontiguousarray(pixels), self.cv2.COLOR_RGB2GRAY)
        width = grey.shape[1]
        found: list[RawRegion] = []
        for kind, is_sideways, cascade in self.known:
            boxes = [tuple(map(int, box)) for box in cascade.detectMultiScale(grey, _STEP, _NEIGHBOURS)]
            if is_sideways:
                mirrored = np.ascontiguousarray(grey[:, ::-1])
                turned = [tuple(map(int, box)) for box in cascade.detectMultiScale(mirrored, _STEP, _NEIGHBOURS)]
                boxes += [(width - left - wide, top, wide, high) for left, top, wide, high in turned]
            found += [(kind, left, top, left + wide, top + high, 1.0) for left, top, wide, high in boxes]
        return found
