"""A Vega-Lite spec as SVG, in the one theme of the house, kept as a file by its hash."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue

Draw = Callable[[Mapping[str, Any]], str]
LARGEST_SPEC_VALUES = 50_000

# The light tokens of LOOK.md; a picture is paper-coloured in the dark as well.
PAPER, PAPER_2, INK, INK_2, LINE = "#FBFAF7", "#F2F0EA", "#1C1F22", "#565B60", "#DAD6CC"
TILE, PERSIMMON, GOOD, WARN, BAD = "#0F5C63", "#B8431A", "#2E6B3A", "#8A5A00", "#A3262A"
FONT = "Pretendard, 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', system-ui, sans-serif"
THEME: dict[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "padding": 12,
    "view": {"stroke": "transparent"},
    "title": {"color": INK, "fontSize": 16, "fontWeight": 600, "anchor": "start", "offset": 12},
    "axis": {
        "domainColor": LINE, "gridColor": LINE, "tickColor": LINE, "labelColor": INK_2,
        "titleColor": INK_2, "labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": 400,
    },
    "legend": {"labelColor": INK, "titleColor": INK_2, "labelFontSize": 14, "titleFontSize": 14},
    "header": {"labelColor": INK, "titleColor": INK_2, "labelFontSize": 14},
    "range": {"category": [TILE, PERSIMMON, GOOD, WARN, BAD, INK_2], "ramp": [PAPER_2, TILE]},
    "mark": {"color": TILE},
    "point": {"filled": True, "size": 50},
}  # fmt: skip


class Pictures:
    """Draws each spec once. One drawing at a time: the renderer is one engine inside."""

    def __init__(self, folder: Path, draw: Draw | None = None) -> None:
        self._folder = folder
        self._draw = draw or draw_svg
        self._lock = threading.Lock()

    def picture(self, spec: Mapping[str, Any]) -> str:
        """Raises: Invalid when the spec names outside data, is too large, or cannot be drawn."""
        check_spec(spec)
        kept = self._folder / f"{fingerprint([spec, THEME])}.svg"
        if kept.exists():
            return kept.read_text(encoding="utf-8")
        with self._lock:
            svg = self._draw(spec)
        self._keep(kept, svg)
        return svg

    def _keep(self, kept: Path, svg: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        beside.write_text(svg, encoding="utf-8")
        beside.replace(kept)


def check_spec(spec: Mapping[str, Any]) -> None:
    """Raises: Invalid. The renderer must never fetch, and must end."""
    seen, waiting = 0, [spec]
    while waiting:
        node: Any = waiting.pop()
        seen += 1
        if seen > LARGEST_SPEC_VALUES:
            raise Invalid(Issue("picture", f"more than {LARGEST_SPEC_VALUES} values", "aggregate before drawing"))
        if isinstance(node, Mapping):
            if "url" in node:
                raise Invalid(Issue("picture", "names data outside the spec", "put the values into it"))
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)


def draw_svg(spec: Mapping[str, Any]) -> str:
    """Raises: Invalid, with the renderer's own first line."""
    import vl_convert

    try:
        return str(vl_convert.vegalite_to_svg(dict(spec), config=THEME, allowed_base_urls=[]))
    except ValueError as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else "not a Vega-Lite spec"
        raise Invalid(Issue("picture", reason, "check the spec against Vega-Lite")) from error
