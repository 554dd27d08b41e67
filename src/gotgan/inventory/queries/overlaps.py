"""Overlap candidates: what waits for a person, what was decided, and what is still to be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.terms.errors import NotFound
from gotgan.terms.overlap import LIST_STATES, WEAK, OverlapDecision, OverlapEnd, OverlapStatus, OverlapView
from gotgan.terms.strength import STRENGTHS, Strength, by_strength, rank_of

_SCORE_OF = {"same_content": "content_score", "same_schema": "schema_score", "joinable": "join_score"}


class NoSuchOverlap(NotFound):
    """There is no pair with this id."""


def overlaps(
    organisations: Collection[str] | None = None,
    *,
    status: str = "",
    relation: str = "",
    dataset_id: str = "",
    limit: int = 50,
    after: int = 0,
) -> tuple[OverlapView, ...]:
    """Pairs of which one side is of `organisations` (None: of any), those that tell most first; four queries.

    `status`: one of the statuses, or WEAK. With a `relation`, every pair that holds it, also beside a stronger one;
    the strongest in that relation first.
    """
    rows = _in_state(_of(organisations, dataset_id), status)
    if relation:
        score = _SCORE_OF[relation]
        rows = rows.filter(**{f"{score}__isnull": False}).order_by(F(score).desc(), "id")
    return views_of(rows[after : after + limit])


def count_overlaps(organisations: Collection[str] | None = None, *, dataset_id: str = "") -> dict[str, int]:
    """How many pairs there are by status, and how many are WEAK."""
    rows = _of(organisations, dataset_id).order_by()
    return {state: _in_state(rows, state).count() for state in LIST_STATES}


def _in_state(rows: QuerySet[models.Overlap], status: str) -> QuerySet[models.Overlap]:
    """Open are those that wait: strong or fair, or somebody decided on them before."""
    if status not in (OverlapStatus.OPEN, WEAK):
        return rows.filter(status=status) if status else rows
    rows = rows.filter(status=OverlapStatus.OPEN)
    is_weak = Q(strength=rank_of(Strength.WEAK)) & ~Q(pk__in=models.OverlapDecision.objects.values("overlap"))
    return rows.filter(is_weak if status == WEAK else ~is_weak)


def overlap(overlap_id: int) -> OverlapView:
    """One pair, also one that is found no longer. Raises: NoSuchOverlap."""
    found = views_of(models.Overlap.objects.filter(pk=overlap_id))
    if not found:
        raise NoSuchOverlap(f"overlap {overlap_id}: there is no such pair; see the list of overlaps")
    return found[0]


def _of(organisations: Collection[str] | None, dataset_id: str = "") -> QuerySet[models.Overlap]:
    live = [state.value for state in HELD_STATES]
    rows = models.Overlap.objects.filter(a__state__in=live, b__state__in=live)
    rows = rows.filter(Q(is_found=True) | ~Q(status=OverlapStatus.OPEN))
    if dataset_id:
        rows = rows.filter(Q(a=dataset_id) | Q(b=dataset_id))
    if organisations is None:
        return rows
    return rows.filter(Q(a__organisation__in=organisations) | Q(b__organisation__in=organisations))


def views_of(rows: QuerySet[models.Overlap]) -> tuple[OverlapView, ...]:
    found = list(rows.select_related("a", "b").prefetch_related("decisions"))
    versions = _versions(found)
    return tuple(_view(row, versions) for row in found)


def _versions(rows: Iterable[models.Overlap]) -> dict[tuple[str, str], models.Version]:
    ends = {end for row in rows for end in ((row.a_id, row.a_version), (row.b_id, row.b_version))}
    datasets, manifests = {end[0] for end in ends}, {end[1] for end in ends}
    found = models.Version.objects.filter(dataset__in=datasets, manifest__in=manifests)
    return {(row.dataset_id, row.manifest): row for row in found}


def _view(row: models.Overlap, versions: dict[tuple[str, str], models.Version]) -> OverlapView:
    """The suggested verb speaks of content: where that is weak it is no suggestion."""
    relations = tuple(by_strength(row.relations))
    speaks = any(each["relation"] == "same_content" and each["strength"] != Strength.WEAK for each in relations)
    return OverlapView(
        id=row.pk,
        a=_end(row.a, row.a_table, row.a_version, versions),
        b=_end(row.b, row.b_table, row.b_version, versions),
        relation=row.relation,
        score=row.score,
        strength=str(STRENGTHS[row.strength]),
        containment=row.containment,
        relations=relations,
        columns=tuple(row.columns),
        suggested=row.suggested if speaks else "",
        status=OverlapStatus(row.status),
        is_found=row.is_found,
        found_at=row.found_at,
        updated_at=row.updated_at,
        decisions=tuple(_decision(each) for each in row.decisions.all()),
    )


def _end(
    dataset: models.Dataset, table: str, manifest: str, versions: dict[tuple[str, str], models.Version]
) -> OverlapEnd:
    version = versions.get((dataset.pk, manifest))
    rows, created = (version.rows, version.created) if version else (None, None)
    return OverlapEnd(dataset.pk, dataset.organisation_id, table, manifest, rows, created)


def _decision(row: models.OverlapDecision) -> OverlapDecision:
    return OverlapDecision(
        row.status, row.verb, row.is_reversed, row.reason, row.by, row.at, row.a_version, row.b_version, row.person_id
    )


def tables_to_compare(limit: int) -> tuple[int, ...]:
    """Evidence that no comparison has seen, oldest first."""
    rows = models.Evidence.objects.filter(is_compared=False).order_by("pk")
    return tuple(rows.values_list("pk", flat=True)[:limit])


def comparable(evidence_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Those of them that belong to what a held dataset has now, as entries of a scan; with dataset and manifest."""
    live = [state.value for state in HELD_STATES]
    rows = models.Evidence.objects.filter(pk__in=list(evidence_ids), profile__isnull=False)
    rows = rows.filter(version__dataset__state__in=live, version__in=_current())
    names = ("pk", "table", "sha256", "profile", "sketches", "version__dataset_id", "version__manifest")
    return {
        row[0]: {
            "path": row[1], "sha256": row[2], "profile": row[3], "sketches": row[4], "dataset": row[5],
            "version": row[6],
        }
        for row in rows.values_list(*names)
    }  # fmt: skip


def outlived_by(evidence_ids: Iterable[int]) -> tuple[int, ...]:
    """Evidence of earlier versions of the same datasets: compared once, superseded now."""
    datasets = models.Evidence.objects.filter(pk__in=list(evidence_ids)).values("version__dataset")
    rows = models.Evidence.objects.filter(version__dataset__in=datasets, is_compared=True)
    return tuple(rows.exclude(version__in=_current()).values_list("pk", flat=True))


def siblings_of(dataset_id: str) -> tuple[int, ...]:
    """All evidence of one dataset: its own tables are no overlap of it."""
    rows = models.Evidence.objects.filter(version__dataset=dataset_id)
    return tuple(rows.values_list("pk", flat=True))


def datasets_with(evidence_ids: Collection[int]) -> dict[int, str]:
    """The dataset that each of them is of."""
    rows = models.Evidence.objects.filter(pk__in=list(evidence_ids))
    return dict(rows.values_list("pk", "version__dataset"))


def partners_of(evidence_id: int, limit: int) -> tuple[int, ...]:
    """Current evidence of the tables that this dataset's table of the same name was found to meet before."""
    ours = models.Evidence.objects.values_list("version__dataset_id", "table").get(pk=evidence_id)
    names = ("a_id", "a_table", "b_id", "b_table")
    is_end = Q(a=ours[0], a_table=ours[1]) | Q(b=ours[0], b_table=ours[1])
    rows = models.Overlap.objects.filter(is_end, is_found=True).values_list(*names)[:limit]
    others = [(row[2], row[3]) if (row[0], row[1]) == ours else (row[0], row[1]) for row in rows]
    found = models.Evidence.objects.filter(version__in=_current(), version__dataset__in={other[0] for other in others})
    by_place = {(row[0], row[1]): row[2] for row in found.values_list("version__dataset_id", "table", "pk")}
    return tuple(by_place[other] for other in others if other in by_place)


def _current() -> QuerySet:
    return models.Dataset.objects.filter(current__isnull=False).values("current_id")
