"""Sheets of two bodies that speak of the same data, by what the inventory found in common."""

from __future__ import annotations

from gotgan.survey.models import Sheet
from gotgan.survey.rules.same import Reported, choose_links, find_same


def reported_in(campaign_id: str) -> tuple[Reported, ...]:
    """Sheets of a campaign whose datasets overlap with others, and those linked already; one query."""
    rows = Sheet.objects.filter(target__campaign=campaign_id).exclude(facts__overlaps__0__isnull=True, same_as=None)
    names = ("pk", "target__organisation", "dataset", "created", "facts__overlaps", "same_as")
    return tuple(
        Reported(pk, organisation, dataset or "", created.isoformat(), tuple(overlaps or ()), same_as or "")
        for pk, organisation, dataset, created, overlaps, same_as in rows.order_by("pk").values_list(*names).iterator()
    )


def confirmed_links(campaign_id: str) -> dict[str, str]:
    """{sheet: first sheet of its group} that keepers confirmed and nobody linked yet; one query."""
    sheets = reported_in(campaign_id)
    return choose_links(sheets, find_same(sheets))


def others_of(sheet: Sheet) -> tuple[Sheet, ...]:
    """Sheets of other bodies in the same campaign that seem to be of the same data and are not linked to it yet."""
    datasets = [each["dataset"] for each in (sheet.facts or {}).get("overlaps", ()) if each.get("dataset")]
    if not datasets or sheet.same_as_id:
        return ()
    campaign = sheet.target.campaign_id
    rows = Sheet.objects.filter(target__campaign=campaign, dataset__in=datasets).exclude(target=sheet.target)
    found = {row.pk: row for row in rows.select_related("target__organisation")}
    links = [(link.sheet, link.first) for link in find_same(map(_reported, [sheet, *found.values()]))]
    ends = (end for pair in links if sheet.pk in pair for end in pair)
    return tuple(found[end] for end in dict.fromkeys(ends) if end in found)


def _reported(row: Sheet) -> Reported:
    overlaps = tuple((row.facts or {}).get("overlaps", ()))
    body, created = row.target.organisation_id, row.created.isoformat()
    return Reported(row.pk, body, row.dataset_id or "", created, overlaps, row.same_as_id or "")
