"""A panel opens on the shortlist of a list's version."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.reaching import check
from gotgan.assess.actions.permission import step_panel
from gotgan.assess.rules import panels
from gotgan.assess.rules.listing import Verb
from gotgan.assess.rules.panel_figures import MOST_CALIBRATED, RATERS
from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.rubrics import rubric, with_more
from gotgan.assess.rules.suppliers import named_in
from gotgan.audit.actions import record
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor
from gotgan.terms.selection import ListState

MOST_RATERS = 5


class NoSuchVersion(NotFound):
    """There is no such version of a list, or it is not for this person to know."""


@transaction.atomic
def open_panel(
    *,
    by: Actor,
    version_id: str,
    rubric_name: str = "panel-1",
    more: str = "",
    needed: int = RATERS,
    calibrated: int = 3,
) -> str:
    """Open the panel of a version whose evidence is collected; returns the panel's id.

    `more`: criteria of one's own as YAML, kept with the panel. `needed` blind assessors for each dataset, `calibrated`
    datasets that all rate first. Raises: NoSuchVersion, NotYourPanel, NotYours, Invalid.
    """
    viewer = organisations.viewer_of(by)
    version = models.ListVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None or not may_see_all(viewer):
        raise NoSuchVersion(f"version {version_id}: there is no such version; see the lists")
    check(panels.may_open(ListState(version.state), version.shortlist, viewer))
    _check_numbers(needed, calibrated)
    now = timezone.now()
    row = models.Panel.objects.create(
        version=version, rubric=with_more(rubric(rubric_name), more).to_json(), needed=needed, calibrated=calibrated,
        seed=int(sha256(version_id.encode()).hexdigest()[:12], 16), suppliers=suppliers_of(version.shortlist),
        by=by.label[:254], created=now, updated=now,
    )  # fmt: skip
    step_panel(by, version, Verb.RATE)
    details = {"datasets": len(version.shortlist), "needed": needed, "calibrated": calibrated, "rubric": rubric_name}
    record(by=by, action="assess.open_panel", subject=f"panel:{row.pk}", details={**details, "version": version_id})
    return row.pk


def _check_numbers(needed: int, calibrated: int) -> None:
    issues = []
    if not RATERS <= needed <= MOST_RATERS:
        issues.append(Issue("needed", "it is out of range", "at least two rate each dataset, at most five"))
    if not 1 <= calibrated <= MOST_CALIBRATED:
        issues.append(Issue("calibrated", "it is out of range", "one to ten datasets"))
    if issues:
        raise Invalid(*issues)


def suppliers_of(dataset_ids: Collection[str]) -> dict[str, list[str]]:
    """Names in the sources' own records, by dataset; those without any are left out. One query."""
    named = {name: sorted(named_in(raw or {})) for name, raw in inventory.own_records(dataset_ids).items()}
    return {name: names for name, names in named.items() if names}
