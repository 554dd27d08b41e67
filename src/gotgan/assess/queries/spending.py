"""The report on duplicate spending: clusters of several institutions beside what those answered in the survey."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess import kept
from gotgan.assess.models import Cluster, Clustering, ClusterMember, SpendingReport
from gotgan.assess.rules.cluster_path import WAITING, ClusterState, MemberPlace, may_act
from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.spending import (
    Cost,
    Duplicate,
    Programme,
    Spent,
    by_programme,
    document_of,
    duplicate_of,
)
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.survey.queries.confirmed import confirmed_answers
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import NA, UNKNOWN
from gotgan.terms.role import Viewer
from gotgan.terms.survey import Answer

COST, PROGRAMME, FIRST_YEAR = "build_cost", "budget_programme", "first_year"
"""Items D10, D11 and D05 of the questionnaire."""
MOST_SHOWN = 100
"""Clusters on the page; the CSV and the document hold all."""


class NoSuchReport(NotFound):
    """There is no such report, or it is not the viewer's to see."""


@dataclass(frozen=True)
class Spending:
    """`settled` and, apart from them, `proposed`; most spent again first. `internal`: settled clusters of one
    institution. `sha256` is the report's own id: the same clusters and answers give the same."""

    settled: tuple[Duplicate, ...]
    proposed: tuple[Duplicate, ...]
    internal: int
    clustering: Clustering | None
    document: Mapping[str, Any]
    sha256: str
    programmes: tuple[Programme, ...] = ()

    @property
    def total(self) -> int:
        return sum(each.total for each in self.settled)

    @property
    def again(self) -> int:
        return sum(each.again for each in self.settled)

    @property
    def again_if_proposed(self) -> int:
        return sum(each.again for each in self.proposed)

    @property
    def unanswered(self) -> int:
        """Institutions of settled clusters, each in each, that said no cost."""
        return sum(len(each.unanswered) for each in self.settled)

    @property
    def snapshots(self) -> tuple[str, ...]:
        return tuple(self.document["snapshots"])

    def counts(self) -> dict[str, int]:
        return {
            "settled": len(self.settled), "proposed": len(self.proposed), "total": self.total, "again": self.again,
            "unanswered": self.unanswered,
        }  # fmt: skip


@dataclass(frozen=True)
class SpendingPage:
    """`records` and `bodies` by id and code, for what is shown. `kept`: reports of earlier days."""

    report: Spending
    records: Mapping[str, DatasetRecord]
    bodies: Mapping[str, Organisation]
    kept: tuple[SpendingReport, ...]
    may_keep: bool

    @property
    def settled(self) -> tuple[Duplicate, ...]:
        return self.report.settled[:MOST_SHOWN]

    @property
    def proposed(self) -> tuple[Duplicate, ...]:
        return self.report.proposed[:MOST_SHOWN]


def spending() -> Spending:
    """As of now; a bounded number of queries for some hundred datasets each."""
    rows = Cluster.objects.filter(state__in=[ClusterState.SETTLED, *WAITING], size__gt=1).order_by("pk")
    clusters = {row.pk: row for row in rows}
    members: dict[str, list[tuple[str, str]]] = {each: [] for each in clusters}
    held = ClusterMember.objects.filter(cluster__state__in=[ClusterState.SETTLED, *WAITING], place=MemberPlace.IN)
    for cluster, dataset, body in held.values_list("cluster_id", "dataset_id", "organisation_id"):
        members[cluster].append((dataset, body))
    spent = _spent({dataset: body for each in members.values() for dataset, body in each})
    successors = _successors({body for each in members.values() for _, body in each})
    found: list[Duplicate] = []
    internal = 0
    for key, row in clusters.items():
        of = [spent[dataset] for dataset, _ in members[key]]
        duplicate = duplicate_of(key, row.state, row.representative_id or "", of, successors)
        if duplicate is not None:
            found.append(duplicate)
        elif row.state == ClusterState.SETTLED:
            internal += 1
    return _report(found, internal)


def _report(found: Collection[Duplicate], internal: int) -> Spending:
    ranked = sorted(found, key=lambda each: (-each.again, -each.total, -each.bodies, each.cluster))
    settled = tuple(each for each in ranked if each.state == ClusterState.SETTLED)
    clustering = Clustering.objects.first()
    document = document_of(ranked, measured=clustering.digest if clustering else "", internal=internal)
    return Spending(
        settled, tuple(each for each in ranked if each.state != ClusterState.SETTLED), internal, clustering, document,
        fingerprint(document), by_programme(settled),
    )  # fmt: skip


def _spent(bodies: Mapping[str, str]) -> dict[str, Spent]:
    """By dataset: what its newest accepted sheet says, as long as that is not called back."""
    records = inventory.datasets_of(bodies)
    accepted = {
        key: record.survey.accepted
        for key, record in records.items()
        if record.survey is not None and record.survey.accepted.called_back_at is None
    }
    answers = confirmed_answers({each.sheet for each in accepted.values()}, (COST, PROGRAMME, FIRST_YEAR))
    found = {}
    for dataset, body in bodies.items():
        said = accepted.get(dataset)
        if said is None:
            found[dataset] = Spent(dataset, body)
            continue
        of = answers.get(said.sheet, {})
        cost, won = _cost(of.get(COST))
        found[dataset] = Spent(
            dataset, body, cost, won, _text(of.get(PROGRAMME)), _year(of.get(FIRST_YEAR)), said.sheet, said.revision,
            said.snapshot,
        )  # fmt: skip
    return found


def _cost(answer: Answer | None) -> tuple[Cost, int | None]:
    if answer is None or answer.value in (None, ""):
        return Cost.EMPTY, None
    if isinstance(answer.value, int) and not isinstance(answer.value, bool) and answer.value >= 0:
        return Cost.GIVEN, answer.value
    return (Cost.NOT_APPLICABLE if answer.value == NA else Cost.UNKNOWN), None


def _text(answer: Answer | None) -> str:
    value = answer.value if answer else ""
    return " ".join(value.split()) if isinstance(value, str) and value not in (UNKNOWN, NA) else ""


def _year(answer: Answer | None) -> int | None:
    return answer.value if answer and isinstance(answer.value, int) and not isinstance(answer.value, bool) else None


def _successors(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Who took the place of those that are gone, at once and in the end."""
    gone = {code: each.successors for code, each in organisations.by_codes(codes).items() if each.successors}
    return {code: (*heirs, *organisations.successors_of(code)) for code, heirs in gone.items()}


def spending_page(viewer: Viewer) -> SpendingPage:
    """For who sees all. Raises: NoSuchReport."""
    _check(viewer)
    report = spending()
    shown = [*report.settled[:MOST_SHOWN], *report.proposed[:MOST_SHOWN]]
    return SpendingPage(
        report=report,
        records=inventory.datasets_of({one.dataset for each in shown for one in each.members}),
        bodies=organisations.by_codes({one.organisation for each in shown for one in each.members}),
        kept=tuple(SpendingReport.objects.all()[:50]), may_keep=bool(may_act(viewer)),
    )  # fmt: skip


def _check(viewer: Viewer) -> None:
    if not may_see_all(viewer):
        raise NoSuchReport("duplicate spending: there is no such page for you; ask the survey manager")


def kept_report(viewer: Viewer, sha256: str) -> tuple[SpendingReport, bytes]:
    """The document of an earlier day, byte for byte. Raises: NoSuchReport."""
    _check(viewer)
    row = SpendingReport.objects.filter(sha256=sha256).first()
    if row is None:
        raise NoSuchReport("duplicate spending: no report has this id; see the list of kept ones")
    return row, kept.read(sha256)


COLUMNS = (
    "state", "cluster", "institution", "institution_name", "dataset", "title", "is_representative", "is_counted",
    "cost", "won", "budget_programme", "first_year", "sheet", "snapshot", "cluster_total_won", "cluster_again_won",
)  # fmt: skip


def spending_rows(viewer: Viewer) -> Iterator[tuple[object, ...]]:
    """One line a member, of settled clusters first; a cost or sum that nobody answered is an empty cell.

    Raises: NoSuchReport, when the first line is read.
    """
    _check(viewer)
    report = spending()
    duplicates = (*report.settled, *report.proposed)
    members = [one for each in duplicates for one in each.members]
    records = inventory.datasets_of({one.dataset for one in members})
    bodies = organisations.by_codes({one.organisation for one in members})
    for each in duplicates:
        for one in each.members:
            yield (
                each.state, each.cluster, one.organisation, bodies[one.organisation].name, one.dataset,
                records[one.dataset].title, int(one.dataset == each.representative), int(one in each.counted),
                str(one.cost), "" if one.won is None else one.won, one.programme, one.first_year or "", one.sheet,
                one.snapshot, each.total if each.counted else "", each.again if each.is_known or each.again else "",
            )  # fmt: skip
