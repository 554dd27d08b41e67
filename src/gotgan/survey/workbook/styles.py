"""The colours and formats of a workbook's cells."""

from __future__ import annotations

from enum import Enum
from typing import Any

from gotgan.terms.questionnaire import Kind


class Fill(Enum):
    """What a cell is: with a meaning in the guide. Only `LOCKED` cells take nothing."""

    EMPTY = ""
    ANSWERED = "#E4F1E6"
    SUGGESTED = "#FFF2CC"
    NOT_ASKED = "#E7E6E2"
    LOCKED = "#D0CEC8"


_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.INT: "0", Kind.WON: "#,##0", Kind.DECIMAL: "General"}
"""All other kinds are text, so that a spreadsheet does not make a date or a number of them."""


class Styles:
    """Formats, each made once in a workbook."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._cells: dict[tuple[Fill, Kind | None], Any] = {}
        self._own: dict[bool, Any] = {}
        wrap = {"text_wrap": True, "valign": "top"}
        self.head = made.add_format({"bold": True, "bg_color": "#0F5C63", "font_color": "#FFFFFF", "border": 1, **wrap})
        self.key = made.add_format({"font_color": "#808080", "num_format": "@"})
        self.title = made.add_format({"bold": True, "font_size": 16})
        self.text = made.add_format(wrap)
        self.strong = made.add_format({"bold": True, **wrap})

    def cell(self, fill: Fill, kind: Kind | None) -> Any:
        if (fill, kind) not in self._cells:
            look: dict[str, Any] = {"text_wrap": True, "valign": "top", "locked": fill is Fill.LOCKED}
            look["num_format"] = _FORMATS.get(kind, "@") if kind else "@"
            if fill.value:
                look |= {"bg_color": fill.value, "border": 1, "border_color": "#DAD6CC"}
            self._cells[fill, kind] = self._made.add_format(look)
        return self._cells[fill, kind]

    def own(self, *, locked: bool) -> Any:
        if locked not in self._own:
            look = {"valign": "top", "locked": locked, "bg_color": "#F2F0EA" if locked else "#FFFFFF", "border": 1}
            self._own[locked] = self._made.add_format(look)
        return self._own[locked]
