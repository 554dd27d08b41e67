"""A published list, and its minutes, as the document that the desk prints (`gotgan.engine.printing` says its shape)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gotgan.assess import words_published as words
from gotgan.assess.actions.publishing import keep_printed
from gotgan.assess.queries.published import printed
from gotgan.site import format as written
from gotgan.site.desk import desk
from gotgan.site.format import KST
from gotgan.site.listing import picture, tables
from gotgan.site.listing.page import ListPage, Shown
from gotgan.site.listing.tables import Table
from gotgan.terms.digest import fingerprint
from gotgan.terms.published import ListedDataset, PublishedList

MEMBER_WIDTHS = (7, 3, 3, 2, 2, 5)
MOST_LEFT = 1000
"""Of what was not chosen, the nearest first; more is nothing to read on paper."""
FORM = 1
"""Counts up whenever the template changes, so that no older print is given out."""
Block = dict[str, Any]


def as_pdf(document: dict[str, Any]) -> bytes:
    """Printed once by the desk, then kept by the sha256 of what stands in it. Raises: Unavailable."""
    key = fingerprint([FORM, document])
    content = printed(key)
    if content is None:
        content = desk().pdf(document)
        keep_printed(key=key, content=content)
    return content


def public_document(page: ListPage) -> dict[str, Any]:
    """What the public page shows; minutes and objections where the list opens them."""
    version = page.version
    blocks = [
        *_opening(version), _heading(_("Members of the list")), _table(*_members(page.members), widths=MEMBER_WIDTHS),
        *_method(version),
    ]  # fmt: skip
    if page.reserve:
        blocks += [_heading(_("Reserve")), _table(*_members(page.reserve), widths=MEMBER_WIDTHS)]
    if version.shows_minutes:
        blocks += _minutes(version, names_all=False)
    return _document(version, blocks, with_signer=False)


def whole_document(version: PublishedList) -> dict[str, Any]:
    """All of it with minutes, objections and every reason: for manager and auditor."""
    members = [Shown(each, "-", False) for each in version.members]
    nearest = sorted(version.left, key=lambda each: (-each.acceptability, -each.score))
    blocks = [
        *_opening(version), _heading(_("Members of the list")), _table(*_members(members), widths=MEMBER_WIDTHS),
        *_method(version), *_minutes(version, names_all=True), _heading(_("Not chosen")),
        _table(*_left(nearest[:MOST_LEFT]), widths=(6, 3, 2, 2, 8)),
    ]  # fmt: skip
    if len(nearest) > MOST_LEFT:
        more = written.number(len(nearest) - MOST_LEFT)
        blocks.append(_text(_("%(number)s more stand in the CSV and the Excel file.") % {"number": more}))
    return _document(version, blocks, with_signer=True)


def _document(version: PublishedList, blocks: list[Block], *, with_signer: bool) -> dict[str, Any]:
    name, day = words.in_language(version.name), version.signed_at and version.signed_at.astimezone(KST)
    cover = [[str(cell) for cell in row] for row in tables.facts(version, with_signer=with_signer).rows]
    return {
        "lang": (get_language() or "ko")[:2], "kind": _("List of datasets for AI training"), "title": name,
        "subtitle": words.in_language(version.purpose), "author": tables.owner_of(version),
        "footer": f"{name} · {version.number} · sha256 {version.sha256['document'][:16]}",
        "date": [day.year, day.month, day.day] if day else None, "cover": cover, "blocks": blocks,
    }  # fmt: skip


def _opening(version: PublishedList) -> list[Block]:
    """The picture first: how sure the list is."""
    shapes = {"core": "full", "contested": "half", "reserve": "none"}
    parts = [{"label": word, "count": count, "shape": shapes[each]} for each, word, count in tables.shares(version)]
    dots = [{"value": each.value, "shape": each.shape} for each in picture.dots_of(version)]
    moves = words.effect_finding(version)
    return [
        _heading(words.standing_finding(version)), {"kind": "split", "parts": parts},
        {"kind": "dots", "line": version.core_from, "dots": dots, "under": under_picture(version)},
        *([_text(moves)] if moves else []),
    ]  # fmt: skip


def under_picture(version: PublishedList) -> str:
    said = _("Each sign is a dataset, the surest on the left; its height is its acceptability. Dashed: %(share)s.")
    return said % {"share": f"{version.core_from * 100:g}%"}


def _members(shown: Sequence[Shown]) -> tuple[Table, tuple[int, ...]]:
    heads = (_("Title"), _("Institution"), _("Provided"), _("Class"), _("Acceptability"), _("Why it is in"))
    return Table(heads, tuple(_member_row(each) for each in shown)), (4,)


def _member_row(shown: Shown) -> tuple[str, ...]:
    listed = shown.listed
    title = tables.titled(listed)
    if shown.is_withdrawn:
        title = f"{title} ({_('withdrawn since')})"
    if not shown.is_open:
        return (title, tables.kept_by(listed), "", "", "", _("not open"))
    why = words.reasons_of(listed) if listed.is_member else ""
    mode, standing = words.MODES.get(listed.mode, ""), words.STANDINGS[listed.standing]
    return (title, tables.kept_by(listed), str(mode), str(standing), _percent(listed.acceptability), why)


def _left(left: Sequence[ListedDataset]) -> tuple[Table, tuple[int, ...]]:
    heads = (_("Title"), _("Institution"), _("Class"), _("Acceptability"), _("Why"))
    rows = tuple(
        (
            tables.titled(each), tables.kept_by(each), str(words.STANDINGS.get(each.standing, each.standing)),
            _percent(each.acceptability), words.reasons_of(each),
        )
        for each in left
    )  # fmt: skip
    return Table(heads, rows), (3,)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _method(version: PublishedList) -> list[Block]:
    return [
        _heading(_("How the list came about")), *(_text(each) for each in tables.method(version)),
        _heading(_("Criteria and weights"), 2), _table(tables.criteria(version), (1, 2, 3), widths=(5, 2, 3, 3, 5)),
        _heading(_("Constraints and their prices"), 2), _table(tables.limits(version), (1, 2), widths=(6, 2, 3)),
        _heading(_("How to get it again"), 2), *(_text(each) for each in tables.replay(version)),
    ]  # fmt: skip


def _minutes(version: PublishedList, *, names_all: bool) -> list[Block]:
    blocks = [_heading(_("Minutes")), _text(version.minutes or _("No minutes were written."))]
    blocks.append(_heading(_("Objections and answers")))
    if not version.objections:
        return [*blocks, _text(_("No objection is on record."))]
    heads = (_("Dataset"), _("Objection"), _("Answer"))
    named = [
        words.in_language(each.title) if names_all or each.is_member else _("A dataset that was not chosen")
        for each in version.objections
    ]
    rows = tuple((name, each.text, each.answer) for name, each in zip(named, version.objections, strict=True))
    return [*blocks, _table(Table(heads, rows), (), widths=(3, 5, 5))]


def _written(cell: object) -> str:
    return written.number(cell) if isinstance(cell, int | float) else str(cell)


def _heading(text: str, level: int = 1) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _table(table: Table, numbers: Sequence[int], *, widths: Sequence[int]) -> Block:
    rows = [[_written(cell) for cell in row] for row in table.rows]
    return {
        "kind": "table", "heads": list(table.heads), "rows": rows, "numbers": list(numbers), "widths": list(widths),
    }  # fmt: skip
