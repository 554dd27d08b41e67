"""Keeping what came of published lists: counts that later rooms hand down, and costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gotgan.assess.models import DatasetList, MemberCost, MonthCount
from gotgan.assess.queries.published import get_published, published_lists
from gotgan.assess.rules.outcomes import ENTERED, month_of
from gotgan.assess.rules.people import may_manage
from gotgan.audit import actions as audit
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound
from gotgan.terms.published import Uses
from gotgan.terms.role import SYSTEM, Actor

MOST_WON = 10**15


class NotTheManager(NotAllowed):
    """Only who manages lists says what a member cost."""


class NoMember(NotFound):
    """The dataset is no member of the list's newest published version."""


@transaction.atomic
def note_uses(*, uses: Mapping[str, Uses], at: datetime) -> int:
    """Counters of datasets so far, as later rooms know them now; of members of published lists a line a month is kept.

    A member that `uses` does not name is left as it was. Returns how many lines were written."""
    month, written = month_of(timezone.localdate(at)), 0
    for version in published_lists():
        owned = DatasetList.objects.get(slug=version.slug)
        for member in version.members:
            if member.dataset in uses:
                _note(owned, member.dataset, uses[member.dataset], month, at)
                written += 1
    if written:
        audit.record(by=SYSTEM, action="assess.note_uses", subject="lists", details={"members": written})
    return written


def _note(owned: DatasetList, dataset: str, now: Uses, month: object, at: datetime) -> None:
    rows = MonthCount.objects.filter(dataset_list=owned, dataset=dataset)
    counted = {"downloads_to": now.downloads, "grants_to": now.grants, "projects_to": now.projects, "seen": at}
    if rows.filter(month=month).update(**counted):
        return
    last = rows.filter(month__lt=month).order_by("-month").first()
    begun = Uses(last.downloads_to, last.grants_to, last.projects_to) if last else now
    MonthCount.objects.create(
        dataset_list=owned, dataset=dataset, month=month, downloads_from=begun.downloads, grants_from=begun.grants,
        projects_from=begun.projects, **counted,
    )  # fmt: skip


@transaction.atomic
def enter_cost(*, by: Actor, slug: str, dataset: str, won: int) -> None:
    """What the manager says a member cost so far, in place of what was entered before.

    Raises: NotTheManager; NoSuchList; NoMember; Invalid."""
    if not may_manage(organisations.viewer_of(by)):
        raise NotTheManager("only the survey manager says what a member cost")
    version = get_published(slug)
    if dataset not in {each.dataset for each in version.members}:
        raise NoMember(f"dataset {dataset}: it is no member of list {slug}; see its page")
    if not 0 <= won <= MOST_WON:
        raise Invalid(Issue("won", "it is no amount that can be kept", f"write a whole number from 0 to {MOST_WON:,}"))
    owned = DatasetList.objects.get(slug=slug)
    MemberCost.objects.update_or_create(
        dataset_list=owned, dataset=dataset, origin=ENTERED, defaults={"won": won, "by": by.label, "at": timezone.now()}
    )
    details = {"dataset": dataset, "won": won}
    audit.record(by=by, action="assess.enter_cost", subject=f"list:{slug}", details=details)
