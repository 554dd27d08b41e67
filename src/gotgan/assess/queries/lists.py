"""Lists and versions: which there are, one of them, and how the rules see it."""

from __future__ import annotations

from collections.abc import Iterable

from gotgan.assess.models import DatasetList, ListVersion
from gotgan.assess.queries import carrying, panels
from gotgan.assess.rules.listing import Effect, ListFacts, Sight, sight_of
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import NotFound
from gotgan.terms.job import JobRecord, JobState
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState, PanelResult
from gotgan.work import queries as work

BUSY = (JobState.QUEUED, JobState.RUNNING)
RATED = (ListState.RATED, ListState.SOLVED, ListState.PROPOSED, ListState.SIGNED, ListState.PUBLISHED)


class NoSuchList(NotFound):
    """There is no such list or version, or the person learns nothing of it."""


def all_lists() -> tuple[DatasetList, ...]:
    """Newest first, each with `newest`, its newest version; two queries."""
    found = list(DatasetList.objects.select_related("owner"))
    newest: dict[str, ListVersion] = {}
    for version in ListVersion.objects.filter(dataset_list__in=found).order_by("number"):
        newest[version.dataset_list_id] = version
    for each in found:
        each.newest = newest.get(each.pk)  # type: ignore[attr-defined]
    return tuple(found)


def get_version(slug: str, number: int | None = None) -> ListVersion:
    """Of a list one version, or the newest. Raises: NoSuchList."""
    rows = ListVersion.objects.select_related("dataset_list__owner").filter(dataset_list__slug=slug)
    rows = rows.filter(number=number) if number is not None else rows.order_by("-number")
    found = rows.first()
    if found is None:
        raise NoSuchList(f"list {slug}: there is no such version; see the page of selection")
    return found


def all_versions() -> tuple[ListVersion, ...]:
    """Of every list, by address and number."""
    rows = ListVersion.objects.select_related("dataset_list").order_by("dataset_list__slug", "number")
    return tuple(rows)


def version_by_id(version_id: str) -> ListVersion | None:
    return ListVersion.objects.select_related("dataset_list").filter(pk=version_id).first()


def versions_of(slug: str) -> tuple[ListVersion, ...]:
    """Newest first."""
    return tuple(ListVersion.objects.filter(dataset_list__slug=slug).order_by("-number"))


def panel_of(version: ListVersion) -> PanelResult:
    """Of the version's own panel, or of the earlier version whose panel holds for it."""
    return panels.panel_result(version.panel_from or version.pk)


def job_of(version: ListVersion) -> JobRecord | None:
    return work.find_job(version.job_id) if version.job_id is not None else None


def facts_of(version: ListVersion) -> ListFacts:
    """Four small queries, what the panel takes, of a later version one more, and two where objections to earlier ones
    were granted."""
    job = job_of(version)
    effects = list(version.objections.values_list("effect", flat=True))
    is_rated = version.state in RATED and panels.has_result(version.panel_from or version.pk)
    concerned = frozenset(version.counts.get("concerned", ()))
    return ListFacts(
        state=ListState(version.state),
        choose=int(version.settings.get("choose", 0)),
        candidates=len(version.shortlist) if is_rated else version.counts.get("candidates"),
        chosen=int(version.counts.get("members", 0)),
        is_working=job is not None and job.state in BUSY,
        has_panel=is_rated,
        without_panel=version.without_panel,
        minutes=version.minutes,
        until=version.objections_until,
        open_objections=effects.count(""),
        granted_objections=effects.count(Effect.NEW_VERSION),
        unmet=carrying.count_unmet(version),
        open_before=carrying.count_open_before(version),
        concerned=concerned,
        heirs=organisations.heirs_of(concerned),
    )


def visible(viewer: Viewer, version: ListVersion) -> tuple[ListFacts, Sight]:
    """Raises: NoSuchList for who learns nothing of it."""
    facts = facts_of(version)
    sight = sight_of(viewer, facts)
    if sight is Sight.NOTHING:
        raise NoSuchList(f"list {version.dataset_list.slug}: there is no such list; see the page of selection")
    return facts, sight


def names_of_organisations(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """{code: (Korean, English)}."""
    return {code: (each.name, each.name_en) for code, each in organisations.by_codes(codes).items()}
