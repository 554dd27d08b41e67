"""The interactive picture of a column as a Vega-Lite specification; set-up makes the bundle that draws it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gotgan.site import format as written
from gotgan.site.naming import is_name

FEW_CELLS = 10
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def rows_of(column: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """What the picture draws, as table rows: `label` and `count`; bins also `low` and `high`."""
    if column.get("histogram"):
        return tuple(_bin_row(part, names=is_name(column)) for part in column["histogram"])
    return tuple({"label": str(top["value"]), "count": top["count"]} for top in column.get("top") or ())


def spec_of(column: Mapping[str, Any], rows: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Bars: of the histogram for numbers, of the most frequent values for everything else."""
    whole = _whole_axis(max((row["count"] for row in rows), default=0))
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": 240,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": _bin_encoding(column, whole) if column.get("histogram") else _value_encoding(whole),
    }


def _whole_axis(most: int) -> dict[str, Any]:
    """There is no half of a cell: few cells have their ticks named, since Vega passes over a least step here."""
    return {"format": ",d", **({"values": list(range(most + 1))} if most <= FEW_CELLS else {"tickCount": FEW_CELLS})}


def _bin_row(part: Mapping[str, Any], *, names: bool) -> dict[str, Any]:
    label = written.between(part["low"], part["high"], names=names)
    return {"label": label, "low": part["low"], "high": part["high"], "count": part["count"]}


def _bin_encoding(column: Mapping[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    return {
        "x": {
            "field": "low",
            "type": "quantitative",
            "bin": {"binned": True},
            "title": column["name"],
            "axis": {"tickCount": 10, **({"format": "d", "tickMinStep": 1} if is_name(column) else {})},
        },
        "x2": {"field": "high"},
        "y": {"field": "count", "type": "quantitative", "title": _("Cells"), "axis": whole},
        "tooltip": [
            {"field": "label", "type": "nominal", "title": _("Range")},
            {"field": "count", "type": "quantitative", "format": ",", "title": _("Cells")},
        ],
    }


def _value_encoding(whole: dict[str, Any]) -> dict[str, Any]:
    return {
        "y": {"field": "label", "type": "nominal", "sort": "-x", "title": None},
        "x": {"field": "count", "type": "quantitative", "title": _("Cells"), "axis": whole},
        "tooltip": [
            {"field": "label", "type": "nominal", "title": _("Value")},
            {"field": "count", "type": "quantitative", "format": ",", "title": _("Cells")},
        ],
    }
