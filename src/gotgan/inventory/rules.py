"""What the inventory decides: outcomes, transitions, the mass-deletion guard, who may.

Source: reference hub.md section 13 (harvest state model and its lessons).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.reference import OPTIONS_OF_KIND, REFERENCE_OPTIONS, is_reference
from gotgan.terms.role import KEEPERS, Role, Viewer
from gotgan.terms.scan import Counts, Outcome, ScanState
from gotgan.terms.source import FINISHED_STATES, SourceKind

LARGEST_DROP = 0.20
"""A larger share of a source's live records gone at once holds every removal (mass-deletion guard)."""
ABSENCES_BEFORE_REMOVAL = 2
"""Complete listings in a row, none of them held, in which a record must be missing before it is removed."""
LONGEST_REMOTE_ID = 500
LONGEST_OPTION = 1000

UNFINISHED_STATES = tuple(state for state in ScanState if state not in FINISHED_STATES)


class DatasetState(StrEnum):
    """`absent`: missing from the latest complete listing, kept as it is. `removed`: no longer held."""

    LIVE = "live"
    ABSENT = "absent"
    REMOVED = "removed"


TRANSITIONS: Mapping[ScanState, frozenset[ScanState]] = {
    ScanState.QUEUED: frozenset({ScanState.GATHERING, ScanState.CANCELLED, ScanState.FAILED}),
    ScanState.GATHERING: frozenset({ScanState.PROCESSING, ScanState.CANCELLED, ScanState.FAILED}),
    ScanState.PROCESSING: frozenset({ScanState.RECONCILING, ScanState.CANCELLED, ScanState.FAILED}),
    ScanState.RECONCILING: frozenset(
        {ScanState.DONE, ScanState.DONE_WITH_FAILURES, ScanState.HELD, ScanState.CANCELLED, ScanState.FAILED}
    ),
    ScanState.HELD: frozenset({ScanState.DONE, ScanState.DONE_WITH_FAILURES}),
    ScanState.FAILED: frozenset({ScanState.QUEUED}),
    ScanState.CANCELLED: frozenset({ScanState.QUEUED}),
    ScanState.DONE: frozenset(),
    ScanState.DONE_WITH_FAILURES: frozenset(),
}


def may_become(now: ScanState, then: ScanState) -> Decision:
    """Whether a scan may go from one state to another."""
    if then in TRANSITIONS[now]:
        return Decision.yes()
    return Decision.no(f"a scan that is {now.value} cannot become {then.value}")


@dataclass(frozen=True)
class Known:
    """What the inventory holds of a record: its dataset's state and the source's own record then."""

    state: DatasetState
    fingerprint: str


def decide_outcome(known: Known | None, fingerprint: str, problem: str) -> Outcome:
    """What a record met in a listing is. A dataset that was removed and comes back is added."""
    if problem:
        return Outcome.FAILED
    if known is None or known.state is DatasetState.REMOVED:
        return Outcome.ADDED
    return Outcome.SAME if known.fingerprint == fingerprint else Outcome.CHANGED


@dataclass(frozen=True)
class Removals:
    """What a listing means for the datasets it does not name.

    `hold`: removals wait for a person. `counts_as_absence`: the listing can be believed, so being
    missing from it counts towards removal.
    """

    hold: bool
    counts_as_absence: bool
    reason: str = ""


def judge_removals(*, live_before: int, absent: int, listing_complete: bool) -> Removals:
    """Decide what may be removed after a listing.

    An incomplete listing never removes. A drop of more than LARGEST_DROP holds every removal; such a
    listing is not believed, so it does not count as an absence either.
    """
    if not listing_complete:
        return Removals(False, False, "the listing was cut short, so nothing is removed")
    if absent and absent > live_before * LARGEST_DROP:
        share = round(100 * absent / live_before)
        return Removals(True, False, f"{absent} of {live_before} datasets ({share} %) are missing from the listing")
    return Removals(False, True)


def check_books(counts: Counts, *, live_before: int, live_after: int) -> str:
    """What does not add up, or nothing.

    seen = added + changed + same + failed + held; live after = live before + added - removed.
    """
    if not counts.reconciles:
        parts = counts.added + counts.changed + counts.same + counts.failed + counts.held
        return f"{counts.seen} records were seen but {parts} have an outcome"
    expected = live_before + counts.added - counts.removed
    if live_after != expected:
        return f"{live_after} datasets are live where {expected} should be"
    return ""


def final_state(counts: Counts, *, hold: bool, listing_complete: bool) -> ScanState:
    """How a scan whose books balance ends."""
    if hold:
        return ScanState.HELD
    return ScanState.DONE_WITH_FAILURES if counts.failed or not listing_complete else ScanState.DONE


_RELEASERS = (Role.OFFICER, Role.LEAD, Role.OPERATOR)


def may_manage(viewer: Viewer, organisation: str) -> Decision:
    """Who may add, scan, upload to and remove sources of an organisation."""
    return _may(viewer, organisation, KEEPERS, "change the sources")


def may_release(viewer: Viewer, organisation: str) -> Decision:
    """Who may release removals that the mass-deletion guard held."""
    return _may(viewer, organisation, _RELEASERS, "release held removals")


def may_decide_overlap(viewer: Viewer, *organisations: str) -> Decision:
    """Who may say what two tables are to each other: a keeper of either side."""
    if any(may_manage(viewer, organisation) for organisation in organisations):
        return Decision.yes()
    return Decision.no(f"to decide on an overlap one needs to keep the data of {' or '.join(organisations)}")


def may_record_survey(viewer: Viewer) -> Decision:
    """Who may make accepted answers a dataset's record, of any organisation: who accepts them."""
    if viewer.holds(Role.SURVEY_MANAGER, Role.OPERATOR):
        return Decision.yes()
    return Decision.no("only a survey manager makes accepted answers a dataset's record")


def may_name_private_places(viewer: Viewer) -> Decision:
    """Who may name a folder of the hub's own machine, a file server or database, or an address in its own network.

    The hub reads there what the person could not. Source: ARCHITECTURE section 8, outgoing addresses.
    """
    if viewer.holds(Role.OPERATOR):
        return Decision.yes()
    return Decision.no("only an operator may name a place that is no address of the web")


def may_name_references(viewer: Viewer) -> Decision:
    """Who may say where a secret is kept: a reference could name the hub's own secrets."""
    if viewer.holds(Role.OPERATOR):
        return Decision.yes()
    return Decision.no("only an operator may name where a secret of the hub's machine is kept")


def may_use_connectors(viewer: Viewer) -> Decision:
    """Who may add a source that a third party's package opens: what that asks, the hub does not guard."""
    if viewer.holds(Role.OPERATOR):
        return Decision.yes()
    return Decision.no("only an operator may use a connector that an installed package brings")


def option_issues(kind: str, options: Mapping[str, str]) -> list[Issue]:
    """What is wrong with a source's options. Values are never repeated: one may be a secret by mistake."""
    known = OPTIONS_OF_KIND.get(kind, ()) if kind else tuple(sorted({*chain(*OPTIONS_OF_KIND.values())}))
    is_own = kind in set(SourceKind)
    issues = []
    for name, value in options.items():
        place = f"option {name[:40]}"
        if _holds_secret(name, value, is_own=is_own):
            issues.append(Issue(place, "would hold a secret", "use credential=env:NAME or credential=file:/path"))
        elif is_own and name not in known:
            remedy = f"use {', '.join(known)}" if known else "leave it out"
            issues.append(Issue(place, "is not known to this kind of source", remedy))
        elif not value or len(value) > LONGEST_OPTION or not value.isprintable():
            issues.append(Issue(place, "is empty, too long or not one line", f"use 1 to {LONGEST_OPTION} characters"))
        elif name in REFERENCE_OPTIONS and not is_reference(value):
            issues.append(Issue(place, "is not a reference", "use env:NAME or file:/path, never the secret itself"))
    return issues


def _holds_secret(name: str, value: str, *, is_own: bool) -> bool:
    """What a third party's option means is not known: any name that speaks of a secret needs a reference."""
    said = name.lower()
    if is_own:
        return said in ("password", "passwd", "pwd", "secret", "token")
    return any(word in said for word in ("pass", "pwd", "secret", "token", "key")) and not is_reference(value)


def is_web(location: str) -> bool:
    """Whether a location is an address of the web, and no place of the hub's own machine."""
    return location.strip().lower().startswith(("http://", "https://"))


def _may(viewer: Viewer, organisation: str, roles: tuple[Role, ...], what: str) -> Decision:
    if viewer.holds(*roles, organisation=organisation):
        return Decision.yes()
    names = ", ".join(role.value for role in roles)
    return Decision.no(f"to {what} of {organisation} one needs to be {names} there")
