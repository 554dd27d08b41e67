"""Where something is done about a check: addresses that the person may open."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from gotgan.assess.queries.score_sheets import SheetPage
from gotgan.assess.rules.score_evidence import Door, door_of, item_of
from gotgan.survey.rules.people import may_answer
from gotgan.terms.role import KEEPERS, Viewer


def doors_of(viewer: Viewer, page: SheetPage) -> dict[str, str]:
    """{action: address} of those actions of the sheet that are done on a page which this person opens."""
    found = ((action, _address(viewer, page, action)) for action in _actions(page))
    return {action: address for action, address in found if address}


def _actions(page: SheetPage) -> Iterable[str]:
    return dict.fromkeys(check.action for factor in page.sheet.factors for check in factor.checks if check.action)


def _address(viewer: Viewer, page: SheetPage, action: str) -> str:
    dataset, door = page.scores.dataset, door_of(action)
    if door is Door.SURVEY:
        return _sheet(viewer, page, item_of(action))
    if door is None or not viewer.holds(*KEEPERS, organisation=dataset.organisation):
        return ""
    place = {"org": dataset.organisation_slug, "name": dataset.name}
    addresses = {
        Door.REFINE: reverse("refine_open", args=[dataset.id]) if dataset.version_id else "",
        Door.SOURCE: reverse("sources"),
        Door.OVERLAPS: f"{reverse('overlaps')}?{urlencode({'dataset': dataset.id})}",
        Door.RECORD: reverse("record", kwargs=place),
        Door.OPENING: reverse("open", kwargs=place) if dataset.version_id else "",
    }
    return addresses[door]


def _sheet(viewer: Viewer, page: SheetPage, item: str) -> str:
    """The dataset's sheet at that item; the survey's own page where it has none yet."""
    if not may_answer(viewer, page.scores.dataset.organisation):
        return ""
    if page.answered is None:
        return reverse("survey_home")
    return f"{reverse('sheet', args=[page.answered.id])}#ask-{item}"
