"""A panel from forming to closed: its states, what each step still lacks, and who may see what.

Decisions of a step carry everything that is missing, dataset by dataset: nothing passes silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

from gotgan.assess.rules.conflicts import AssessorFacts, Rateable, conflicts_of, eligible, is_declared, lacking
from gotgan.assess.rules.panel_figures import APART, HIGHEST, LOWEST, MOST_CALIBRATED, MUST_SAY_WHY, RATERS
from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.role import Role, Viewer
from gotgan.terms.selection import ListState

LONGEST_REASON = 2000


class PanelState(StrEnum):
    """`calibrating`: all rate the same few and speak about the anchors; `resolving`: a third rates where two are
    apart; a closed panel is never opened again."""

    FORMING = "forming"
    CALIBRATING = "calibrating"
    RATING = "rating"
    RESOLVING = "resolving"
    CLOSED = "closed"


STAGES = tuple(PanelState)


class AssignmentKind(StrEnum):
    CALIBRATION = "calibration"
    RATING = "rating"
    THIRD = "third"


class Round(IntEnum):
    """Ratings of the first round are for learning the anchors; only those of the second count."""

    CALIBRATION = 1
    MAIN = 2


@dataclass(frozen=True)
class AssignmentFacts:
    """One dataset of one assessor. `first` and `main`: the newest ratings of each round by criterion."""

    assessor: int
    dataset: str
    kind: AssignmentKind
    first: Mapping[str, int] = field(default_factory=dict)
    main: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundRow:
    """One dataset of one assessor on one criterion; `value` None before it is rated."""

    assessor: int
    dataset: str
    kind: AssignmentKind
    value: int | None = None


@dataclass(frozen=True)
class FurtherRound:
    """One criterion rated anew; `number` from 2 on, after the rating of all criteria. See rounds.py."""

    criterion: str
    number: int
    rows: tuple[RoundRow, ...] = ()
    is_finished: bool = False


@dataclass(frozen=True)
class PanelFacts:
    """`datasets` are the shortlist as it is now; assignments that have ended are not among them, nor among the rows
    of `rounds`, which are in order of their numbers."""

    state: PanelState
    criteria: tuple[str, ...]
    assessors: tuple[AssessorFacts, ...]
    datasets: tuple[Rateable, ...]
    assignments: tuple[AssignmentFacts, ...] = ()
    needed: int = RATERS
    calibrated: int = 0
    is_shown: bool = False
    rounds: tuple[FurtherRound, ...] = ()

    @property
    def active(self) -> tuple[AssessorFacts, ...]:
        return tuple(each for each in self.assessors if each.is_active)

    @cached_property
    def ready(self) -> tuple[AssessorFacts, ...]:
        """Who may be given a dataset: nobody reads evidence before they have declared."""
        return tuple(each for each in self.active if is_declared(each, self.live_ids))

    @cached_property
    def live(self) -> tuple[Rateable, ...]:
        return tuple(each for each in self.datasets if each.is_live)

    @cached_property
    def live_ids(self) -> frozenset[str]:
        return frozenset(each.id for each in self.live)

    @cached_property
    def known(self) -> Mapping[str, Rateable]:
        """The shortlist by id."""
        return {each.id: each for each in self.datasets}

    def assessor_of(self, person: int | None) -> AssessorFacts | None:
        return next((each for each in self.active if person is not None and each.person == person), None)

    def assignments_of(self, assessor: int) -> tuple[AssignmentFacts, ...]:
        return tuple(self._held.get(assessor, {}).values())

    def assignment(self, assessor: int, dataset: str) -> AssignmentFacts | None:
        return self._held.get(assessor, {}).get(dataset)

    @cached_property
    def _held(self) -> dict[int, dict[str, AssignmentFacts]]:
        """By assessor and dataset: a page asks of each line whether it may be rated."""
        found: dict[int, dict[str, AssignmentFacts]] = {}
        for each in self.assignments:
            found.setdefault(each.assessor, {}).setdefault(each.dataset, each)
        return found


def may_open(state: ListState, shortlist: Collection[str], viewer: Viewer) -> Decision:
    if not may_manage(viewer):
        return Decision.no("only the manager of lists opens a panel")
    if state is not ListState.COLLECTED:
        return Decision.no("a panel is opened once, when the evidence of the list is collected")
    if not shortlist:
        return Decision.no("there is no shortlist to rate; collect the evidence first")
    return Decision.yes()


def may_run(viewer: Viewer, facts: PanelFacts) -> bool:
    """See everybody's ratings and take the panel's steps: the manager, never one who rates in it."""
    return may_manage(viewer) and not _rates(viewer.person_id, facts)


def may_watch(viewer: Viewer, facts: PanelFacts) -> bool:
    """See everybody's ratings: the manager and the auditor, never one who rates in it before it is closed."""
    return may_see_all(viewer) and (facts.state is PanelState.CLOSED or not _rates(viewer.person_id, facts))


def _rates(person: int | None, facts: PanelFacts) -> bool:
    return any(each.person == person for each in facts.assessors)


def may_name(viewer: Viewer, facts: PanelFacts) -> Decision:
    """Whether this person can be an assessor of the panel."""
    if facts.state is PanelState.CLOSED:
        return Decision.no("the ratings are in: nobody joins any more")
    if facts.assessor_of(viewer.person_id):
        return Decision.no("the person is an assessor of this panel already")
    if may_see_all(viewer):
        return Decision.no("who manages or audits lists sees every rating and cannot rate blindly")
    if not viewer.holds(Role.ASSESSOR) and not any(held.role is Role.ASSESSOR for held in viewer.roles):
        return Decision.no("the person does not hold the role of an assessor; an operator gives it")
    return Decision.yes()


def may_calibrate(facts: PanelFacts) -> Decision:
    """From forming to the calibration round."""
    if facts.state is not PanelState.FORMING:
        return Decision.no("the panel is formed already")
    return _no_or_yes([*_people_missing(facts), *_raters_missing(facts)])


def may_rate_all(facts: PanelFacts) -> Decision:
    """From the calibration round to rating the whole shortlist."""
    if facts.state is not PanelState.CALIBRATING:
        return Decision.no("the panel is not calibrating")
    missing = [*_people_missing(facts), *_raters_missing(facts), *_calibration_missing(facts)]
    if not missing and not facts.is_shown:
        missing.append("show the distribution of the calibration round first, and speak about the anchors")
    return _no_or_yes(missing)


def may_show(facts: PanelFacts) -> Decision:
    """Show assessors how the calibration round came out, without names: when all have rated, so that it sways none."""
    if facts.state is not PanelState.CALIBRATING:
        return Decision.no("the panel is not calibrating")
    return _no_or_yes(_calibration_missing(facts))


def may_resolve(facts: PanelFacts) -> Decision:
    """From rating to the third ratings, or straight on to closing where nobody is apart."""
    if facts.state is not PanelState.RATING:
        return Decision.no("the panel is not rating")
    return _no_or_yes(
        [*_people_missing(facts), *_raters_missing(facts), *_blocks_missing(facts), *_ratings_missing(facts)]
    )


def may_close(facts: PanelFacts) -> Decision:
    if facts.state is not PanelState.RESOLVING:
        return Decision.no("a panel is closed after ratings that lie apart were looked at by a third")
    missing = still_open(facts)
    return _no_or_yes([*_silent(facts), *missing] if missing else [])


def still_open(facts: PanelFacts) -> list[str]:
    """What is not rated yet, thirds included."""
    return [*_raters_missing(facts), *_blocks_missing(facts), *_ratings_missing(facts), *_thirds_missing(facts)]


def _no_or_yes(missing: Sequence[str]) -> Decision:
    return Decision.no(*missing) if missing else Decision.yes()


def _people_missing(facts: PanelFacts) -> list[str]:
    missing = _silent(facts)
    if len(facts.active) < facts.needed:
        missing.insert(0, f"assessors named: {len(facts.active)} of at least {facts.needed}")
    return missing


def _silent(facts: PanelFacts) -> list[str]:
    silent = len(facts.active) - len(facts.ready)
    return [f"assessors who have not declared interests for the whole shortlist: {silent}"] if silent else []


def _raters_missing(facts: PanelFacts) -> list[str]:
    """Also where all are in conflict: then somebody must be added, whatever else is ready."""
    given = [(row.dataset, row.assessor) for row in standing(facts)]
    found = lacking(facts.assessors, facts.datasets, facts.needed, given)
    return [
        f"dataset {name}: all assessors are in conflict; add one who is not"
        if count == 0
        else f"dataset {name}: only {count} of the assessors may rate it, the others are in conflict; add one who may"
        for name, count in sorted(found.items())
    ]


def _calibration_missing(facts: PanelFacts) -> list[str]:
    live, asked = {each.id for each in facts.live}, set(facts.criteria)
    rows = [each for each in standing(facts) if each.kind is AssignmentKind.CALIBRATION and each.dataset in live]
    open_ones = sum(not asked <= each.first.keys() for each in rows)
    return [f"ratings of the calibration round still missing: {open_ones}"] if open_ones else []


def _blocks_missing(facts: PanelFacts) -> list[str]:
    counts = {each.id: 0 for each in facts.live}
    for row in standing(facts):
        if row.dataset in counts:
            counts[row.dataset] += 1
    few = sum(count < facts.needed for count in counts.values())
    return [f"datasets with fewer than {facts.needed} assessors: {few}; assign them again"] if few else []


def _ratings_missing(facts: PanelFacts) -> list[str]:
    live, asked = {each.id for each in facts.live}, set(facts.criteria)
    open_ones = sum(not asked <= each.main.keys() for each in standing(facts) if each.dataset in live)
    return [f"assigned ratings not whole yet: {open_ones}"] if open_ones else []


def _thirds_missing(facts: PanelFacts) -> list[str]:
    waiting = apart(facts).keys() - with_third(facts)
    holds = {(row.dataset, row.assessor) for row in facts.assignments}
    left = {
        name: [who for who in eligible(facts.ready, facts.known[name]) if (name, who) not in holds] for name in waiting
    }
    return [
        f"dataset {name}: two are apart; assign them again"
        if left[name]
        else f"dataset {name}: two are apart and nobody is left to be the third; add an assessor"
        for name in sorted(waiting)
    ]


def standing(facts: PanelFacts) -> tuple[AssignmentFacts, ...]:
    """Assignments without those whose assessor is in conflict over the dataset by now: their ratings do not count.

    Nor those that are not whole of who is active no more: they go to others.
    """
    people, asked = {each.id: each for each in facts.assessors}, set(facts.criteria)
    return tuple(
        row
        for row in facts.assignments
        if row.dataset in facts.known
        and not conflicts_of(people[row.assessor], facts.known[row.dataset])
        and (people[row.assessor].is_active or asked <= row.main.keys())
    )


def apart(facts: PanelFacts) -> dict[str, tuple[str, ...]]:
    """{dataset: criteria} on which two of its first ratings lie two points or more apart."""
    given: dict[str, list[Mapping[str, int]]] = {each.id: [] for each in facts.live}
    for row in standing(facts):
        if row.dataset in given and row.kind is not AssignmentKind.THIRD:
            given[row.dataset].append(row.main)
    found = {name: tuple(each for each in facts.criteria if _are_apart(rows, each)) for name, rows in given.items()}
    return {name: criteria for name, criteria in found.items() if criteria}


def _are_apart(rows: Sequence[Mapping[str, int]], criterion: str) -> bool:
    return are_apart([row[criterion] for row in rows if criterion in row])


def are_apart(values: Sequence[int]) -> bool:
    return len(values) > 1 and max(values) - min(values) >= APART


def with_third(facts: PanelFacts) -> frozenset[str]:
    """Datasets that more than two look at: all of the calibration do, elsewhere somebody was called."""
    counts = Counter(row.dataset for row in standing(facts))
    return frozenset(name for name, count in counts.items() if count > facts.needed)


def choose_calibration(facts: PanelFacts, most: int) -> tuple[str, ...]:
    """The datasets that all rate first: those in conflict with fewest, spread over institutions, `most` at most."""
    free = [(sum(bool(conflicts_of(each, row)) for each in facts.active), row) for row in facts.live]
    chosen: list[Rateable] = []
    seen: dict[str, int] = {}
    while free and len(chosen) < min(most, MOST_CALIBRATED):
        best = min(free, key=lambda pair: (pair[0], seen.get(pair[1].organisation, 0), pair[1].id))
        free.remove(best)
        chosen.append(best[1])
        seen[best[1].organisation] = seen.get(best[1].organisation, 0) + 1
    return tuple(each.id for each in chosen)


def may_rate(facts: PanelFacts, assessor: AssessorFacts, dataset: str) -> Decision:
    """Whether the assessor may write ratings of it now; a conflict that came up later stops it too."""
    row = facts.assignment(assessor.id, dataset)
    if row is None:
        return Decision.no("the dataset is not assigned to you")
    hindrance = hindrance_of(facts, assessor, dataset)
    if hindrance:
        return Decision.no(hindrance)
    if facts.state is PanelState.CALIBRATING:
        calibrates = row.kind is AssignmentKind.CALIBRATION and not facts.is_shown
        return Decision.yes() if calibrates else Decision.no("the calibration round is over; rating opens soon")
    if facts.state is PanelState.RATING or (facts.state is PanelState.RESOLVING and _is_due(facts, row)):
        return Decision.yes()
    return Decision.no("ratings are not taken now")


def _is_due(facts: PanelFacts, row: AssignmentFacts) -> bool:
    """When the ratings are in: those of thirds, and whatever was handed on since and is not whole."""
    return row.kind is AssignmentKind.THIRD or not set(facts.criteria) <= row.main.keys()


def hindrance_of(facts: PanelFacts, assessor: AssessorFacts, dataset: str) -> str:
    """Why they may not rate it in any round, though it is with them; empty where nothing speaks against it."""
    known = facts.known.get(dataset)
    if known is None:
        return "the dataset is not assigned to you"
    if not known.is_live:
        return "the dataset was withdrawn: it is not rated any more"
    if conflicts_of(assessor, known):
        return "you are in conflict over this dataset"
    if not is_declared(assessor, facts.live_ids):
        return "datasets have come since: declare your interests again first"
    return ""


def round_of(state: PanelState) -> Round:
    return Round.CALIBRATION if state is PanelState.CALIBRATING else Round.MAIN


def check_rating(criterion: str, typed: object, reason: str, known: Collection[str]) -> list[Issue]:
    """What is wrong with one rating as it was typed."""
    if criterion not in known:
        return [Issue(criterion, "the rubric has no such criterion", "use the form of the page")]
    if str(typed).strip() not in {str(point) for point in range(LOWEST, HIGHEST + 1)}:
        return [Issue(criterion, "a rating is a whole number from 1 to 5", "choose one of the five")]
    if int(str(typed)) in MUST_SAY_WHY and not reason.strip():
        return [Issue(criterion, "1 and 5 need a reason", "say in a sentence what of the evidence shows it")]
    if len(reason) > LONGEST_REASON:
        return [Issue(criterion, "the reason is too long", "leave the essential")]
    return []
