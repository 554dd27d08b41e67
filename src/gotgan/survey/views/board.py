"""The board of a campaign and the lists behind its numbers. Looking changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotgan.accounts.answered import page_of, viewer_of
from gotgan.survey.queries import coverage, lists
from gotgan.survey.rules.coverage import ItemCoverage
from gotgan.survey.words import is_english, said
from gotgan.terms.cells import harmless

_ITEM_COLUMNS = ("item", "number", "label", "needed", "answered", "unknown", "na", "suggested", "empty")


@require_safe
def show_board(request: HttpRequest, slug: str) -> HttpResponse:
    asked = request.GET
    board = coverage.board(
        viewer_of(request), slug, ministry=asked.get("ministry", "")[:7], level=asked.get("level", "")[:20],
        page=page_of(request),
    )  # fmt: skip
    levels = [(level, board.coverage.whole.levels[level]) for level in coverage.LEVELS]
    return render(request, "survey/board.html", {"board": board, "levels": levels, "kept": _kept(request)})


def _kept(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
def take_items(request: HttpRequest, slug: str) -> HttpResponse:
    """How complete each item is, as CSV."""
    board = coverage.board(viewer_of(request), slug)
    return _csv(f"{slug}-items", _ITEM_COLUMNS, (_item_row(each) for each in board.items))


def _item_row(each: ItemCoverage) -> Sequence[object]:
    item = each.item
    return (
        item.key, item.number, said(item.label), each.needed, each.answered, each.unknown, each.na, each.suggested,
        each.empty,
    )  # fmt: skip


@require_safe
def show_list(request: HttpRequest, slug: str, kind: str, item: str = "") -> HttpResponse:
    """One list; with `?format=csv` all of it as a file."""
    is_file = request.GET.get("format") == "csv"
    found = lists.board_list(viewer_of(request), slug, kind, item=item, page=page_of(request), whole=is_file)
    if not is_file:
        return render(request, "survey/board_list.html", {"list": found})
    columns = ("organisation", "name", *found.columns, "said")
    return _csv(f"{slug}-{item or kind}", columns, map(_list_row, found.rows))


@require_safe
def show_item(request: HttpRequest, slug: str, item: str) -> HttpResponse:
    """One item by organisation."""
    answer: HttpResponse = show_list(request, slug, "item", item)
    return answer


def _list_row(row: lists.ListRow) -> Sequence[object]:
    name = (row.body.name_en or row.body.name) if is_english() else row.body.name
    return row.body.code, name, *row.numbers, "; ".join(said(each) for each in row.said)


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """For spreadsheets: with the mark that makes them read Korean, and no cell that would run as a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return answer
