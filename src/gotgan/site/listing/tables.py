"""A published list as rows of words: what everyone may have, and the whole for manager and auditor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gotgan.assess import words_published as words
from gotgan.site import format as written
from gotgan.site.listing.page import ListPage, Shown
from gotgan.terms.published import ListedDataset, PublishedList
from gotgan.terms.selection import UNKNOWN

Row = tuple[Any, ...]
REPLAY = "gotgan select candidates.csv --rules rules.yaml"


@dataclass(frozen=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def titled(listed: ListedDataset) -> str:
    """The title in the page's language, the other when there is none."""
    return words.in_page_language(listed.title, listed.title_en)


def kept_by(listed: ListedDataset) -> str:
    return words.in_page_language(listed.organisation_name, listed.organisation_name_en)


def owner_of(version: PublishedList) -> str:
    return words.in_page_language(version.owner_name, version.owner_name_en)


def day(version: PublishedList) -> str:
    return written.day(version.signed_at, "en" if words.is_english() else "ko") or "-"


def public_members(page: ListPage) -> Table:
    """A member that is not open has title and institution; the reserve follows where the list names it."""
    heads = (
        _("Title"), _("Institution"), _("Field"), _("Kind of data"), _("Provided"), _("Class"), _("Acceptability"),
        _("Why it is in"), _("Page"), _("Remark"),
    )  # fmt: skip
    return Table(heads, tuple(_public_row(each) for each in (*page.members, *page.reserve)))


def _public_row(shown: Shown) -> Row:
    listed = shown.listed
    remark = _("withdrawn since") if shown.is_withdrawn else ""
    if not shown.is_open:
        return (titled(listed), kept_by(listed), "", "", "", "", "", "", "", remark or _("not open"))
    why = words.reasons_of(listed) if listed.is_member else ""
    return (
        titled(listed), kept_by(listed), *_kind_of(listed), str(words.MODES.get(listed.mode, "")),
        str(words.STANDINGS[listed.standing]), round(listed.acceptability, 4), why, f"/datasets/{shown.address}",
        remark,
    )  # fmt: skip


def _kind_of(listed: ListedDataset) -> tuple[str, str]:
    return words.value_word("field", listed.field), words.value_word("modality", listed.modality)


def whole(version: PublishedList) -> Table:
    """Every candidate with its reasons: for who may have all of it."""
    heads = (
        "id", _("Title"), _("Institution"), _("Field"), _("Kind of data"), _("Group of copies"), _("Provided"),
        _("Class"), _("Score"), _("Value"), _("Acceptability"), _("Why"), _("What would bring it in"),
    )  # fmt: skip
    return Table(heads, tuple(_whole_row(each) for each in (*version.members, *version.left)))


def _whole_row(listed: ListedDataset) -> Row:
    return (
        listed.dataset, titled(listed), kept_by(listed), *_kind_of(listed), listed.cluster,
        str(words.MODES.get(listed.mode, "")), str(words.STANDINGS.get(listed.standing, listed.standing)),
        round(listed.score, 6), "" if listed.value is None else round(listed.value, 6),
        round(listed.acceptability, 4), words.reasons_of(listed),
        change_words(listed),
    )  # fmt: skip


def change_words(listed: ListedDataset) -> str:
    """The least change of its own row that brings it in."""
    changes = listed.least_change or ()
    return "; ".join(
        f"{words.column_word(each['column'])}: {_cell(each['from'])} → {_cell(each['to'])}" for each in changes
    )


def _cell(value: Any) -> str:
    if value == UNKNOWN:
        return _("not known")
    return written.number(value) if isinstance(value, float) else str(value)


def facts(version: PublishedList, *, with_signer: bool = False) -> Table:
    """What the list is, who answers for it, and by what everybody can tell it again."""
    rows: list[Row] = [
        (_("List"), words.in_language(version.name)),
        (_("Answers for it"), owner_of(version)),
        (_("Version"), version.number),
        (_("Members of the list"), len(version.members)),
        (_("Signed"), f"{owner_of(version)}, {day(version)}"),
    ]
    if with_signer:
        rows.append((_("Signed by"), version.signed_by))
    rows.append((_("sha256 of the result"), version.sha256["document"]))
    if signature := version.sha256.get("signature"):
        rows.append((_("sha256 of the signature"), signature))
    return Table((), tuple(rows))


def criteria(version: PublishedList) -> Table:
    heads = (
        _("Criterion"),
        _("Criterion weight"),
        _("Weight lower: places that change"),
        _("Weight higher"),
        _("Remark"),
    )
    rows = tuple(
        (
            words.criterion_word(each.id), round(each.weight, 6), _count(each.moved_down), _count(each.moved_up),
            did_not_decide(words.in_language(each.because)) if each.because else "",
        )
        for each in version.criteria
    )  # fmt: skip
    return Table(heads, rows)


def did_not_decide(because: str) -> str:
    return _("Did not decide: %(because)s") % {"because": because}


def _count(value: int | None) -> int | str:
    return "" if value is None else value


def _rounded(value: float | None, digits: int) -> float | str:
    return "" if value is None else round(value, digits)


def limits(version: PublishedList) -> Table:
    heads = (_("Constraint"), _("Room left"), _("Price of one more"))
    rows = tuple((words.limit_of(each), _rounded(each.slack, 6), _rounded(each.price, 9)) for each in version.priced)
    return Table(heads, rows)


def method(version: PublishedList) -> tuple[str, ...]:
    """How the list came about, in sentences."""
    gates = ", ".join(str(words.GATES.get(each, each)) for each in version.gates)
    drawn = {
        "draws": written.number(version.draws), "spread": f"{version.spread:.0%}",
        "share": f"{version.core_from * 100:g}%",
    }  # fmt: skip
    said = [
        _("What does not pass every gate is out, whatever it scores: %(gates)s.") % {"gates": gates} if gates else "",
        _("What passes is scored by the criteria and their weights; the list is the one worth most within the limits."),
        _(
            "The weights were then drawn anew %(draws)s times, each within %(spread)s of itself. Acceptability is the"
            " share of those weightings in which a dataset is among the first by score: core from %(share)s, else"
            " contested."
        )
        % drawn,
        *map(words.note_words, version.notes),
    ]
    return tuple(each for each in said if each)


def replay(version: PublishedList) -> tuple[str, ...]:
    parts = ", ".join(f"{part} {version.sha256[part]}" for part in ("candidates", "rules") if version.sha256[part])
    return (
        _("On this hub it is computed again, byte for byte, with: %(command)s")
        % {"command": f"gotgan list replay {version.slug}/{version.number}"},
        _("Elsewhere, whoever holds the frozen candidates and rules gets the same list with: %(command)s")
        % {"command": REPLAY},
        _("Their sha256: %(parts)s") % {"parts": parts},
    )


def method_rows(version: PublishedList, *, with_signer: bool = False) -> tuple[Row, ...]:
    """The sheet of the method in a workbook."""
    found: list[Row] = [*facts(version, with_signer=with_signer).rows, ()]
    found += [(each,) for each in (*method(version), *replay(version))]
    for table in (criteria(version), limits(version)):
        found += [(), table.heads, *table.rows]
    return tuple(found)


def shares(version: PublishedList) -> Sequence[tuple[str, str, int]]:
    """(class, its word, how many), for the bar."""
    return [(each, str(words.STANDINGS[each]), version.count(each)) for each in ("core", "contested", "reserve")]


def sheet_names() -> tuple[str, str]:
    """The two sheets of a workbook."""
    return _("Members of the list"), _("Method")
