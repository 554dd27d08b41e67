"""The lists behind the numbers of a campaign's board, each with its address; also as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from gotgan.inventory import queries as inventory
from gotgan.survey.models import Campaign, Sheet, Target, TargetSystem
from gotgan.survey.queries.coverage import Bodies, all_bodies, called, counted_rows
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.pages import NoSuchPage, campaign_by_slug
from gotgan.survey.queries.same import confirmed_links
from gotgan.survey.rules.coverage import Level, item_coverage
from gotgan.survey.rules.people import may_manage
from gotgan.survey.rules.systems import find_silent
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Item, Words
from gotgan.terms.role import Viewer
from gotgan.terms.survey import CampaignState

ROWS = 100


@dataclass(frozen=True)
class ListRow:
    """One organisation, what is counted of it in the order of the list's columns, and what is to be said."""

    body: Organisation
    numbers: tuple[int, ...] = ()
    said: tuple[Words, ...] = ()
    sheet: str = ""
    other: Organisation | None = None
    other_sheet: str = ""


@dataclass(frozen=True)
class BoardList:
    """One list. `columns` name the numbers: codes that the page puts into words. `to_link`: of doubles, those that
    keepers confirmed and that the viewer may link now."""

    campaign: Campaign
    kind: str
    columns: tuple[str, ...]
    rows: tuple[ListRow, ...]
    found: int
    page: int
    item: Item | None = None
    to_link: int = 0

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page * ROWS < self.found else None


Found = tuple[tuple[str, ...], list[ListRow]]


def board_list(
    viewer: Viewer, slug: str, kind: str, *, item: str = "", page: int = 1, whole: bool = False
) -> BoardList:
    """A list by its name, a page of it or all. Raises: NoSuchPage, also for an unknown list or item."""
    campaign, bodies = campaign_by_slug(viewer, slug), all_bodies()
    asked = form_of(campaign.form_id).find(item) if kind == "item" else None
    if kind == "item" and asked is not None:
        columns, rows = _of_item(campaign.pk, bodies, asked)
    elif kind in _LISTS:
        columns, rows = _LISTS[kind](campaign.pk, bodies)
    else:
        raise NoSuchPage(f"{kind}: there is no such list; see the board of the campaign")
    page = max(1, page)
    shown = rows if whole else rows[(page - 1) * ROWS : page * ROWS]
    to_link = _to_link(viewer, campaign) if kind == "duplicates" else 0
    return BoardList(campaign, kind, columns, tuple(shown), len(rows), page, asked, to_link)


def _to_link(viewer: Viewer, campaign: Campaign) -> int:
    """Sheets that `link_confirmed` would link."""
    if not may_manage(viewer) or campaign.state == CampaignState.FROZEN:
        return 0
    return len(confirmed_links(campaign.pk))


def _calls(campaign_id: str, bodies: Bodies) -> Found:
    codes = dict(Target.objects.filter(campaign=campaign_id).order_by().values_list("pk", "organisation_id"))
    found = called(campaign_id, bodies, timezone.now(), codes)
    return ("weight",), [
        ListRow(each.body, (each.call.weight,), tuple(said for _, said in each.call.reasons)) for each in found
    ]


def _organisations(campaign_id: str, bodies: Bodies) -> Found:
    rows, _, _ = counted_rows(campaign_id, bodies)
    names = ("sheets", "accepted", "needed", "confirmed", "suggested", "blocks", "warns", "silent_systems")
    return names, [ListRow(bodies[row.organisation], tuple(row.counts[name] for name in names)) for row in rows]


def _nonresponse(campaign_id: str, bodies: Bodies) -> Found:
    rows, _, _ = counted_rows(campaign_id, bodies)
    silent = [row for row in rows if row.level is Level.SILENT]
    return ("sheets", "needed", "suggested"), [
        ListRow(bodies[row.organisation], tuple(row.counts[name] for name in ("sheets", "needed", "suggested")))
        for row in silent
    ]


def _contradictions(campaign_id: str, bodies: Bodies) -> Found:
    rows, _, _ = counted_rows(campaign_id, bodies)
    held = sorted((row for row in rows if row.counts["blocks"] or row.counts["warns"]),
                  key=lambda row: (-row.counts["blocks"], -row.counts["warns"], row.organisation))  # fmt: skip
    return ("blocks", "warns"), [
        ListRow(bodies[row.organisation], (row.counts["blocks"], row.counts["warns"])) for row in held
    ]


def _silent_systems(campaign_id: str, bodies: Bodies) -> Found:
    """By organisation, with the names of the systems; sheets are asked of the organisations in question only."""
    rows, _, _ = counted_rows(campaign_id, bodies)
    counts = {row.organisation: row.counts for row in rows if row.counts["silent_systems"]}
    known: dict[str, list[tuple[str, str, str]]] = {}
    places = TargetSystem.objects.filter(target__campaign=campaign_id, target__silent_systems__gt=0).order_by("name")
    for code, *each in places.values_list("target__organisation", "number", "name", "none_held_reason"):
        known.setdefault(code, []).append((each[0], each[1], each[2]))
    named: dict[str, set[str]] = {}
    sheets = Sheet.objects.filter(target__campaign=campaign_id, target__silent_systems__gt=0).exclude(system="")
    for code, system in sheets.order_by().values_list("target__organisation", "system").distinct():
        named.setdefault(code, set()).add(system)
    found = [
        ListRow(bodies[code], (each["silent_systems"], each["systems"]),
                tuple(Words(name, name) for name in find_silent(known.get(code, []), named.get(code, set()))))
        for code, each in counts.items()
    ]  # fmt: skip
    return ("silent_systems", "systems"), sorted(found, key=lambda row: (-row.numbers[0], row.body.code))


def _duplicates(campaign_id: str, bodies: Bodies) -> Found:
    names = ("pk", "title", "target__organisation", "same_as", "same_as__title", "same_as__target__organisation")
    rows = Sheet.objects.filter(target__campaign=campaign_id, same_as__isnull=False).order_by("same_as", "pk")
    return (), [
        ListRow(bodies[code], (), (Words(title, title), Words(first_title, first_title)), pk, bodies[first_code], first)
        for pk, title, code, first, first_title, first_code in rows.values_list(*names)
    ]


def _unclear(campaign_id: str, bodies: Bodies) -> Found:
    """Accepted answers that do not tell whether the data can train a model: to be called back or decided."""
    return (), [
        ListRow(bodies[each.accepted.organisation], (), (Words(title, title), each.because), each.accepted.sheet)
        for _, title, each in inventory.unclear_surveys(campaign_id)
    ]


def _of_item(campaign_id: str, bodies: Bodies, item: Item) -> Found:
    """Organisations by how much of one item they left open."""
    targets = Target.objects.filter(campaign=campaign_id).annotate(of_item=KeyTransform(item.key, "tally"))
    found = []
    for code, counts in targets.values_list("organisation_id", "of_item").iterator():
        for each in item_coverage([item], {item.key: counts} if counts else {}):
            numbers = (each.needed, each.answered, each.unknown, each.na, each.suggested, each.empty)
            found.append(ListRow(bodies[code], numbers))
    found.sort(key=lambda row: (-row.numbers[5], -row.numbers[4], row.body.code))
    return ("needed", "answered", "unknown", "na", "suggested", "empty"), found


_LISTS: Mapping[str, Callable[[str, Bodies], Found]] = {
    "organisations": _organisations, "calls": _calls, "nonresponse": _nonresponse, "contradictions": _contradictions,
    "systems": _silent_systems, "duplicates": _duplicates, "unclear": _unclear,
}  # fmt: skip
LISTS = tuple(_LISTS)
