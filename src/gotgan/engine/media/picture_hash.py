"""Perceptual hashes: 64 bits that stay nearly the same when a picture is scaled, re-encoded or brightened.

Sources: Krawetz 2011, "Looks like it" (pHash) and 2013, "Kind of like that" (dHash).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE, _LOW = 32, 8


def difference_hash(grey: Image.Image) -> int:
    """dHash: one bit for each pixel of 8 x 9 that is darker than its right neighbour."""
    small = np.asarray(grey.resize((9, 8), Image.Resampling.LANCZOS), dtype=np.int16)
    return _packed(small[:, 1:] > small[:, :-1])


def frequency_hash(grey: Image.Image) -> int:
    """pHash: one bit for each of the 8 x 8 lowest DCT frequencies of 32 x 32 that is above their median."""
    small = np.asarray(grey.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), dtype=np.float64)
    low = (_DCT @ small @ _DCT.T)[:_LOW, :_LOW]
    return _packed(low > np.median(low))


def _dct_matrix(side: int) -> NDArray[np.float64]:
    """DCT-II without scaling: row k is the cosine of frequency k."""
    place = np.arange(side)
    return np.asarray(np.cos(np.pi * np.outer(place, 2 * place + 1) / (2 * side)))


_DCT = _dct_matrix(_SIDE)


def _packed(bits: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits.ravel()).tobytes(), "big")
