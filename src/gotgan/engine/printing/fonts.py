"""Where the Korean font is: it travels with an installed package, of which nothing is imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

CARRIER = "koreanize_matplotlib"
FONT = "NanumGothic.ttf"


def font_folder(carrier: str = CARRIER) -> Path | None:
    """The folder that holds NanumGothic (OFL); None where the package is not installed."""
    spec = find_spec(carrier)
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place) / "fonts"
        if (folder / FONT).is_file():
            return folder
    return None
