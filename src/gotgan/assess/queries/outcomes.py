"""What came of published lists: used or not, since when, at what cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from gotgan.assess.models import DatasetList, MemberCost, MonthCount
from gotgan.assess.queries.efforts import efforts_of
from gotgan.assess.queries.published import get_published, published_lists
from gotgan.assess.rules.outcomes import ENTERED, member_since, month_of, state_of, sum_of, within, won_per_use
from gotgan.assess.rules.people import may_see_all
from gotgan.terms.errors import NotAllowed
from gotgan.terms.published import (
    ListedDataset,
    ListOutcome,
    MemberEffort,
    MemberOutcome,
    MonthOfUse,
    PublishedList,
    Uses,
)
from gotgan.terms.role import Viewer

Months = Mapping[str, tuple[MonthOfUse, ...]]


class OutcomesInside(NotAllowed):
    """Outcomes member by member are for the manager and the auditor."""


def check_may_see(viewer: Viewer) -> None:
    """Raises: OutcomesInside."""
    if not may_see_all(viewer):
        raise OutcomesInside("what each member cost and how it was used is for the list's manager and the auditor")


def all_outcomes(viewer: Viewer, on: date | None = None) -> tuple[ListOutcome, ...]:
    """Of every published list. Raises: OutcomesInside."""
    check_may_see(viewer)
    return tuple(outcome_of(each, on) for each in published_lists())


def get_outcome(viewer: Viewer, slug: str, on: date | None = None) -> ListOutcome:
    """Of the newest published version. Raises: OutcomesInside; NoSuchList."""
    check_may_see(viewer)
    return outcome_of(get_published(slug), on)


def outcome_of(version: PublishedList, on: date | None = None) -> ListOutcome:
    """Of a published version until a day, without one until today. Whoever shows it to everyone shows sums only."""
    today = on or timezone.localdate()
    list_id = DatasetList.objects.values_list("pk", flat=True).get(slug=version.slug)
    months, costs, entered = _months(list_id, today), _costs(list_id), _costs(list_id, origin=ENTERED)
    efforts = efforts_of(list_id, version.members, today)
    since = timezone.localdate(version.signed_at) if version.signed_at else None
    return ListOutcome(
        version.slug, version.name, version.number, since,
        tuple(
            _member(each, since or today, today, months.get(key), costs.get(key), entered.get(key),
                    efforts.get(key))
            for key, each in ((member.dataset, member) for member in version.members)
        ),
    )  # fmt: skip


def _member(
    member: ListedDataset, signed: date, today: date, months: tuple[MonthOfUse, ...] | None, cost: int | None,
    entered: int | None, effort: MemberEffort | None,
) -> MemberOutcome:  # fmt: skip
    uses = sum_of(months or ())
    days = (today - member_since(signed, months or ())).days
    return MemberOutcome(
        member.dataset, member.title, member.title_en, member.organisation_name, member.organisation_name_en,
        state_of(uses, days, is_counted=months is not None), days, uses, months or (), cost, entered,
        won_per_use(cost, uses), effort,
    )  # fmt: skip


def _months(list_id: str, until: date) -> Months:
    found: dict[str, tuple[MonthOfUse, ...]] = defaultdict(tuple)
    for row in MonthCount.objects.filter(dataset_list=list_id, month__lte=month_of(until)):
        before = Uses(row.downloads_from, row.grants_from, row.projects_from)
        after = Uses(row.downloads_to, row.grants_to, row.projects_to)
        found[row.dataset] += (MonthOfUse(row.month, within(before, after)),)
    return dict(found)


def _costs(list_id: str, **only: str) -> dict[str, int]:
    rows = MemberCost.objects.filter(dataset_list=list_id, **only).order_by()
    sums = rows.values("dataset").annotate(whole=Sum("won")).values_list("dataset", "whole")
    return {dataset: int(whole) for dataset, whole in sums}
