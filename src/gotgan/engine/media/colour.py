"""Whether a picture has colour, however it is stored: a scan in grey is often saved with three equal channels."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image

from gotgan.engine.media.image import DAMAGE, FORMATS

_SIDE = 128
_MOST_APART = 8
"""Levels of 256 by which the channels of a grey pixel may differ, as JPEG leaves them."""
_PLAIN_MODES = ("1", "L", "LA", "I", "F")


def is_grey(file: Path) -> bool:
    """Looked at in small. False where it cannot be told: what is damaged is told by `measure_image`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as image:
                if image.mode.startswith(_PLAIN_MODES):
                    return True
                image.draft("RGB", (_SIDE, _SIDE))
                small = image.convert("RGB")
                small.thumbnail((_SIDE, _SIDE))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, *DAMAGE):
        return False
    values = np.asarray(small, dtype=np.int16)
    return bool(np.percentile(values.max(axis=2) - values.min(axis=2), 99) <= _MOST_APART)
