"""The page of one column: its picture, its numbers, and a table under the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from gotgan.inventory import queries as inventory
from gotgan.site import charts, pictures
from gotgan.site.desk import desk
from gotgan.site.pages import columns, dataset
from gotgan.terms.dataset import TableEvidence
from gotgan.terms.errors import NotFound, Unavailable
from gotgan.terms.role import Viewer

FILE_WIDTH = 640


class UnknownColumn(NotFound):
    """The table or the column is not in this version."""


@dataclass(frozen=True)
class ColumnPage:
    """`spec` is the Vega-Lite specification, None when values are hidden or there is nothing to draw."""

    known: dataset.Known
    table: str
    column: columns.ColumnView
    headline: str
    picture: SafeString | None
    spec: dict[str, Any] | None
    rows: tuple[Mapping[str, Any], ...]
    previous: columns.ColumnView | None
    following: columns.ColumnView | None


def get_page(viewer: Viewer, organisation: str, name: str, table: str, position: int) -> ColumnPage:
    """Raises: UnknownDataset, UnknownColumn."""
    known = dataset.get_known(viewer, organisation, name)
    version_id = dataset.version_id_of(known)
    evidence = inventory.evidence_of(known.dataset.id, version_id) if version_id else ()
    views = _views(evidence, table, may_see=known.access.may_see)
    places = {view.position: place for place, view in enumerate(views)}
    if position not in places:
        raise UnknownColumn(f"{table} column {position}")
    place = places[position]
    view = views[place]
    rows = () if view.hidden_because else charts.rows_of(view.document)
    return ColumnPage(
        known=known,
        table=table,
        column=view,
        headline=columns.headline(view.document) if rows else "",
        picture=mark_safe(pictures.chart(view.document)) if rows else None,
        spec=charts.spec_of(view.document, rows) if rows else None,
        rows=rows,
        previous=views[place - 1] if place > 0 else None,
        following=views[place + 1] if place + 1 < len(views) else None,
    )


def picture_file(page: ColumnPage) -> str:
    """The picture with its title and axes as SVG; without the desk, the plain one of the page.

    Raises: UnknownColumn when nothing may be drawn.
    """
    if page.spec is None or page.picture is None:
        raise UnknownColumn(f"{page.table}: no picture of this column")
    spec = {**page.spec, "width": FILE_WIDTH, "title": page.headline or page.column.name}
    try:
        return desk().picture(spec)
    except Unavailable:
        return str(page.picture)


def _views(evidence: tuple[TableEvidence, ...], table: str, *, may_see: bool) -> tuple[columns.ColumnView, ...]:
    for each in evidence:
        if each.table == table:
            return columns.view_columns(each, may_see=may_see)
    return ()
