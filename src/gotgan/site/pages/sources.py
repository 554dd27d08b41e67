"""Sources of the reader's organisations, and their scans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.site.pages import measured
from gotgan.site.pages.measured import CarriedIn, MeasuredBy
from gotgan.terms.connectors import installed_kinds
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import KEEPERS, Role, Viewer
from gotgan.terms.scan import ScanState
from gotgan.terms.source import RelinkProposal, ScanLine, ScanView, SourceView, UploadView

PATH = (ScanState.QUEUED, ScanState.GATHERING, ScanState.PROCESSING, ScanState.RECONCILING)
STOPPED = (ScanState.FAILED, ScanState.CANCELLED)
LINES_SHOWN = 200


class NoSuchProposal(NotFound):
    """This scan proposed no such re-link."""


class NotYourSource(NotAllowed):
    """The viewer holds no role in the organisation that the source belongs to."""


@dataclass(frozen=True)
class OrganisationSources:
    organisation: Organisation
    sources: tuple[SourceView, ...]
    uploads: tuple[UploadView, ...]
    measured_by: Mapping[str, MeasuredBy] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One place on a scan's path."""

    state: str
    is_current: bool
    is_past: bool


@dataclass(frozen=True)
class ScanPage:
    scan: ScanView
    source: SourceView
    organisation: Organisation
    lines: tuple[ScanLine, ...]
    relinks: tuple[RelinkProposal, ...]
    outcome: str
    after: int
    path: tuple[Step, ...]
    addresses: dict[str, str]
    """The address of each dataset that a record became or a re-link names."""
    carried: CarriedIn | None = None

    @property
    def following(self) -> int | None:
        """Where the next part of the records begins; None when this is the last."""
        return self.after + LINES_SHOWN if len(self.lines) == LINES_SHOWN else None


def may_keep(viewer: Viewer, organisation: str) -> bool:
    return viewer.holds(*KEEPERS, organisation=organisation)


def is_keeper(viewer: Viewer) -> bool:
    """Whether there is any organisation whose sources the viewer keeps."""
    return any(held.role in KEEPERS for held in viewer.roles)


def kept_organisations(viewer: Viewer) -> tuple[Organisation, ...]:
    """The organisations for which the viewer may add data; an operator keeps all."""
    return tuple(each for each in organisations.all_organisations() if may_keep(viewer, each.code))


def connectors(viewer: Viewer) -> tuple[str, ...]:
    """Kinds that installed packages bring, where the viewer may use them."""
    return installed_kinds() if viewer.holds(Role.OPERATOR) else ()


def list_sources(viewer: Viewer) -> tuple[OrganisationSources, ...]:
    """Grouped by organisation, those with sources first; only the viewer's own."""
    kept = kept_organisations(viewer)
    by_code: dict[str, list[SourceView]] = {each.code: [] for each in kept}
    for source in inventory.sources():
        if source.organisation in by_code:
            by_code[source.organisation].append(source)
    by = measured.of_sources(source for sources in by_code.values() for source in sources)
    groups = (OrganisationSources(each, tuple(by_code[each.code]), _uploads(viewer, each.code), by) for each in kept)
    return tuple(sorted(groups, key=lambda group: not group.sources))


def _uploads(viewer: Viewer, organisation: str) -> tuple[UploadView, ...]:
    """Unfinished uploads, asked for only where the list stays short."""
    held = any(role.organisation == organisation for role in viewer.roles)
    return inventory.unfinished_uploads(organisation) if held else ()


def get_source(viewer: Viewer, source_id: str) -> SourceView:
    """Raises: NotFound, NotYourSource."""
    source = inventory.source(source_id)
    check_keeps(viewer, source.organisation)
    return source


def get_scan(viewer: Viewer, scan_id: str) -> ScanView:
    """Raises: NotFound, NotYourSource."""
    scan = inventory.scan(scan_id)
    get_source(viewer, scan.source_id)
    return scan


def get_scan_page(viewer: Viewer, scan_id: str, *, outcome: str = "", after: int = 0) -> ScanPage:
    """One scan with `LINES_SHOWN` of its records. Raises: NotFound, NotYourSource."""
    scan = inventory.scan(scan_id)
    source = get_source(viewer, scan.source_id)
    lines = inventory.lines_of(scan_id, outcome=outcome or None, limit=LINES_SHOWN, after=after)
    relinks = inventory.relinks_of(scan_id)
    named = {line.dataset_id for line in lines if line.dataset_id}
    known = inventory.datasets_of(named.union(*((each.old_dataset_id, each.new_dataset_id) for each in relinks)))
    return ScanPage(
        scan=scan,
        source=source,
        organisation=organisations.get(source.organisation),
        lines=lines,
        relinks=relinks,
        outcome=outcome,
        after=after,
        path=path_of(scan),
        addresses={dataset_id: record.address for dataset_id, record in known.items()},
        carried=measured.of_scan(source, scan_id),
    )


def check_proposed(viewer: Viewer, scan_id: str, relink_id: int) -> None:
    """Raises: NotFound, NotYourSource, NoSuchProposal."""
    get_scan(viewer, scan_id)
    if all(each.id != relink_id for each in inventory.relinks_of(scan_id)):
        raise NoSuchProposal(f"re-link {relink_id}")


def path_of(scan: ScanView) -> tuple[Step, ...]:
    """The four steps of work and the end as it came; steps that a stopped scan never took are not ticked."""
    state = scan.state
    end = state if state not in PATH else ScanState.DONE
    steps = (*PATH, end)
    taken = _steps_taken(scan) if state in STOPPED else steps.index(state)
    return tuple(Step(str(step), step == state, number < taken) for number, step in enumerate(steps))


def _steps_taken(scan: ScanView) -> int:
    """How many steps a scan finished before it stopped."""
    if scan.started is None:
        return 0
    if scan.listing_complete is None:
        return 1
    return 2 if scan.waiting else 3


def check_is_keeper(viewer: Viewer) -> None:
    """Raises: NotYourSource."""
    if not is_keeper(viewer):
        raise NotYourSource("you hold no role that keeps an organisation's data")


def check_keeps(viewer: Viewer, organisation: str) -> None:
    """Raises: NotYourSource."""
    if not may_keep(viewer, organisation):
        raise NotYourSource("you hold no role that keeps this organisation's data")
